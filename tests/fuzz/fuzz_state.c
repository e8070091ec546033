/*
 * fuzz_state: any lines as a state of crm-points, under a last line that is
 * right, so that what they say is judged, and not only their digest. With an
 * f in front the ledger spends first-in-first-out.
 *
 * Properties: no crash; what is refused has a text; what is accepted agrees
 * with itself, is written as a state that reads back as the same bytes, and
 * goes on: events of its members leave it in agreement.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ledger/check.h"
#include "ledger/digest.h"
#include "ledger/rules.h"
#include "ledger/state.h"
#include "ledger/tiers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
piece(void *arg, const char *p, size_t n)
{
	buf_put(arg, p, n);
	return true;
}

/* The next line off the text, without its LF. */
static bool
next_line(struct str *text, struct str *line)
{
	const char *lf;

	if (text->n == 0)
		return false;
	lf = memchr(text->p, '\n', text->n);
	*line = (struct str){
	    text->p, lf == NULL ? text->n : (size_t)(lf - text->p)};
	text->n -= line->n + (lf != NULL);
	text->p += line->n + (lf != NULL);
	return true;
}

struct programme {
	struct terms_table *terms;
	struct rules *rules;
	struct tiers *tiers;
};

static void
open_programme(struct programme *p)
{
	const struct rules_defaults defaults = {.round = ROUND_FLOOR};
	const struct tier_plan plan = {.by = QUALIFY_SPEND};
	const struct str name[] = {STR("name"), STR("at")};
	const struct str base[] = {STR("base"), STR("0")};
	const struct str gold[] = {STR("gold"), STR("100")};
	struct fault f;
	size_t column;

	p->terms = terms_new();
	p->rules = rules_default(p->terms, &defaults);
	p->tiers = tiers_new(&plan);
	must(tiers_header(p->tiers, name, 2, &f) &&
	     tiers_row(p->tiers, base, 2, &column, &f) &&
	     tiers_row(p->tiers, gold, 2, &column, &f) &&
	     tiers_end(p->tiers, &f));
}

static struct ledger *
new_ledger(const struct programme *p, bool fifo)
{
	return ledger_new(&(struct ledger_form){.fifo = fifo,
	    .fallback = p->rules,
	    .terms = p->terms,
	    .tiers = p->tiers});
}

static void
close_programme(struct programme *p)
{
	tiers_delete(p->tiers);
	rules_delete(p->rules);
	terms_delete(p->terms);
}

/* Reads the lines; last: a right last line is added. */
static bool
parse(struct ledger *l, struct str text, bool last, struct state_head *head)
{
	struct state_reader *r = state_reader_new(l);
	struct buf end = {0};
	struct str line;
	struct fault f = {0};
	uint64_t digest = DIGEST_START, n = 0;
	bool ok = true;

	while (ok && next_line(&text, &line)) {
		digest = digest_bytes(digest, line.p, line.n);
		n++;
		ok = state_line(r, line, &f);
	}
	if (ok && last) {
		buf_printf(&end, "z\t%llu\t%016llx", (unsigned long long)n,
		    (unsigned long long)digest);
		ok = state_line(r, buf_view(&end), &f);
	}
	ok = ok && state_done(r, head, &f);
	must(ok || (f.code != FAULT_NONE && f.what[0] != '\0'));
	state_reader_delete(r);
	buf_free(&end);
	return ok;
}

static void
go_on(struct ledger *l, const struct state_head *head)
{
	static const struct {
		enum event_type type;
		int64_t points;
	} what[] = {{EVENT_EARN, 50}, {EVENT_REDEEM, 20}, {EVENT_ADJUST, -30},
	    {EVENT_PURCHASE, 0}};
	struct account_view v;
	char name[64];
	struct fault f;
	size_t column;

	for (uint32_t i = 0; i < 4 && i < ledger_accounts(l); i++) {
		struct event e = {.type = what[i].type,
		    .day = head->as_of + 1,
		    .us = (head->as_of + INT64_C(1)) * DATE_US_PER_DAY,
		    .has_points = what[i].points != 0,
		    .points = what[i].points,
		    .has_amount = true,
		    .amount = 1000000,
		    .quantity = 1};
		enum ledger_status s;

		ledger_account(l, i, &v);
		name[0] = (char)('0' + i);
		e.id = (struct str){name, 1};
		e.member = v.member;
		e.issuer = v.issuer;
		ledger_ready(l, &e, 1);
		s = ledger_apply(l, &e, &column, &f);
		must(s <= LEDGER_BAD);
		must(ledger_check(l, &f));
	}
	if (ledger_close(l, INT64_MAX / 2, &f))
		must(ledger_check(l, &f));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool fifo = size > 0 && data[0] == 'f';
	struct str text = {(const char *)data + fifo, size - fifo};
	struct programme p;
	struct state_head head, again;
	struct buf first = {0}, second = {0};
	struct ledger *l, *m;

	if (size == 0)
		return 0;
	open_programme(&p);
	l = new_ledger(&p, fifo);
	if (parse(l, text, true, &head)) {
		must(ledger_save(l, &head, piece, &first));
		m = new_ledger(&p, fifo);
		must(parse(m, buf_view(&first), false, &again));
		must(ledger_save(m, &again, piece, &second));
		must(str_eq(buf_view(&first), buf_view(&second)));
		go_on(m, &again);
		ledger_delete(m);
	}
	ledger_delete(l);
	close_programme(&p);
	buf_free(&first);
	buf_free(&second);
	return 0;
}
