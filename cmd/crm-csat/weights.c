/*
 * weights: --weights as numbers in the order of the items, as name=number,
 * or as a file of indicator,weight such as crm-weights(1) writes.
 */
#include "csat.h"

#include <math.h>

#include "base/mem.h"
#include "num/parse.h"

struct wanted {
	const char *const *name;
	size_t n;
	double *w; /* NaN until it is given */
};

static size_t
find(const struct wanted *in, struct str name)
{
	size_t i = 0;

	while (i < in->n && !str_is(name, in->name[i]))
		i++;
	return i;
}

static bool
bad_weight(struct run *r, const char *what, struct str at)
{
	run_usage(r, "--weights: %s", what);
	fault_value(&r->fault, at);
	return false;
}

static bool
set(struct run *r, struct wanted *in, size_t i, struct str value)
{
	if (parse_real(value, '.', &in->w[i]) != PARSE_OK)
		return bad_weight(r, "not a number", value);
	return true;
}

/* .5,.3,.2 or price=.5,service=.5 */
static bool
from_list(struct run *r, struct wanted *in)
{
	struct str rest = str_of(o.weights), piece, name;

	for (size_t k = 0; str_split(&rest, ',', &piece); k++) {
		struct str value = piece;
		size_t i = k;

		if (memchr(piece.p, '=', piece.n) != NULL) {
			(void)str_split(&value, '=', &name);
			i = find(in, name);
			if (i == in->n)
				return bad_weight(
				    r, "no item of that name", name);
		} else if (k == in->n) {
			return run_usage(r,
			    "--weights: more than the %zu "
			    "items",
			    in->n);
		}
		if (!isnan(in->w[i]))
			return bad_weight(
			    r, "given twice", str_of(in->name[i]));
		if (!set(r, in, i, value))
			return false;
	}
	return true;
}

enum { INDICATOR, WEIGHT };

static void
from_row(struct table *t, struct wanted *in)
{
	size_t i = find(in, table_text(t, INDICATOR));
	double w;

	if (!table_real(t, WEIGHT, &w))
		return;
	if (i == in->n)
		table_reject(t, INDICATOR, "no item of that name");
	else if (!isnan(in->w[i]))
		table_reject(t, INDICATOR, "given twice");
	else
		in->w[i] = w;
}

static bool
from_file(struct run *r, struct wanted *in)
{
	struct table *t = table_new(&(struct table_form){0});
	char *file = mem_dup(o.weights, strlen(o.weights));
	bool ok;

	table_column(t, "indicator", NULL);
	table_column(t, "weight", NULL);
	ok = table_open(t, &file, 1, &r->fault);
	while (ok && table_next(t))
		from_row(t, in);
	ok = ok && table_done(t, &r->fault);
	if (!ok)
		r->fault.file = o.weights;
	table_delete(t);
	mem_free(file);
	return ok;
}

/* Whether the option is a list, not the name of a file. */
static bool
is_list(struct str s)
{
	struct str first;
	double v;

	(void)str_split(&s, ',', &first);
	return memchr(first.p, '=', first.n) != NULL ||
	       parse_real(first, '.', &v) == PARSE_OK;
}

static bool
check(struct run *r, const struct wanted *in)
{
	double sum;

	for (size_t i = 0; i < in->n; i++) {
		if (isnan(in->w[i]))
			return bad_weight(
			    r, "none for an item", str_of(in->name[i]));
		if (in->w[i] < 0)
			return bad_weight(r, "below zero", str_of(in->name[i]));
	}
	if (csat_weights(in->w, in->n, o.normalise, &sum))
		return true;
	run_usage(r, "--weights: they sum to %.10g, not to 1 or 100", sum);
	fault_hint(&r->fault, "--normalise scales them");
	return false;
}

bool
weights_get(struct run *r, const char *const *name, size_t n, double *w)
{
	struct wanted in = {name, n, w};
	bool given = o.weights != NULL;

	for (size_t i = 0; i < n; i++)
		w[i] = given ? (double)NAN : 1 / (double)n;
	if (!given)
		return true;
	return (is_list(str_of(o.weights)) ? from_list(r, &in)
					   : from_file(r, &in)) &&
	       check(r, &in);
}
