#include "fold/fold.h"

#include <assert.h>

#include "base/mem.h"
#include "fold/customers.h"
#include "fold/periods.h"
#include "fold/wide.h"

enum field { BOUGHT, RETURNED, OPENING, HELD };

/* Days whose period has been worked out, by their last bits. */
enum { KNOWN_DAYS = 4096, NO_DAY = INT32_MIN };

struct known {
	int32_t day;
	int32_t period;
};

struct fold {
	struct fold_form form;
	int *threads; /* for finishing; NULL: none */
	struct customers customers;
	struct periods periods;
	struct days days;
	struct wide wide;
	struct fold_count count;
	bool any;       /* a row within as-of was seen */
	int32_t latest; /* its day, the greatest */
	/* With a holdout. */
	struct periods later;
	/* With a list: a byte for each of the first listed_n customers. */
	unsigned char *listed;
	size_t listed_n, listed_room;
	struct known known[KNOWN_DAYS];
};

struct fold *
fold_new(const struct fold_form *form)
{
	struct fold *fo = mem_zero(1, sizeof(*fo));

	fo->form = *form;
	for (size_t i = 0; i < KNOWN_DAYS; i++)
		fo->known[i].day = NO_DAY;
	return fo;
}

void
fold_shrink(struct fold *fo)
{
	customers_free(&fo->customers);
	periods_free(&fo->periods);
	periods_free(&fo->later);
	days_free(&fo->days);
	wide_free(&fo->wide);
	mem_free(fo->listed);
	fo->listed = NULL;
	fo->listed_n = fo->listed_room = 0;
}

void
fold_delete(struct fold *fo)
{
	if (fo == NULL)
		return;
	fold_shrink(fo);
	mem_free(fo);
}

const struct fold_form *
fold_form(const struct fold *fo)
{
	return &fo->form;
}

static inline int32_t
period(const struct fold *fo, int32_t day)
{
	return fo->form.period == PERIOD_DAY ? day
					     : period_of(fo->form.period, day);
}

/* The same, remembered: a calendar is a dozen divisions. */
static inline int32_t
known_period(struct fold *fo, int32_t day)
{
	struct known *k = &fo->known[(uint32_t)day % KNOWN_DAYS];

	if (fo->form.period == PERIOD_DAY)
		return day;
	if (k->day != day)
		*k = (struct known){day, period(fo, day)};
	return k->period;
}

static bool
too_many(const char *what, struct fault *f)
{
	return fault_set(f, FAULT_DATA, "too many %s", what);
}

static bool
count_orders(struct customer *c, const struct fold_row *r, struct fault *f)
{
	int64_t orders = (int64_t)c->orders + 1 + r->more;

	if (orders > UINT32_MAX)
		return too_many("orders of one customer", f);
	c->orders = (uint32_t)orders;
	return true;
}

/*
 * The first and the last period are in the log from the moment they became
 * it: a purchase in one of them adds nothing there. That keeps most repeats
 * out, and all of them where rows come in order of date.
 */
static bool
purchase(struct fold *fo, uint32_t i, const struct fold_row *r, struct fault *f)
{
	struct customer *c = &fo->customers.at[i];
	bool fresh = c->first > c->last;
	int32_t p = known_period(fo, r->day);
	int32_t first = fresh ? p : known_period(fo, c->first);
	int32_t last = fresh ? p : known_period(fo, c->last);

	if ((fresh || (p != first && p != last)) && !fo->form.days)
		periods_add(&fo->periods, i, p);
	if (fresh || p < first)
		wide_set(&fo->wide, i, OPENING, &c->opening, r->amount);
	else if (p == first)
		wide_add(&fo->wide, i, OPENING, &c->opening, r->amount);
	wide_add(&fo->wide, i, BOUGHT, &c->bought, r->amount);
	c->first = r->day < c->first ? r->day : c->first;
	c->last = r->day > c->last ? r->day : c->last;
	return count_orders(c, r, f);
}

static void
hold_out(struct fold *fo, uint32_t i, const struct fold_row *r)
{
	periods_add(&fo->later, i, known_period(fo, r->day));
	wide_add(&fo->wide, i, HELD, &fo->customers.at[i].held, r->amount);
}

void
fold_seen(struct fold *fo, int32_t day)
{
	if (fo->form.has_as_of && day > fo->form.as_of)
		return;
	if (!fo->any || day > fo->latest)
		fo->latest = day;
	fo->any = true;
}

