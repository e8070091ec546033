/* rows: what a row is read into, and what is asked of the rows read. */
#include "base/mem.h"
#include "base/sort.h"
#include "segment.h"

size_t
segment_number(struct segment *s, const char *name, const char *option)
{
	s->col = mem_grow(s->col, &s->col_room, s->cols + 1, sizeof(*s->col));
	s->col[s->cols] = (struct column){
	    .slot = table_column(s->table, name, option), .needed = true};
	return s->cols++;
}

static void
add_roles(struct segment *s)
{
	s->col = mem_grow(s->col, &s->col_room, ROLE_NUMBERS, sizeof(*s->col));
	for (size_t k = 0; k < ROLE_NUMBERS; k++)
		s->col[k] = (struct column){
		    .slot = k, .needed = (s->way->needs & 1U << k) != 0};
	s->cols = ROLE_NUMBERS;
}

bool
segment_begin_rows(struct segment *s)
{
	struct run *r = s->run;

	s->table = run_table(r);
	add_roles(s);
	if (s->way->bind != NULL && !s->way->bind(s))
		return false;
	if (!run_open(r, s->table))
		return false;
	for (size_t k = 0; k < ROLES; k++)
		if ((((s->way->needs | s->way->reads) & 1U << k) != 0 ||
			(k == ROLE_CUSTOMER && given.previous != NULL)) &&
		    !table_need(s->table, k, &r->fault))
			return false;
	for (size_t k = 0; k < s->cols; k++)
		s->col[k].read =
		    s->col[k].needed ||
		    (k < ROLE_NUMBERS && (s->way->reads & 1U << k) != 0) ||
		    (given.report && table_has(s->table, s->col[k].slot));
	return s->way->check == NULL || s->way->check(s);
}

struct str
segment_column_name(const struct segment *s, size_t k)
{
	return table_name(s->table, s->col[k].slot);
}

/* Days and counts of orders have no sign. */
static bool
read_cell(struct segment *s, size_t k, double *x)
{
	size_t slot = s->col[k].slot;

	if (!table_real_or_blank(s->table, slot, x))
		return false;
	if (*x < 0 && (k == ROLE_R || k == ROLE_F))
		return table_reject(s->table, (long)slot, "less than 0");
	return true;
}

static void
store(struct column *c, size_t at, double x)
{
	if (at >= c->room)
		c->v = mem_grow(c->v, &c->room, at + 1, sizeof(*c->v));
	c->v[at] = x;
}

/* A needed value that is blank blanks the others. */
static void
drop_row(struct segment *s, size_t at)
{
	for (struct column *c = s->col; c < s->col + s->cols; c++)
		if (c->read && c->needed)
			c->v[at] = (double)NAN;
}

static bool
take_numbers(struct segment *s, size_t at)
{
	bool whole = true;

	for (size_t k = 0; k < s->cols; k++) {
		struct column *c = &s->col[k];
		double x;

		if (!c->read)
			continue;
		if (!read_cell(s, k, &x))
			return false;
		store(c, at, x);
		if (isnan(x) && c->needed)
			whole = false;
	}
	for (size_t k = 0; k < s->cols; k++)
		if (s->col[k].read && isnan(s->col[k].v[at]))
			s->col[k].blank++;
	if (!whole)
		drop_row(s, at);
	return true;
}

bool
segment_take(struct segment *s, size_t at)
{
	if (!take_numbers(s, at) ||
	    (s->way->take != NULL && !s->way->take(s, at)) ||
	    (s->migration != NULL && !migrate_take(s, at)))
		return false;
	s->rows++;
	s->counted += segment_counts(s, at);
	return true;
}

void
segment_set_flag(struct segment *s, size_t at, uint32_t flag)
{
	s->flag = mem_grow(s->flag, &s->flag_room, at + 1, sizeof(*s->flag));
	s->flag[at] = flag;
}

bool
segment_counts(const struct segment *s, size_t row)
{
	size_t k = 0;

	if (s->way->counts != NULL)
		return s->way->counts(s, row);
	while (k < s->cols && !s->col[k].needed)
		k++;
	return k == s->cols || !isnan(s->col[k].v[row]);
}

size_t
segment_class(const struct segment *s, size_t row)
{
	return segment_counts(s, row) ? s->way->class_of(s, row) : CLASS_NONE;
}

size_t *
segment_sizes(const struct segment *s)
{
	size_t *n = mem_zero(s->way->classes(s) + 1, sizeof(*n));

	for (size_t i = 0; i < s->rows; i++) {
		size_t k = segment_class(s, i);

		if (k != CLASS_NONE)
			n[k]++;
	}
	return n;
}

double *
segment_sorted(const struct segment *s, size_t k)
{
	const double *from = s->col[k].v;
	double *v = mem_resize(NULL, s->counted, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < s->rows; i++)
		if (!isnan(from[i]))
			v[n++] = from[i];
	sort_doubles(v, n);
	return v;
}

void
segment_free_rows(struct segment *s)
{
	if (s->table != NULL)
		table_delete(s->table);
	for (size_t k = 0; k < s->cols; k++)
		mem_free(s->col[k].v);
	mem_free(s->col);
	mem_free(s->flag);
	mem_free(s->cells);
	arena_free(&s->arena);
}
