/* The event that one row tells of, with all that may be wrong with it. */
#include "ledger/facts.h"
#include "rows.h"

#define WORD(s)                    \
	{                          \
		(s), sizeof(s) - 1 \
	}

const struct row_kind row_kinds[EVENT_TYPES] = {
    [EVENT_PURCHASE] = {WORD("purchase"), POINTS_MAYBE, false},
    [EVENT_REFUND] = {WORD("refund"), POINTS_MAYBE, false},
    [EVENT_EARN] = {WORD("earn"), POINTS_POSITIVE, false},
    [EVENT_REDEEM] = {WORD("redeem"), POINTS_POSITIVE, false},
    [EVENT_REVERSE_EARN] = {WORD("reverse_earn"), POINTS_POSITIVE, true},
    [EVENT_REVERSE_REDEEM] = {WORD("reverse_redeem"), POINTS_MAYBE, true},
    [EVENT_ACTIVITY] = {WORD("activity"), POINTS_NONE, false},
    [EVENT_REFERRAL] = {WORD("referral"), POINTS_NONE, false},
    [EVENT_ADJUST] = {WORD("adjust"), POINTS_SIGNED, false},
    [EVENT_TIER] = {WORD("tier"), POINTS_NONE, false},
    [EVENT_ASSERT] = {WORD("assert"), POINTS_ANY, false},
};

const struct row_text row_texts[ROW_TEXTS] = {
    {REF, offsetof(struct event, ref)},
    {ISSUER, offsetof(struct event, issuer)},
    {REWARD, offsetof(struct event, reward)},
    {ACTIVITY, offsetof(struct event, activity)},
    {FRIEND, offsetof(struct event, friend_)},
    {TIER, offsetof(struct event, tier)},
    {BIRTHDAY, offsetof(struct event, birthday)},
    {ENROLLED, offsetof(struct event, enrolled)}};

/* All names differ in their size and third letter, taken together. */
enum { KEYS = 32 };

static size_t
key(struct str name)
{
	return (name.n + (unsigned char)name.p[2]) % KEYS;
}

bool
row_type(struct str name, enum event_type *type)
{
	static unsigned char of_key[KEYS]; /* a type and 1; 0: none */
	size_t k;

	if (of_key[key(row_kinds[0].name)] == 0)
		for (size_t i = 0; i < EVENT_TYPES; i++)
			of_key[key(row_kinds[i].name)] = (unsigned char)(i + 1);
	if (name.n < 3)
		return false;
	k = of_key[key(name)];
	*type = (enum event_type)(k - 1);
	return k != 0 && str_eq(name, row_kinds[k - 1].name);
}

enum row_points
row_need(enum event_type type, bool reward)
{
	return type == EVENT_REDEEM && reward ? POINTS_MAYBE
					      : row_kinds[type].points;
}

/* Whether the row has something in that column. */
static bool
has_cell(const struct work *w, enum slot slot)
{
	return (w->here >> slot & 1) != 0 && !table_blank(w->t, slot);
}

/* The type needs that cell: the row is bad; without such a column, all is. */
static bool
need_cell(struct work *w, enum event_type type, enum slot slot)
{
	if ((w->here >> slot & 1) != 0)
		return table_reject(w->t, slot, "empty, but %s needs it",
		    row_kinds[type].name.p);
	w->stop = !table_need(w->t, slot, &w->missing);
	return false;
}

static bool
read_type(struct work *w, enum event_type *type)
{
	struct str s;

	if (!table_id(w->t, TYPE, &s))
		return false;
	if (row_type(s, type))
		return true;
	table_reject(w->t, TYPE, "no such type of event");
	for (int k = 0; k < EVENT_TYPES; k++)
		if (str_eq_nocase(str_trim(s), row_kinds[k].name)) {
			table_hint(w->t, "write it as %s", row_kinds[k].name.p);
			return false;
		}
	table_hint(w->t,
	    "types are purchase, refund, earn, redeem, "
	    "reverse_earn, reverse_redeem, activity, referral, adjust, tier, "
	    "assert");
	return false;
}