bool
fold_take(struct fold *fo, const struct fold_row *r)
{
	uint64_t n = (uint64_t)(1 + (int64_t)r->more);
	bool held = fo->form.has_until && r->day > fo->form.until;

	if (fo->form.has_as_of && r->day > fo->form.as_of) {
		fo->count.after += n;
		return false;
	}
	fold_seen(fo, r->day);
	if (held)
		fo->count.holdout += n;
	else if (r->amount < 0)
		fo->count.refunds += n;
	else
		fo->count.purchases += n;
	return !held || r->amount >= 0;
}

static bool
apply(struct fold *fo, uint32_t i, const struct fold_row *r, struct fault *f)
{
	if (i == CUSTOMERS_NONE)
		return too_many("customers", f);
	if (fo->form.days)
		days_add(&fo->days, i,
		    &(struct day_sum){known_period(fo, r->day),
			(uint32_t)(1 + (int64_t)r->more), r->amount});
	if (fo->form.has_until && r->day > fo->form.until) {
		hold_out(fo, i, r);
	} else if (r->amount < 0) {
		wide_add(&fo->wide, i, RETURNED, &fo->customers.at[i].returned,
		    r->amount);
	} else {
		return purchase(fo, i, r, f);
	}
	return true;
}

static bool
add_some(struct fold *fo, const struct fold_row *row, size_t n, uint32_t *of,
    struct fault *f)
{
	struct str id[CUSTOMERS_BATCH];
	uint32_t index[CUSTOMERS_BATCH];
	bool takes[CUSTOMERS_BATCH];
	size_t m = 0;

	for (size_t k = 0; k < n; k++) {
		takes[k] = fold_take(fo, &row[k]);
		id[m] = row[k].id;
		m += takes[k];
	}
	customers_add_all(&fo->customers, id, m, index);
	for (size_t k = 0; k < m; k++)
		periods_fetch(&fo->periods, index[k]);
	m = 0;
	for (size_t k = 0; k < n; k++) {
		uint32_t i = takes[k] ? index[m++] : (uint32_t)FOLD_NOBODY;

		if (takes[k] && !apply(fo, i, &row[k], f))
			return false;
		if (of != NULL)
			of[k] = i;
	}
	return true;
}

bool
fold_add_to(struct fold *fo, const struct fold_row *row, size_t n, uint32_t *of,
    struct fault *f)
{
	size_t step;

	for (size_t k = 0; k < n; k += step) {
		step = n - k < CUSTOMERS_BATCH ? n - k : CUSTOMERS_BATCH;
		if (!add_some(fo, row + k, step, of == NULL ? NULL : of + k, f))
			return false;
	}
	return true;
}

bool
fold_add(struct fold *fo, const struct fold_row *row, size_t n, struct fault *f)
{
	return fold_add_to(fo, row, n, NULL, f);
}

bool
fold_list(struct fold *fo, struct str id, struct fault *f)
{
	uint32_t i = customers_add(&fo->customers, id);

	if (i == CUSTOMERS_NONE)
		return too_many("customers", f);
	if (i >= fo->listed_n) {
		fo->listed = mem_grow(
		    fo->listed, &fo->listed_room, fo->customers.count, 1);
		memset(fo->listed + fo->listed_n, 0,
		    fo->customers.count - fo->listed_n);
		fo->listed_n = fo->customers.count;
	}
	fo->listed[i] = 1;
	return true;
}

bool
fold_is_buyer(const struct fold *fo, size_t i)
{
	return fo->customers.at[i].orders > 0;
}

bool
fold_is_listed(const struct fold *fo, size_t i)
{
	return i < fo->listed_n && fo->listed[i] != 0;
}

static void
count_customers(struct fold *fo)
{
	struct fold_count n = {0};

	for (size_t i = 0; i < fo->customers.count; i++) {
		if (fo->customers.at[i].orders > 0)
			n.buyers++;
		else if (fold_is_listed(fo, i))
			n.listed++;
		else if (periods_count(&fo->later, (uint32_t)i) > 0)
			n.late++;
		else
			n.refund_only++;
	}
	fold_count_more(fo, &n);
}

void
fold_threads(struct fold *fo, int *threads)
{
	fo->threads = threads;
}

static bool
nothing_held(const struct fold *fo, struct fault *f)
{
	char day[DATE_MAX];

	(void)date_put(day, fo->latest);
	fault_set(f, FAULT_DATA, "nothing to hold out: the last date is %.*s",
	    DATE_MAX, day);
	fault_hint(f, "an earlier --calibrate-until, or --as-of");
	return false;
}

