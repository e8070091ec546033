/*
 * Both models differ by one: m = 0 for BG, 1 for MBG.
 *
 * Likelihood of a cell, with
 *   D  = log a - log(b+x-1+m) + (r+x) (log(alpha+T) - log(alpha+tx)),
 *        -infinity for x = 0 in BG and for a = 0:
 *   LL = log Gamma(r+x)/Gamma(r) + r log alpha + lB(a,b+x+m) - lB(a,b)
 *        - (r+x) log(alpha+T) + log(1 + e^D).
 * P(alive) = 1/(1 + e^D): nothing overflows, whatever x.
 * What depends on x or on T alone is summed over the tables of the cells.
 * lB(a,b+x+m) - lB(a,b) is taken as rising(b, x+m) - rising(a+b, x+m), which
 * is exactly 0 for a = 0: the NBD is a = 0 (and b = 1, of no effect).
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

#include "base/mem.h"
#include "model/bgdert.h"
#include "model/btyd.h"
#include "num/fsum.h"
#include "num/hyp2f1.h"
#include "num/special.h"

enum { R, ALPHA, A, B };

static const double LOSS_MAX = 1e3;
static const double FACTOR_MIN = 1e-200; /* below, series overflow */

/* What a pass over the cells looks up, all by index. */
struct tables {
	double *memory;
	double *odds;           /* [nx]  log a - log(b+x-1+m) */
	double *back;           /* [nx]  1/(b+x-1+m), 0 without dropout */
	double *log_tx, *by_tx; /* [ntx] log(alpha+tx), 1/(alpha+tx) */
	double *log_T, *by_T;   /* [nT] */
};

struct sums {
	struct fsum value, by[BTYD_PARAMS];
};

static void
fill(const double *from, size_t n, double alpha, double *logs, double *by)
{
	for (size_t i = 0; i < n; i++) {
		logs[i] = log(alpha + from[i]);
		by[i] = 1 / (alpha + from[i]);
	}
}

static void
tables_init(struct tables *t, const struct cells *c, const double *p, int m)
{
	t->memory =
	    mem_resize(NULL, 2 * (c->nx + c->ntx + c->nT), sizeof(double));
	t->odds = t->memory;
	t->back = t->odds + c->nx;
	t->log_tx = t->back + c->nx;
	t->by_tx = t->log_tx + c->ntx;
	t->log_T = t->by_tx + c->ntx;
	t->by_T = t->log_T + c->nT;
	fill(c->tx_value, c->ntx, p[ALPHA], t->log_tx, t->by_tx);
	fill(c->T_value, c->nT, p[ALPHA], t->log_T, t->by_T);
	for (size_t i = 0; i < c->nx; i++) {
		double x = c->x_value[i] - 1 + m;
		bool none = p[A] <= 0 || x < 0;

		t->odds[i] = none ? -HUGE_VAL : log(p[A]) - log(p[B] + x);
		t->back[i] = none ? 0 : 1 / (p[B] + x);
	}
}

/* The terms of x alone. */
static void
sum_x(const struct cells *c, const double *p, int m, struct sums *s)
{
	double psi_r = special_digamma(p[R]);
	double psi_ab = special_digamma(p[A] + p[B]);
	double psi_b = special_digamma(p[B]);

	for (size_t i = 0; i < c->nx; i++) {
		double x = c->x_value[i], w = c->x_weight[i];
		double ab = special_digamma(p[A] + p[B] + x + m);

		fsum_add(&s->value,
		    w * (special_rising(p[R], x) + special_rising(p[B], x + m) -
			    special_rising(p[A] + p[B], x + m)));
		fsum_add(&s->by[R], w * (special_digamma(p[R] + x) - psi_r));
		fsum_add(&s->by[A], w * (psi_ab - ab));
		fsum_add(&s->by[B],
		    w * (special_digamma(p[B] + x + m) - psi_b + psi_ab - ab));
	}
}

/* The terms of T alone, and those of all customers. */
static void
sum_T(const struct cells *c, const double *p, const struct tables *t,
    struct sums *s)
{
	double r = p[R], log_alpha = log(p[ALPHA]);

	for (size_t i = 0; i < c->nT; i++) {
		double w = c->T_weight[i], wx = c->T_orders[i];
		double gap = log_alpha - t->log_T[i];

		fsum_add(&s->value, w * r * gap - wx * t->log_T[i]);
		fsum_add(&s->by[R], w * gap);
		fsum_add(&s->by[ALPHA],
		    w * r / p[ALPHA] - (w * r + wx) * t->by_T[i]);
	}
}

/* The terms of whole cells: log(1 + e^D), and w = 1 - P(alive). */
static void
sum_cells(const struct cells *c, const double *p, const struct tables *t,
    struct sums *s)
{
	double share = p[A] > 0 ? 1 / p[A] : 0;

	for (size_t i = 0; i < c->n; i++) {
		uint32_t x = c->x[i], tx = c->tx[i], T = c->T[i];
		double n, span, d, e, gone, more;

		if (t->back[x] == 0)
			continue;
		n = p[R] + c->x_value[x];
		span = t->log_T[T] - t->log_tx[tx];
		d = t->odds[x] + n * span;
		e = exp(-fabs(d));
		more = (d > 0 ? d : 0) + log1p(e);
		gone = c->weight[i] * (d > 0 ? 1 : e) / (1 + e);
		fsum_add(&s->value, c->weight[i] * more);
		fsum_add(&s->by[R], gone * span);
		fsum_add(&s->by[ALPHA], gone * n * (t->by_T[T] - t->by_tx[tx]));
		fsum_add(&s->by[A], gone * share);
		fsum_add(&s->by[B], -gone * t->back[x]);
	}
}

static double
loglik(const struct cells *c, const double *p, double *by_p, int m)
{
	struct tables t;
	struct sums s = {{0, 0}, {{0, 0}}};

	tables_init(&t, c, p, m);
	sum_x(c, p, m, &s);
	sum_T(c, p, &t, &s);
	sum_cells(c, p, &t, &s);
	mem_free(t.memory);
	for (int i = 0; i < BTYD_PARAMS && by_p != NULL; i++)
		by_p[i] = fsum_value(&s.by[i]);
	return fsum_value(&s.value);
}

static double
loglik_bg(const struct cells *c, const double *p, double *by_p)
{
	return loglik(c, p, by_p, 0);
}

static double
loglik_mbg(const struct cells *c, const double *p, double *by_p)
{
	return loglik(c, p, by_p, 1);
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
    .alive = alive_mbg,
    .orders = orders_mbg,
    .stays = stays_mbg,
    .any = any,
    .dert = dert_mbg,
    .newcomer = newcomer_mbg,
    .pmf = mbgnbd_pmf,
};
