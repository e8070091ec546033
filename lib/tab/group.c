/*
 * A key is the values with NUL, which no field may hold, behind each, then
 * the period in four bytes, the sign turned: keys compare as bytes.
 */
#include "tab/group.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"

enum { PERIOD_BYTES = 4 };

struct group {
	size_t first; /* the first column's slot; the others follow */
	size_t columns;
	bool dated;
	size_t date;
	enum period period;
	struct names names;
	struct buf key;
	struct str last;  /* the key of the row before: a view in names */
	uint32_t at;      /* its index */
	int32_t day;      /* the day that was turned to a period last */
	int32_t in;       /* and its period */
};

struct group *
group_new(void)
{
	struct group *g = mem_zero(1, sizeof(*g));

	g->day = INT32_MIN;
	return g;
}

void
group_delete(struct group *g)
{
	if (g == NULL)
		return;
	names_free(&g->names);
	buf_free(&g->key);
	mem_free(g);
}

void
group_by(struct group *g, struct table *t, const char *const *names,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t slot = table_column(t, names[i], "by");

		if (i == 0)
			g->first = slot;
	}
	g->columns = n;
}

void
group_period(struct group *g, size_t slot, enum period period)
{
	g->dated = true;
	g->date = slot;
	g->period = period;
}

static bool
clash(struct str name, const char *what, struct fault *f)
{
	fault_set(f, FAULT_USAGE, "--by: %s", what);
	fault_value(f, name);
	return false;
}

bool
group_check(const struct group *g, const struct table *t,
    const char *const *ours, struct fault *f)
{
	for (size_t i = 0; i < g->columns; i++) {
		struct str name = table_name(t, g->first + i);

		if (g->dated && str_is(name, "period"))
			return clash(name, "--period makes a column of that "
			    "name", f);
		for (size_t k = 0; ours[k] != NULL; k++)
			if (str_is(name, ours[k]))
				return clash(name, "the output has a column "
				    "of that name", f);
		for (size_t k = 0; k < i; k++)
			if (str_eq(name, table_name(t, g->first + k)))
				return clash(name, "a column is named twice",
				    f);
	}
	return true;
}

static bool
put_period(struct group *g, struct table *t)
{
	struct date date;
	uint32_t v;

	if (!table_date(t, g->date, &date))
		return false;
	if (date.day != g->day) {
		g->day = date.day;
		g->in = period_of(g->period, date.day);
	}
	v = (uint32_t)g->in ^ UINT32_C(0x80000000);
	buf_put(&g->key, (const char[]){(char)(v >> 24), (char)(v >> 16),
	    (char)(v >> 8), (char)v}, PERIOD_BYTES);
	return true;
}

bool
group_find(struct group *g, struct table *t, uint32_t *index)
{
	g->key.n = 0;
	for (size_t i = 0; i < g->columns; i++) {
		buf_str(&g->key, table_text(t, g->first + i));
		buf_putc(&g->key, '\0');
	}
	if (g->dated && !put_period(g, t))
		return false;
	if (g->names.count == 0 || !str_eq(buf_view(&g->key), g->last)) {
		g->at = names_add(&g->names, buf_view(&g->key));
		g->last = g->names.name[g->at];
	}
	*index = g->at;
	return true;
}

size_t
group_count(const struct group *g)
{
	return g->names.count;
}

size_t
group_width(const struct group *g)
{
	return g->columns + g->dated;
}

static int
by_key(uint32_t a, uint32_t b, void *arg)
{
	const struct str *name = arg;

	return str_cmp(name[a], name[b]);
}

uint32_t *
group_order(const struct group *g)
{
	size_t n = g->names.count;
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, n, by_key, g->names.name);
	return order;
}

struct str
group_value(const struct group *g, uint32_t index, size_t k)
{
	struct str rest = g->names.name[index], value = {NULL, 0};

	for (size_t i = 0; i <= k; i++)
		(void)str_split(&rest, '\0', &value);
	return value;
}

int32_t
group_period_of(const struct group *g, uint32_t index)
{
	struct str key = g->names.name[index];
	uint32_t v = 0;

	for (size_t i = key.n - PERIOD_BYTES; i < key.n; i++)
		v = v << 8 | (unsigned char)key.p[i];
	return (int32_t)(v ^ UINT32_C(0x80000000));
}

void
group_name(const struct group *g, uint32_t index, size_t but, struct buf *b)
{
	struct str key = g->names.name[index];

	b->n = 0;
	for (size_t k = 0; k < g->columns; k++)
		if (k != but) {
			buf_str(b, group_value(g, index, k));
			buf_putc(b, '\0');
		}
	if (g->dated && but != g->columns)
		buf_put(b, key.p + key.n - PERIOD_BYTES, PERIOD_BYTES);
}

/* The week's year is that of its Thursday. */
static int
put_week(char *out, int32_t monday)
{
	int year, month, mday;

	date_civil(monday + 3, &year, &month, &mday);
	return snprintf(out, PERIOD_MAX, "%04d-W%02d", year,
	    (int)(monday + 3 - date_day(year, 1, 1)) / 7 + 1);
}

size_t
period_put(char *out, enum period p, int32_t index)
{
	int32_t day = period_first_day(p, index);
	int year, month, mday, n = 0;

	date_civil(day, &year, &month, &mday);
	switch (p) {
	case PERIOD_DAY:
		return date_put(out, day);
	case PERIOD_WEEK:
		n = put_week(out, day);
		break;
	case PERIOD_MONTH:
		n = snprintf(out, PERIOD_MAX, "%04d-%02d", year, month);
		break;
	case PERIOD_QUARTER:
		n = snprintf(out, PERIOD_MAX, "%04d-Q%d", year,
		    (month + 2) / 3);
		break;
	case PERIOD_YEAR:
		n = snprintf(out, PERIOD_MAX, "%04d", year);
		break;
	}
	return (size_t)n;
}

void
group_columns(const struct group *g, const struct table *t,
    struct writer *w)
{
	for (size_t i = 0; i < g->columns; i++)
		writer_column(w, table_name(t, g->first + i));
	if (g->dated)
		writer_column(w, STR("period"));
}

void
group_put(const struct group *g, const struct put *put, uint32_t index)
{
	char text[PERIOD_MAX];

	for (size_t k = 0; k < g->columns; k++)
		put_text(put, group_value(g, index, k));
	if (g->dated)
		put_text(put, (struct str){text, period_put(text, g->period,
		    group_period_of(g, index))});
}
