/* What the options and the profile come to together. */
#include "orders.h"

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

	if (amount && (quantity || price))
		return run_usage(r, "--amount excludes --quantity and "
				    "--price");
	plan->product =
	    quantity || price || (!amount && p->column[ROLE_AMOUNT].n == 0);
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
	if (plan->match && s->dedupe == 0)
		return run_usage(r, "--dedupe order and --refunds net "
				    "exclude each other where refunds are "
				    "rows");
	plan->need_order |= plan->match || s->events || s->dedupe == 0;
	return true;
}

/* An ISO 4217 code, written large. */
static bool
plan_currency(struct plan *plan, const struct settings *s, struct run *r)
{
	const char *c = s->currency;
	size_t n = 0;

	if (c == NULL)
		return true;
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

bool
plan_make(struct plan *plan, const struct settings *s, struct run *r)
{
	struct profile *p = profile_new(s->profile, &r->fault);

	plan->profile = p;
	if (p == NULL)
		return false;
	if (given(s, ROLE_STATUS) && p->paid.n == 0)
		return run_usage(r,
		    "--status: -p %s does not say which statuses mean paid",
		    p->name);
	plan->key = s->key < 0 ? p->key : s->key;
	return plan_money(plan, s, r) && plan_refunds(plan, s, r) &&
	       plan_currency(plan, s, r);
}
