#include "ledger/rewards.h"

#include "base/hash.h"
#include "base/mem.h"
#include "ledger/calendar.h"
#include "ledger/given.h"
#include "ledger/sheet.h"
#include "num/dec.h"

struct reward {
	enum reward_kind kind;
	int64_t points;
	int64_t money, rate, share; /* [millionths]; share 0: none */
	int32_t from, until;
	struct str text;
	struct expr *when;
	bool limited;
	struct cap limit;
	int64_t stock;  /* -1: no end */
	uint32_t least; /* tier */
	uint32_t gives; /* tier, or TIERS_NONE */
};

struct rewards {
	const struct tiers *tiers;
	struct arena arena;
	struct sheet sheet;
	struct names names;
	struct reward *reward;
	size_t n, room;
	unsigned needs;
	uint64_t digest;
};

enum column {
	NAME,
	KIND,
	POINTS,
	MONEY,
	RATE,
	CAP,
	FROM,
	UNTIL,
	WHEN,
	LIMIT,
	STOCK,
	TIER,
	VALUE
};

static const char *const columns[] = {"name", "kind", "points", "money", "rate",
    "cap", "from", "until", "when", "limit", "stock", "tier", "value", NULL};
static const char *const kinds[] = {
    "gift", "coupon", "offset", "tier", "postage", "draw", NULL};

/* Money off is in hundredths. */
enum { HUNDREDTH = DEC_ONE / 100 };

struct rewards *
rewards_new(const struct tiers *tiers)
{
	struct rewards *r = mem_zero(1, sizeof(*r));

	r->tiers = tiers;
	r->digest = SHEET_DIGEST;
	return r;
}

void
rewards_delete(struct rewards *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++)
		expr_delete(r->reward[i].when);
	arena_free(&r->arena);
	names_free(&r->names);
	mem_free(r->reward);
	mem_free(r);
}

bool
rewards_header(
    struct rewards *r, const struct str *name, size_t n, struct fault *f)
{
	return sheet_header(&r->sheet, columns, name, n, f);
}

static bool
read_kind(struct reward *w, const struct sheet_row *row)
{
	int kind = -1;

	if (!sheet_word(row, KIND, kinds, &kind))
		return false;
	if (kind < 0)
		return sheet_bad(row, KIND, "which kind of reward?",
		    "one of: gift, coupon, offset, tier, postage, draw");
	w->kind = (enum reward_kind)kind;
	return true;
}

static bool
has_money(enum reward_kind kind)
{
	return kind == REWARD_GIFT || kind == REWARD_COUPON ||
	       kind == REWARD_POSTAGE;
}

/* Refuses cells that this kind has no use for. */
static bool
read_none(const struct reward *w, const struct sheet_row *row)
{
	static const char none[] = "this kind of reward has none";

	return (w->kind != REWARD_OFFSET || sheet_none(row, POINTS, none)) &&
	       (has_money(w->kind) || sheet_none(row, MONEY, none)) &&
	       (w->kind == REWARD_OFFSET || sheet_none(row, RATE, none)) &&
	       (w->kind == REWARD_OFFSET || w->kind == REWARD_COUPON ||
		   sheet_none(row, CAP, none)) &&
	       (w->kind == REWARD_TIER || sheet_none(row, VALUE, none));
}

static bool
read_price(struct reward *w, const struct sheet_row *row)
{
	if (!sheet_count(row, POINTS, 0, &w->points) ||
	    !sheet_dec(row, MONEY, &w->money) ||
	    !sheet_dec(row, RATE, &w->rate) || !sheet_dec(row, CAP, &w->share))
		return false;
	if (sheet_has(row, CAP) && (w->share == 0 || w->share > DEC_ONE))
		return sheet_bad(row, CAP, "not a share above 0 up to 1",
		    "0.3: up to three tenths of the order's amount");
	if (w->kind == REWARD_OFFSET) {
		if (w->rate == 0)
			return sheet_bad(row, RATE,
			    "how many points take off 1 of money?", NULL);
		w->share = w->share == 0 ? DEC_ONE : w->share;
		return true;
	}
	if (!sheet_has(row, POINTS))
		return sheet_bad(row, POINTS, "how many points?",
		    "0 for a right that costs none");
	if (w->kind == REWARD_COUPON && (w->money > 0) == (w->share > 0))
		return sheet_bad(row, MONEY,
		    "a coupon has either money or a cap",
		    "money is taken off, or that share of the order's amount");
	return true;
}

