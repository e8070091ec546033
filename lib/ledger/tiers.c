#include "ledger/tiers.h"

#include "base/hash.h"
#include "base/mem.h"
#include "ledger/sheet.h"
#include "num/dec.h"

struct tier {
	int64_t at;   /* or its share [millionths] */
	int64_t keep; /* = at where blank */
	int64_t multiplier;
};

struct tiers {
	struct tier_plan plan;
	struct sheet sheet;
	struct names names;
	struct tier *tier;
	size_t n, room;
	bool by_share;
	int64_t shares; /* their sum */
	uint64_t digest;
};

enum column { NAME, AT, SHARE, MULTIPLIER, KEEP };

static const char *const columns[] = {
    "name", "at", "share", "multiplier", "keep", NULL};
static const char *const qualify_names[] = {
    "spend", "points", "orders", "growth"};

bool
qualify_parse(struct str s, enum qualify *q)
{
	for (int i = QUALIFY_SPEND; i <= QUALIFY_GROWTH; i++)
		if (str_eq_nocase(str_trim(s), str_of(qualify_names[i]))) {
			*q = (enum qualify)i;
			return true;
		}
	return false;
}

const char *
qualify_name(enum qualify q)
{
	return qualify_names[q];
}

struct tiers *
tiers_new(const struct tier_plan *plan)
{
	struct tiers *t = mem_zero(1, sizeof(*t));

	t->plan = *plan;
	t->digest = SHEET_DIGEST;
	return t;
}

void
tiers_delete(struct tiers *t)
{
	if (t == NULL)
		return;
	names_free(&t->names);
	mem_free(t->tier);
	mem_free(t);
}

bool
tiers_header(struct tiers *t, const struct str *name, size_t n, struct fault *f)
{
	return sheet_header(&t->sheet, columns, name, n, f);
}

/* A total: money by spend, else a whole number. */
static bool
read_total(
    const struct tiers *t, const struct sheet_row *row, size_t k, int64_t *v)
{
	return t->plan.by == QUALIFY_SPEND ? sheet_dec(row, k, v)
					   : sheet_count(row, k, 0, v);
}

/* Rows ascend from 0, which everybody reaches. */
static bool
read_at(struct tiers *t, const struct sheet_row *row, struct tier *tier)
{
	if (!sheet_none(row, SHARE, "a share and an 'at' in one file"))
		return false;
	if (!sheet_has(row, AT))
		return sheet_bad(row, AT, "at which total?", NULL);
	if (!read_total(t, row, AT, &tier->at))
		return false;
	if (t->n == 0 && tier->at != 0)
		return sheet_bad(row, AT, "the first tier is not at 0",
		    "everybody is in it: name it, as base");
	if (t->n > 0 && tier->at <= t->tier[t->n - 1].at)
		return sheet_bad(row, AT, "not above the tier before it", NULL);
	tier->keep = tier->at;
	if (!read_total(t, row, KEEP, &tier->keep))
		return false;
	return tier->keep <= tier->at ||
	       sheet_bad(row, KEEP, "above its 'at'",
		   "what keeps a tier is at most what gets it");
}

static bool
read_share(struct tiers *t, const struct sheet_row *row, struct tier *tier)
{
	if (!sheet_none(row, AT, "a share and an 'at' in one file") ||
	    !sheet_none(row, KEEP, "a share and a 'keep' in one file") ||
	    !sheet_dec(row, SHARE, &tier->at))
		return false;
	if (!sheet_has(row, SHARE) || tier->at == 0 || tier->at > DEC_ONE)
		return sheet_bad(row, SHARE, "not a share above 0 up to 1",
		    "0.3 is three in ten");
	if (tier->at > DEC_ONE - t->shares)
		return sheet_bad(
		    row, SHARE, "the shares are more than 1", NULL);
	return true;
}

bool
tiers_row(struct tiers *t, const struct str *cell, size_t n, size_t *column,
    struct fault *f)
{
	struct sheet_row row = {&t->sheet, cell, column, f};
	struct tier tier = {.multiplier = DEC_ONE};
	struct str name;

