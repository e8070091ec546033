/*
 * npv: cash flows -> one row per customer: the sum of R_i/(1+d)^i. Flows of
 * one customer and period add up exactly before they are discounted, so the
 * order of rows does not show.
 */
#include "clv.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "model/retention.h"

struct flow {
	uint32_t customer;
	double period;
	struct i128 cash;
};

struct flows {
	struct names names;
	struct flow *v;
	size_t n, room;
	uint32_t *seen; /* flows of each customer, when there is no period */
	size_t seen_room;
};

static bool
read_flow(struct table *t, struct flows *all, bool has_period)
{
	struct str id;
	int64_t cash;
	double period = 0;
	size_t known;
	uint32_t c;

	if (!table_id(t, COL_CUSTOMER, &id) || !table_dec(t, COL_CASH, &cash))
		return false;
	if (has_period && !table_real(t, COL_PERIOD, &period))
		return false;
	if (period < 0)
		return table_reject(t, COL_PERIOD, "before period 0");
	known = all->names.count;
	c = names_add(&all->names, id);
	if (all->names.count > known) {
		all->seen = mem_grow(all->seen, &all->seen_room,
		    all->names.count, sizeof(*all->seen));
		all->seen[c] = 0;
	}
	if (!has_period)
		period = ++all->seen[c];
	all->v = mem_grow(all->v, &all->room, all->n + 1, sizeof(*all->v));
	all->v[all->n++] = (struct flow){c, period, i128_of(cash)};
	return true;
}

static int
by_customer_and_period(uint32_t a, uint32_t b, void *arg)
{
	const struct flow *v = arg, *x = &v[a], *y = &v[b];

	if (x->customer != y->customer)
		return x->customer < y->customer ? -1 : 1;
	return (x->period > y->period) - (x->period < y->period);
}

/* One customer's flows, order[from..to), by period. */
static double
value_of(const struct flows *all, const uint32_t *order, size_t from, size_t to,
    double rate)
{
	struct npv npv = {0};

	while (from < to) {
		const struct flow *first = &all->v[order[from]];
		struct i128 cash = i128_of(0);

		for (; from < to && all->v[order[from]].period == first->period;
		     from++)
			cash = i128_add(cash, all->v[order[from]].cash);
		npv_add(&npv, dec_sum_to_double(cash), first->period, rate);
	}
	return npv_value(&npv);
}

static bool
put_customer(const struct put *put, struct str name, size_t flows, double clv,
    double cac)
{
	put_text(put, name);
	put_int(put, (int64_t)flows);
	put_real(put, clv);
	if (o.cac.given != NULL)
		cac_put(put, clv, cac);
	return put_end(put);
}

static void
put_values(
    const struct flows *all, const struct put *put, double rate, double cac)
{
	uint32_t *order = mem_resize(NULL, all->n, sizeof(*order));
	struct equity *e = equity_new();
	bool ok = true;

	for (size_t i = 0; i < all->n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, all->n, by_customer_and_period, all->v);
	for (size_t from = 0, to; from < all->n && ok; from = to) {
		uint32_t c = all->v[order[from]].customer;
		double clv;

		for (to = from; to < all->n && all->v[order[to]].customer == c;
		     to++)
			;
		clv = value_of(all, order, from, to, rate);
		if (o.report)
			equity_add(e, clv, cac, 1);
		else
			ok = put_customer(
			    put, all->names.name[c], to - from, clv, cac);
	}
	if (o.report) {
		equity_columns(put);
		equity_print(e, put, NULL, STR(""));
	}
	equity_delete(e);
	mem_free(order);
}

static void
begin(const struct put *put)
{
	if (o.report)
		return;
	writer_column(put->w, STR("customer_id"));
	writer_column(put->w, STR("flows"));
	writer_column(put->w, STR("clv"));
	if (o.cac.given != NULL)
		cac_columns(put->w);
	writer_begin(put->w);
}

/* What is one number for the whole run. */
static bool
settle(struct run *r, double *rate, double *cac)
{
	*cac = 0;
	if (o.cac.given != NULL && !quantity_fixed(&o.cac, cac))
		return run_usage(r,
		    "--cac: npv takes a number, not a column: "
		    "'%s'",
		    o.cac.given);
	return discount_rate(r, rate);
}

bool
run_npv(struct run *r)
{
	struct table *t = run_table(r);
	struct flows all = {0};
	struct put put;
	double rate = 0, cac = 0;
	bool ok = settle(r, &rate, &cac) && run_open(r, t) &&
		  table_need(t, COL_CUSTOMER, &r->fault) &&
		  table_need(t, COL_CASH, &r->fault) && run_put(r, t, &put);

	while (ok && table_next(t))
		(void)read_flow(t, &all, table_has(t, COL_PERIOD));
	ok = ok && table_done(t, &r->fault);
	if (ok) {
		begin(&put);
		put_values(&all, &put, rate, cac);
	}
	names_free(&all.names);
	mem_free(all.v);
	mem_free(all.seen);
	table_delete(t);
	return ok;
}
