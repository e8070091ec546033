/* What the options, the profile and the first header come to together. */
#include "orders.h"

#include "shop/sniff.h"

enum { REFUNDS_AS_PROFILE = -1, REFUNDS_NET };

static bool
given(const struct settings *s, enum profile_role role)
{
	return s->roles[role].column != NULL;
}

/* Which columns make the amount, and what that makes of the rows. */
static bool
plan_money(struct plan *plan, const struct settings *s, struct run *r)
{
	struct profile *p = plan->profile;
	bool quantity = given(s, ROLE_QUANTITY), price = given(s, ROLE_PRICE);
	bool amount = given(s, ROLE_AMOUNT);

	/* For --lines they are of the line, and the amount is the order's. */
	if (amount && (quantity || price) && !s->lines)
		return run_usage(r, "--amount excludes --quantity and "
				    "--price");
	plan->product =
	    !amount && (quantity || price || p->column[ROLE_AMOUNT].n == 0);
	plan->extras = !amount && !quantity && !price;
	if (plan->product && !price && p->column[ROLE_PRICE].n == 0)
		return run_usage(r, "--quantity needs --price COL");
	if (plan->product && !quantity && p->column[ROLE_QUANTITY].n == 0)
		return run_usage(r, "--price needs --quantity COL");
	plan->need_order = p->rows != ROWS_ORDER;
	/* A price times a quantity is a line, even of an order by itself. */
	if (plan->product && p->rows == ROWS_ORDER)
		p->rows = ROWS_LINE;
	return true;
}

static bool
plan_refunds(struct plan *plan, const struct settings *s, struct run *r)
{
	struct profile *p = plan->profile;

	if (given(s, ROLE_REFUNDED))
		p->refunds = REFUNDS_COLUMN;
	plan->net = s->refunds == REFUNDS_NET ||
		    (s->refunds == REFUNDS_AS_PROFILE && !s->events &&
			p->refunds == REFUNDS_COLUMN);
	plan->match =
	    plan->net && p->refunds == REFUNDS_ROWS && p->rows == ROWS_ORDER;
	if (plan->net && p->refunds == REFUNDS_ORDERS) {
		run_usage(r,
		    "--refunds net: refunds of -p %s are orders of their own "
		    "and do not say of which order",
		    p->name);
		fault_hint(&r->fault, "--refunds rows; crm-summary nets "
				      "them by customer");
		return false;
	}
	plan->dedupe = (enum book_dedupe)(s->dedupe + 1);
	if (plan->match && plan->dedupe == DEDUPE_ORDER)
		return run_usage(r, "--dedupe order and --refunds net "
				    "exclude each other where refunds are "
				    "rows");
	plan->need_order |=
	    plan->match || s->events || plan->dedupe != DEDUPE_NONE;
	return true;
}

/* An ISO 4217 code, written large. */
static bool
plan_currency(struct plan *plan, const struct settings *s, struct run *r)
{
	const char *c = s->currency;
	size_t n = 0;

	if (c == NULL)
		return s->rates == NULL ||
		       run_usage(r, "--rates: into which currency? "
				    "--currency CODE");
	for (; n < 3 &&
	       ((c[n] >= 'A' && c[n] <= 'Z') || (c[n] >= 'a' && c[n] <= 'z'));
	     n++)
		plan->currency[n] = (char)(c[n] & ~0x20);
	if (n == 3 && c[n] == '\0')
		return true;
	run_usage(r, "--currency: not three letters such as EUR");
	fault_value(&r->fault, str_of(c));
	return false;
}

static struct sniff_form
given_form(const struct common *c)
{
	return (struct sniff_form){.record = {.delimiter = c->delimiter,
				       .tsv = c->tsv,
				       .max_field = c->max_field},
	    .encoding = {.name = c->encoding, .lossy = c->lossy}};
}

/* The first operand, to be looked at before it is read. */
static bool
open_first(struct plan *plan, struct run *r)
{
	if (plan->first == NULL)
		plan->first =
		    input_open(r->nfiles > 0 ? r->files[0] : NULL, &r->fault);
	return plan->first != NULL;
}

/* One of several layouts is chosen by the header of the first operand. */
static bool
plan_layout(struct plan *plan, const struct settings *s, struct run *r)
{
	struct sniff_form form = given_form(&s->common);
	bool any = strcmp(s->profile, "auto") == 0;

	plan->list = profile_new(s->profile, &r->fault);
	plan->profile = plan->list;
	if (plan->list == NULL)
		return false;
	if (any && s->common.no_header)
		return run_usage(r, "-p auto goes by the header, so -H "
				    "excludes it");
	if (plan->list->next == NULL || s->common.no_header)
		return true;
	if (!open_first(plan, r) || !sniff(plan->first, &form, plan->list, any,
					&plan->profile, &r->fault))
		return false;
	if (any)
		diag_say("the header is one of -p %s", plan->profile->name);
	return true;
}

