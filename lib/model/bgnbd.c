/*
 * Both models differ by one: m = 0 for BG, 1 for MBG.
 *
 * With D as in bglike.h,
 * P(alive) = 1/(1 + e^D): nothing overflows, whatever x.
 *
 * Given alive at T, the rate is Gamma(n = r+x, rate g = alpha+T) and the
 * chance to drop out Beta(a, B = b+x+m). With z = t/(g+t), L = log(1-z),
 * e = a-1, c = a+B-1, Euler's transformation and the singular part divided
 * out give the mean orders in (T, T+t] as
 *   c u - e^(e L) S,   u = -expm1(e L)/e (or -L at e = 0),
 *   S = sum over k >= 1 of s_k, s_1 = (c-n) z,
 *   s_(k+1) = s_k (c-n+k)(e+k)/((c+k)(k+1)) z,
 * without a pole at a = 1 or a+b+x = 1. Where that cancels more than three
 * digits, or is slow, it is the mean over p of (1 - (1+p t/g)^-n)/p instead.
 * For a = 0 it is n t/g; without end c/e, where e > 0.
 * Still alive at T+t: the mean over p of (1+p t/g)^-n, as
 * (1-z)^a 2F1(c+1-n, a; c+1; z).
 * Covariates (Fader & Hardie 2007, note 019): alpha exp(-g z), a exp(g z) and
 * b exp(g z), each with a g of its own.
 * Source: FORMULAS 2.1, 2.2, 2.10.
 */
#include "model/bgnbd.h"

#include <math.h>

#include "model/bgdert.h"
#include "model/bglike.h"
#include "model/btyd.h"
#include "num/hyp2f1.h"
#include "num/special.h"

enum { R, ALPHA, A, B };

static const double LOSS_MAX = 1e3;
static const double FACTOR_MIN = 1e-200; /* below, series overflow */

static double
loglik_bg(const struct cells *c, const double *p, double *by_p)
{
	return bg_loglik(c, p, by_p, 0);
}

static double
loglik_mbg(const struct cells *c, const double *p, double *by_p)
{
	return bg_loglik(c, p, by_p, 1);
}

static void
hessian_bg(const struct cells *c, const double *p, double *out)
{
	bg_hessian(c, p, 0, out);
}

static void
hessian_mbg(const struct cells *c, const double *p, double *out)
{
	bg_hessian(c, p, 1, out);
}

static double
alive(const double *p, const struct history *h, int m)
{
	double x = h->x - 1 + m, d;

	if (p[A] <= 0 || x < 0)
		return 1;
	d = log(p[A] / (p[B] + x)) +
	    (p[R] + h->x) * log1p((h->T - h->tx) / (p[ALPHA] + h->tx));
	return special_sigmoid(-d);
}

static double
alive_bg(const double *p, const struct history *h)
{
	return alive(p, h, 0);
}

static double
alive_mbg(const double *p, const struct history *h)
{
	return alive(p, h, 1);
}

/* A customer alive at T, as the answers below need him. */
struct living {
	double n, g; /* rate ~ Gamma(n, rate g)  [1, time] */
	double a, b; /* dropout ~ Beta(a, b) */
	double t;    /* [time] */
};

static struct living
living(const double *p, const struct history *h, int m)
{
	return (struct living){
	    p[R] + h->x, p[ALPHA] + h->T, p[A], p[B] + h->x + m, 0};
}

static double
orders_of_p(double p, const void *arg)
{
	const struct living *l = arg;

	return -expm1(-l->n * log1p(p * l->t / l->g)) / p;
}

static double
orders_within(const struct living *l)
{
	double z = l->t / (l->g + l->t), low = -log1p(l->t / l->g);
	double e = l->a - 1, c = l->a + l->b - 1, u, factor, sum, mass;
	struct hyp s;

	if (l->t <= 0)
		return 0;
	if (l->a <= 0)
		return l->n * l->t / l->g;
	if (isinf(l->t))
		return e > 0 ? c / e : HUGE_VAL;
	u = fabs(e * low) < 1e-300 ? -low : -expm1(e * low) / e;
	factor = exp(e * low);
	if (factor > FACTOR_MIN &&
	    hyp_series(c - l->n, e, c, 1, z, (c - l->n) * z, &s)) {
		sum = c * u - factor * s.sum;
		mass = fabs(c * u) + factor * s.mass;
		if (mass < LOSS_MAX * sum)
			return sum;
	}
	return hyp_beta_mean(l->a, l->b, orders_of_p, l);
}

static void
orders(struct living l, const double *t, size_t n, double *out)
{
	for (size_t i = 0; i < n; i++) {
		l.t = t[i];
		out[i] = orders_within(&l);
	}
}

static void
orders_bg(const double *p, const struct history *h, const double *t, size_t n,
    double *out)
{
	orders(living(p, h, 0), t, n, out);
}

static void
orders_mbg(const double *p, const struct history *h, const double *t, size_t n,
    double *out)
{
	orders(living(p, h, 1), t, n, out);
}

static double
stays_of_p(double p, const void *arg)
{
	const struct living *l = arg;

	return exp(-l->n * log1p(p * l->t / l->g));
}

static double
stays(struct living l, double t)
{
	double z = t / (l.g + t), c = l.a + l.b;
	double first = (c - l.n) * l.a / c * z, factor;
	struct hyp s;

	l.t = t;
	if (l.a <= 0 || t <= 0)
		return 1;
	factor = exp(-l.a * log1p(t / l.g));
	if (factor > FACTOR_MIN &&
	    hyp_series(c - l.n, l.a, c, 1, z, first, &s) &&
	    1 + s.mass < LOSS_MAX * (1 + s.sum))
		return factor * (1 + s.sum);
	return hyp_beta_mean(l.a, l.b, stays_of_p, &l);
}

