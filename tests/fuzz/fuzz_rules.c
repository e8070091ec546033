/*
 * fuzz_rules: any text as a file of rules, of tiers or of rewards, or as the
 * text of terms.
 *
 * The first byte chooses: r, t, w (rewards), else terms. A file has a row a
 * line and | between cells; its conditions may name the columns sku, amount
 * and hour of the events.
 *
 * Properties: no crash; a fault names a cell of the row or none, and has a
 * text; what a purchase gives is what its terms say; terms read back from
 * their text are the same; reviews move a tier's end on; a redemption costs
 * points and brings money of at least 0, an offset no more points than there
 * are and no more money than the order.
 */
#include <stdint.h>
#include <stdlib.h>

#include "ledger/rewards.h"
#include "ledger/rules.h"
#include "ledger/tiers.h"
#include "num/dec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELLS = 24 };

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static size_t
cut(struct str line, struct str cell[CELLS])
{
	size_t n = 0;

	while (n < CELLS && str_split(&line, '|', &cell[n]))
		n++;
	return n;
}

static void
check_fault(const struct fault *f, size_t column, size_t n)
{
	must(f->code == FAULT_FORM && f->what[0] != '\0');
	must(column == SIZE_MAX || column < n);
}

static long
find_column(const void *arg, struct str name)
{
	(void)arg;
	return str_is(name, "sku")      ? 0
	       : str_is(name, "amount") ? 1
	       : str_is(name, "hour")   ? 2
					: -1;
}

static struct str
cell_of(const void *arg, size_t column)
{
	(void)arg;
	return column == 0 ? STR("tea") : column == 1 ? STR("12.5") : STR("x");
}

static const struct expr_scope scope = {.column = find_column};
static const struct expr_row row = {.cell = cell_of};

static struct event
event_of(int64_t amount)
{
	return (struct event){.type = EVENT_PURCHASE,
	    .us = INT64_C(1740000000000000),
	    .day = 20138,
	    .issuer = STR("air"),
	    .has_amount = true,
	    .amount = amount,
	    .quantity = 1,
	    .row = &row};
}

static const int64_t nets[] = {
    0, 1, 999999, 50 * DEC_ONE, 53910000, 600 * DEC_ONE, INT64_MAX};

enum { NETS = sizeof(nets) / sizeof(*nets) };

static void
same_terms(struct terms_table *t, uint32_t id)
{
	struct terms_table *u = terms_new();
	struct fault f;
	uint32_t copy;

	must(terms_add_text(u, terms_text(t, id), &copy, &f));
	must(str_eq(terms_text(u, copy), terms_text(t, id)));
	for (uint32_t p = 0; p < terms_parts(t, id); p++)
		for (size_t i = 0; i < NETS; i++)
			must(terms_points(t, id, p, nets[i]) ==
			     terms_points(u, copy, p, nets[i]));
	terms_delete(u);
}

static void
fuzz_terms(struct str text)
{
	struct terms_table *t = terms_new();
	struct fault f;
	uint32_t id;

	if (terms_add_text(t, text, &id, &f))
		same_terms(t, id);
	else
		check_fault(&f, SIZE_MAX, 0);
	terms_delete(t);
}

static void
purchases(struct rules *r, struct terms_table *t)
{
	struct facts facts = {.tier = STR("gold"), .multiplier = 1500000};
	struct grants g = {0};
	struct fault f;
	size_t column;

	for (size_t i = 0; i < NETS; i++) {
		struct event e = event_of(nets[i]);

		if (!rules_purchase(r, &e, &facts, &g, &column, &f)) {
			must(f.code == FAULT_ROW &&
			     (column < 3 || column == SIZE_MAX));
			continue;
		}
		must((g.n == 0) == (g.terms == 0));
		for (size_t k = 0; k < g.n; k++)
			must(g.grant[k].points > 0 &&
			     g.grant[k].points == terms_points(t, g.terms,
						      g.grant[k].part,
						      nets[i]) &&
			     g.grant[k].expires > g.grant[k].available);
		if (g.terms != 0)
			same_terms(t, g.terms);
		(void)rules_referral(r, &e, &facts, &g, &column, &f);
		e.activity = STR("review");
		(void)rules_activity(r, &e, &facts, &g, &column, &f);
	}
	grants_free(&g);
}