static bool
read_points(struct work *w, struct event *e)
{
	enum row_points need = row_need(e->type, !table_blank(w->t, REWARD));

	e->has_points = has_cell(w, POINTS);
	if (!e->has_points)
		return need == POINTS_NONE || need == POINTS_MAYBE ||
		       need_cell(w, e->type, POINTS);
	if (!table_int(w->t, POINTS, &e->points))
		return false;
	if (e->points <= 0 && (need == POINTS_POSITIVE || need == POINTS_MAYBE))
		return table_reject(w->t, POINTS, "not above 0");
	if (e->points == 0 && need == POINTS_SIGNED)
		return table_reject(w->t, POINTS, "0 changes nothing");
	return true;
}

static bool
read_amount(struct work *w, struct event *e)
{
	e->has_amount = has_cell(w, AMOUNT);
	if (!e->has_amount)
		return true;
	if (!table_dec(w->t, AMOUNT, &e->amount))
		return false;
	if (e->amount < 0) {
		table_reject(w->t, AMOUNT, "below 0");
		table_hint(w->t, "what is taken back is an event of its own: "
				 "refund, with ref_event_id");
		return false;
	}
	return true;
}

static bool
read_instant(struct work *w, enum slot slot, bool *has, int64_t *us)
{
	struct date d;

	*has = has_cell(w, slot);
	if (!*has)
		return true;
	if (!table_date(w->t, slot, &d))
		return false;
	*us = d.us;
	return true;
}

static bool
read_texts(struct work *w, struct event *e)
{
	for (size_t k = 0; k < w->texts; k++) {
		struct str s = table_text(w->t, row_texts[w->text[k]].slot);

		*row_text_at(e, w->text[k]) =
		    s.n == 0 ? (struct str){"", 0} : str_trim(s);
	}
	e->quantity = 1;
	if (has_cell(w, QUANTITY)) {
		if (!table_int(w->t, QUANTITY, &e->quantity))
			return false;
		if (e->quantity < 1)
			return table_reject(w->t, QUANTITY, "not above 0");
	}
	if (e->ref.n == 0 && row_kinds[e->type].ref)
		return need_cell(w, e->type, REF);
	return true;
}

/* Texts that one type cannot do without. */
static bool
need_texts(struct work *w, const struct event *e)
{
	if (e->type == EVENT_ACTIVITY && e->activity.n == 0)
		return need_cell(w, e->type, ACTIVITY);
	if (e->type == EVENT_REFERRAL && e->friend_.n == 0)
		return need_cell(w, e->type, FRIEND);
	if (e->type == EVENT_TIER && e->tier.n == 0)
		return need_cell(w, e->type, TIER);
	return true;
}

/* What an event says of its member. */
static bool
read_member(struct work *w, struct event *e)
{
	struct date d;

	if (e->birthday.n != 0 && facts_birthday(e->birthday) == 0)
		return table_reject(
		    w->t, BIRTHDAY, "not a birthday: YYYY-MM-DD or MM-DD");
	if (e->enrolled.n == 0)
		return true;
	if (!table_date(w->t, ENROLLED, &d))
		return false;
	e->enrolled_day = d.day;
	return true;
}

bool
row_read(struct work *w, struct event *e)
{
	struct date ts;

	e->points = e->amount = e->available = e->expires = 0;
	if (!table_date(w->t, TS, &ts) || !table_id(w->t, EVENT, &e->id) ||
	    !table_id(w->t, MEMBER, &e->member) || !read_type(w, &e->type))
		return false;
	e->us = ts.us;
	e->day = ts.day;
	return read_points(w, e) && read_amount(w, e) &&
	       read_instant(w, AVAILABLE, &e->has_available, &e->available) &&
	       read_instant(w, EXPIRES, &e->has_expires, &e->expires) &&
	       read_texts(w, e) && need_texts(w, e) && read_member(w, e);
}
