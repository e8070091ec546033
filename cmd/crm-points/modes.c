/* What is written: every movement, every event, every account. */
#include "points.h"

static void
column(struct work *w, const char *name)
{
	writer_column(w->put.w, str_of(name));
}

static void
columns(struct work *w, const char *const *name)
{
	for (; *name != NULL; name++)
		column(w, *name);
}

void
points_member_columns(struct work *w)
{
	column(w, "member_id");
	if (w->issuers)
		column(w, "issuer");
}

void
points_member(const struct work *w, struct str member, struct str issuer)
{
	put_text(&w->put, member);
	if (w->issuers)
		put_text(&w->put, issuer);
}

/* --- ledger --- */

static void
ledger_columns(struct work *w)
{
	static const char *const rest[] = {
	    "kind", "points", "lot", "event_id", "balance_after", NULL};

	column(w, "ts");
	points_member_columns(w);
	columns(w, rest);
}

static void
put_lot(struct work *w, struct str event, struct str rule)
{
	w->cell.n = 0;
	if (rule.n == 0) {
		put_text(&w->put, event);
		return;
	}
	buf_str(&w->cell, event);
	buf_putc(&w->cell, '+');
	buf_str(&w->cell, rule);
	put_text(&w->put, buf_view(&w->cell));
}

static void
ledger_movement(void *arg, const struct movement *m)
{
	struct work *w = arg;

	put_time(&w->put, m->us);
	points_member(w, m->member, m->issuer);
	put_label(&w->put, movement_name[m->kind]);
	put_int(&w->put, m->points);
	put_lot(w, m->lot, m->rule);
	put_text(&w->put, m->event);
	put_int(&w->put, m->balance);
	(void)put_end(&w->put);
}

const struct mode mode_ledger = {ledger_columns, ledger_movement, NULL, NULL};

/* --- status --- */

static void
status_columns(struct work *w)
{
	column(w, "event_id");
	column(w, "status");
}

static bool
status_event(struct work *w, const struct event *e, enum ledger_status s)
{
	put_text(&w->put, e->id);
	put_label(&w->put, ledger_status_name[s]);
	/* A failed write is told at the end. */
	(void)put_end(&w->put);
	return true;
}

const struct mode mode_status = {status_columns, NULL, status_event, NULL};

/* --- balances --- */

static void
balances_columns(struct work *w)
{
	static const char *const rest[] = {"earned", "redeemed", "expired",
	    "reversed", "adjusted", "written_off", "debt_created",
	    "debt_repaid", "pending", "outstanding", "debt", "balance", "tier",
	    NULL};

	points_member_columns(w);
	columns(w, rest);
	if (ledger_growth(w->l))
		column(w, "growth");
}

static bool
balances_report(struct work *w)
{
	for (uint32_t i = 0; i < ledger_accounts(w->l); i++) {
		struct account_view v;

		ledger_account(w->l, i, &v);
		const int64_t number[] = {v.earned, v.redeemed, v.expired,
		    v.reversed, v.adjusted, v.written_off, v.debt_created,
		    v.debt_repaid, v.pending, v.outstanding, v.debt, v.balance};

		points_member(w, v.member, v.issuer);
		for (size_t k = 0; k < sizeof(number) / sizeof(*number); k++)
			put_int(&w->put, number[k]);
		put_text(&w->put, v.tier);
		if (ledger_growth(w->l))
			put_int(&w->put, v.growth);
		if (!put_end(&w->put))
			break;
	}
	return true;
}

const struct mode mode_balances = {
    balances_columns, NULL, NULL, balances_report};

/* --- expiring --- */

static void
expiring_columns(struct work *w)
{
	points_member_columns(w);
	column(w, "expires");
	column(w, "points");
}

/* Points of one account that end at one instant. */
struct ending {
	struct work *w;
	struct account_view account;
	int64_t expires, points;
};

static void
put_ending(const struct ending *d)
{
	const struct put *p = &d->w->put;

	if (d->points == 0)
		return;
	points_member(d->w, d->account.member, d->account.issuer);
	if (d->expires == EVENT_NEVER)
		put_empty(p);
	else
		put_time(p, d->expires);
	put_int(p, d->points);
	(void)put_end(p);
}

static void
add_ending(void *arg, const struct lot_view *v)
{
	struct ending *d = arg;

	if (v->expires != d->expires) {
		put_ending(d);
		d->points = 0;
		d->expires = v->expires;
	}
	d->points += v->rest;
}

static bool
expiring_report(struct work *w)
{
	for (uint32_t i = 0; i < ledger_accounts(w->l); i++) {
		struct ending d = {.w = w};

		ledger_account(w->l, i, &d.account);
		ledger_lots(w->l, i, add_ending, &d);
		put_ending(&d);
	}
	return true;
}

const struct mode mode_expiring = {
    expiring_columns, NULL, NULL, expiring_report};
