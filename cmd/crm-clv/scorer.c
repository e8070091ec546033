/*
 * scorer: a customer's answers, and how certain his value is. The interval
 * is the delta method on log CLV: with g its gradient by the logarithms of
 * the parameters, by central differences, and C their covariance, the
 * standard error of log CLV is sqrt(g'Cg). Orders and spend were fitted
 * apart, so their parts add up. It is about the parameters alone: the mean
 * of the customer's future, not the luck in it.
 */
#include "clv.h"

#include <math.h>

#include "base/mem.h"
#include "num/dist.h"
#include "num/fsum.h"

static const double DIFF = 1e-4; /* of a log parameter */

enum { VECTORS_MAX = 1 << 16 };

struct scorer {
	const struct scores *s;
	struct clv *at;
	struct clv *up[BTYD_PARAMS], *down[BTYD_PARAMS]; /* or NULL */
	double z; /* half an interval, in standard errors; 0: none */
	struct fsum total, by_orders[COVARIATE_PARAMS], by_spend[GG_PARAMS];
	/* with covariates: those met, and the tag of the first of them */
	struct names vectors;
	uint32_t first;
};

/* Parameters that can be moved: a limiting model has two. */
static int
free_parameters(const struct scores *s)
{
	return s->fit.no_dropout ? 2 : BTYD_PARAMS;
}

/* All of the gradient that the covariance is of. */
static int
all_parameters(const struct scores *s)
{
	return BTYD_PARAMS + (int)(s->effects.effects * s->effects.k);
}

static void
moved(const double *from, int i, double by, double *p)
{
	memcpy(p, from, BTYD_PARAMS * sizeof(*p));
	p[i] *= exp(by);
}

struct scorer *
scorer_new(const struct scores *s, const struct clv_terms *t, struct fault *f)
{
	struct scorer *c = mem_zero(1, sizeof(*c));

	c->s = s;
	c->at = clv_new(s->model, s->fit.p, t, f);
	if (c->at == NULL) {
		mem_free(c);
		return NULL;
	}
	if (!o.interval)
		return c;
	c->z = dist_normal_quantile((1 + o.level) / 2);
	for (int i = 0; i < free_parameters(s); i++) {
		double p[BTYD_PARAMS];

		moved(s->fit.p, i, DIFF, p);
		c->up[i] = clv_new(s->model, p, t, f);
		moved(s->fit.p, i, -DIFF, p);
		c->down[i] = clv_new(s->model, p, t, f);
	}
	return c;
}

void
scorer_delete(struct scorer *c)
{
	if (c == NULL)
		return;
	clv_delete(c->at);
	for (int i = 0; i < BTYD_PARAMS; i++) {
		clv_delete(c->up[i]);
		clv_delete(c->down[i]);
	}
	names_free(&c->vectors);
	mem_free(c);
}

/* A number for his covariates. The memory for them is bounded: after so many
 * all get new ones. */
static uint32_t
tag_of(struct scorer *c, const struct customer *u)
{
	struct str z = {(const char *)u->z, c->s->effects.k * sizeof(*u->z)};
	uint32_t at = names_add(&c->vectors, z);

	if (at < VECTORS_MAX)
		return c->first + at;
	names_free(&c->vectors);
	c->vectors = (struct names){0};
	c->first += VECTORS_MAX;
	return c->first + names_add(&c->vectors, z);
}

/* The parameters that are his. */
static void
turn_to(struct scorer *c, const struct customer *u)
{
	const struct scores *s = c->s;
	double own[BTYD_PARAMS], p[BTYD_PARAMS];
	uint32_t tag;

	if (s->effects.k == 0)
		return;
	tag = tag_of(c, u);
	covariate_params(s->model, &s->effects, s->fit.p, u->z, own);
	clv_params(c->at, own, tag);
	for (int i = 0; i < BTYD_PARAMS && c->up[i] != NULL; i++) {
		moved(own, i, DIFF, p);
		clv_params(c->up[i], p, tag);
		moved(own, i, -DIFF, p);
		clv_params(c->down[i], p, tag);
	}
}