	if (!sheet_row(&row, n))
		return false;
	name = sheet_text(&row, NAME);
	if (name.n == 0)
		return sheet_bad(&row, NAME, "a tier without a name", NULL);
	if (names_find(&t->names, name) != NAMES_NONE)
		return sheet_bad(&row, NAME, "a name twice", NULL);
	if (t->n == 0)
		t->by_share = sheet_has(&row, SHARE);
	if (t->by_share ? !read_share(t, &row, &tier)
			: !read_at(t, &row, &tier))
		return false;
	if (!sheet_dec(&row, MULTIPLIER, &tier.multiplier))
		return false;
	if (tier.multiplier == 0)
		return sheet_bad(&row, MULTIPLIER, "not above 0", NULL);
	t->shares += t->by_share ? tier.at : 0;
	(void)names_add(&t->names, name);
	t->tier = mem_grow(t->tier, &t->room, t->n + 1, sizeof(*t->tier));
	t->tier[t->n++] = tier;
	t->digest = sheet_digest(t->digest, &row);
	return true;
}

bool
tiers_end(struct tiers *t, struct fault *f)
{
	if (t->n == 0)
		return fault_set(f, FAULT_FORM, "a file of tiers without rows");
	if (t->by_share && t->shares != DEC_ONE) {
		fault_set(f, FAULT_FORM, "the shares do not add up to 1");
		fault_column(f, str_of(columns[SHARE]));
		return false;
	}
	return true;
}

const struct tier_plan *
tiers_plan(const struct tiers *t)
{
	return &t->plan;
}

size_t
tiers_count(const struct tiers *t)
{
	return t->n;
}

struct str
tiers_name(const struct tiers *t, uint32_t i)
{
	return t->names.name[i];
}

int64_t
tiers_multiplier(const struct tiers *t, uint32_t i)
{
	return t->tier[i].multiplier;
}

uint32_t
tiers_find(const struct tiers *t, struct str name)
{
	return names_find(&t->names, name);
}

bool
tiers_by_share(const struct tiers *t)
{
	return t->by_share;
}

int64_t
tiers_share(const struct tiers *t, uint32_t i)
{
	return t->tier[i].at;
}

uint64_t
tiers_digest(const struct tiers *t)
{
	return t->digest;
}

uint32_t
tiers_at(const struct tiers *t, int64_t total)
{
	uint32_t i = 0;

	while (i + 1 < t->n && total >= t->tier[i + 1].at)
		i++;
	return i;
}

bool
tiers_keeps(const struct tiers *t, uint32_t held, int64_t total)
{
	return total >= t->tier[held].keep;
}

bool
tiers_to_next(
    const struct tiers *t, uint32_t held, int64_t total, int64_t *missing)
{
	if (held + 1 >= t->n)
		return false;
	*missing =
	    t->tier[held + 1].at > total ? t->tier[held + 1].at - total : 0;
	return true;
}

/* Valid as one earned that day; the first tier has no end. */
static void
extend(
    const struct tiers *t, struct tier_hold *h, int32_t day, int32_t enrolled)
{
	int32_t until = window_until(&t->plan.window, day, enrolled);

	if (h->tier == 0) {
		h->until = h->judged = TIER_FOREVER;
		return;
	}
	h->judged = until;
	h->until = calendar_add_days(until, t->plan.grace);
}

void
tiers_begin(const struct tiers *t, struct tier_hold *h, int32_t day)
{
	*h = (struct tier_hold){.since = day};
	extend(t, h, day, day);
}

void
tiers_set(const struct tiers *t, struct tier_hold *h, uint32_t tier,
    int32_t day, int32_t enrolled)
{
	if (h->tier != tier)
		h->since = day;
	h->tier = tier;
	extend(t, h, day, enrolled);
}

bool
tiers_reach(const struct tiers *t, struct tier_hold *h, int32_t day,
    int32_t enrolled, int64_t total)
{
	uint32_t at = tiers_at(t, total);
	struct tier_hold renewed = *h;

	if (at > h->tier) {
		tiers_set(t, h, at, day, enrolled);
		return true;
	}
	if (!tiers_keeps(t, h->tier, total))
		return false;
	extend(t, &renewed, day, enrolled);
	if (renewed.until > h->until)
		*h = renewed;
	return false;
}

bool
tiers_due(const struct tier_hold *h, int32_t day)
{
	return h->until < day;
}

bool
tiers_review(
    const struct tiers *t, struct tier_hold *h, int32_t enrolled, int64_t total)
{
	uint32_t was = h->tier;
	int32_t day = h->until + 1, judged = h->judged;

	if (!tiers_keeps(t, was, total)) {
		uint32_t at = tiers_at(t, total);

		h->tier = at < was ? at : was;
		h->since = day;
	}
	extend(t, h, judged, enrolled);
	return h->tier != was;
}
