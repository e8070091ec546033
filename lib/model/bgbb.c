/*
 * A customer is still there after n opportunities, or left before one of
 * tx+1 .. n. With the logs of rising products
 *   O(i) = log B(alpha+x, beta+i-x)/B(alpha, beta)   x orders in i
 *   S(i) = log B(gamma, delta+i)/B(gamma, delta)     there after i
 * the likelihood is the sum of e^(O(n)+S(n)) and, over i = tx .. n-1, of
 * e^(O(i)+S(i)) gamma/(gamma+delta+i). Each term follows from the one before
 * by its ratio, and so do its derivatives, from 1/z = psi(z+1) - psi(z).
 *
 * Alive after n, the chances are Beta(alpha+x, beta+n-x) and Beta(gamma,
 * delta+n). The mean orders at the next m opportunities are then
 * (alpha+x)/(alpha+beta+n) times the sum of e^S over 1 .. m: positive terms,
 * no pole at gamma = 1. Beyond SUM_MAX terms the telescoped form
 * ((delta+n+m) e^S(m) - (delta+n))/(1-gamma), where it does not cancel.
 * gamma = 0 (and delta = 1, of no effect): nobody leaves (beta-binomial).
 * Source: FORMULAS 2.4; own arrangement.
 */
#include "model/bgbb.h"

#include <math.h>

#include "num/fsum.h"
#include "num/hyp2f1.h"
#include "num/special.h"

enum { AL, BE, GA, DE };

static const double SUM_MAX = 100000;

const char *
bgbb_row_ok(const struct history *h)
{
	const char *problem = btyd_row_ok(h);

	if (problem != NULL)
		return problem;
	if (h->T != floor(h->T) || h->T > 1e6)
		return "age is not a whole number of opportunities";
	if (h->tx != floor(h->tx))
		return "recency is not a whole number of opportunities";
	return h->x > h->tx ? "frequency is over the opportunities so far"
			    : NULL;
}

/* log of x orders in n; of being there after n. */
static double
ordered(const double *p, double x, double n)
{
	return special_rising(p[AL], x) + special_rising(p[BE], n - x) -
	       special_rising(p[AL] + p[BE], n);
}

static double
there(double ga, double de, double n)
{
	return special_rising(de, n) - special_rising(ga + de, n);
}

/* psi(z+n) - psi(z) */
static double
psi_gap(double z, double n)
{
	return special_digamma(z + n) - special_digamma(z);
}

/* The logs of a term for i opportunities, and its derivatives. */
struct term {
	double value, by[BTYD_PARAMS];
};

static struct term
term_at(const double *p, double x, double i)
{
	double whole = psi_gap(p[AL] + p[BE], i);
	double stay = psi_gap(p[GA] + p[DE], i);

	return (struct term){ordered(p, x, i) + there(p[GA], p[DE], i),
	    {psi_gap(p[AL], x) - whole, psi_gap(p[BE], i - x) - whole, -stay,
		psi_gap(p[DE], i) - stay}};
}

/* From i to i + 1, with x orders in both. */
static void
step(struct term *t, const double *p, double x, double i)
{
	double miss = 1 / (p[BE] + i - x), all = 1 / (p[AL] + p[BE] + i);
	double stay = 1 / (p[DE] + i), risk = 1 / (p[GA] + p[DE] + i);

	t->value += log(all / miss * (risk / stay));
	t->by[AL] -= all;
	t->by[BE] += miss - all;
	t->by[GA] -= risk;
	t->by[DE] += stay - risk;
}

/* A running sum of exponentials e^value, and of them times derivatives. */
struct mix {
	double top, sum, by[BTYD_PARAMS];
};

static void
mix_add(struct mix *m, double value, const double *by)
{
	double old = 1, new = exp(value - m->top);

	if (value > m->top) {
		old = exp(m->top - value);
		new = 1;
		m->top = value;
	}
	m->sum = m->sum * old + new;
	for (int k = 0; k < BTYD_PARAMS; k++)
		m->by[k] = m->by[k] * old + new *by[k];
}

