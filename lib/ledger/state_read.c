/*
 * The reader. Lines come in the order in which the writer has them, and what
 * one says is checked against those before it; totals at the end.
 */
#include "base/mem.h"
#include "ledger/check.h"
#include "ledger/digest.h"
#include "ledger/state_priv.h"

static bool
damaged(struct fault *f, const char *what)
{
	fault_set(f, FAULT_FORM, "damaged state: %s", what);
	fault_hint(f, "put a copy of the file back, or replay the events "
		      "into a new one");
	return false;
}

static bool
get_magic(struct state_reader *r, struct str rest)
{
	(void)r;
	return str_is(rest, &STATE_FIRST[1]);
}

static bool
get_as_of(struct state_reader *r, struct str rest)
{
	return state_get_day(&rest, &r->head.as_of) && rest.p == NULL &&
	       !r->dated && (r->dated = true);
}

static bool
get_horizon(struct state_reader *r, struct str rest)
{
	return state_get_day(&rest, &r->head.horizon) && rest.p == NULL;
}

static bool
get_programme(struct state_reader *r, struct str rest)
{
	return state_get_hex(&rest, &r->head.programme) && rest.p == NULL;
}

/* A name that is not there yet. */
static bool
get_name(struct state_reader *r, struct str rest, struct names *names)
{
	return state_get_text(&rest, &r->text) && rest.p == NULL &&
	       names->count <= UINT16_MAX &&
	       names_add(names, state_text(r)) == names->count - 1 &&
	       state_text(r).n != 0;
}

static bool
get_issuer(struct state_reader *r, struct str rest)
{
	size_t n = r->l->issuers.count;

	return get_name(r, rest, &r->l->issuers) && r->l->issuers.count > n;
}

static bool
get_label(struct state_reader *r, struct str rest)
{
	size_t n = r->l->labels.count;

	return get_name(r, rest, &r->l->labels) && r->l->labels.count > n;
}

static bool
get_terms(struct state_reader *r, struct str rest)
{
	struct terms_table *t = r->l->form.terms;
	struct fault f;
	uint32_t id;

	if (t == NULL || !state_get_text(&rest, &r->text) || rest.p != NULL ||
	    !terms_add_text(t, state_text(r), &id, &f))
		return false;
	r->terms = mem_grow(
	    r->terms, &r->terms_room, r->nterms + 2, sizeof(*r->terms));
	r->terms[0] = 0;
	r->terms[++r->nterms] = id;
	return true;
}

static const struct line_kind {
	char letter;
	bool once;
	bool (*get)(struct state_reader *r, struct str rest);
	const char *what;
} kinds[] = {
    {'c', true, get_magic, "not the first line of a state"},
    {'d', true, get_as_of, "not the day of a state"},
    {'h', true, get_horizon, "not a day"},
    {'p', true, get_programme, "not a digest"},
    {'i', false, get_issuer, "not an issuer"},
    {'r', false, get_label, "not a rule's name"},
    {'t', false, get_terms, "not terms"},
    {'a', false, state_get_account, "not an account"},
    {'s', false, state_get_standing, "not an account's standing"},
    {'e', false, state_get_event, "not an event"},
    {'l', false, state_get_lot, "not a lot"},
    {'o', false, state_get_order, "not an order"},
    {'u', false, state_get_uses, "not a redemption"},
    {'k', false, state_get_count, "not a count"},
    {'f', false, state_get_referral, "not a referral"},
};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

static bool
get_last(struct state_reader *r, struct str line, struct fault *f)
{
	struct str rest = {line.p + 1, line.n - 1}, none;
	int64_t lines;
	uint64_t digest;

	if (!str_split(&rest, '\t', &none) || none.n != 0 ||
	    !state_get_int(&rest, 0, INT64_MAX, &lines) ||
	    !state_get_hex(&rest, &digest) || rest.p != NULL)
		return damaged(f, "not its last line");
	if ((uint64_t)lines != r->lines)
		return damaged(f, "the number of lines is another");
	if (digest != r->digest)
		return damaged(f, "the digest is another");
	r->whole = true;
	return true;
}

struct state_reader *
state_reader_new(struct ledger *l)
{
	struct state_reader *r = mem_zero(1, sizeof(*r));

	r->l = l;
	r->digest = DIGEST_START;
	r->head.horizon = INT32_MIN;
	return r;
}

void
state_reader_delete(struct state_reader *r)
{
	if (r == NULL)
		return;
	buf_free(&r->text);
	mem_free(r->terms);
	mem_free(r);
}

static bool
get_line(struct state_reader *r, struct str line, struct fault *f)
{
	struct str rest = {line.p + 1, line.n - 1}, none;
	size_t k = r->kind;

	/* Days stand behind the standing that they are of. */
	if (line.p[0] == 'q' && kinds[k].letter == 's') {
		if (!str_split(&rest, '\t', &none) || none.n != 0 ||
		    !state_get_days(r, rest))
			return damaged(f, "not days");
		return true;
	}
	while (k < KINDS && kinds[k].letter != line.p[0])
		k++;
	if (k == KINDS || (k == r->kind && kinds[k].once && r->lines != 0) ||
	    (r->lines == 1 && k != 1))
		return damaged(f, "not a line that can stand here");
	r->kind = k;
	if (k != 0 && (!str_split(&rest, '\t', &none) || none.n != 0))
		return damaged(f, kinds[k].what);
	if (kinds[k].get(r, rest))
		return true;
	if (r->why != NULL)
		return fault_set(f, FAULT_DATA, "%s", r->why);
	return damaged(f, kinds[k].what);
}

static bool
check_first(struct state_reader *r, struct str line, struct fault *f)
{
	if (r->lines != 0 || str_is(line, STATE_FIRST))
		return true;
	if (!str_starts(line, STR(STATE_NAME)))
		return fault_set(f, FAULT_FORM, "not a state of crm-points");
	fault_set(f, FAULT_FORM, "a state of another version of crm-points");
	fault_hint(f, "read it with that one, or replay the events into a "
		      "new one");
	return false;
}

bool
state_line(struct state_reader *r, struct str line, struct fault *f)
{
	if (!check_first(r, line, f))
		return false;
	if (r->whole)
		return damaged(f, "a line behind the last one");
	if (line.n != 0 && line.p[0] == 'z' && r->lines > 1)
		return get_last(r, line, f);
	if (line.n == 0 || !get_line(r, line, f))
		return line.n == 0 ? damaged(f, "an empty line") : false;
	r->digest = digest_bytes(r->digest, line.p, line.n);
	r->lines++;
	return true;
}

/* Each line can stand, but together they may not. */
static bool
agrees(const struct ledger *l, struct fault *f)
{
	struct fault why;

	if (ledger_check(l, &why))
		return true;
	damaged(f, why.what);
	f->has_value = why.has_value;
	memcpy(f->value, why.value, sizeof(f->value));
	return false;
}

bool
state_done(struct state_reader *r, struct state_head *head, struct fault *f)
{
	if (r->lines == 0)
		return fault_set(f, FAULT_FORM, "empty: a state has lines");
	if (!r->whole)
		return damaged(f, "cut short: it has no last line");
	*head = r->head;
	r->l->horizon = r->head.horizon;
	return agrees(r->l, f);
}