static bool
plan_encoding(struct plan *plan, const struct settings *s, struct run *r)
{
	plan->encoding = s->common.encoding;
	if (plan->encoding != NULL || plan->profile->encoding == NULL)
		return true;
	return open_first(plan, r) &&
	       sniff_encoding(
		   plan->first, plan->profile, &plan->encoding, &r->fault) &&
	       (plan->encoding == NULL ||
		   encoding_known(plan->encoding, &r->fault));
}

bool
plan_make(struct plan *plan, const struct settings *s, struct run *r)
{
	const struct profile *p;

	if (s->lines && s->events)
		return run_usage(r, "--lines and --events exclude each other");
	if (!plan_layout(plan, s, r))
		return false;
	p = plan->profile;
	diag_note("profile %s%s%s: %s", p->name,
	    p->layout != NULL ? ", layout " : "",
	    p->layout != NULL ? p->layout : "",
	    p->about != NULL ? p->about : "it does not tell what of");
	if ((given(s, ROLE_STATUS) || given(s, ROLE_LINE_STATUS)) &&
	    p->paid.n == 0)
		return run_usage(r,
		    "--status: -p %s does not say which statuses mean paid",
		    p->name);
	plan->key = s->key < 0 ? p->key : s->key;
	return plan_money(plan, s, r) && plan_refunds(plan, s, r) &&
	       plan_currency(plan, s, r) && plan_encoding(plan, s, r);
}

void
plan_free(struct plan *plan)
{
	profile_delete(plan->list);
	input_close(plan->first);
}

static struct rows_form
rows_form(
    const struct plan *plan, const struct settings *s, const struct run *r)
{
	const struct common *c = &s->common;

	return (struct rows_form){.profile = plan->profile,
	    .key = (enum key)plan->key,
	    .zone = c->zone,
	    .turn = run_given(r, "tz"),
	    .date = r->date,
	    .dec = {c->decimal, c->money, c->round_amount},
	    .mark_said = run_given(r, "decimal"),
	    .product = plan->product,
	    .need_order = plan->need_order,
	    .need_customer = !s->guests,
	    .need_currency = s->currency != NULL,
	    .lines = s->lines,
	    .nkeep = s->keep.n};
}

/* The table under the profile's way of reading, which is not ours to write. */
static struct table *
open_dialect(const struct plan *plan, struct settings *s, struct run *r)
{
	struct common *c = &s->common, kept = *c;
	struct sniff_form given = given_form(c);
	struct record_form form = sniff_record(plan->profile, &given.record);
	struct table *t;

	c->tsv = form.tsv;
	c->blanks = form.blanks;
	c->delimiter = form.delimiter;
	c->no_header |= plan->profile->headless != 0;
	c->encoding = plan->encoding;
	t = run_table(r);
	*c = kept;
	return t;
}

/* A column that may be there: bound by its name as a profile has it. */
static void
bind_extra(struct table *t, const struct words *w, struct arena *a)
{
	for (size_t i = 0; i < w->n; i++) {
		struct role role = {.name = w->word[i]};
		struct words one = {0};

		words_add(&one, a, w->word[i]);
		table_alias(t, table_role(t, &role), words_names(&one));
	}
}

bool
plan_table(struct plan *plan, struct settings *s, struct run *r,
    struct table **table, struct rows **rows, size_t *keep)
{
	const struct profile *p = plan->profile;
	struct rows_form form = rows_form(plan, s, r);
	struct table *t = open_dialect(plan, s, r);

	*table = t;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		table_alias(t, i, words_names(&p->column[i]));
	form.extra = ROLE_COUNT;
	if (plan->extras) {
		form.nplus = p->plus.n;
		form.nminus = p->minus.n;
		bind_extra(t, &p->plus, p->arena);
		bind_extra(t, &p->minus, p->arena);
	}
	form.keep = *keep = form.extra + form.nplus + form.nminus;
	for (size_t i = 0; i < s->keep.n; i++)
		(void)table_column(t, s->keep.item[i], "keep");
	*rows = rows_new(t, &form);
	table_take(t, plan->first);
	plan->first = NULL;
	return run_open(r, t);
}
