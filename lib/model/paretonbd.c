/*
 * A customer is alive at T, or left at some u between tx and T. With
 *   J = integral over u from tx to T of (alpha+u)^-(r+x) (beta+u)^-(s+1)
 * over its value at tx, and l(t) = log(1+t/alpha), k(t) = log(1+t/beta):
 *   A  = -r l(T) - x log(alpha+T) - s k(T)
 *   B  = -r l(tx) - x log(alpha+tx) - s k(tx) + log(s J/(beta+tx))
 *   LL = log Gamma(r+x)/Gamma(r) + log(e^A + e^B),
 *   P(alive) = 1/(1 + e^(B-A)).
 * The papers write J as a difference of two 2F1, which cancels for tx near T
 * and overflows for large x. Here it stays an integral, of positive terms.
 * That is the integral of model/decay.h: derivatives of log J are means under
 * its density of -log(alpha+u), 1/(alpha+u) and so on; second derivatives are
 * means of the second derivatives of its logarithm, and covariances of its
 * first ones.
 *
 * s = 0 (and beta = 1, of no effect) is the NBD: nobody drops out.
 * Covariates (Fader & Hardie 2007, note 019): alpha exp(-g z), beta exp(-g z).
 * Source: FORMULAS 2.3, 2.10; own arrangement.
 */
#include "model/paretonbd.h"

#include <math.h>

#include "base/mem.h"
#include "model/btyd.h"
#include "model/decay.h"
#include "num/fsum.h"
#include "num/gauss.h"
#include "num/special.h"

enum { R, ALPHA, S, BETA };

/* What a pass over the cells looks up, for tx and for T. */
struct times {
	double *log_alpha, *log_beta;     /* log(alpha+t), log(beta+t) */
	double *ratio_alpha, *ratio_beta; /* log(1+t/alpha), log(1+t/beta) */
};

struct tables {
	double *memory;
	struct times tx, T;
};

static double *
fill(struct times *t, double *room, const double *from, size_t n,
    const double *p)
{
	t->log_alpha = room;
	t->log_beta = room + n;
	t->ratio_alpha = room + 2 * n;
	t->ratio_beta = room + 3 * n;
	for (size_t i = 0; i < n; i++) {
		t->log_alpha[i] = log(p[ALPHA] + from[i]);
		t->log_beta[i] = log(p[BETA] + from[i]);
		t->ratio_alpha[i] = log1p(from[i] / p[ALPHA]);
		t->ratio_beta[i] = log1p(from[i] / p[BETA]);
	}
	return room + 4 * n;
}

static void
tables_init(struct tables *t, const struct cells *c, const double *p)
{
	double *room = mem_resize(NULL, 4 * (c->ntx + c->nT), sizeof(*room));

	t->memory = room;
	room = fill(&t->tx, room, c->tx_value, c->ntx, p);
	fill(&t->T, room, c->T_value, c->nT, p);
}

/* The exponent of the factor that alive and gone share, at one time. */
static double
weight_at(const struct times *t, size_t i, const double *p, double x)
{
	return -p[R] * t->ratio_alpha[i] - x * t->log_alpha[i] -
	       p[S] * t->ratio_beta[i];
}

struct sums {
	struct fsum value, by[BTYD_PARAMS];
};

/* The derivatives of log(s J ...), means over when the customer left. */
static void
add_gone(const struct integrals *in, bool swapped, const double *p,
    const struct history *h, double w, double la, double lb, struct sums *s)
{
	double alpha = p[ALPHA] + h->tx, beta = p[BETA] + h->tx;
	double z = in->z / in->one, log_q = in->log_q / in->one;
	double by_m = in->back / in->one, by_q = in->by_q / in->one;
	double on_alpha = swapped ? log_q : z, on_beta = swapped ? z : log_q;

	fsum_add(&s->by[R], -w * (la + on_alpha));
	fsum_add(&s->by[ALPHA],
	    w * (p[R] / p[ALPHA] -
		    (p[R] + h->x) * (swapped ? by_q : by_m) / alpha));
	fsum_add(&s->by[S], w * (1 / p[S] - lb - on_beta));
	fsum_add(&s->by[BETA],
	    w * (p[S] / p[BETA] - (p[S] + 1) * (swapped ? by_m : by_q) / beta));
}

