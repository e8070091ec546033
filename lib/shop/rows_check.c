/* rows_check: columns that must be there. */
#include "base/buf.h"
#include "shop/rows_priv.h"

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

void
rows_put_words(struct buf *b, const struct words *w)
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
	const char *option = profile_options[role];
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
		rows_put_words(&b, w);
	}
	fault_set(f, FAULT_FORM, "no column of role '%s'%s%s", name,
	    buf_cstr(&b), list != NULL ? list : "");
	buf_free(&b);
	fault_at(f, table_file(r->t), 1);
	if (other != NULL && strcmp(other, r->p->name) != 0)
		fault_hint(f, "the columns are those of -p %s", other);
	else if (role == ROLE_CUSTOMER && profile_fits(r->p, header))
		fault_hint(f, "this export may not tell who bought: "
			      "--include guest keeps the orders");
	else if (seen.hint[0] != '\0')
		fault_hint(f, "%s", seen.hint);
	return false;
}

bool
rows_check(struct rows *r, struct fault *f)
{
	bool needed[ROLE_COUNT] = {
	    [ROLE_CUSTOMER] = r->form.need_customer,
	    [ROLE_DATE] = true,
	    [ROLE_ORDER] = r->form.need_order,
	    [ROLE_AMOUNT] = !r->form.product,
	    [ROLE_QUANTITY] = r->form.product,
	    [ROLE_PRICE] = r->form.product,
	    [ROLE_CURRENCY] = r->form.need_currency && r->p->currency == NULL,
	};

	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (needed[i] && !table_has(r->t, i))
			return missing(r, (enum profile_role)i, f);
	return true;
}
