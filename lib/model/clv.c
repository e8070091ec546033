/*
 * With steps ending at t_1 < ... < t_n = horizon (the last may be short) and
 * O(t) the mean orders of a living customer by t, the discounted orders are
 *   P(alive) * sum of (O(t_k) - O(t_k-1)) (1+d)^-((t_k-1 + t_k)/(2 year)).
 * O depends on (x, T) alone. It is kept in a table of 2^16 places, each for
 * the last (x, T) that fell on it: constant memory, and as a value does not
 * depend on whether it was kept, the output does not either.
 */
#include "model/clv.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "num/fsum.h"

enum { PLACES = 1 << 16, STEPS_MAX = 100000 };

/* The answers for a living customer. */
struct place {
	double x, T;  /* x < 0: empty */
	uint32_t tag; /* of the parameters */
	double orders, any, discounted, stays;
};

struct clv {
	const struct btyd_model *m;
	double p[BTYD_PARAMS];
	uint32_t tag;
	struct clv_terms terms;
	size_t steps;   /* 0: infinite horizon */
	double *end;    /* [steps] t_k */
	double *factor; /* [steps] discount at the middle of step k */
	double *orders; /* [steps] scratch */
	struct place *place;
};

bool
clv_terms_ok(const struct clv_terms *t, struct fault *f)
{
	if (!(t->horizon > 0))
		return fault_set(f, FAULT_DATA, "the horizon is not over 0");
	if (!(t->discount > -1) || isinf(t->discount))
		return fault_set(
		    f, FAULT_DATA, "the discount rate is not over -1");
	if (!(t->step > 0) || !(t->year > 0) || !(t->ahead >= 0))
		return fault_set(
		    f, FAULT_DATA, "step, year and time ahead must be over 0");
	if (isinf(t->horizon) && !(t->discount > 0))
		return fault_set(f, FAULT_DATA,
		    "an infinite horizon needs a discount rate over 0");
	if (!isinf(t->horizon) && t->horizon / t->step > STEPS_MAX)
		return fault_set(f, FAULT_DATA,
		    "the horizon has more than %d steps", STEPS_MAX);
	return true;
}

static void
plan(struct clv *c)
{
	const struct clv_terms *t = &c->terms;
	double from = 0;

	/* 12 steps of a month are a year, however the quotient rounds. */
	c->steps = (size_t)ceil(t->horizon / t->step * (1 - 1e-12));
	c->end = mem_resize(NULL, 3 * c->steps, sizeof(*c->end));
	c->factor = c->end + c->steps;
	c->orders = c->factor + c->steps;
	for (size_t k = 0; k < c->steps; k++) {
		double to =
		    k + 1 == c->steps ? t->horizon : (double)(k + 1) * t->step;
		double when = t->at_end ? to : (from + to) / 2;

		c->end[k] = to;
		c->factor[k] = exp(-log1p(t->discount) * (when / t->year));
		from = to;
	}
}

struct clv *
clv_new(const struct btyd_model *m, const double *p,
    const struct clv_terms *terms, struct fault *f)
{
	struct clv *c;

	if (!clv_terms_ok(terms, f))
		return NULL;
	c = mem_zero(1, sizeof(*c));
	c->m = m;
	memcpy(c->p, p, sizeof(c->p));
	c->terms = *terms;
	if (!isinf(terms->horizon))
		plan(c);
	c->place = mem_resize(NULL, PLACES, sizeof(*c->place));
	for (size_t i = 0; i < PLACES; i++)
		c->place[i].x = -1;
	return c;
}

void
clv_delete(struct clv *c)
{
	if (c == NULL)
		return;
	mem_free(c->end);
	mem_free(c->place);
	mem_free(c);
}

void
clv_params(struct clv *c, const double *p, uint32_t tag)
{
	memcpy(c->p, p, sizeof(c->p));
	c->tag = tag;
}

static struct place *
find_place(struct clv *c, double x, double T)
{
	uint64_t a, b;

	memcpy(&a, &x, sizeof(a));
	memcpy(&b, &T, sizeof(b));
	a = (a ^ (b >> 32) ^ (b << 32)) + c->tag;
	a *= UINT64_C(0x9e3779b97f4a7c15);
	return &c->place[a >> 48];
}

static void
compute_finite(struct clv *c, const struct history *h, struct place *out)
{
	struct fsum sum = {0, 0};
	double before = 0;

	c->m->orders(c->p, h, c->end, c->steps, c->orders);
	for (size_t k = 0; k < c->steps; k++) {
		fsum_add(&sum, (c->orders[k] - before) * c->factor[k]);
		before = c->orders[k];
	}
	out->orders = before;
	out->discounted = fsum_value(&sum);
	out->any = c->m->any(c->p, h, c->terms.horizon);
}

static void
compute(struct clv *c, const struct history *h, struct place *out)
{
	double delta = log1p(c->terms.discount) / c->terms.year;

	out->x = h->x;
	out->T = h->T;
	out->tag = c->tag;
	out->stays =
	    c->terms.ahead > 0 ? c->m->stays(c->p, h, c->terms.ahead) : 0;
	if (c->steps > 0) {
		compute_finite(c, h, out);
		return;
	}
	c->m->orders(c->p, h, &c->terms.horizon, 1, &out->orders);
	out->any = c->m->any(c->p, h, HUGE_VAL);
	out->discounted = c->m->dert(c->p, h, delta);
}

void
clv_score(struct clv *c, const struct history *h, struct clv_answer *out)
{
	struct place *known = find_place(c, h->x, h->T);

	if (known->x != h->x || known->T != h->T || known->tag != c->tag)
		compute(c, h, known);
	out->alive = c->m->alive(c->p, h);
	out->alive_at = out->alive * known->stays;
	out->orders = out->alive > 0 ? out->alive * known->orders : 0;
	out->any = out->alive * known->any;
	out->discounted = out->alive * known->discounted;
}
