#include "model/sim.h"

#include "base/mem.h"

/* Amounts up to here are exact cents in a double, and fit millionths. */
#define CENTS_MAX 9e14

void
sim_start(struct sim *s, const struct sim_form *form, uint64_t n)
{
	const double *p = form->p;

	*s = (struct sim){.form = form};
	rng_init(&s->rng, form->seed, n);
	s->rate = rng_gamma(&s->rng, p[0], p[1]);
	if (form->kind == SIM_PARETONBD)
		s->drop = rng_gamma(&s->rng, p[2], p[3]);
	else
		s->drop = rng_beta(&s->rng, p[2], p[3]);
	s->level = rng_gamma(&s->rng, form->spend[1], form->spend[2]);
	s->now = rng_uniform(&s->rng) * form->days;
	/* A rate that underflowed is no dropout within any window. */
	if (form->kind == SIM_PARETONBD)
		s->drop = s->drop > 0
			      ? s->now + rng_exponential(&s->rng, s->drop)
			      : form->days;
}

/* Moves to the time of the next order; false when there is none. */
static bool
advance(struct sim *s)
{
	bool first = !s->begun;
	double days = s->form->days;

	s->begun = true;
	if (!first) {
		if (!(s->rate > 0))
			return false;
		s->now += rng_exponential(&s->rng, s->rate);
	}
	return s->now < days &&
	       (s->form->kind != SIM_PARETONBD || first || s->now < s->drop);
}

static bool
drops_out(struct sim *s, bool first)
{
	if (s->form->kind == SIM_PARETONBD ||
	    (s->form->kind == SIM_BGNBD && first))
		return false;
	return rng_uniform(&s->rng) < s->drop;
}

bool
sim_next(struct sim *s, int32_t *day, double *spend)
{
	bool first = !s->begun;

	if (!advance(s))
		return false;
	*day = (int32_t)s->now;
	*spend = s->level > 0 ? rng_gamma(&s->rng, s->form->spend[0], s->level)
			      : CENTS_MAX;
	if (drops_out(s, first))
		s->rate = 0;
	return true;
}

static bool
to_cents(double spend, int64_t *cents, struct fault *f)
{
	double c = spend * 100 + 0.5;

	if (!(c < CENTS_MAX)) {
		fault_set(f, FAULT_DATA, "an amount is out of range");
		fault_hint(f, "the spend parameters q and v say how wide "
			      "amounts spread");
		return false;
	}
	*cents = c < 1 ? 1 : (int64_t)c;
	return true;
}

static bool
count_days(
    const struct sim_form *form, uint32_t n, size_t *start, struct fault *f)
{
	struct sim s;
	int32_t day;
	double spend;
	int64_t cents;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t number = 0;

		sim_start(&s, form, i);
		while (sim_next(&s, &day, &spend)) {
			if (!to_cents(spend, &cents, f))
				return false;
			if (++number == 0)
				return fault_set(f, FAULT_DATA,
				    "too many orders of one customer");
			start[day + 1]++;
		}
	}
	return true;
}

/* at: where each day's next order goes. */
static void
place(const struct sim_form *form, uint32_t n, size_t *at,
    struct sim_order *order)
{
	struct fault none;
	struct sim s;
	int32_t day;
	double spend;

	for (uint32_t i = 0; i < n; i++) {
		struct sim_order o = {.customer = i};

		sim_start(&s, form, i);
		while (sim_next(&s, &day, &spend)) {
			o.number++;
			(void)to_cents(spend, &o.cents, &none);
			order[at[day]++] = o;
		}
	}
}

bool
sim_orders(const struct sim_form *form, uint32_t n, struct sim_orders *out,
    struct fault *f)
{
	size_t days = (size_t)form->days, *at;

	out->start = mem_zero(days + 1, sizeof(*out->start));
	out->at = NULL;
	if (!count_days(form, n, out->start, f))
		return false;
	for (size_t d = 1; d <= days; d++)
		out->start[d] += out->start[d - 1];
	at = mem_resize(NULL, days, sizeof(*at));
	memcpy(at, out->start, days * sizeof(*at));
	out->at = mem_resize(NULL, out->start[days], sizeof(*out->at));
	place(form, n, at, out->at);
	mem_free(at);
	return true;
}

void
sim_orders_free(struct sim_orders *o)
{
	mem_free(o->at);
	mem_free(o->start);
	*o = (struct sim_orders){0};
}
