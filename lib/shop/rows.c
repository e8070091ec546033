#include "shop/rows.h"

#include "base/buf.h"
#include "base/mem.h"
#include "shop/rows_priv.h"

/* The option's form, else the profile's, else ISO 8601. */
static void
choose_dates(struct rows *r)
{
	const struct words *w = &r->p->date_form;
	const char *what;

	r->date = mem_zero(w->n + 1, sizeof(*r->date));
	r->own = mem_zero(w->n, sizeof(*r->own));
	r->dates = 1;
	if (r->form.date != NULL) {
		r->date[0] = r->form.date;
		return;
	}
	for (size_t i = 0; i < w->n; i++) {
		/* The profile has seen to it that its forms are forms. */
		if (strcmp(w->word[i], "iso") != 0)
			r->own[i] = date_form_new(w->word[i], &what);
		r->date[i] = r->own[i];
		r->dates = i + 1;
	}
}

struct rows *
rows_new(struct table *t, const struct rows_form *form)
{
	struct rows *r = mem_zero(1, sizeof(*r));

	r->t = t;
	r->form = *form;
	r->p = form->profile;
	if (r->p->decimal != 0 && !form->mark_said)
		r->form.dec.decimal = r->p->decimal;
	/* Whoever passes --money knows what marks the file has. */
	r->form.mark_said |= r->p->decimal != 0 || form->dec.money;
	r->form.dec.money |= r->p->money != 0;
	r->kept = mem_zero(form->nkeep, sizeof(*r->kept));
	r->zones = zones_new(r->p->zones);
	choose_dates(r);
	return r;
}

void
rows_delete(struct rows *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->p->date_form.n; i++)
		date_form_delete(r->own[i]);
	mem_free(r->own);
	mem_free(r->date);
	mem_free(r->kept);
	buf_free(&r->customer);
	buf_free(&r->order);
	buf_free(&r->currency);
	buf_free(&r->moment);
	zones_delete(r->zones);
	buf_free(&r->above);
	mem_free(r);
}

static bool
is_paid(const struct rows *r, struct str status)
{
	return status.n == 0 || words_have(&r->p->paid, status) ||
	       words_have(&r->p->returned, status);
}

/* Whether the moment of payment is one of the row's cells, and blank. */
static bool
not_yet_paid(const struct rows *r, const struct order *o)
{
	return table_has(r->t, ROLE_PAID) && rows_cell(r, ROLE_PAID).n == 0 &&
	       (r->p->rows != ROWS_FIRST_ROW || o->priced);
}

/* All came back, as the status says, unless a column tells how much. */
static void
give_back(const struct rows *r, struct order *o, bool unpaid)
{
	bool nothing = unpaid || (o->priced && o->amount <= 0);

	if (nothing && r->p->rows != ROWS_LINE)
		o->marks |= ORDER_CANCELLED;
	else if (rows_cell(r, ROLE_REFUNDED).n == 0)
		o->refunded = o->amount > 0 ? o->amount : 0;
}

static void
read_status(const struct rows *r, struct order *o)
{
	struct str status = rows_cell(r, ROLE_STATUS);
	struct str line = rows_cell(r, ROLE_LINE_STATUS);
	bool unpaid = not_yet_paid(r, o);

	if (rows_cell(r, ROLE_CANCELLED).n != 0 ||
	    (status.n != 0 && words_have(&r->p->dead, status)) ||
	    (line.n != 0 && words_have(&r->p->dead, line)))
		o->marks |= ORDER_CANCELLED;
	else if (status.n != 0 && words_have(&r->p->returned, status))
		give_back(r, o, unpaid);
	else if (unpaid || !is_paid(r, status) || !is_paid(r, line))
		o->marks |= ORDER_UNPAID;
	/* What was never charged may well have no price. */
	if ((o->marks & (ORDER_CANCELLED | ORDER_UNPAID | ORDER_FOREIGN)) != 0)
		o->priced = true;
}

/* Words for sale and refund must agree with the sign. */
static bool
read_kind(struct rows *r, struct order *o)
{
	const struct profile *p = r->p;
	struct str kind = rows_cell(r, ROLE_KIND);
	bool refund = words_have(&p->refund_kind, kind);

	if (o->amount < 0 && p->rows == ROWS_ORDER && !r->form.product)
		o->marks |= ORDER_REFUND;
	if (kind.n == 0)
		return true;
	if (!refund && !words_have(&p->sale_kind, kind)) {
		struct buf b = {0};

		rows_put_words(&b, &p->sale_kind);
		buf_puts(&b, " or ");
		rows_put_words(&b, &p->refund_kind);
		table_reject(r->t, ROLE_KIND, "not %s", buf_cstr(&b));
		buf_free(&b);
		return false;
	}
	if (refund && o->amount > 0)
		return rows_reject(r, ROLE_KIND, "a refund above 0",
		    "amounts of refunds are negative");
	if (!refund && (o->marks & ORDER_REFUND) != 0)
		return rows_reject(r, ROLE_KIND, "a sale below 0",
		    "a negative amount is a refund");
	o->marks |= refund ? ORDER_REFUND : 0;
	return true;
}

