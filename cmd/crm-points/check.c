/*
 * --check: whether a ledger, or a state, agrees with itself. A ledger is read
 * as it was written, from its first line on; each breach is told where it is.
 */
#include "ledger/check.h"

#include "base/hash.h"
#include "base/i128.h"
#include "base/mem.h"
#include "points.h"

enum { C_MEMBER, C_KIND, C_POINTS, C_LOT, C_BALANCE, C_ISSUER };

static const struct role columns[] = {
    {.option = "member", .name = "member_id", .required = true},
    {.option = "kind", .name = "kind", .required = true},
    {.option = "points", .name = "points", .required = true},
    {.option = "lot", .name = "lot", .required = true},
    {.option = "balance", .name = "balance_after", .required = true},
    {.option = "issuer", .name = "issuer"}};

/* A lot as its lines tell: repayments of debt do not say how many points, so
 * rest is what it has left at most. */
struct seen_lot {
	int64_t size, rest;
};

struct checking {
	struct work *w;
	struct table *t;
	struct names accounts, lots;
	int64_t *balance;
	struct seen_lot *lot;
	size_t balance_room, lot_room;
	uint64_t movements, sums, bounds; /* and breaches */
	struct buf key;
};

static void
breach(struct checking *c, uint64_t *count, const char *what)
{
	++*count;
	diag_warn("%s:%llu: %s", table_file(c->t),
	    (unsigned long long)table_line(c->t), what);
}

/* The texts of a row that tell one thing from another. */
static struct str
key_of(struct checking *c, struct str name)
{
	c->key.n = 0;
	if (table_has(c->t, C_ISSUER))
		buf_str(&c->key, table_text(c->t, C_ISSUER));
	buf_putc(&c->key, '\0');
	buf_str(&c->key, table_text(c->t, C_MEMBER));
	buf_putc(&c->key, '\0');
	buf_str(&c->key, name);
	return buf_view(&c->key);
}

static void
check_sum(struct checking *c, int64_t points, int64_t after)
{
	size_t n = c->accounts.count;
	uint32_t i = names_add(&c->accounts, key_of(c, STR("")));
	int64_t sum;

	if (c->accounts.count > n) {
		c->balance = mem_grow(
		    c->balance, &c->balance_room, n + 1, sizeof(*c->balance));
		c->balance[n] = 0;
	}
	if (!i128_to_i64(
		i128_add(i128_of(c->balance[i]), i128_of(points)), &sum) ||
	    sum != after)
		breach(
		    c, &c->sums, "balance_after is not the sum of the points");
	c->balance[i] = after;
}

static void
check_lot(struct checking *c, enum movement_kind kind, int64_t points)
{
	size_t n = c->lots.count;
	uint32_t i = names_add(&c->lots, key_of(c, table_text(c->t, C_LOT)));
	struct seen_lot *lot;
	bool begins = kind == MOVE_EARN || (kind == MOVE_ADJUST && points > 0);

	if (c->lots.count > n) {
		c->lot = mem_grow(c->lot, &c->lot_room, n + 1, sizeof(*c->lot));
		c->lot[n] = (struct seen_lot){0, 0};
	}
	lot = &c->lot[i];
	if (begins && lot->size != 0)
		breach(c, &c->bounds, "the lot has begun before");
	else if (begins)
		*lot = (struct seen_lot){points, points};
	else if (!i128_to_i64(i128_add(i128_of(lot->rest), i128_of(points)),
		     &lot->rest) ||
		 lot->rest < 0)
		breach(c, &c->bounds, "more than the lot had left");
	else if (lot->rest > lot->size)
		breach(c, &c->bounds, "more left than the lot had");
}

static bool
find_kind(struct str s, enum movement_kind *kind)
{
	for (int k = 0; k < MOVEMENTS; k++) {
		if (str_is(s, movement_name[k])) {
			*kind = (enum movement_kind)k;
			return true;
		}
	}
	return false;
}

static void
check_row(struct checking *c)
{
	int64_t points, after;
	enum movement_kind kind;

	if (!find_kind(table_text(c->t, C_KIND), &kind)) {
		table_reject(c->t, C_KIND, "no such movement");
		return;
	}
	if (!table_int(c->t, C_POINTS, &points) ||
	    !table_int(c->t, C_BALANCE, &after))
		return;
	c->movements++;
	check_sum(c, points, after);
	if (table_text(c->t, C_LOT).n != 0)
		check_lot(c, kind, points);
}

static void
put_check(const struct put *p, const char *what, uint64_t n, uint64_t broken)
{
	put_label(p, what);
	put_int(p, (int64_t)n);
	put_int(p, (int64_t)broken);
	(void)put_end(p);
}

static bool
conclude(struct run *r, uint64_t broken)
{
	if (broken == 0)
		return true;
	return fault_set(&r->fault, FAULT_CHECK, "--check: %llu breach%s",
	    (unsigned long long)broken, broken == 1 ? "" : "es");
}

static bool
open_report(struct work *w, const struct table *t)
{
	if (!run_put(w->r, t, &w->put))
		return false;
	writer_column(w->put.w, STR("check"));
	writer_column(w->put.w, STR("checked"));
	writer_column(w->put.w, STR("broken"));
	writer_begin(w->put.w);
	return true;
}

static bool
read_ledger(struct checking *c)
{
	struct run *r = c->w->r;

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		(void)table_role(c->t, &columns[i]);
	if (!run_open(r, c->t) || !open_report(c->w, c->t))
		return false;
	while (table_next(c->t))
		check_row(c);
	return table_done(c->t, &r->fault);
}

static bool
check_ledger(struct work *w)
{
	struct checking c = {.w = w, .t = run_side_table(w->r)};
	bool ok = read_ledger(&c);

	if (ok) {
		put_check(&w->put, "balance_after", c.movements, c.sums);
		put_check(&w->put, "lots", c.lots.count, c.bounds);
		ok = conclude(w->r, c.sums + c.bounds);
	}
	table_delete(c.t);
	names_free(&c.accounts);
	names_free(&c.lots);
	mem_free(c.balance);
	mem_free(c.lot);
	buf_free(&c.key);
	return ok;
}

/* Reading a state checks all that it says; damage is a failure. */
static bool
check_state(struct work *w)
{
	struct ledger_memory m;

	if (!programme_read(&w->programme, w->r))
		return false;
	points_open_ledger(w);
	if (!state_read(w) || !open_report(w, NULL))
		return false;
	ledger_memory(w->l, &m);
	put_check(&w->put, "accounts", m.accounts, 0);
	put_check(&w->put, "lots", m.lots, 0);
	put_check(&w->put, "events", m.ids, 0);
	put_check(&w->put, "orders", m.orders, 0);
	return true;
}

bool
check_all(struct work *w)
{
	return o.state != NULL ? check_state(w) : check_ledger(w);
}