static bool
read_tier(const struct rewards *r, const struct sheet_row *row, size_t k,
    uint32_t *tier)
{
	if (!sheet_has(row, k))
		return true;
	if (r->tiers == NULL)
		return sheet_bad(row, k, "there are no tiers",
		    "name their file with --tiers");
	*tier = tiers_find(r->tiers, sheet_text(row, k));
	return *tier != TIERS_NONE ||
	       sheet_bad(row, k, "no tier of this name", NULL);
}

static bool
read_tiers(
    const struct rewards *r, struct reward *w, const struct sheet_row *row)
{
	w->gives = TIERS_NONE;
	if (w->kind == REWARD_TIER && !sheet_has(row, VALUE))
		return sheet_bad(row, VALUE, "which tier?", NULL);
	return read_tier(r, row, TIER, &w->least) &&
	       read_tier(r, row, VALUE, &w->gives);
}

static bool
read_limits(struct reward *w, const struct sheet_row *row)
{
	w->from = CALENDAR_FIRST;
	w->until = CALENDAR_LAST;
	w->stock = -1;
	w->limited = sheet_has(row, LIMIT);
	if (!sheet_day(row, FROM, &w->from) ||
	    !sheet_day(row, UNTIL, &w->until) ||
	    !sheet_count(row, STOCK, 0, &w->stock))
		return false;
	if (w->from > w->until)
		return sheet_bad(row, UNTIL, "before its 'from'", NULL);
	return !w->limited ||
	       cap_parse(sheet_text(row, LIMIT), true, &w->limit) ||
	       sheet_bad(row, LIMIT, "not a limit",
		   "times as 2 per month; per day, week, month, year, ever");
}

bool
rewards_row(struct rewards *r, const struct str *cell, size_t n, size_t *column,
    struct fault *f)
{
	struct sheet_row row = {&r->sheet, cell, column, f};
	struct reward w = {0};
	struct str name;

	if (!sheet_row(&row, n))
		return false;
	name = sheet_text(&row, NAME);
	if (name.n == 0)
		return sheet_bad(&row, NAME, "a reward without a name", NULL);
	if (names_find(&r->names, name) != NAMES_NONE)
		return sheet_bad(&row, NAME, "a name twice", NULL);
	if (!read_kind(&w, &row) || !read_none(&w, &row) ||
	    !read_price(&w, &row) || !read_tiers(r, &w, &row) ||
	    !read_limits(&w, &row))
		return false;
	w.text = arena_str(&r->arena, sheet_text(&row, WHEN));
	(void)names_add(&r->names, name);
	r->reward = mem_grow(r->reward, &r->room, r->n + 1, sizeof(*r->reward));
	r->reward[r->n++] = w;
	r->digest = sheet_digest(r->digest, &row);
	if (w.limited)
		r->needs |= 1U << NEED_CAPS;
	if (w.least > 0 || w.gives != TIERS_NONE)
		r->needs |= 1U << NEED_TIER;
	return true;
}

bool
rewards_end(struct rewards *r, struct fault *f)
{
	return r->n > 0 ||
	       fault_set(f, FAULT_FORM, "a file of rewards without rows");
}

bool
rewards_compile(struct rewards *r, const struct expr_scope *events, size_t *row,
    size_t *column, struct fault *f)
{
	for (size_t i = 0; i < r->n; i++) {
		struct reward *w = &r->reward[i];

		if (w->text.n == 0)
			continue;
		expr_delete(w->when);
		w->when = given_compile(w->text, events, &r->needs, f);
		if (w->when == NULL) {
			*row = i;
			*column = r->sheet.at[WHEN];
			fault_column(f, str_of(columns[WHEN]));
			return false;
		}
	}
	return true;
}

bool
rewards_wants(const struct rewards *r, enum need need)
{
	return (r->needs >> need & 1) != 0;
}

size_t
rewards_count(const struct rewards *r)
{
	return r->n;
}

struct str
rewards_name(const struct rewards *r, uint32_t i)
{
	return r->names.name[i];
}

enum reward_kind
rewards_kind(const struct rewards *r, uint32_t i)
{
	return r->reward[i].kind;
}

uint32_t
rewards_find(const struct rewards *r, struct str name)
{
	return names_find(&r->names, name);
}