static void
add_alive(const double *p, const struct history *h, double w, double la,
    double lb, struct sums *s)
{
	fsum_add(&s->by[R], -w * la);
	fsum_add(&s->by[ALPHA],
	    w * (p[R] / p[ALPHA] - (p[R] + h->x) / (p[ALPHA] + h->T)));
	fsum_add(&s->by[S], -w * lb);
	fsum_add(&s->by[BETA], w * (p[S] / p[BETA] - p[S] / (p[BETA] + h->T)));
}

/* One cell: log(e^A + e^B) and its derivatives. */
static void
add_cell(const struct cells *c, size_t i, const double *p,
    const struct tables *t, struct sums *s)
{
	uint32_t tx = c->tx[i], T = c->T[i];
	struct history h = {
	    c->x_value[c->x[i]], c->tx_value[tx], c->T_value[T]};
	double a = weight_at(&t->T, T, p, h.x), w = c->weight[i], gone = 0;

	if (p[S] > 0 && h.T > h.tx) {
		struct integrals in;
		bool swapped;
		struct decay d = decay_of(p[R] + h.x, p[ALPHA] + h.tx, p[S] + 1,
		    p[BETA] + h.tx, h.T - h.tx, &swapped);
		double b;

		decay_integrate(&d, &in);
		b = weight_at(&t->tx, tx, p, h.x) +
		    log(p[S] * in.one * (swapped ? 1 : d.f));
		gone = special_sigmoid(b - a);
		fsum_add(&s->value, w * special_softplus(b - a));
		add_gone(&in, swapped, p, &h, w * gone, t->tx.ratio_alpha[tx],
		    t->tx.ratio_beta[tx], s);
	}
	fsum_add(&s->value, w * a);
	add_alive(
	    p, &h, w * (1 - gone), t->T.ratio_alpha[T], t->T.ratio_beta[T], s);
}

/* Sums of second derivatives: the lower triangle. */
struct second {
	struct fsum by[BTYD_PARAMS][BTYD_PARAMS];
};

/* What is summed over the cells, a run of them at a time. */
struct summing {
	const struct cells *c;
	const double *p;
	struct tables t;
	struct sums *first;    /* of each run, or NULL */
	struct second *second; /* or this */
};

static void
sum_run(void *arg, size_t from, size_t to, size_t run)
{
	const struct summing *g = arg;

	for (size_t i = from; i < to; i++)
		add_cell(g->c, i, g->p, &g->t, &g->first[run]);
}

static double
loglik(const struct cells *c, const double *p, double *by_p)
{
	struct summing g = {.c = c, .p = p};
	struct sums s = {{0, 0}, {{0, 0}}};
	double psi = special_digamma(p[R]);
	size_t runs = cells_share(c, NULL, NULL);

	for (size_t i = 0; i < c->nx; i++) {
		double x = c->x_value[i], w = c->x_weight[i];

		fsum_add(&s.value, w * special_rising(p[R], x));
		fsum_add(&s.by[R], w * (special_digamma(p[R] + x) - psi));
	}
	tables_init(&g.t, c, p);
	g.first = mem_zero(runs, sizeof(*g.first));
	(void)cells_share(c, sum_run, &g);
	for (size_t k = 0; k < runs; k++) {
		fsum_join(&s.value, &g.first[k].value);
		for (int i = 0; i < BTYD_PARAMS; i++)
			fsum_join(&s.by[i], &g.first[k].by[i]);
	}
	mem_free(g.first);
	mem_free(g.t.memory);
	for (int i = 0; i < BTYD_PARAMS && by_p != NULL; i++)
		by_p[i] = fsum_value(&s.by[i]);
	return fsum_value(&s.value);
}

static void
add(struct second *s, int i, int j, double v)
{
	fsum_add(&s->by[i][j], v);
}

