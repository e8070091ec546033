/*
 * The likelihood is that of coins: at renewal i, counted from 0, exposed
 * customers stay with the chance (beta+i)/(alpha+beta+i). It is climbed in
 * log(alpha/beta) and log(alpha+beta), which are nearly uncorrelated.
 */
#include "model/sbg.h"

#include <math.h>
#include <string.h>

#include "num/fsum.h"
#include "num/hyp2f1.h"
#include "num/linalg.h"
#include "num/optim.h"
#include "num/special.h"

static const double LIMIT = 12;

struct work {
	const struct sbg_step *step;
	size_t n;
};

static void
natural(const double *theta, double *a, double *b)
{
	double both = exp(theta[1]);

	*a = both * special_sigmoid(theta[0]);
	*b = both * special_sigmoid(-theta[0]);
}

static double
value(const double *theta, double *gradient, void *arg)
{
	const struct work *w = arg;
	struct fsum sum = {0, 0}, by_a = {0, 0}, by_b = {0, 0};
	double a, b, da, db;

	natural(theta, &a, &b);
	for (size_t i = 0; i < w->n; i++) {
		double n = w->step[i].exposed, lost = w->step[i].lost;
		double stay = b + (double)i, all = a + stay;

		fsum_add(&sum, lost * log(a / all));
		fsum_add(&by_a, lost / a - n / all);
		fsum_add(&by_b, -n / all);
		if (n > lost) {
			fsum_add(&sum, (n - lost) * log(stay / all));
			fsum_add(&by_b, (n - lost) / stay);
		}
	}
	da = fsum_value(&by_a);
	db = fsum_value(&by_b);
	gradient[0] = (da - db) * a * b / (a + b);
	gradient[1] = da * a + db * b;
	return fsum_value(&sum);
}

/* The delta method, from theta to alpha and beta. */
static void
errors(const struct optim *o, const double *theta, struct sbg_fit *out)
{
	double curv[4], cov[4],
	    c = out->alpha * out->beta / (out->alpha + out->beta);

	out->se_alpha = out->se_beta = (double)NAN;
	optim_curvature(o, theta, curv);
	if (out->boundary || !linalg_chol(curv, 2))
		return;
	linalg_inverse(curv, 2, cov);
	out->se_alpha = sqrt(c * c * cov[0] + 2 * c * out->alpha * cov[1] +
			     out->alpha * out->alpha * cov[3]);
	out->se_beta = sqrt(c * c * cov[0] - 2 * c * out->beta * cov[1] +
			    out->beta * out->beta * cov[3]);
}

static bool
check(const struct sbg_step *step, size_t n, double *lost, double *exposed,
    struct fault *f)
{
	*lost = *exposed = 0;
	for (size_t i = 0; i < n; i++) {
		*lost += step[i].lost;
		*exposed += step[i].exposed;
	}
	if (*exposed <= 0)
		return fault_set(f, FAULT_DATA, "no renewal to learn from");
	if (*lost <= 0)
		return fault_set(
		    f, FAULT_DATA, "nobody was lost: alpha cannot be told");
	if (*lost >= *exposed)
		return fault_set(
		    f, FAULT_DATA, "nobody stayed: beta cannot be told");
	return true;
}

/* Far out all is flat: the limit itself, not the place where the climb ended,
 * if it is as likely. */
static void
to_limit(struct work *w, double odds, double best, double *theta)
{
	double limit[2] = {odds, LIMIT}, slope[2];

	if (value(limit, slope, w) >= best - 1e-6)
		memcpy(theta, limit, sizeof(limit));
}

bool
sbg_fit(
    const struct sbg_step *step, size_t n, struct sbg_fit *out, struct fault *f)
{
	static const double low[] = {-12, -12}, high[] = {12, 12};
	struct work w = {step, n};
	struct optim o = {.n = 2,
	    .value = value,
	    .arg = &w,
	    .low = low,
	    .high = high,
	    .tol = 1e-12};
	struct optim_end end;
	double theta[2], slope[2], lost, odds;

	*out = (struct sbg_fit){0};
	if (!check(step, n, &lost, &out->exposed, f))
		return false;
	odds = log(lost / (out->exposed - lost));
	optim_starts(
	    &o, (const double[]){odds, 1, odds, -1, odds, 4}, 3, theta, &end);
	if (end.status == OPTIM_NOT_CONVERGED)
		return fault_set(f, FAULT_DATA,
		    "the fit did not converge in "
		    "%d iterations",
		    end.iterations);
	out->iterations = end.iterations;
	out->boundary =
	    end.status != OPTIM_CONVERGED || fabs(theta[1]) > LIMIT - 1;
	if (out->boundary) {
		to_limit(&w, odds, end.value, theta);
		out->weak = theta[1] > 0 ? "how customers differ"
					 : "the spread of alpha and beta";
	}
	natural(theta, &out->alpha, &out->beta);
	out->loglik = value(theta, slope, &w);
	errors(&o, theta, out);
	return true;
}

double
sbg_retention(double alpha, double beta, int t)
{
	double stay = beta + t - 1;

	return stay / (alpha + stay);
}

/* The sum of ((1-p) z)^t over t >= 0. */
static double
payments(double p, const void *arg)
{
	double z = *(const double *)arg;

	return 1 / ((1 - z) + p * z);
}

double
sbg_derl(double alpha, double beta, int n, double d)
{
	double z = 1 / (1 + d), b = beta + n;
	double first = n == 0 ? 1 : sbg_retention(alpha, beta, n);

	if (d == 0)
		return alpha > 1 ? first * (alpha + b - 1) / (alpha - 1)
				 : (double)INFINITY;
	return first * hyp_beta_mean(alpha, b, payments, &z);
}