const struct cap *
rewards_limit(const struct rewards *r, uint32_t i)
{
	return r->reward[i].limited ? &r->reward[i].limit : NULL;
}

int64_t
rewards_stock(const struct rewards *r, uint32_t i)
{
	return r->reward[i].stock;
}

uint64_t
rewards_digest(const struct rewards *r)
{
	return r->digest;
}

static bool
is_available(const struct reward *w, const struct event *e,
    const struct facts *facts, bool *holds, size_t *column, struct fault *f)
{
	struct given_row g;

	*holds = e->day >= w->from && e->day <= w->until &&
		 facts->tier_index >= w->least &&
		 (w->gives == TIERS_NONE || w->gives > facts->tier_index);
	if (!*holds || w->when == NULL)
		return true;
	given_set(&g, e, facts);
	return expr_holds(w->when, &g.row, holds, column, f);
}

/* What an order's amount is needed for, and one reward only. */
static bool
needs_order(const struct event *e, struct fault *f)
{
	if (!e->has_amount)
		return fault_set(
		    f, FAULT_ROW, "this reward needs the amount of the order");
	return e->quantity <= 1 ||
	       fault_set(f, FAULT_ROW, "an order takes this reward once");
}

/* The hundredths in a share of an amount, downwards. Both at least 0. */
static int64_t
share_of(int64_t amount, int64_t share)
{
	struct i128 m = i128_mul(amount, share);

	(void)i128_divmod(&m, (uint64_t)DEC_ONE * HUNDREDTH);
	return (int64_t)m.lo;
}

/* The hundredths that points pay for, downwards. */
static int64_t
worth(int64_t points, int64_t rate)
{
	struct i128 m = i128_mul(points, 100 * DEC_ONE);
	int64_t v;

	(void)i128_divmod(&m, (uint64_t)rate);
	return i128_to_i64(m, &v) ? v : INT64_MAX;
}

/* The points that hundredths cost, upwards. */
static int64_t
cost(int64_t hundredths, int64_t rate)
{
	struct i128 m = i128_mul(hundredths, rate);
	bool more = i128_divmod(&m, 100 * (uint64_t)DEC_ONE) != 0;

	return (int64_t)m.lo + more;
}

/* No product here is beyond what the points are, or the amount. */
static bool
judge_offset(const struct reward *w, const struct event *e, int64_t available,
    struct reward_use *use, struct fault *f)
{
	int64_t most, paid;

	if (!needs_order(e, f))
		return false;
	most = share_of(e->amount, w->share);
	paid = worth(e->has_points ? e->points : available, w->rate);
	if (most == 0)
		use->status = REWARD_NOT_AVAILABLE;
	else if (paid == 0)
		use->status = REWARD_INSUFFICIENT;
	paid = paid < most ? paid : most;
	use->money = paid * HUNDREDTH;
	use->points = cost(paid, w->rate);
	return true;
}

static bool
judge_price(const struct reward *w, const struct event *e,
    struct reward_use *use, struct fault *f)
{
	int64_t n = e->quantity > 1 ? e->quantity : 1;

	if (w->share > 0) {
		if (!needs_order(e, f))
			return false;
		use->money = share_of(e->amount, w->share) * HUNDREDTH;
		use->points = w->points;
	} else if (!i128_to_i64(i128_mul(w->points, n), &use->points) ||
		   !i128_to_i64(i128_mul(w->money, n), &use->money)) {
		return fault_set(f, FAULT_ROW, "a quantity that is too large");
	}
	if (e->has_points && e->points != use->points)
		use->status = REWARD_MISFIT;
	return true;
}

bool
rewards_judge(const struct rewards *r, uint32_t i, const struct event *e,
    const struct facts *facts, int64_t available, struct reward_use *use,
    size_t *column, struct fault *f)
{
	const struct reward *w = &r->reward[i];
	bool holds;

	*use = (struct reward_use){.tier = TIERS_NONE};
	*column = SIZE_MAX;
	if (!is_available(w, e, facts, &holds, column, f))
		return false;
	if (!holds) {
		use->status = REWARD_NOT_AVAILABLE;
		return true;
	}
	*column = SIZE_MAX;
	use->tier = w->gives;
	if (w->kind == REWARD_OFFSET)
		return judge_offset(w, e, available, use, f);
	return judge_price(w, e, use, f);
}