/* Of the exponent A, of those who stayed, times w. */
static void
add_stayed(const double *p, const struct history *h, double w, struct second *s)
{
	double a = 1 / (p[ALPHA] + h->T), b = 1 / (p[BETA] + h->T);

	add(s, ALPHA, R, w * (1 / p[ALPHA] - a));
	add(s, ALPHA, ALPHA,
	    w * ((p[R] + h->x) * a * a - p[R] / (p[ALPHA] * p[ALPHA])));
	add(s, BETA, S, w * (1 / p[BETA] - b));
	add(s, BETA, BETA, w * p[S] * (b * b - 1 / (p[BETA] * p[BETA])));
}

/* Of the exponent B, of those who left, times w; its gradient in grad. */
static void
add_left(const double *p, const struct history *h, double w,
    const struct decay_means *in, bool swapped, double la, double lb,
    double *grad, struct second *s)
{
	static const int place[2][BTYD_PARAMS] = {{0, 1, 2, 3}, {2, 3, 0, 1}};
	const int *at = place[swapped];
	double mean[DECAY_PARTS] = {
	    in->first.z, in->first.back, in->first.log_q, in->first.by_q};
	double ta = 1 / (p[ALPHA] + h->tx), tb = 1 / (p[BETA] + h->tx);
	double n = p[R] + h->x, m = p[S] + 1;
	double scale[BTYD_PARAMS] = {1, n * ta, 1, m * tb};
	double ea = mean[at[ALPHA]] * ta, eb = mean[at[BETA]] * tb;
	double aa = in->second[at[ALPHA]][at[ALPHA]] * ta * ta;
	double bb = in->second[at[BETA]][at[BETA]] * tb * tb;

	grad[R] = -la - mean[at[R]];
	grad[ALPHA] = p[R] / p[ALPHA] - n * ea;
	grad[S] = 1 / p[S] - lb - mean[at[S]];
	grad[BETA] = p[S] / p[BETA] - m * eb;
	for (int i = 0; i < BTYD_PARAMS; i++)
		for (int j = 0; j <= i; j++) {
			int k = at[i] > at[j] ? at[i] : at[j];
			int l = at[i] > at[j] ? at[j] : at[i];

			add(s, i, j,
			    w * scale[i] * scale[j] *
				(in->second[k][l] - mean[k] * mean[l]));
		}
	add(s, ALPHA, R, w * (1 / p[ALPHA] - ea));
	add(s, ALPHA, ALPHA, w * (n * aa - p[R] / (p[ALPHA] * p[ALPHA])));
	add(s, S, S, -w / (p[S] * p[S]));
	add(s, BETA, S, w * (1 / p[BETA] - eb));
	add(s, BETA, BETA, w * (m * bb - p[S] / (p[BETA] * p[BETA])));
}

/* One cell: those of log(e^A + e^B), by the share P of e^B:
 * (1-P) A'' + P B'' + P (1-P) (B'-A')(B'-A')'. */
static void
add_second(const struct cells *c, size_t i, const double *p,
    const struct tables *t, struct second *s)
{
	uint32_t tx = c->tx[i], T = c->T[i];
	struct history h = {
	    c->x_value[c->x[i]], c->tx_value[tx], c->T_value[T]};
	double a = weight_at(&t->T, T, p, h.x), w = c->weight[i], gone;
	double by[BTYD_PARAMS];
	struct decay_means in;
	struct decay d;
	bool swapped;

	if (p[S] <= 0 || !(h.T > h.tx)) {
		add_stayed(p, &h, w, s);
		return;
	}
	d = decay_of(p[R] + h.x, p[ALPHA] + h.tx, p[S] + 1, p[BETA] + h.tx,
	    h.T - h.tx, &swapped);
	decay_moments(&d, &in);
	gone =
	    special_sigmoid(weight_at(&t->tx, tx, p, h.x) +
			    log(p[S] * in.first.one * (swapped ? 1 : d.f)) - a);
	add_stayed(p, &h, w * (1 - gone), s);
	add_left(p, &h, w * gone, &in, swapped, t->tx.ratio_alpha[tx],
	    t->tx.ratio_beta[tx], by, s);
	by[R] += t->T.ratio_alpha[T];
	by[ALPHA] -= p[R] / p[ALPHA] - (p[R] + h.x) / (p[ALPHA] + h.T);
	by[S] += t->T.ratio_beta[T];
	by[BETA] -= p[S] / p[BETA] - p[S] / (p[BETA] + h.T);
	for (int k = 0; k < BTYD_PARAMS; k++)
		for (int l = 0; l <= k; l++)
			add(s, k, l, w * gone * (1 - gone) * by[k] * by[l]);
}

