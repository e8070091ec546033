/*
 * verdict: the risk of one row and what it comes from, as cells behind the
 * row or as one of its class in a report.
 */
#include <math.h>

#include "base/mem.h"
#include "num/print.h"
#include "risk.h"

static const char *const columns[] = {
    "p_churn", "overdue", "reason1", "reason2", "reason3", NULL};
static const char *const report_columns[] = {"reason", "n", "share",
    "expected_churn", "mean_p_churn", "mean_overdue", NULL};

/* What is summed up of a class. */
enum { P, LATE };

void
verdict_reason(
    struct verdict *v, struct str name, struct str value, double part)
{
	if (v->reasons < REASONS)
		v->reason[v->reasons++] = (struct reason){name, value, part};
}

void
verdict_parts(struct verdict *v, struct risk *k,
    struct str (*text)(struct risk *, size_t, size_t), size_t row)
{
	for (int i = 0; i < REASONS; i++) {
		size_t best = k->m.features;

		for (size_t j = 0; j < k->m.features; j++)
			if (k->part[j] > 1e-9 &&
			    (best == k->m.features ||
				k->part[j] > k->part[best]))
				best = j;
		if (best == k->m.features)
			return;
		verdict_reason(v, str_of(k->m.feature[best]),
		    text(k, best, row), k->part[best]);
		k->part[best] = 0;
	}
}

static void
put_reason(struct risk *k, const struct reason *x)
{
	char out[PRINT_MAX];
	size_t n;

	k->text.n = 0;
	buf_str(&k->text, x->name);
	if (x->value.n == 0)
		buf_puts(&k->text, " blank");
	else
		buf_putc(&k->text, '=');
	buf_str(&k->text, x->value);
	if (!isnan(x->part)) {
		buf_puts(&k->text, " +");
		n = print_real(out, x->part, 3, k->put.decimal);
		buf_put(&k->text, out, n);
	}
	put_text(&k->put, buf_view(&k->text));
}

static bool
put_verdict(struct risk *k, const struct verdict *v)
{
	put_real(&k->put, v->p);
	put_real(&k->put, v->overdue);
	for (size_t i = 0; i < REASONS; i++)
		if (i < v->reasons)
			put_reason(k, &v->reason[i]);
		else
			put_empty(&k->put);
	return put_end(&k->put);
}

bool
verdict_give(struct risk *k, const struct verdict *v)
{
	const double value[] = {v->p, v->overdue, (double)NAN};
	struct str main = {NULL, 0};

	if (k->pass != NULL)
		return put_verdict(k, v);
	if (v->reasons > 0)
		main = v->reason[0].name;
	classes_add(&k->classes, main, value);
	return true;
}

static bool
begin_rows(struct risk *k)
{
	const struct pass_form form = {
	    o.common.prefix, o.common.memory, o.common.tmpdir};

	k->pass = pass_new(k->t, &k->put, &form);
	for (size_t i = 0; columns[i] != NULL; i++)
		if (!pass_append(k->pass, columns[i], &k->r->fault))
			return false;
	pass_begin(k->pass);
	return true;
}

bool
verdict_begin(struct risk *k)
{
	if (!o.report)
		return begin_rows(k);
	put_columns(&k->put, report_columns);
	writer_begin(k->put.w);
	return true;
}

static bool
write_class(struct risk *k, uint32_t i, uint64_t all)
{
	const struct class *c = &k->classes.at[i];
	const struct tally *p = &c->value[P];

	put_text(&k->put, k->classes.names.name[i]);
	put_int(&k->put, (int64_t)c->n);
	put_real(&k->put, (double)c->n / (double)all);
	put_real(&k->put, p->n > 0 ? tally_sum(p) : (double)NAN);
	put_real(&k->put, tally_mean(p));
	put_real(&k->put, tally_mean(&c->value[LATE]));
	return put_end(&k->put);
}

bool
verdict_report(struct risk *k)
{
	size_t n;
	uint32_t *order = classes_order(&k->classes, true, &n);
	uint64_t all = 0;
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		all += k->classes.at[order[i]].n;
	for (size_t i = 0; ok && i < n; i++)
		ok = write_class(k, order[i], all);
	mem_free(order);
	return ok;
}
