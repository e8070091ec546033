#include "shop/rows.h"

#include "base/buf.h"
#include "base/mem.h"

struct rows {
	struct table *t;
	struct rows_form form;
	const struct profile *p;
	const struct date_form **date; /* NULL stands for ISO 8601 */
	struct date_form **own;
	size_t dates;
	struct str *kept;
	struct buf customer, order, currency;
	struct buf above; /* id of the row before; n 0: none */
	uint64_t bad;     /* bad rows up to the row before */
	const char *file; /* of the row before, as order.file */
};

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
	if (r->p->decimal != 0 && form->dec.decimal != ',')
		r->form.dec.decimal = r->p->decimal;
	r->form.dec.money |= r->p->money != 0;
	r->kept = mem_zero(form->nkeep, sizeof(*r->kept));
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
	buf_free(&r->above);
	mem_free(r);
}

/* Usual names, for hints. */
static const char *const *
usual_names(enum profile_role role)
{
	static const char *const customer[] = {
	    "customer", "email", "client_id", "user_id", "member_id", NULL};
	static const char *const order[] = {"order", "order number", "order no",
	    "invoice", "transaction id", NULL};
	static const char *const date[] = {
	    "date", "order date", "created at", "purchase date", NULL};
	static const char *const amount[] = {
	    "amount", "total", "order total", "revenue", "value", NULL};
	static const char *const none[] = {NULL};

	return role == ROLE_CUSTOMER ? customer
	       : role == ROLE_ORDER  ? order
	       : role == ROLE_DATE   ? date
	       : role == ROLE_AMOUNT ? amount
				     : none;
}

/* What the role's column might have been called: 'A' or 'B'. */
static void
put_aliases(struct buf *b, const struct words *w)
{
	char shown[140];

	for (size_t i = 0; i < w->n; i++) {
		fault_escape(shown, sizeof(shown), str_of(w->word[i]));
		buf_printf(b, "%s'%s'", i == 0 ? "" : " or ", shown);
	}
}

static bool
missing(const struct rows *r, enum profile_role role, struct fault *f)
{
	const struct schema *header = table_schema(r->t);
	const struct words *w = &r->p->column[role];
	const char *name = profile_roles[role];
	const char *option = role == ROLE_CURRENCY ? "currency-column" : name;
	const char *other = profile_guess(header);
	struct buf b = {0};
	struct fault seen;
	const char *list;

	schema_missing(header, w->n > 0 ? str_of(w->word[0]) : str_of(name),
	    option, usual_names(role), &seen);
	list = strchr(seen.what, ';');
	if (w->n > 0) {
		buf_puts(&b, ", for -p ");
		buf_puts(&b, r->p->name);
		buf_puts(&b, " called ");
		put_aliases(&b, w);
	}
	fault_set(f, FAULT_FORM, "no column of role '%s'%s%s", name,
	    buf_cstr(&b), list != NULL ? list : "");
	buf_free(&b);
	fault_at(f, table_file(r->t), 1);
	if (other != NULL && strcmp(other, r->p->name) != 0)
		fault_hint(f, "the columns are those of -p %s", other);
	else if (seen.hint[0] != '\0')
		fault_hint(f, "%s", seen.hint);
	return false;
}

bool
rows_check(struct rows *r, struct fault *f)
{
	bool needed[ROLE_COUNT] = {
	    [ROLE_CUSTOMER] = true,
	    [ROLE_DATE] = true,
	    [ROLE_ORDER] = r->form.need_order,
	    [ROLE_AMOUNT] = !r->form.product,
	    [ROLE_QUANTITY] = r->form.product,
	    [ROLE_PRICE] = r->form.product,
	    [ROLE_CURRENCY] = r->form.need_currency,
	};

	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (needed[i] && !table_has(r->t, i))
			return missing(r, (enum profile_role)i, f);
	return true;
}

/* The cell without blanks around it; empty when it means nothing. */
static struct str
cell(const struct rows *r, enum profile_role role)
{
	struct str s = str_trim(table_text(r->t, role));

	return words_have(&r->p->missing, s) ? STR("") : s;
}

/* A bad cell: its problem, and what to do about it. */
static bool
reject(
    struct rows *r, enum profile_role role, const char *what, const char *hint)
{
	table_reject(r->t, (long)role, "%s", what);
	if (hint != NULL)
		table_hint(r->t, "%s", hint);
	return false;
}

static bool
read_dec(struct rows *r, enum profile_role role, int64_t *v)
{
	struct str s = cell(r, role);
	enum dec_status status = dec_parse(&r->form.dec, s, v);

	if (status == DEC_OK && *v == INT64_MIN)
		status = DEC_RANGE; /* it has no opposite */
	return status == DEC_OK || reject(r, role, dec_problem(status),
				       dec_hint(&r->form.dec, status, s));
}