static void
second_run(void *arg, size_t from, size_t to, size_t run)
{
	const struct summing *g = arg;

	for (size_t i = from; i < to; i++)
		add_second(g->c, i, g->p, &g->t, &g->second[run]);
}

static void
hessian(const struct cells *c, const double *p, double *out)
{
	struct summing g = {.c = c, .p = p};
	struct second s = {{{{0, 0}}}};
	double psi = special_trigamma(p[R]);
	size_t runs = cells_share(c, NULL, NULL);

	for (size_t i = 0; i < c->nx; i++)
		add(&s, R, R,
		    c->x_weight[i] *
			(special_trigamma(p[R] + c->x_value[i]) - psi));
	tables_init(&g.t, c, p);
	g.second = mem_zero(runs, sizeof(*g.second));
	(void)cells_share(c, second_run, &g);
	for (size_t k = 0; k < runs; k++)
		for (int i = 0; i < BTYD_PARAMS; i++)
			for (int j = 0; j <= i; j++)
				fsum_join(&s.by[i][j], &g.second[k].by[i][j]);
	mem_free(g.second);
	mem_free(g.t.memory);
	for (int i = 0; i < BTYD_PARAMS; i++)
		for (int j = 0; j <= i; j++)
			out[i * BTYD_PARAMS + j] = out[j * BTYD_PARAMS + i] =
			    fsum_value(&s.by[i][j]);
}

static double
alive(const double *p, const struct history *h)
{
	struct integrals in;
	struct decay d;
	bool swapped;
	double gone;

	if (p[S] <= 0 || !(h->T > h->tx))
		return 1;
	d = decay_of(p[R] + h->x, p[ALPHA] + h->tx, p[S] + 1, p[BETA] + h->tx,
	    h->T - h->tx, &swapped);
	decay_integrate(&d, &in);
	gone = log(p[S] * in.one * (swapped ? 1 : d.f)) +
	       (p[R] + h->x) * log1p((h->T - h->tx) / (p[ALPHA] + h->tx)) +
	       p[S] * log1p((h->T - h->tx) / (p[BETA] + h->tx));
	return special_sigmoid(-gone);
}

/* (1 - e^-((s-1) tau))/(s-1), tau = log(1 + t/late), without a pole. */
static double
time_alive(double s, double late, double t)
{
	double e = 1 - s, tau = log1p(t / late);

	return late * (e == 0 ? tau : expm1(e * tau) / e);
}

static void
orders(const double *p, const struct history *h, const double *t, size_t n,
    double *out)
{
	double rate = (p[R] + h->x) / (p[ALPHA] + h->T);
	double mean_life = p[S] > 1 ? (p[BETA] + h->T) / (p[S] - 1) : HUGE_VAL;

	for (size_t i = 0; i < n; i++)
		out[i] = t[i] <= 0     ? 0
			 : isinf(t[i]) ? rate * mean_life
			 : p[S] <= 0
			     ? rate * t[i]
			     : rate * time_alive(p[S], p[BETA] + h->T, t[i]);
}

static double
stays(const double *p, const struct history *h, double t)
{
	return exp(-p[S] * log1p(t / (p[BETA] + h->T)));
}

/*
 * The first order comes at u while alive:
 * n/g (1+u/g)^-(n+1) (1+u/k)^-s du, g = alpha+T, k = beta+T, n = r+x.
 * For t without end z ends where the tail (slope n+s) no longer counts.
 */
static double
any(const double *p, const struct history *h, double t)
{
	double n = p[R] + h->x, g = p[ALPHA] + h->T, k = p[BETA] + h->T;
	struct integrals in;
	struct decay d;
	bool swapped;

	if (p[S] <= 0)
		return -expm1(-n * log1p(t / g));
	d = decay_of(n + 1, g, p[S], k, t, &swapped);
	d.end = fmin(d.end, 4 - log(d.f) + 45 / (n + p[S]));
	decay_integrate(&d, &in);
	return fmin(n * in.one * (swapped ? k / g : 1), 1);
}