static double
stays_bg(const double *p, const struct history *h, double t)
{
	return stays(living(p, h, 0), t);
}

static double
stays_mbg(const double *p, const struct history *h, double t)
{
	return stays(living(p, h, 1), t);
}

/* The next order comes at the rate that was learnt; dropout waits for it. */
static double
any(const double *p, const struct history *h, double t)
{
	return -expm1(-(p[R] + h->x) * log1p(t / (p[ALPHA] + h->T)));
}

static double
dert(struct living l, double delta)
{
	if (!(delta > 0))
		return HUGE_VAL;
	if (l.a <= 0)
		return l.n / (l.g * delta);
	return bgdert(l.n, l.g, l.a, l.b, delta);
}

static double
dert_bg(const double *p, const struct history *h, double delta)
{
	return dert(living(p, h, 0), delta);
}

static double
dert_mbg(const double *p, const struct history *h, double delta)
{
	return dert(living(p, h, 1), delta);
}

static double
newcomer_bg(const double *p, double t)
{
	struct history none = {0, 0, 0};
	double out;

	orders_bg(p, &none, &t, 1, &out);
	return out;
}

static double
newcomer_mbg(const double *p, double t)
{
	struct history none = {0, 0, 0};
	double out;

	orders_mbg(p, &none, &t, 1, &out);
	return p[A] > 0 ? out * (p[B] / (p[A] + p[B])) : out;
}

/*
 * He stayed after all n orders, or left with the n-th, before t; of MBG the
 * first purchase is one to leave after as well.
 */
static double
pmf(const double *p, double n, double t, int m)
{
	double z = t / (p[ALPHA] + t), whole = p[A] + p[B], stay, leave;

	if (t <= 0)
		return n == 0;
	stay = exp(special_rising(p[B], n + m) - special_rising(whole, n + m) +
		   special_rising(p[R], n) - special_lgamma(n + 1) -
		   p[R] * log1p(t / p[ALPHA]) + n * log(z));
	if (n + m == 0)
		return stay;
	leave = p[A] * exp(special_rising(p[B], n + m - 1) -
			   special_rising(whole, n + m));
	return stay + leave * (n > 0 ? special_betainc(n, p[R], z) : 1);
}

double
bgnbd_pmf(const double *p, double n, double t)
{
	return pmf(p, n, t, 0);
}

double
mbgnbd_pmf(const double *p, double n, double t)
{
	return pmf(p, n, t, 1);
}

/* theta: log r, log(r/alpha), logit(a/(a+b)), log(a+b); time over scale. */
static void
natural(const double *theta, double scale, double *p)
{
	double whole = exp(theta[3]);

	p[R] = exp(theta[0]);
	p[ALPHA] = scale * exp(theta[0] - theta[1]);
	p[A] = whole * special_sigmoid(theta[2]);
	p[B] = whole * special_sigmoid(-theta[2]);
}

static void
to_theta(const double *p, double scale, double *theta)
{
	theta[0] = log(p[R]);
	theta[1] = log(p[R] / p[ALPHA] * scale);
	theta[2] = log(p[A] / p[B]);
	theta[3] = log(p[A] + p[B]);
}

static void
chain(const double *p, const double *by_p, double *by_theta)
{
	double a = p[A] * by_p[A], b = p[B] * by_p[B];
	double mean = p[A] / (p[A] + p[B]);

	by_theta[0] = p[R] * by_p[R] + p[ALPHA] * by_p[ALPHA];
	by_theta[1] = -p[ALPHA] * by_p[ALPHA];
	by_theta[2] = a * (1 - mean) - b * mean;
	by_theta[3] = a + b;
}

static const double starts[BTYD_STARTS][BTYD_PARAMS] = {
    {0, 0.5, -1.4, 1},
    {0.5, 1, 0, 0},
    {1, 0, -3, 2.3},
    {0, 0, -5, 0},
};

const struct btyd_model btyd_bgnbd = {
    .name = "bgnbd",
    .title = "BG/NBD",
    .param = {"r", "alpha", "a", "b"},
    .weak = {"r", "alpha", "a", "a+b"},
    .timed = {false, true, false, false},
    .starts = starts,
    .effects = 3,
    .effect = {"lambda", "a", "b"},
    .move = {{0, -1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}},
    .row_ok = btyd_row_ok,
    .limit = btyd_nbd_start,
    .natural = natural,
    .theta = to_theta,
    .chain = chain,
    .loglik = loglik_bg,
    .hessian = hessian_bg,
    .alive = alive_bg,
    .orders = orders_bg,
    .stays = stays_bg,
    .any = any,
    .dert = dert_bg,
    .newcomer = newcomer_bg,
    .pmf = bgnbd_pmf,
};

const struct btyd_model btyd_mbgnbd = {
    .name = "mbgnbd",
    .title = "MBG/NBD",
    .param = {"r", "alpha", "a", "b"},
    .weak = {"r", "alpha", "a", "a+b"},
    .timed = {false, true, false, false},
    .starts = starts,
    .effects = 3,
    .effect = {"lambda", "a", "b"},
    .move = {{0, -1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}},
    .row_ok = btyd_row_ok,
    .limit = btyd_nbd_start,
    .natural = natural,
    .theta = to_theta,
    .chain = chain,
    .loglik = loglik_mbg,
    .hessian = hessian_mbg,
    .alive = alive_mbg,
    .orders = orders_mbg,
    .stays = stays_mbg,
    .any = any,
    .dert = dert_mbg,
    .newcomer = newcomer_mbg,
    .pmf = mbgnbd_pmf,
};