static void
fuzz_rules(struct str text)
{
	struct terms_table *t = terms_new();
	struct rules *r = rules_new(t, &(struct rules_defaults){0});
	struct str line, cell[CELLS];
	struct fault f;
	size_t column = SIZE_MAX, bad, n = 0;
	bool ok = str_split(&text, '\n', &line) &&
		  rules_header(r, cell, cut(line, cell), &f);

	while (ok && str_split(&text, '\n', &line)) {
		n = cut(line, cell);
		ok = rules_row(r, cell, n, &column, &f);
		if (!ok)
			check_fault(&f, column, n);
	}
	if (ok && rules_end(r, &f)) {
		if (rules_compile(r, &scope, &bad, &column, &f))
			purchases(r, t);
		else
			must(bad < rules_count(r));
	}
	rules_delete(r);
	terms_delete(t);
}

static struct tiers *
read_tiers(struct str text, enum qualify by)
{
	struct tiers *t = tiers_new(&(struct tier_plan){.by = by});
	struct str line, cell[CELLS];
	struct fault f;
	size_t column, n;
	bool ok = str_split(&text, '\n', &line) &&
		  tiers_header(t, cell, cut(line, cell), &f);

	while (ok && str_split(&text, '\n', &line)) {
		n = cut(line, cell);
		ok = tiers_row(t, cell, n, &column, &f);
		if (!ok)
			check_fault(&f, column, n);
	}
	if (ok && tiers_end(t, &f))
		return t;
	tiers_delete(t);
	return NULL;
}

static void
fuzz_tiers(struct str text)
{
	struct tiers *t = read_tiers(text, (enum qualify)(text.n % 4));
	struct tier_hold h;

	if (t == NULL || tiers_by_share(t)) {
		tiers_delete(t);
		return;
	}
	tiers_begin(t, &h, 20138);
	for (size_t i = 0; i < NETS; i++) {
		uint32_t at = tiers_at(t, nets[i]);

		must(at < tiers_count(t) && tiers_keeps(t, at, nets[i]));
		(void)tiers_reach(t, &h, 20138, 20000, nets[i]);
		must(h.tier >= at && h.until >= 20138);
	}
	while (tiers_due(&h, 40000)) {
		int32_t was = h.until;

		(void)tiers_review(t, &h, 20000, 0);
		must(h.until > was);
	}
	tiers_delete(t);
}

static void
redemptions(struct rewards *r)
{
	struct facts facts = {.tier_index = 1};
	struct fault f;
	size_t column;

	for (uint32_t i = 0; i < rewards_count(r); i++)
		for (size_t k = 0; k < NETS; k++) {
			struct event e = event_of(nets[k]);
			struct reward_use use;

			if (!rewards_judge(
				r, i, &e, &facts, 3000, &use, &column, &f)) {
				must(f.code == FAULT_ROW);
				continue;
			}
			must(use.points >= 0 && use.money >= 0);
			if (rewards_kind(r, i) == REWARD_OFFSET)
				must(
				    use.points <= 3000 && use.money <= nets[k]);
		}
}

static void
fuzz_rewards(struct str text)
{
	struct tiers *tiers =
	    read_tiers(STR("name|at\nbase|0\ngold|5"), QUALIFY_SPEND);
	struct rewards *r = rewards_new(tiers);
	struct str line, cell[CELLS];
	struct fault f;
	size_t column, bad, n;
	bool ok = str_split(&text, '\n', &line) &&
		  rewards_header(r, cell, cut(line, cell), &f);

	while (ok && str_split(&text, '\n', &line)) {
		n = cut(line, cell);
		ok = rewards_row(r, cell, n, &column, &f);
		if (!ok)
			check_fault(&f, column, n);
	}
	if (ok && rewards_end(r, &f) &&
	    rewards_compile(r, &scope, &bad, &column, &f))
		redemptions(r);
	rewards_delete(r);
	tiers_delete(tiers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data + 1, size - 1};

	if (size == 0)
		return 0;
	if (data[0] == 'r')
		fuzz_rules(text);
	else if (data[0] == 't')
		fuzz_tiers(text);
	else if (data[0] == 'w')
		fuzz_rewards(text);
	else
		fuzz_terms(text);
	return 0;
}