/* log-likelihood of a history and its derivatives: m->by over m->sum. */
static double
history_loglik(const double *p, const struct history *h, struct mix *m)
{
	struct term t = term_at(p, h->x, h->T);

	*m = (struct mix){.top = t.value, .sum = 1};
	for (int k = 0; k < BTYD_PARAMS; k++)
		m->by[k] = t.by[k];
	if (p[GA] <= 0 || h->tx >= h->T)
		return m->top;
	t = term_at(p, h->x, h->tx);
	for (double i = h->tx; i < h->T; i++) {
		double all = p[GA] + p[DE] + i,
		       by[BTYD_PARAMS] = {t.by[AL], t.by[BE],
			   t.by[GA] + 1 / p[GA] - 1 / all, t.by[DE] - 1 / all};

		mix_add(m, t.value + log(p[GA] / all), by);
		step(&t, p, h->x, i);
	}
	return m->top + log(m->sum);
}

static double
loglik(const struct cells *c, const double *p, double *by_p)
{
	struct fsum value = {0, 0}, by[BTYD_PARAMS] = {{0, 0}};
	struct mix m;

	for (size_t i = 0; i < c->n; i++) {
		struct history h = {c->x_value[c->x[i]], c->tx_value[c->tx[i]],
		    c->T_value[c->T[i]]};
		double w = c->weight[i];

		fsum_add(&value, w * history_loglik(p, &h, &m));
		for (int k = 0; k < BTYD_PARAMS; k++)
			fsum_add(&by[k], w * m.by[k] / m.sum);
	}
	for (int k = 0; k < BTYD_PARAMS && by_p != NULL; k++)
		by_p[k] = fsum_value(&by[k]);
	return fsum_value(&value);
}

static double
alive(const double *p, const struct history *h)
{
	struct mix m;

	if (p[GA] <= 0 || h->tx >= h->T)
		return 1;
	return exp(ordered(p, h->x, h->T) + there(p[GA], p[DE], h->T) -
		   history_loglik(p, h, &m));
}

/* A customer alive after n opportunities. */
struct living {
	double al, be, ga, de;
	double up, z; /* 1 - e^-delta, e^-delta in dert */
};

static struct living
living(const double *p, const struct history *h)
{
	return (struct living){
	    p[AL] + h->x, p[BE] + h->T - h->x, p[GA], p[DE] + h->T, 0, 0};
}

/* Whole opportunities within t, however a sum of steps rounds. */
static double
whole(double t)
{
	return floor(t + 1e-9 * (1 + t));
}

/* Sum of e^S(i), i = 1 .. m, in closed form. */
static double
telescoped(const struct living *l, double m)
{
	double log_ratio = log1p(m / l->de) + there(l->ga, l->de, m);

	return l->de * expm1(log_ratio) / (1 - l->ga);
}

static void
orders(const double *p, const struct history *h, const double *t, size_t n,
    double *out)
{
	struct living l = living(p, h);
	double rate = l.al / (l.al + l.be), sum = 0, stay = 1, i = 0;

	for (size_t k = 0; k < n; k++) {
		double m = whole(t[k]);

		if (isinf(m) && l.ga > 0) {
			out[k] = l.ga > 1 ? rate * l.de / (l.ga - 1) : HUGE_VAL;
			continue;
		}
		if (l.ga <= 0) {
			out[k] = rate * m;
			continue;
		}
		if (m > SUM_MAX && fabs(l.ga - 1) > 1e-4) {
			out[k] = rate * telescoped(&l, m);
			continue;
		}
		for (; i < m; i++) {
			stay *= (l.de + i) / (l.ga + l.de + i);
			sum += stay;
		}
		out[k] = rate * sum;
	}
}

static double
stays(const double *p, const struct history *h, double t)
{
	return p[GA] <= 0 ? 1 : exp(there(p[GA], p[DE] + h->T, whole(t)));
}

/* In ever so many opportunities, for a customer with those chances. */
static double
ever_of_order(double p, const void *arg)
{
	double theta = *(const double *)arg;

	return (1 - theta) * p / (theta + (1 - theta) * p);
}

static double
ever_of_drop(double theta, const void *arg)
{
	const struct living *l = arg;

	return hyp_beta_mean(l->al, l->be, ever_of_order, &theta);
}