static double
dert(const double *p, const struct history *h, double delta)
{
	double rate = (p[R] + h->x) / (p[ALPHA] + h->T), late = p[BETA] + h->T;

	if (!(delta > 0))
		return HUGE_VAL;
	return p[S] <= 0 ? rate / delta
			 : rate * late * special_phi(p[S], delta * late);
}

static double
newcomer(const double *p, double t)
{
	struct history none = {0, 0, 0};
	double out;

	orders(p, &none, &t, 1, &out);
	return out;
}

/* P(n orders by u), for a customer who is there all the time. */
static double
nbd(const double *p, double n, double u)
{
	if (u <= 0)
		return n == 0;
	return exp(special_rising(p[R], n) - special_lgamma(n + 1) -
		   p[R] * log1p(u / p[ALPHA]) - n * log1p(p[ALPHA] / u));
}

/* Whether he stays all the time, or leaves at u = alpha (e^z - 1). */
double
paretonbd_pmf(const double *p, double n, double t)
{
	double end = log1p(t / p[ALPHA]), panels = ceil(4 * end + n / 8) + 1;
	double width = end / panels, sum = 0;

	for (double k = 0; k < panels; k++)
		for (size_t i = 0; i < gauss_16.n; i++) {
			double z = width * (k + gauss_16.node[i].x);
			double u = p[ALPHA] * expm1(z);

			sum += gauss_16.node[i].w * width * (p[ALPHA] + u) *
			       nbd(p, n, u) *
			       exp(-(p[S] + 1) * log1p(u / p[BETA]));
		}
	return nbd(p, n, t) * exp(-p[S] * log1p(t / p[BETA])) +
	       p[S] / p[BETA] * sum;
}

/* theta: log r, log(r/alpha), log(s/beta), log s; time over scale. */
static void
natural(const double *theta, double scale, double *p)
{
	p[R] = exp(theta[0]);
	p[ALPHA] = scale * exp(theta[0] - theta[1]);
	p[S] = exp(theta[3]);
	p[BETA] = scale * exp(theta[3] - theta[2]);
}

static void
to_theta(const double *p, double scale, double *theta)
{
	theta[0] = log(p[R]);
	theta[1] = log(p[R] / p[ALPHA] * scale);
	theta[2] = log(p[S] / p[BETA] * scale);
	theta[3] = log(p[S]);
}

static void
chain(const double *p, const double *by_p, double *by_theta)
{
	by_theta[0] = p[R] * by_p[R] + p[ALPHA] * by_p[ALPHA];
	by_theta[1] = -p[ALPHA] * by_p[ALPHA];
	by_theta[2] = -p[BETA] * by_p[BETA];
	by_theta[3] = p[S] * by_p[S] + p[BETA] * by_p[BETA];
}

/* Steps from the NBD's optimum and the last two thetas. */
static const double starts[BTYD_STARTS][BTYD_PARAMS] = {
    {0.5, 0.5, 0, -0.5},
    {0.5, 1, 1, 0},
    {0, 0, -2, -0.5},
    {0, 0, -5, 0},
};

const struct btyd_model btyd_paretonbd = {
    .name = "paretonbd",
    .title = "Pareto/NBD",
    .param = {"r", "alpha", "s", "beta"},
    .weak = {"r", "r/alpha", "s/beta", "s"},
    .timed = {false, true, false, true},
    .starts = starts,
    .effects = 2,
    .effect = {"lambda", "mu"},
    .move = {{0, -1, 0, 0}, {0, 0, 0, -1}},
    .row_ok = btyd_row_ok,
    .limit = btyd_nbd_start,
    .natural = natural,
    .theta = to_theta,
    .chain = chain,
    .loglik = loglik,
    .hessian = hessian,
    .alive = alive,
    .orders = orders,
    .stays = stays,
    .any = any,
    .dert = dert,
    .newcomer = newcomer,
    .pmf = paretonbd_pmf,
};
