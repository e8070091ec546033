/* -m kmeans: clusters of customers who are alike. */
#include "kmeans.h"

#include "base/mem.h"
#include "num/parse.h"
#include "num/print.h"

static bool
bad_range(struct run *r)
{
	run_usage(r, "--k-range: not a range");
	fault_value(&r->fault, str_of(given.k_range));
	fault_hint(&r->fault, "such as 2-10, at most 255");
	return false;
}

static bool
parse_range(struct run *r, struct kmeans_state *st)
{
	struct str rest = str_of(given.k_range), low, high;
	int64_t from, to;

	if (!str_split(&rest, '-', &low) || !str_split(&rest, '-', &high) ||
	    rest.p != NULL || parse_i64(low, &from) != PARSE_OK ||
	    parse_i64(high, &to) != PARSE_OK || from < 2 || to < from ||
	    to > KMEANS_MAX)
		return bad_range(r);
	st->low = (size_t)from;
	st->high = (size_t)to;
	return true;
}

static bool
check_use(struct run *r)
{
	return (given.k == 0 && given.k_range == NULL &&
		   given.features.n == 0 && !given.log && !given.raw) ||
	       run_usage(r, "--use has features and centres already");
}

static bool
begin(struct segment *s)
{
	struct kmeans_state *st = s->state = mem_zero(1, sizeof(*st));

	if (given.use != NULL)
		return check_use(s->run);
	if ((given.k == 0) == (given.k_range == NULL))
		return run_usage(s->run, "how many clusters? -k N, or "
					 "--k-range 2-10");
	st->low = st->high = (size_t)given.k;
	st->log = given.log;
	st->raw = given.raw;
	for (size_t i = 0; i < given.features.n; i++)
		kmeans_add_feature(st, str_of(given.features.item[i]));
	for (size_t k = ROLE_R; given.features.n == 0 && k <= ROLE_M; k++) {
		const struct role *role = &segment_roles[k];

		kmeans_add_feature(st,
		    str_of(role->column != NULL ? role->column : role->name));
	}
	return given.k_range == NULL || parse_range(s->run, st);
}

static bool
bind(struct segment *s)
{
	struct kmeans_state *st = s->state;

	for (size_t i = 0; i < st->features; i++)
		st->feature[i].col =
		    segment_number(s, st->feature[i].name, "features");
	return true;
}

static bool
take(struct segment *s, size_t at)
{
	const struct kmeans_state *st = s->state;

	for (size_t i = 0; i < st->features && st->log; i++) {
		const struct column *c = &s->col[st->feature[i].col];

		if (c->v[at] > -1 || isnan(c->v[at]))
			continue;
		table_reject(s->table, (long)c->slot, "no logarithm of 1 + x");
		table_hint(s->table, "--on-bad-row skip leaves such customers "
				     "out");
		return false;
	}
	return true;
}

void
kmeans_point(const struct segment *s, size_t row, double *point)
{
	const struct kmeans_state *st = s->state;
	size_t at = 0;

	for (size_t i = 0; i < st->features; i++) {
		const struct feature *f = &st->feature[i];
		double x = s->col[f->col].v[row];

		if (f->dropped)
			continue;
		point[at++] = ((st->log ? log1p(x) : x) - f->mean) / f->sd;
	}
}

/* More features than fit the stack are rare. */
enum { FEW = 32 };

static size_t
nearest(const struct segment *s, size_t row, double *square)
{
	const struct kmeans_state *st = s->state;
	double few[FEW], *many = NULL;
	size_t k;

	if (st->d > FEW)
		many = mem_resize(NULL, st->d, sizeof(*many));
	kmeans_point(s, row, many != NULL ? many : few);
	k = kmeans_nearest(&st->fit, many != NULL ? many : few, square);
	mem_free(many);
	return k;
}

static size_t
class_of(const struct segment *s, size_t row)
{
	return nearest(s, row, NULL);
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {"cluster", NULL};
	static const char *const both[] = {"cluster", "distance", NULL};

	(void)s;
	return given.distance ? both : names;
}

static size_t
classes(const struct segment *s)
{
	const struct kmeans_state *st = s->state;

	return st->fit.k;
}

/* 1, 2, ... */
static struct str
class_name(const struct segment *s, size_t k)
{
	struct kmeans_state *st = s->state;

	return (struct str){st->name, print_u64(st->name, k + 1)};
}

static void
cells(const struct segment *s, size_t row)
{
	double square;

	put_int(&s->put, (int64_t)nearest(s, row, &square) + 1);
	if (given.distance)
		put_real(&s->put, sqrt(square));
}

static void
end(struct segment *s)
{
	struct kmeans_state *st = s->state;

	if (st == NULL)
		return;
	for (size_t i = 0; i < st->features; i++)
		mem_free(st->feature[i].name);
	mem_free(st->feature);
	mem_free(st->tried);
	kmeans_free(&st->fit);
	clusters_free(&st->quality);
	mem_free(st);
}

const struct way kmeans_way = {
    .class_first = true,
    .local_use = true,
    .begin = begin,
    .use = kmeans_use,
    .save = kmeans_save,
    .bind = bind,
    .take = take,
    .solve = kmeans_solve,
    .columns = columns,
    .cells = cells,
    .classes = classes,
    .class_of = class_of,
    .class_name = class_name,
    .report_header = kmeans_report_header,
    .report_cells = kmeans_report_cells,
    .explain = kmeans_explain,
    .end = end,
};