/* The first order comes at opportunity i, after i - 1 without. */
static double
any(const double *p, const struct history *h, double t)
{
	struct living l = living(p, h);
	double m = whole(t), sum = 0, first = l.al / (l.al + l.be);

	if (l.ga <= 0)
		return isinf(m) ? 1
				: -expm1(special_rising(l.be, m) -
					 special_rising(l.al + l.be, m));
	if (m > SUM_MAX)
		return hyp_beta_mean(l.ga, l.de, ever_of_drop, &l);
	for (double i = 0; i < m; i++) {
		first *= (l.de + i) / (l.ga + l.de + i);
		sum += first;
		first *= (l.be + i) / (l.al + l.be + i + 1);
	}
	return sum;
}

/* Sum over i >= 1 of ((1-theta) z)^i. */
static double
dert_of_drop(double theta, const void *arg)
{
	const struct living *l = arg;

	return (1 - theta) * l->z / (l->up + theta * l->z);
}

static double
dert(const double *p, const struct history *h, double delta)
{
	struct living l = living(p, h);
	double rate = l.al / (l.al + l.be);

	if (!(delta > 0))
		return HUGE_VAL;
	l.up = -expm1(-delta);
	l.z = exp(-delta);
	if (l.ga <= 0)
		return rate * l.z / l.up;
	return rate * hyp_beta_mean(l.ga, l.de, dert_of_drop, &l);
}

static double
newcomer(const double *p, double t)
{
	struct history none = {0, 0, 0};
	double out;

	orders(p, &none, &t, 1, &out);
	return out;
}

double
bgbb_pmf(const double *p, double x, double n)
{
	struct term t = term_at(p, x, x);
	double ways = 0, sum = 0;

	for (double i = x; i < n; i++) {
		sum += exp(ways + t.value) * p[GA] / (p[GA] + p[DE] + i);
		step(&t, p, x, i);
		ways += log((i + 1) / (i + 1 - x));
	}
	return sum + exp(ways + t.value);
}

/* theta: logit(al/(al+be)), log(al+be), the same of ga and de. */
static void
natural(const double *theta, double scale, double *p)
{
	(void)scale;
	for (int k = 0; k < BTYD_PARAMS; k += 2) {
		p[k] = exp(theta[k + 1]) * special_sigmoid(theta[k]);
		p[k + 1] = exp(theta[k + 1]) * special_sigmoid(-theta[k]);
	}
}

static void
to_theta(const double *p, double scale, double *theta)
{
	(void)scale;
	for (int k = 0; k < BTYD_PARAMS; k += 2) {
		theta[k] = log(p[k] / p[k + 1]);
		theta[k + 1] = log(p[k] + p[k + 1]);
	}
}

static void
chain(const double *p, const double *by_p, double *by_theta)
{
	for (int k = 0; k < BTYD_PARAMS; k += 2) {
		double a = p[k] * by_p[k], b = p[k + 1] * by_p[k + 1];
		double mean = p[k] / (p[k] + p[k + 1]);

		by_theta[k] = a * (1 - mean) - b * mean;
		by_theta[k + 1] = a + b;
	}
}

/* The share of opportunities taken. */
static void
limit(const struct cells *c, double *theta)
{
	double rate = c->orders / (c->customers * c->mean_T);

	rate = fmin(fmax(rate, 1e-4), 1 - 1e-4);
	theta[0] = log(rate / (1 - rate));
	theta[1] = 1;
}

static const double starts[BTYD_STARTS][BTYD_PARAMS] = {
    {0.5, 0, -1.4, 1},
    {1, 0.5, 0, 0},
    {0, 0, -3, 2.3},
    {0, 0, -5, 0},
};

const struct btyd_model btyd_bgbb = {
    .name = "bgbb",
    .title = "BG/BB",
    .param = {"alpha", "beta", "gamma", "delta"},
    .weak = {"alpha/beta", "alpha+beta", "gamma", "gamma+delta"},
    .starts = starts,
    .discrete = true,
    .row_ok = bgbb_row_ok,
    .limit = limit,
    .natural = natural,
    .theta = to_theta,
    .chain = chain,
    .loglik = loglik,
    .alive = alive,
    .orders = orders,
    .stays = stays,
    .any = any,
    .dert = dert,
    .newcomer = newcomer,
    .pmf = bgbb_pmf,
};
