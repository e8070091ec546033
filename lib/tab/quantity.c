#include "tab/quantity.h"

#include "num/parse.h"

bool
quantity_fixed(const struct quantity *q, double *v)
{
	return q->given != NULL &&
	       parse_real(str_of(q->given), '.', v) == PARSE_OK;
}

void
quantity_bind(
    struct quantity *q, struct table *t, const char *option, const char *name)
{
	q->fixed = quantity_fixed(q, &q->value);
	if (q->fixed)
		return;
	q->slot = table_role(t,
	    &(struct role){.option = option, .name = name, .column = q->given});
}

bool
quantity_known(const struct quantity *q, const struct table *t)
{
	return q->fixed || table_has(t, q->slot);
}

bool
quantity_need(const struct quantity *q, const struct table *t, struct fault *f)
{
	return q->fixed || table_need(t, q->slot, f);
}

bool
quantity_blank(const struct quantity *q, const struct table *t)
{
	return !q->fixed && table_blank(t, q->slot);
}

bool
quantity_get(const struct quantity *q, struct table *t, double *v)
{
	*v = q->value;
	return q->fixed || table_real(t, q->slot, v);
}

bool
quantity_reject(const struct quantity *q, struct table *t, const char *what)
{
	return table_reject(
	    t, q->fixed ? TABLE_ROW : (long)q->slot, "%s", what);
}
