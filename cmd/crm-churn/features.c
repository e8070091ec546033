/* features: the columns of --features as numbers of distinct texts. */
#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "num/parse.h"
#include "risk.h"

enum { LEVELS_MAX = 200 };

bool
feature_number(struct str text, double *v)
{
	char mark = o.common.decimal == ',' ? ',' : '.';

	*v = (double)NAN;
	return text.n == 0 || parse_real(text, mark, v) == PARSE_OK;
}

static bool
listed(const struct opt_list *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->item[i], name) == 0)
			return true;
	return false;
}

static bool
is_label(const char *name)
{
	size_t n = strcspn(o.label, "=");

	return strlen(name) == n && strncmp(name, o.label, n) == 0;
}

/* What was known only after the fact must not be learned from. */
bool
features_check(struct run *r)
{
	for (size_t i = 0; i < o.features.n; i++) {
		const char *name = o.features.item[i];

		if (str_ends(str_of(name), STR("_holdout"))) {
			(void)run_usage(r,
			    "--features: '%s' is from the time "
			    "that is to be foretold",
			    name);
			fault_hint(&r->fault, "it may be the --label");
			return false;
		}
		if (is_label(name))
			return run_usage(
			    r, "--features: '%s' is the label", name);
		for (size_t k = 0; k < i; k++)
			if (strcmp(name, o.features.item[k]) == 0)
				return run_usage(r,
				    "--features names a "
				    "column twice: '%s'",
				    name);
	}
	for (size_t i = 0; i < o.categorical.n; i++)
		if (!listed(&o.features, o.categorical.item[i]))
			return run_usage(r,
			    "--categorical: '%s' is not one "
			    "of --features",
			    o.categorical.item[i]);
	return true;
}

void
features_bind(struct data *d, struct table *t)
{
	d->features = o.features.n;
	d->feature = mem_zero(d->features, sizeof(*d->feature));
	for (size_t i = 0; i < d->features; i++) {
		struct feature *x = &d->feature[i];

		x->name = o.features.item[i];
		x->slot = table_column(t, x->name, "features");
		x->categorical = listed(&o.categorical, x->name);
	}
}

bool
features_read(struct data *d, struct table *t)
{
	for (size_t i = 0; i < d->features; i++) {
		struct feature *x = &d->feature[i];
		struct str text = str_trim(table_text(t, x->slot));

		x->code =
		    mem_grow(x->code, &x->room, d->n + 1, sizeof(*x->code));
		x->code[d->n] = names_add(&x->texts, text);
	}
	return true;
}

static int
by_text(uint32_t a, uint32_t b, void *arg)
{
	const struct names *names = arg;

	return str_cmp(names->name[a], names->name[b]);
}

static void
rank_texts(struct feature *x)
{
	size_t n = x->texts.count;
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));

	x->rank = mem_resize(NULL, n, sizeof(*x->rank));
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, n, by_text, &x->texts);
	for (size_t i = 0; i < n; i++)
		x->rank[order[i]] = (uint32_t)i;
	mem_free(order);
}

/* The first text in order of bytes that is no number, for the message. */
static struct str
first_word(const struct feature *x)
{
	struct str word = {NULL, 0};
	double v;

	for (size_t i = 0; i < x->texts.count; i++)
		if (!feature_number(x->texts.name[i], &v) &&
		    (word.p == NULL || str_cmp(x->texts.name[i], word) < 0))
			word = x->texts.name[i];
	return word;
}

/* One word among numbers may well be another way to say that it is blank. */
static void
warn_of_mixture(const struct feature *x, struct str word)
{
	size_t words = 0;
	char text[136];

	for (size_t i = 0; i < x->texts.count; i++)
		if (isnan(x->number[i]))
			words++;
	if (words == x->texts.count)
		return;
	fault_escape(text, sizeof(text), word);
	diag_warn("feature '%s' is taken as words, for '%s' is no number: "
		  "--categorical says it is meant so",
	    x->name, text);
}

static bool
close_feature(struct feature *x, struct fault *f)
{
	size_t n = x->texts.count;
	bool forced = x->categorical;
	struct str word;

	x->number = mem_resize(NULL, n, sizeof(*x->number));
	for (size_t i = 0; i < n; i++)
		if (!feature_number(x->texts.name[i], &x->number[i]))
			x->categorical = true;
	rank_texts(x);
	word = first_word(x);
	if (x->categorical && !forced && word.n > 0)
		warn_of_mixture(x, word);
	if (!x->categorical || n <= LEVELS_MAX)
		return true;
	(void)fault_set(f, FAULT_DATA,
	    "%zu distinct values are too many for "
	    "a feature of words",
	    n);
	fault_column(f, str_of(x->name));
	if (word.p != NULL)
		fault_value(f, word);
	fault_hint(
	    f, "a number in every row, or at most %d words", (int)LEVELS_MAX);
	return false;
}

bool
features_close(struct data *d, struct fault *f)
{
	for (size_t i = 0; i < d->features; i++)
		if (!close_feature(&d->feature[i], f))
			return false;
	return true;
}

void
data_free(struct data *d)
{
	for (size_t i = 0; i < d->features; i++) {
		struct feature *x = &d->feature[i];

		names_free(&x->texts);
		mem_free(x->number);
		mem_free(x->rank);
		mem_free(x->code);
	}
	mem_free(d->feature);
	mem_free(d->y);
	mem_free(d->day);
	mem_free(d->window);
	mem_free(d->overdue);
	mem_free(d->id);
	arena_free(&d->ids);
}

struct str
data_text(const struct data *d, size_t feature, size_t row)
{
	const struct feature *x = &d->feature[feature];

	return x->texts.name[x->code[row]];
}

static int
by_content(uint32_t a, uint32_t b, void *arg)
{
	const struct data *d = arg;

	if (d->y[a] != d->y[b])
		return d->y[a] < d->y[b] ? -1 : 1;
	for (size_t i = 0; i < d->features; i++) {
		const struct feature *x = &d->feature[i];
		uint32_t p = x->rank[x->code[a]], q = x->rank[x->code[b]];

		if (p != q)
			return p < q ? -1 : 1;
	}
	return 0;
}

uint32_t *
data_order(const struct data *d)
{
	uint32_t *order = mem_resize(NULL, d->n, sizeof(*order));
	struct data copy = *d;

	for (size_t i = 0; i < d->n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, d->n, by_content, &copy);
	return order;
}
