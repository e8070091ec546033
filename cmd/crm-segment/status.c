/* -m status: who is a customer already, still, or not yet. */
#include "base/mem.h"
#include "segment.h"

enum status {
	STATUS_POTENTIAL,
	STATUS_TARGET,
	STATUS_FIRST_TIME,
	STATUS_REPEAT,
	STATUS_LOYAL,
	STATUS_LOST,
	STATUS_NON_CUSTOMER,
	STATUSES
};

static const char *const names[STATUSES] = {"potential", "target", "first-time",
    "repeat", "loyal", "lost", "non-customer"};

struct state {
	double loyal_orders, lost_days, loyal_days;
	bool targeted, excluded; /* there are such columns */
	size_t targeted_at, excluded_at;
};

static bool
begin(struct segment *s)
{
	struct state *st = s->state = mem_zero(1, sizeof(*st));

	if (given.use != NULL &&
	    (given.loyal_orders >= 0 || given.lost_days >= 0 ||
		given.loyal_days >= 0))
		return run_usage(s->run, "--use has thresholds already");
	st->loyal_orders =
	    given.loyal_orders >= 0 ? (double)given.loyal_orders : 5;
	st->lost_days = given.lost_days >= 0 ? (double)given.lost_days : 365;
	st->loyal_days =
	    given.loyal_days >= 0 ? (double)given.loyal_days : st->lost_days;
	return true;
}

static bool
save(const struct segment *s, struct keep *k)
{
	const struct state *st = s->state;

	keep_put_real(k, "loyal_orders", st->loyal_orders);
	keep_put_real(k, "lost_days", st->lost_days);
	keep_put_real(k, "loyal_days", st->loyal_days);
	return true;
}

static bool
use(struct segment *s, struct keep *k)
{
	struct state *st = s->state;

	return keep_real(k, "loyal_orders", &st->loyal_orders) &&
	       keep_real(k, "lost_days", &st->lost_days) &&
	       keep_real(k, "loyal_days", &st->loyal_days);
}

static bool
bind(struct segment *s)
{
	struct state *st = s->state;

	st->targeted = given.targeted != NULL;
	st->excluded = given.excluded != NULL;
	if (st->targeted)
		st->targeted_at =
		    table_column(s->table, given.targeted, "targeted");
	if (st->excluded)
		st->excluded_at =
		    table_column(s->table, given.excluded, "excluded");
	return true;
}

static bool
is_one_of(struct str cell, const char *const *word)
{
	for (; *word != NULL; word++)
		if (str_eq_nocase(cell, str_of(*word)))
			return true;
	return false;
}

/* A cell of yes or no; blank is no. */
static bool
read_flag(struct table *t, size_t slot, bool *flag)
{
	static const char *const yes[] = {
	    "1", "yes", "y", "true", "t", "是", NULL};
	static const char *const no[] = {
	    "", "0", "no", "n", "false", "f", "否", NULL};
	struct str cell = str_trim(table_text(t, slot));

	*flag = is_one_of(cell, yes);
	if (*flag || is_one_of(cell, no))
		return true;
	table_reject(t, (long)slot, "neither yes nor no");
	table_hint(t, "1, yes, y, true and 0, no, n, false or nothing");
	return false;
}

static enum status
status_of(const struct state *st, double orders, double days)
{
	if (days > st->lost_days)
		return STATUS_LOST;
	if (orders >= st->loyal_orders && days <= st->loyal_days)
		return STATUS_LOYAL;
	return orders > 1 ? STATUS_REPEAT : STATUS_FIRST_TIME;
}

static bool
take(struct segment *s, size_t at)
{
	const struct state *st = s->state;
	double orders = s->col[ROLE_F].v[at], days = s->col[ROLE_R].v[at];
	bool targeted = false, excluded = false, none;

	if ((st->targeted &&
		!read_flag(s->table, st->targeted_at, &targeted)) ||
	    (st->excluded && !read_flag(s->table, st->excluded_at, &excluded)))
		return false;
	none = isnan(orders) || orders == 0;
	segment_set_flag(s, at,
	    excluded           ? STATUS_NON_CUSTOMER
	    : none && targeted ? STATUS_TARGET
	    : none             ? STATUS_POTENTIAL
	    : isnan(days)      ? STATUSES
			       : (uint32_t)status_of(st, orders, days));
	return true;
}

static bool
counts(const struct segment *s, size_t row)
{
	return s->flag[row] < STATUSES;
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const appended[] = {"status", NULL};

	(void)s;
	return appended;
}

static size_t
classes(const struct segment *s)
{
	(void)s;
	return STATUSES;
}

static size_t
class_of(const struct segment *s, size_t row)
{
	return s->flag[row];
}

static struct str
class_name(const struct segment *s, size_t k)
{
	(void)s;
	return str_of(names[k]);
}

static void
cells(const struct segment *s, size_t row)
{
	put_class(s, s->flag[row]);
}

static void
explain(const struct segment *s)
{
	const struct state *st = s->state;

	explain_classes(s, "status");
	explain_value(s, "threshold", "loyal_orders", st->loyal_orders,
	    "loyal from so many orders on");
	explain_value(s, "threshold", "loyal_days", st->loyal_days,
	    "and within so many days of the last one");
	explain_value(s, "threshold", "lost_days", st->lost_days,
	    "lost after more days than these");
	explain_rule(s, "status",
	    "excluded first; without orders target or potential; then lost, "
	    "loyal, repeat, first-time");
}

static void
end(struct segment *s)
{
	mem_free(s->state);
}

const struct way status_way = {
    .reads = 1U << ROLE_F | 1U << ROLE_R,
    .local = true,
    .begin = begin,
    .use = use,
    .save = save,
    .bind = bind,
    .take = take,
    .counts = counts,
    .lacks = "orders but no days since the last",
    .columns = columns,
    .cells = cells,
    .kind = class_of,
    .classes = classes,
    .class_of = class_of,
    .class_name = class_name,
    .explain = explain,
    .end = end,
};