static bool
read_amount(struct rows *r, struct order *o)
{
	int64_t quantity, price;

	if (!r->form.product) {
		o->priced = cell(r, ROLE_AMOUNT).n != 0;
		return !o->priced || read_dec(r, ROLE_AMOUNT, &o->amount);
	}
	o->priced = cell(r, ROLE_QUANTITY).n != 0 && cell(r, ROLE_PRICE).n != 0;
	if (!o->priced)
		return true;
	return read_dec(r, ROLE_QUANTITY, &quantity) &&
	       read_dec(r, ROLE_PRICE, &price) &&
	       ((dec_mul(quantity, price, &o->amount) &&
		    o->amount != INT64_MIN) ||
		   reject(r, ROLE_PRICE, "times the quantity is out of range",
		       NULL));
}

static bool
read_refunded(struct rows *r, struct order *o)
{
	if (cell(r, ROLE_REFUNDED).n == 0)
		return true;
	if (!read_dec(r, ROLE_REFUNDED, &o->refunded))
		return false;
	return o->refunded >= 0 ||
	       reject(r, ROLE_REFUNDED, "a refunded amount below 0", NULL);
}

/* The first form that fits; else what the likeliest one says. */
static bool
read_date(struct rows *r, struct order *o)
{
	struct str s = cell(r, ROLE_DATE);
	enum date_status worst = DATE_MALFORMED;
	struct date d;

	if (s.n == 0)
		return true;
	for (size_t i = 0; i < r->dates; i++) {
		enum date_status status =
		    date_parse(r->date[i], &r->form.zone, s, &d);

		if (status == DATE_OK) {
			o->dated = true;
			o->us = d.us;
			o->moved = d.day != d.written;
			return true;
		}
		if (status != DATE_MALFORMED)
			worst = status;
	}
	return reject(r, ROLE_DATE, date_problem(worst), date_hint(worst, s));
}

static void
read_status(struct rows *r, struct order *o)
{
	struct str status = cell(r, ROLE_STATUS);

	if (cell(r, ROLE_CANCELLED).n != 0 ||
	    (status.n != 0 && words_have(&r->p->dead, status)))
		o->marks |= ORDER_CANCELLED;
	else if (status.n != 0 && !words_have(&r->p->paid, status))
		o->marks |= ORDER_UNPAID;
	/* What was never charged may well have no price. */
	if ((o->marks & (ORDER_CANCELLED | ORDER_UNPAID)) != 0)
		o->priced = true;
}

/* Words for sale and refund must agree with the sign. */
static bool
read_kind(struct rows *r, struct order *o)
{
	const struct profile *p = r->p;
	struct str kind = cell(r, ROLE_KIND);
	bool refund = words_have(&p->refund_kind, kind);

	if (o->amount < 0 && p->rows == ROWS_ORDER && !r->form.product)
		o->marks |= ORDER_REFUND;
	if (kind.n == 0)
		return true;
	if (!refund && !words_have(&p->sale_kind, kind)) {
		struct buf b = {0};

		put_aliases(&b, &p->sale_kind);
		buf_puts(&b, " or ");
		put_aliases(&b, &p->refund_kind);
		table_reject(r->t, ROLE_KIND, "not %s", buf_cstr(&b));
		buf_free(&b);
		return false;
	}
	if (refund && o->amount > 0)
		return reject(r, ROLE_KIND, "a refund above 0",
		    "amounts of refunds are negative");
	if (!refund && (o->marks & ORDER_REFUND) != 0)
		return reject(r, ROLE_KIND, "a sale below 0",
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
		return reject(r, ROLE_ORDER, "empty", NULL);
	o->id = s;
	if (s.n == 0)
		return true;
	if (words_start(&r->p->refund_prefix, s))
		o->marks |= ORDER_REFUND;
	else if (words_start(&r->p->bad_debt_prefix, s))
		o->marks |= ORDER_BAD_DEBT;
	return true;
}

/* Codes are written large, however the export has them. */
static void
read_currency(struct rows *r, struct order *o)
{
	struct str s = cell(r, ROLE_CURRENCY);

	r->currency.n = 0;
	for (size_t i = 0; i < s.n; i++)
		buf_putc(&r->currency, s.p[i] >= 'a' && s.p[i] <= 'z'
					   ? (char)(s.p[i] - 'a' + 'A')
					   : s.p[i]);
	o->currency = buf_view(&r->currency);
}

static bool
read_row(struct rows *r, struct order *o)
{
	*o = (struct order){.rows = 1, .kept = r->kept};
	keep_place(r);
	o->file = r->file;
	o->line = table_line(r->t);
	if (!read_id(r, o) || !read_amount(r, o) || !read_refunded(r, o) ||
	    !read_date(r, o) || !read_kind(r, o))
		return false;
	read_status(r, o);
	read_currency(r, o);
	if (cell(r, ROLE_CUSTOMER).n != 0)
		o->customer = key_normal(
		    r->form.key, table_text(r->t, ROLE_CUSTOMER), &r->customer);
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
		role =
		    cell(r, ROLE_QUANTITY).n == 0 ? ROLE_QUANTITY : ROLE_PRICE;
	reject(r, role, flaws[flaw].what, flaws[flaw].hint);
}