/* Rows of another file, or behind a bad one, have none above them. */
static void
keep_place(struct rows *r)
{
	if (r->file != table_file(r->t) || r->bad != table_bad(r->t))
		r->above.n = 0;
	r->file = table_file(r->t);
	r->bad = table_bad(r->t);
}

/* 5.1186E+18: many ids would be one. */
static bool
shortened(struct str s)
{
	size_t e = 0;

	while (e < s.n && ((s.p[e] >= '0' && s.p[e] <= '9') || s.p[e] == '.'))
		e++;
	return e > 0 && e + 2 < s.n && (s.p[e] == 'E' || s.p[e] == 'e') &&
	       s.p[e + 1] == '+' && s.p[e + 2] >= '0' && s.p[e + 2] <= '9';
}

static bool
read_id(struct rows *r, struct order *o)
{
	enum key kind = r->form.key == KEY_TEXT ? KEY_TEXT : KEY_ID;
	struct str s =
	    key_normal(kind, table_text(r->t, ROLE_ORDER), &r->order);

	if (r->p->rows == ROWS_FIRST_ROW) {
		if (s.n == 0)
			s = buf_view(&r->above);
		else {
			r->above.n = 0;
			buf_str(&r->above, s);
		}
	}
	if (s.n == 0 && r->form.need_order)
		return rows_reject(r, ROLE_ORDER, "empty", NULL);
	if (kind == KEY_ID && shortened(s))
		return rows_reject(r, ROLE_ORDER,
		    "a number that a spreadsheet has shortened",
		    "its last digits are lost: take the export as it came");
	o->id = s;
	if (s.n == 0)
		return true;
	if (words_start(&r->p->refund_prefix, s))
		o->marks |= ORDER_REFUND;
	else if (words_start(&r->p->bad_debt_prefix, s))
		o->marks |= ORDER_BAD_DEBT;
	else if (words_start(&r->p->foreign_prefix, s))
		o->marks |= ORDER_FOREIGN;
	return true;
}

/* Codes are written large, however the export has them. */
static void
read_currency(struct rows *r, struct order *o)
{
	struct str s = rows_cell(r, ROLE_CURRENCY);
	char *to;

	if (s.n == 0 && r->p->currency != NULL)
		s = str_of(r->p->currency);
	if (s.n == 0)
		return;
	r->currency.n = 0;
	to = buf_room(&r->currency, s.n);
	for (size_t i = 0; i < s.n; i++)
		to[i] = s.p[i] >= 'a' && s.p[i] <= 'z'
			    ? (char)(s.p[i] - 'a' + 'A')
			    : s.p[i];
	r->currency.n = s.n;
	o->currency = buf_view(&r->currency);
}

static void
read_customer(struct rows *r, struct order *o)
{
	struct str s = rows_cell(r, ROLE_CUSTOMER);

	if (s.n != 0 && !words_have(&r->p->guest, s))
		o->customer = key_normal(
		    r->form.key, table_text(r->t, ROLE_CUSTOMER), &r->customer);
}

static bool
read_row(struct rows *r, struct order *o)
{
	*o = (struct order){.rows = 1, .kept = r->kept};
	keep_place(r);
	o->file = r->file;
	o->line = table_line(r->t);
	if (!read_id(r, o) || !rows_amount(r, o) || !rows_refunded(r, o) ||
	    !rows_date(r, o) || !read_kind(r, o) ||
	    (r->form.lines && !rows_line(r, o)))
		return false;
	read_status(r, o);
	read_currency(r, o);
	read_customer(r, o);
	for (size_t i = 0; i < r->form.nkeep; i++)
		r->kept[i] = table_text(r->t, r->form.keep + i);
	return true;
}

bool
rows_next(struct rows *r, struct order *o)
{
	while (table_next(r->t))
		if (read_row(r, o))
			return true;
	return false;
}

void
rows_flaw(struct rows *r, enum order_flaw flaw)
{
	static const struct {
		enum profile_role role;
		const char *what;
		const char *hint;
	} flaws[] = {
	    [FLAW_DATE] = {ROLE_DATE, "empty", NULL},
	    [FLAW_AMOUNT] = {ROLE_AMOUNT, "empty", NULL},
	    [FLAW_CUSTOMER] = {ROLE_CUSTOMER,
		"not the customer of the order's other rows", NULL},
	    [FLAW_CURRENCY] = {ROLE_CURRENCY,
		"not the currency of the order's other rows", NULL},
	    [FLAW_TOTAL] = {ROLE_AMOUNT,
		"not the amount on the order's first row", NULL},
	    [FLAW_REFUNDED] = {ROLE_REFUNDED,
		"not the amount on the order's first row", NULL},
	    [FLAW_RANGE] = {ROLE_AMOUNT, "the order's sum is out of range",
		NULL},
	    [FLAW_SOLD] = {ROLE_ORDER, "a second sale of this order",
		"to be netted, refunds need one order each"},
	    [FLAW_TWICE] = {ROLE_ORDER,
		"the order was there before and is not the same", NULL},
	};
	enum profile_role role = flaws[flaw].role;

	if (flaw == FLAW_NONE)
		return;
	if (role == ROLE_AMOUNT && r->form.product)
		role = rows_cell(r, ROLE_QUANTITY).n == 0 ? ROLE_QUANTITY
							  : ROLE_PRICE;
	rows_reject(r, role, flaws[flaw].what, flaws[flaw].hint);
}
