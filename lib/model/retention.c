/*
 * Geometric sums. With q = r/(1+d) and G = (1-q^N)/(1-q), or N at q = 1:
 *   immediate m G; ordinary m G/(1+d); residual m q G; mid m G/sqrt(1+d).
 * q^N is taken as expm1(N log q), so that G keeps its digits for q near 1.
 * 1-q is taken as (1+d-r)/(1+d), where only one rounding happens.
 */
#include "model/retention.h"

#include <math.h>

#include "num/fsum.h"

static const char *const names[] = {
    [RETENTION_RESIDUAL] = "residual",
    [RETENTION_ORDINARY] = "ordinary",
    [RETENTION_IMMEDIATE] = "immediate",
    [RETENTION_MID] = "mid",
};

const char *
retention_name(enum retention_timing t)
{
	return names[t];
}

bool
retention_find(struct str name, enum retention_timing *t)
{
	for (int i = 0; i < (int)(sizeof(names) / sizeof(*names)); i++)
		if (str_is(name, names[i])) {
			*t = (enum retention_timing)i;
			return true;
		}
	return false;
}

static double
geometric(double r, double d, double n)
{
	double q = r / (1 + d), gap = (1 - r + d) / (1 + d);

	if (r == 0)
		return 1;
	if (gap == 0)
		return n;
	if (isinf(n))
		return gap > 0 ? 1 / gap : HUGE_VAL;
	return -expm1(n * (fabs(gap) < 0.5 ? log1p(-gap) : log(q))) / gap;
}

static bool
domain_ok(const struct retention *in, struct fault *f)
{
	double net = in->revenue * in->margin - in->cost + in->referral;

	if (!isfinite(net))
		return fault_set(f, FAULT_DATA,
		    "revenue, margin, cost and "
		    "referral must be numbers");
	if (!(in->retention >= 0 && in->retention <= 1))
		return fault_set(
		    f, FAULT_DATA, "retention is not between 0 and 1");
	if (!(in->discount > -1) || isinf(in->discount))
		return fault_set(
		    f, FAULT_DATA, "the discount rate is not over -1");
	if (!(in->periods >= 1) ||
	    (!isinf(in->periods) && in->periods != floor(in->periods)))
		return fault_set(
		    f, FAULT_DATA, "periods is not a whole number from 1 on");
	return true;
}

bool
retention_value(const struct retention *in, double *value, struct fault *f)
{
	double r = in->retention, d = in->discount, sum, net;

	if (!domain_ok(in, f))
		return false;
	net = in->revenue * in->margin - in->cost + in->referral;
	sum = geometric(r, d, in->periods);
	switch (in->timing) {
	case RETENTION_RESIDUAL:
		sum = r == 0 ? 0 : sum * r / (1 + d);
		break;
	case RETENTION_ORDINARY:
		sum /= 1 + d;
		break;
	case RETENTION_IMMEDIATE:
		break;
	case RETENTION_MID:
		sum /= sqrt(1 + d);
		break;
	}
	*value = net == 0 ? 0 : net * sum;
	return true;
}

double
retention_lifetime(double churn)
{
	return churn >= 0 ? 1 / fabs(churn) : (double)NAN;
}

void
npv_add(struct npv *n, double cash, double period, double discount)
{
	struct fsum s = {n->sum, n->lost};

	fsum_add(&s, cash * exp(-period * log1p(discount)));
	n->sum = s.sum;
	n->lost = s.lost;
}

double
npv_value(const struct npv *n)
{
	struct fsum s = {n->sum, n->lost};

	return fsum_value(&s);
}
