/*
 * -m liability: what the programme owes: a row, or one for each issuer.
 *
 * issued is net of what was taken back, so that
 *	issued = redeemed + expired + outstanding - debt
 */
#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "model/deferral.h"
#include "num/dec.h"
#include "points.h"

/* The accounts of one issuer. */
struct owed {
	int64_t issued, redeemed, expired, outstanding, pending, debt;
};

static void
liability_columns(struct work *w)
{
	static const char *const rest[] = {"as_of", "issued", "redeemed",
	    "expired", "outstanding", "pending", "debt", "observed_rate",
	    "redemption_rate", "breakage", "value", "gross", "fair", "sales",
	    "goods", "allocated", "recognised", "deferred", NULL};

	if (w->issuers)
		writer_column(w->put.w, STR("issuer"));
	for (const char *const *s = rest; *s != NULL; s++)
		writer_column(w->put.w, str_of(*s));
}

static bool
add(int64_t *sum, int64_t v)
{
	return i128_to_i64(i128_add(i128_of(*sum), i128_of(v)), sum);
}

/* False when a sum is beyond 63 bits. */
static bool
add_account(struct owed *d, const struct account_view *v)
{
	return add(&d->redeemed, v->redeemed) && add(&d->expired, v->expired) &&
	       add(&d->outstanding, v->outstanding) &&
	       add(&d->pending, v->pending) && add(&d->debt, v->debt) &&
	       add(&d->issued, v->redeemed) && add(&d->issued, v->expired) &&
	       add(&d->issued, v->balance);
}

static double
share(double part, double whole)
{
	return whole > 0 ? part / whole : (double)NAN;
}

/* What IFRS 15 makes of the sales that the points came with. */
static void
put_allocation(const struct put *p, const struct owed *d)
{
	double sales = o.sales;
	double first = isnan(o.first_rate) ? o.rate : o.first_rate;
	double points = (double)d->issued * dec_to_double(o.value) * first;
	double allocated = deferral_allocated(sales, sales, points);
	double expected = (double)d->issued * o.rate;
	double earned =
	    deferral_recognised(allocated, (double)d->redeemed, expected);

	if (isnan(sales) || d->issued <= 0) {
		for (int i = 0; i < 5; i++)
			put_empty(p);
		return;
	}
	if ((double)d->redeemed > expected)
		diag_warn("more points are redeemed than --redemption-rate "
			  "expects in the end: all is recognised");
	put_real(p, sales);
	put_real(p, sales - allocated);
	put_real(p, allocated);
	put_real(p, earned);
	put_real(p, allocated - earned);
}

static void
put_owed(const struct work *w, const struct owed *d)
{
	const struct put *p = &w->put;
	struct i128 gross = i128_mul(d->outstanding, o.value);

	put_date(p, points_day(w));
	put_int(p, d->issued);
	put_int(p, d->redeemed);
	put_int(p, d->expired);
	put_int(p, d->outstanding);
	put_int(p, d->pending);
	put_int(p, d->debt);
	put_real(p, share((double)d->redeemed,
			(double)d->redeemed + (double)d->expired));
	put_real(p, o.rate);
	put_real(p, 1 - o.rate);
	put_dec(p, o.value);
	put_dec128(p, gross);
	put_real(p, dec_sum_to_double(gross) * o.rate);
	put_allocation(p, d);
	(void)put_end(p);
}

static int
by_name(uint32_t a, uint32_t b, void *arg)
{
	const struct names *n = arg;

	return str_cmp(n->name[a], n->name[b]);
}

static bool
add_accounts(struct work *w, struct names *issuers, struct owed **owed)
{
	size_t room = 0;

	for (uint32_t i = 0; i < ledger_accounts(w->l); i++) {
		struct account_view v;
		size_t known = issuers->count;
		uint32_t k;

		ledger_account(w->l, i, &v);
		k = names_add(issuers, v.issuer);
		*owed = mem_grow(*owed, &room, issuers->count, sizeof(**owed));
		if (issuers->count > known)
			(*owed)[k] = (struct owed){0};
		if (!add_account(&(*owed)[k], &v))
			return fault_set(&w->r->fault, FAULT_DATA,
			    "the points of all members together are more "
			    "than 63 bits hold");
	}
	return true;
}

static void
put_all(struct work *w, struct names *issuers, const struct owed *owed)
{
	uint32_t *order = mem_zero(issuers->count, sizeof(*order));

	for (uint32_t k = 0; k < issuers->count; k++)
		order[k] = k;
	sort_index(order, issuers->count, by_name, issuers);
	for (size_t k = 0; k < issuers->count; k++) {
		if (w->issuers)
			put_text(&w->put, issuers->name[order[k]]);
		put_owed(w, &owed[order[k]]);
	}
	mem_free(order);
}

static bool
liability_report(struct work *w)
{
	struct names issuers = {0};
	struct owed *owed = NULL;
	bool ok = add_accounts(w, &issuers, &owed);

	if (ok)
		put_all(w, &issuers, owed);
	mem_free(owed);
	names_free(&issuers);
	return ok;
}

const struct mode mode_liability = {
    liability_columns, NULL, NULL, liability_report};
