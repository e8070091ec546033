#include "model/segmap.h"

#include "base/mem.h"
#include "num/parse.h"

static bool
one_score(struct str s, int64_t *v)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9' &&
	       parse_i64(s, v) == PARSE_OK && *v >= 1 && *v <= RFM_BINS_MAX;
}

/* 5, 1-2 or *, blanks around them allowed. */
static bool
range(struct str s, unsigned char *low, unsigned char *high)
{
	struct str rest = str_trim(s), a, b;
	int64_t from, to;

	*low = 1;
	*high = 0;
	if (str_is(rest, "*"))
		return true;
	if (!str_split(&rest, '-', &a) || !one_score(str_trim(a), &from))
		return false;
	if (rest.p == NULL)
		to = from;
	else if (!str_split(&rest, '-', &b) || rest.p != NULL ||
		 !one_score(str_trim(b), &to) || to < from)
		return false;
	*low = (unsigned char)from;
	*high = (unsigned char)to;
	return true;
}

bool
segmap_add(struct segmap *m, const struct str row[4], struct fault *f)
{
	static const char *const column[] = {"name", "r", "f", "m"};
	struct segbox box = {0};

	for (int i = 0; i < 4; i++) {
		if (i == 0 ? str_trim(row[0]).n > 0
			   : range(row[i], &box.low[i - 1], &box.high[i - 1]))
			continue;
		fault_set(f, FAULT_FORM,
		    i == 0 ? "a segment without a name"
			   : "not a range of scores");
		fault_column(f, str_of(column[i]));
		fault_value(f, row[i]);
		if (i > 0)
			fault_hint(f,
			    "ranges are 5, 1-2 or * for any; "
			    "scores go up to %d",
			    RFM_BINS_MAX);
		return false;
	}
	/* More boxes than cells could not all match. */
	if (m->count == SEGMAP_CELLS)
		return fault_set(
		    f, FAULT_FORM, "more than %d rows in a map", SEGMAP_CELLS);
	for (int i = 0; i < 3; i++)
		if (box.high[i] > m->bins)
			m->bins = box.high[i];
	box.name = (uint16_t)names_add(&m->names, str_trim(row[0]));
	m->box = mem_grow(m->box, &m->room, m->count + 1, sizeof(*m->box));
	m->box[m->count++] = box;
	return true;
}

static size_t
place(int r, int f, int m)
{
	return (
	    size_t)(((r - 1) * RFM_BINS_MAX + f - 1) * RFM_BINS_MAX + m - 1);
}

static bool
holds(const struct segbox *b, const int score[3])
{
	for (int i = 0; i < 3; i++)
		if (score[i] < b->low[i] ||
		    (b->high[i] != 0 && score[i] > b->high[i]))
			return false;
	return true;
}

/* Counts through the cells of bins^3; false behind the last one. */
static bool
next_cell(int bins, int score[3])
{
	for (int i = 2; i >= 0; i--) {
		if (score[i]++ < bins)
			return true;
		score[i] = 1;
	}
	return false;
}

void
segmap_fill(struct segmap *m, int bins)
{
	int score[3] = {1, 1, 1};

	do {
		uint16_t *cell = &m->cell[place(score[0], score[1], score[2])];
		size_t i = 0;

		while (i < m->count && !holds(&m->box[i], score))
			i++;
		*cell = i < m->count ? m->box[i].name : SEGMAP_NONE;
	} while (next_cell(bins, score));
}

uint16_t
segmap_find(const struct segmap *m, int r, int f, int m_)
{
	return m->cell[place(r, f, m_)];
}

/* Whether a box of another name than the cell's holds it too. */
static bool
contested(const struct segmap *m, const int score[3], uint16_t name)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->box[i].name != name && holds(&m->box[i], score))
			return true;
	return false;
}

void
segmap_check(const struct segmap *m, int bins, struct segmap_check *c)
{
	int score[3] = {1, 1, 1};

	*c = (struct segmap_check){0};
	do {
		uint16_t name = segmap_find(m, score[0], score[1], score[2]);

		c->cells++;
		if (name != SEGMAP_NONE)
			c->overlaps += contested(m, score, name);
		else if (c->uncovered++ == 0)
			for (int i = 0; i < 3; i++)
				c->hole[i] = score[i];
	} while (next_cell(bins, score));
}

static bool
claims(const struct segmap *m, const int score[3], uint16_t name)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->box[i].name == name && holds(&m->box[i], score))
			return true;
	return false;
}

void
segmap_share(const struct segmap *m, int bins, uint16_t name, size_t *named,
    size_t *taken)
{
	int score[3] = {1, 1, 1};

	*named = *taken = 0;
	do {
		if (segmap_find(m, score[0], score[1], score[2]) == name)
			++*named;
		else if (claims(m, score, name))
			++*taken;
	} while (next_cell(bins, score));
}

void
segmap_free(struct segmap *m)
{
	names_free(&m->names);
	mem_free(m->box);
	*m = (struct segmap){0};
}