/* Mean spend of an order to come; NaN when it cannot be told. */
static double
spend_of(const struct scores *s, const double *gg, const struct customer *c)
{
	bool has = c->h.x > 0 && c->spend >= 0;

	if (s->spend == SPEND_NONE)
		return (double)NAN;
	if (s->spend == SPEND_MEAN)
		return has ? c->spend : s->mean_spend;
	if (gg[1] <= 1)
		return (double)NAN;
	return gg_mean(gg, has ? c->h.x : 0, has ? c->spend : 0);
}

static double
worth(struct clv *c, const struct history *h)
{
	struct clv_answer a;

	clv_score(c, h, &a);
	return a.discounted;
}

static void
gradient(
    struct scorer *c, const struct customer *u, double *orders, double *spend)
{
	const struct scores *s = c->s;
	double own[BTYD_PARAMS];

	for (int i = 0; i < BTYD_PARAMS; i++)
		own[i] = c->up[i] == NULL ? 0
					  : log(worth(c->up[i], &u->h) /
						worth(c->down[i], &u->h)) /
						(2 * DIFF);
	covariate_gradient(s->model, &s->effects, u->z, own, orders);
	for (int i = 0; i < GG_PARAMS; i++) {
		double up[GG_PARAMS], down[GG_PARAMS];

		memcpy(up, s->gg.p, sizeof(up));
		memcpy(down, s->gg.p, sizeof(down));
		up[i] *= exp(DIFF);
		down[i] *= exp(-DIFF);
		spend[i] =
		    s->spend != SPEND_GAMMA_GAMMA
			? 0
			: log(spend_of(s, up, u) / spend_of(s, down, u)) /
			      (2 * DIFF);
	}
}

/* g'Cg; where nothing hangs on a parameter, its variance is no matter. */
static double
variance(const double *g, const double *cov, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			if (g[i] != 0 && g[j] != 0)
				sum += g[i] * g[j] * cov[i * n + j];
	return sum;
}

static double
std_error(const struct scores *s, const double *orders, const double *spend)
{
	const double *cov = s->effects.k > 0 ? s->effects.cov : s->fit.cov;
	double v = variance(orders, cov, all_parameters(s));

	if (s->spend == SPEND_GAMMA_GAMMA)
		v += variance(spend, s->gg.cov, GG_PARAMS);
	return sqrt(v);
}

static void
interval(double value, double half, double *low, double *high)
{
	*low = value * exp(value < 0 ? half : -half);
	*high = value * exp(value < 0 ? -half : half);
}

void
scorer_score(struct scorer *c, const struct customer *u, struct value *out)
{
	double orders[COVARIATE_PARAMS], spend[GG_PARAMS];

	*out = (struct value){
	    {(double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN},
	    (double)NAN, (double)NAN, (double)NAN, (double)NAN};
	if (isnan(u->h.x))
		return;
	turn_to(c, u);
	clv_score(c->at, &u->h, &out->answer);
	out->spend = spend_of(c->s, c->s->gg.p, u);
	out->clv = u->margin * out->spend * out->answer.discounted;
	if (!(c->z > 0) || isnan(out->clv))
		return;
	out->low = out->high = out->clv;
	if (out->clv == 0)
		return;
	gradient(c, u, orders, spend);
	interval(out->clv, c->z * std_error(c->s, orders, spend), &out->low,
	    &out->high);
	fsum_add(&c->total, u->weight * out->clv);
	for (int i = 0; i < all_parameters(c->s); i++)
		fsum_add(&c->by_orders[i], u->weight * out->clv * orders[i]);
	for (int i = 0; i < GG_PARAMS; i++)
		fsum_add(&c->by_spend[i], u->weight * out->clv * spend[i]);
}

void
scorer_total(const struct scorer *c, double *low, double *high)
{
	double total = fsum_value(&c->total);
	double orders[COVARIATE_PARAMS], spend[GG_PARAMS];

	for (int i = 0; i < all_parameters(c->s); i++)
		orders[i] = fsum_value(&c->by_orders[i]) / total;
	for (int i = 0; i < GG_PARAMS; i++)
		spend[i] = fsum_value(&c->by_spend[i]) / total;
	interval(total, c->z * std_error(c->s, orders, spend), low, high);
}