bool
fold_check(const struct fold *fo, struct fault *f)
{
	if (fo->form.has_until && fo->any && !fo->form.has_as_of &&
	    fo->latest <= fo->form.until)
		return nothing_held(fo, f);
	return true;
}

/*   which  keep which periods they are, not only how many */
static void
settle(struct fold *fo, bool which)
{
	customers_seal(&fo->customers);
	if (fo->form.days)
		days_finish(&fo->days, fo->customers.count, fo->threads);
	periods_finish(&fo->periods, fo->customers.count, which, fo->threads);
	periods_finish(&fo->later, fo->customers.count, which, fo->threads);
}

void
fold_settle(struct fold *fo)
{
	settle(fo, true);
}

bool
fold_finish(struct fold *fo, struct fault *f)
{
	if (!fold_check(fo, f))
		return false;
	settle(fo, fo->form.visits);
	count_customers(fo);
	return true;
}

bool
fold_as_of(const struct fold *fo, int32_t *day)
{
	*day = fo->form.has_as_of ? fo->form.as_of : fo->latest;
	return fo->form.has_as_of || fo->any;
}

int64_t
fold_holdout_length(const struct fold *fo)
{
	int32_t day;

	return !fo->form.has_until || !fold_as_of(fo, &day)
		   ? 0
		   : (int64_t)period(fo, day) - period(fo, fo->form.until);
}

size_t
fold_count(const struct fold *fo)
{
	return fo->customers.count;
}

void
fold_count_more(struct fold *fo, const struct fold_count *n)
{
	fo->count.buyers += n->buyers;
	fo->count.listed += n->listed;
	fo->count.late += n->late;
	fo->count.refund_only += n->refund_only;
}

const struct fold_count *
fold_counts(const struct fold *fo)
{
	return &fo->count;
}

struct str
fold_id(const struct fold *fo, size_t i)
{
	return customers_id(&fo->customers, (uint32_t)i);
}

static void
get_money(const struct fold *fo, uint32_t i, struct fold_person *p)
{
	const struct customer *c = &fo->customers.at[i];
	struct i128 back = wide_get(&fo->wide, i, RETURNED, c->returned);

	p->bought = wide_get(&fo->wide, i, BOUGHT, c->bought);
	p->returned = i128_neg(back);
	p->net = i128_add(p->bought, back);
	p->repeat =
	    i128_sub(p->bought, wide_get(&fo->wide, i, OPENING, c->opening));
	p->holdout = wide_get(&fo->wide, i, HELD, c->held);
}

void
fold_get(const struct fold *fo, size_t i, struct fold_person *p)
{
	const struct customer *c = &fo->customers.at[i];
	uint32_t n = (uint32_t)i;
	int32_t end;

	*p = (struct fold_person){.id = customers_id(&fo->customers, n),
	    .orders = c->orders,
	    .listed = fold_is_listed(fo, i)};
	p->days = days_of(&fo->days, n, &p->day);
	p->later = (int64_t)periods_count(&fo->later, n);
	get_money(fo, n, p);
	if (c->orders == 0)
		return;
	(void)fold_as_of(fo, &end);
	if (fo->form.has_until)
		end = fo->form.until;
	p->first = c->first;
	p->last = c->last;
	p->frequency = (int64_t)periods_count(&fo->periods, n) - 1;
	p->recency = (int64_t)period(fo, c->last) - period(fo, c->first);
	p->age = (int64_t)period(fo, end) - period(fo, c->first);
	p->since = (int64_t)end - c->last;
}

size_t
fold_visits(const struct fold *fo, size_t i, const int32_t **period)
{
	size_t n = periods_of(&fo->periods, (uint32_t)i, period);

	assert(n == 0 || *period != NULL);
	return n;
}

size_t
fold_later(const struct fold *fo, size_t i, const int32_t **period)
{
	return periods_of(&fo->later, (uint32_t)i, period);
}

size_t
fold_memory(const struct fold *fo)
{
	return sizeof(*fo) + customers_memory(&fo->customers) +
	       periods_memory(&fo->periods) + periods_memory(&fo->later) +
	       days_memory(&fo->days) + fo->listed_room;
}

void
fold_clear(struct fold *fo)
{
	customers_clear(&fo->customers);
	periods_clear(&fo->periods);
	periods_clear(&fo->later);
	days_clear(&fo->days);
	wide_clear(&fo->wide);
	fo->listed_n = 0;
}
