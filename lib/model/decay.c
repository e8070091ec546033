/* Gauss-Legendre rules in z: FORMULAS 2.3. */
#include "model/decay.h"

#include <math.h>
#include <stddef.h>

#include "num/gauss.h"

static const double TAIL = 32; /* e^-32, 1e-14, no longer counts */
/* What 16 and 8 nodes do within 3e-13: width, and decay over it. */
static const double WIDE = 1.75, STEEP = 16;
static const double NARROW = 0.75, FLAT = 4;

static void
panel(const struct decay *d, const struct gauss *rule, double from,
    double width, struct integrals *out)
{
	for (size_t k = 0; k < rule->n; k++) {
		double z = from + width * rule->node[k].x, up = exp(z);
		double q = 1 - d->f + d->f * up, log_q = log(q);
		double v =
		    rule->node[k].w * width * exp(-d->i * z - d->j * log_q);

		out->one += v;
		out->z += v * z;
		out->back += v / up;
		out->log_q += v * log_q;
		out->by_q += v / q;
	}
}

static void
panel_moments(const struct decay *d, const struct gauss *rule, double from,
    double width, struct decay_means *out)
{
	for (size_t k = 0; k < rule->n; k++) {
		double z = from + width * rule->node[k].x, up = exp(z);
		double q = 1 - d->f + d->f * up, log_q = log(q);
		double part[DECAY_PARTS] = {z, 1 / up, log_q, 1 / q};
		double v =
		    rule->node[k].w * width * exp(-d->i * z - d->j * log_q);

		out->first.one += v;
		out->first.z += v * z;
		out->first.back += v * part[1];
		out->first.log_q += v * log_q;
		out->first.by_q += v * part[3];
		for (int i = 0; i < DECAY_PARTS; i++)
			for (int j = 0; j <= i; j++)
				out->second[i][j] += v * part[i] * part[j];
	}
}

/* How many panels of which rule, and where they end. */
static double
plan(const struct decay *d, const struct gauss **rule, double *end)
{
	double rate = d->i + d->j * d->f, steep = fabs(rate);

	*end = d->end;
	if (rate > 0 && *end * rate > TAIL)
		*end = TAIL / rate;
	*rule = &gauss_8;
	if (*end <= NARROW && *end * steep <= FLAT)
		return 1;
	*rule = &gauss_16;
	return ceil(fmax(*end / WIDE, *end * steep / STEEP));
}

void
decay_integrate(const struct decay *d, struct integrals *out)
{
	const struct gauss *rule;
	double end, panels = plan(d, &rule, &end);

	*out = (struct integrals){0, 0, 0, 0, 0};
	for (double k = 0; k < panels; k++)
		panel(d, rule, k * (end / panels), end / panels, out);
}

void
decay_moments(const struct decay *d, struct decay_means *out)
{
	struct integrals *in = &out->first;
	const struct gauss *rule;
	double end, panels = plan(d, &rule, &end);

	*out = (struct decay_means){.first = {0, 0, 0, 0, 0}};
	for (double k = 0; k < panels; k++)
		panel_moments(d, rule, k * (end / panels), end / panels, out);
	in->z /= in->one;
	in->back /= in->one;
	in->log_q /= in->one;
	in->by_q /= in->one;
	for (int i = 0; i < DECAY_PARTS; i++)
		for (int j = 0; j <= i; j++)
			out->second[i][j] /= in->one;
}

struct decay
decay_of(double by_alpha, double alpha, double by_beta, double beta,
    double length, bool *swapped)
{
	*swapped = beta < alpha;
	if (*swapped)
		return (struct decay){
		    by_beta - 1, by_alpha, beta / alpha, log1p(length / beta)};
	return (struct decay){
	    by_alpha - 1, by_beta, alpha / beta, log1p(length / alpha)};
}
