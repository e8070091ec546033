/*
 * What depends on x or on T alone is summed over the tables of the cells.
 * lB(a,b+x+m) - lB(a,b) is taken as rising(b, x+m) - rising(a+b, x+m), which
 * is exactly 0 for a = 0: the NBD is a = 0 (and b = 1, of no effect).
 * Source: FORMULAS 2.1, 2.2; second derivatives by hand.
 */
#include "model/bglike.h"

#include <math.h>

#include "base/mem.h"
#include "model/btyd.h"
#include "num/fsum.h"
#include "num/special.h"

enum { R, ALPHA, A, B };

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

double
bg_loglik(const struct cells *c, const double *p, double *by_p, int m)
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

/* Sums of second derivatives: the lower triangle. */
struct second {
	struct fsum by[BTYD_PARAMS][BTYD_PARAMS];
};

static void
add(struct second *s, int i, int j, double v)
{
	fsum_add(&s->by[i][j], v);
}

static void
add_x(const struct cells *c, const double *p, int m, struct second *s)
{
	double r = special_trigamma(p[R]), b = special_trigamma(p[B]);
	double ab = special_trigamma(p[A] + p[B]);

	for (size_t i = 0; i < c->nx; i++) {
		double x = c->x_value[i], w = c->x_weight[i];
		double whole = ab - special_trigamma(p[A] + p[B] + x + m);

		add(s, R, R, w * (special_trigamma(p[R] + x) - r));
		add(s, A, A, w * whole);
		add(s, B, A, w * whole);
		add(s, B, B, w * (special_trigamma(p[B] + x + m) - b + whole));
	}
}

static void
add_T(const struct cells *c, const double *p, const struct tables *t,
    struct second *s)
{
	double first = 1 / p[ALPHA];

	for (size_t i = 0; i < c->nT; i++) {
		double w = c->T_weight[i], by = t->by_T[i];

		add(s, ALPHA, R, w * (first - by));
		add(s, ALPHA, ALPHA,
		    (w * p[R] + c->T_orders[i]) * by * by -
			w * p[R] * first * first);
	}
}

/* Of log(1 + e^D), with P = 1 - P(alive): P D'' + P (1-P) D' D'. */
static void
add_cells(const struct cells *c, const double *p, const struct tables *t,
    struct second *s)
{
	double share = p[A] > 0 ? 1 / p[A] : 0;

	for (size_t i = 0; i < c->n; i++) {
		uint32_t x = c->x[i], tx = c->tx[i], T = c->T[i];
		double n = p[R] + c->x_value[x], back = t->back[x];
		double span = t->log_T[T] - t->log_tx[tx];
		double near = t->by_tx[tx], far = t->by_T[T];
		double by[BTYD_PARAMS] = {span, n * (far - near), share, -back};
		double gone, spread;

		if (back == 0)
			continue;
		gone = special_sigmoid(t->odds[x] + n * span);
		spread = c->weight[i] * gone * (1 - gone);
		gone *= c->weight[i];
		for (int k = 0; k < BTYD_PARAMS; k++)
			for (int l = 0; l <= k; l++)
				add(s, k, l, spread * by[k] * by[l]);
		add(s, ALPHA, R, gone * (far - near));
		add(s, ALPHA, ALPHA, gone * n * (near * near - far * far));
		add(s, A, A, -gone * share * share);
		add(s, B, B, gone * back * back);
	}
}

void
bg_hessian(const struct cells *c, const double *p, int m, double *out)
{
	struct second s = {{{{0, 0}}}};
	struct tables t;

	tables_init(&t, c, p, m);
	add_x(c, p, m, &s);
	add_T(c, p, &t, &s);
	add_cells(c, p, &t, &s);
	mem_free(t.memory);
	for (int i = 0; i < BTYD_PARAMS; i++)
		for (int j = 0; j <= i; j++)
			out[i * BTYD_PARAMS + j] = out[j * BTYD_PARAMS + i] =
			    fsum_value(&s.by[i][j]);
}
