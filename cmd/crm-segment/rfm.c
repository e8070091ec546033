/* -m rfm: scores of recency, frequency and money, and a segment by name. */
#include "base/mem.h"
#include "base/sort.h"
#include "base/thread.h"
#include "map.h"
#include "num/print.h"
#include "rfm.h"

enum { DEFAULT_BINS = 5 };

static bool
any_breaks(void)
{
	return given.breaks[0].n + given.breaks[1].n + given.breaks[2].n > 0;
}

static bool
check_bins(struct run *r, const struct rfm_state *st)
{
	if (st->named && st->map.bins != st->bins) {
		run_usage(r, "map '%s' is for %d bins, not %d", st->map_name,
		    st->map.bins, st->bins);
		fault_hint(&r->fault, "--map none scores without names, "
				      "--map ./FILE.csv is a map of your own");
		return false;
	}
	for (int k = 0; k < 3; k++) {
		size_t n = given.breaks[k].n;

		if (n == 0 || n + 1 == (size_t)st->bins)
			continue;
		run_usage(r, "--breaks %c: %zu cuts make %zu bins, not %d",
		    "rfm"[k], n, n + 1, st->bins);
		fault_hint(&r->fault, "--bins says how many there are");
		return false;
	}
	return true;
}

/* A map of the user's own may have holes, or rows that never match. */
static void
warn_map(struct rfm_state *st)
{
	const struct segmap_check *c = &st->check;
	char name[136];
	size_t named, taken;

	for (size_t i = 0; i < st->map.names.count; i++) {
		segmap_share(&st->map, st->bins, (uint16_t)i, &named, &taken);
		fault_escape(name, sizeof(name), st->map.names.name[i]);
		st->dead += named == 0;
		if (named == 0)
			diag_warn("map '%s': segment '%s' never matches: "
				  "rows above it have all its cells",
			    st->map_name, name);
	}
	if (c->uncovered > 0)
		diag_warn("map '%s': %zu of %zu cells are in no segment, "
			  "first r %d, f %d, m %d: their customers are "
			  "called Others",
		    st->map_name, c->uncovered, c->cells, c->hole[0],
		    c->hole[1], c->hole[2]);
}

static bool
load_map(struct rfm_state *st, struct fault *f)
{
	if (!map_load(&st->map, st->map_name, f))
		return false;
	/* A map of nothing but * suits any number. */
	if (st->map.bins == 0)
		st->map.bins = st->bins;
	if (given.bins == 0)
		st->bins = st->map.bins;
	if (st->bins >= RFM_BINS_MIN)
		return true;
	fault_set(f, FAULT_FORM, "no score above 1 is named");
	fault_at(f, st->map_name, 0);
	return false;
}

void
rfm_fill_map(struct rfm_state *st, bool warn)
{
	segmap_fill(&st->map, st->bins);
	segmap_check(&st->map, st->bins, &st->check);
	if (warn)
		warn_map(st);
	if (st->check.uncovered > 0)
		st->others = (uint16_t)names_add(&st->map.names, STR("Others"));
}

/* The first option that says how to score, or NULL. */
static const char *
scoring(void)
{
	return given.bins != 0   ? "bins"
	       : given.ties >= 0 ? "ties"
	       : any_breaks()    ? "breaks"
				 : NULL;
}

static bool
check_use(struct run *r)
{
	const char *other = scoring();

	if (other == NULL && given.map == NULL)
		return true;
	return run_usage(r,
	    "--use has cuts and a map already: --%s has no "
	    "place",
	    other != NULL ? other : "map");
}

static bool
check_eight(struct run *r)
{
	const char *other = scoring();

	return other == NULL ||
	       run_usage(r,
		   "map 'eight' compares with the mean: --%s has no place",
		   other);
}

static bool
begin(struct segment *s)
{
	struct rfm_state *st = s->state = mem_zero(1, sizeof(*st));
	struct run *r = s->run;

	if (given.use != NULL)
		return check_use(r);
	if (given.save != NULL && given.ties == TIES_NTILE)
		return run_usage(r, "--save: --ties ntile has no cuts, it "
				    "splits equals by their order");
	st->map_name = given.map != NULL ? given.map : "classic";
	st->named = strcmp(st->map_name, "none") != 0;
	st->mean = strcmp(st->map_name, "eight") == 0;
	if (st->mean && !check_eight(r))
		return false;
	st->bins = given.bins != 0 ? (int)given.bins : DEFAULT_BINS;
	if ((st->named && !load_map(st, &r->fault)) || !check_bins(r, st))
		return false;
	if (st->named)
		rfm_fill_map(st, map_is_file(st->map_name));
	return true;
}

/* BTYD's recency runs from the first order to the last: more is better. */
static bool
check(struct segment *s)
{
	struct fault *f = &s->run->fault;

	if (!str_is(table_name(s->table, ROLE_R), "recency"))
		return true;
	fault_set(f, FAULT_USAGE,
	    "this is the time from the first order to "
	    "the last, not since the last one: more would score less");
	fault_column(f, STR("recency"));
	fault_hint(f, "crm-summary writes days_since_last; rename the column "
		      "if it holds the days since the last order");
	return false;
}

/* A column's scale, found beside those of the others. */
struct task {
	const struct segment *s;
	struct rfm_scale *scale;
	size_t k;
	double mode; /* if it is too many rows' value */
	size_t most;
};

enum { THREADS_FROM = 200000 }; /* rows */

static void
warn_ties(const struct segment *s, const struct task *t)
{
	char text[PRINT_MAX + 1], name[136];

	if (t->most < 2)
		return;
	text[print_real(text, t->mode, 10, '.')] = '\0';
	fault_escape(name, sizeof(name), table_name(s->table, t->k));
	diag_warn("column '%s': %s is the value of %.1f %% of the rows, "
		  "more than 1/%d: they share a score",
	    name, text, 100 * (double)t->most / (double)s->counted,
	    t->scale->bins);
}

/* By the mean, which all values make. */
static void
solve_mean(const struct segment *s, size_t k, struct rfm_scale *scale)
{
	double *v = segment_sorted(s, k);

	rfm_mean(scale, v, s->counted);
	mem_free(v);
}

/* By ranks or quantiles. */
static void
solve_ranks(struct task *t)
{
	const struct segment *s = t->s;
	double *v = mem_resize(NULL, s->counted, sizeof(*v));
	size_t place[RFM_PLACES];
	size_t places = rfm_places(t->scale->bins, s->counted, place);

	sort_around(s->col[t->k].v, s->rows, v, place, places);
	if (given.ties == TIES_QUANTILE)
		rfm_quantile(t->scale, v, s->counted);
	else
		rfm_rank(t->scale, v, s->counted);
	t->most = rfm_most(t->scale->bins, v, s->counted, &t->mode);
	mem_free(v);
}

static void
solve_column(void *arg)
{
	struct task *t = arg;
	const struct rfm_state *st = t->s->state;
	size_t k = t->k;

	if (given.breaks[k].n > 0)
		rfm_breaks(t->scale, given.breaks[k].cut);
	else if (given.ties == TIES_NTILE)
		rfm_ntile(st->bins, t->scale->fewer, t->s->col[k].v, t->s->rows,
		    st->ntile[k]);
	else if (st->mean)
		solve_mean(t->s, k, t->scale);
	else
		solve_ranks(t);
}

static bool
solve(struct segment *s)
{
	struct rfm_state *st = s->state;
	struct task task[3] = {{.k = ROLE_R}, {.k = ROLE_F}, {.k = ROLE_M}};
	struct thread *thread[3] = {NULL};
	int spare = s->rows < THREADS_FROM ? 0 : (int)s->threads - 1;

	for (size_t k = 0; k < 3 && !s->fixed; k++) {
		struct task *t = &task[k];

		t->s = s;
		t->scale = &st->scale[k];
		*t->scale =
		    (struct rfm_scale){.bins = st->bins, .fewer = k == ROLE_R};
		if (given.ties == TIES_NTILE && given.breaks[k].n == 0)
			st->ntile[k] = mem_alloc(s->rows);
		if (k < 2)
			thread[k] = thread_start(&spare, solve_column, t);
		if (thread[k] == NULL)
			solve_column(t);
	}
	for (size_t k = 0; k < 3 && !s->fixed; k++) {
		thread_join(thread[k]);
		warn_ties(s, &task[k]);
	}
	return true;
}

int
rfm_score_of(const struct segment *s, int k, size_t row)
{
	const struct rfm_state *st = s->state;

	return st->ntile[k] != NULL
		   ? st->ntile[k][row]
		   : rfm_score(&st->scale[k], s->col[k].v[row]);
}

static void
scores(const struct segment *s, size_t row, int to[3])
{
	for (int k = 0; k < 3; k++)
		to[k] = rfm_score_of(s, k, row);
}

/* 543; of ten bins 10-9-3. */
static struct str
code(const struct segment *s, const int at[3])
{
	struct rfm_state *st = s->state;
	char *text = st->code;
	size_t n = 0;

	for (int k = 0; k < 3; k++) {
		if (k > 0 && st->bins > 9)
			text[n++] = '-';
		if (at[k] <= 9)
			text[n++] = (char)('0' + at[k]);
		else
			n += print_i64(text + n, at[k]);
	}
	return (struct str){text, n};
}

static size_t
cell_class(const struct rfm_state *st, const int at[3])
{
	size_t b = (size_t)st->bins;
	uint16_t name;

	if (!st->named)
		return ((size_t)at[0] * b + (size_t)at[1]) * b + (size_t)at[2] -
		       (b + 1) * b - 1;
	name = segmap_find(&st->map, at[0], at[1], at[2]);
	return name == SEGMAP_NONE ? st->others : name;
}

static size_t
classes(const struct segment *s)
{
	const struct rfm_state *st = s->state;
	size_t b = (size_t)st->bins;

	return st->named ? st->map.names.count : b * b * b;
}

static size_t
class_of(const struct segment *s, size_t row)
{
	int at[3];

	scores(s, row, at);
	return cell_class(s->state, at);
}

static struct str
class_name(const struct segment *s, size_t k)
{
	const struct rfm_state *st = s->state;
	size_t b = (size_t)st->bins;
	int at[3] = {
	    (int)(k / b / b + 1), (int)(k / b % b + 1), (int)(k % b + 1)};

	return st->named ? st->map.names.name[k] : code(s, at);
}

static bool
always(const struct segment *s, size_t k)
{
	const struct rfm_state *st = s->state;

	(void)k;
	return st->named;
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {
	    "r", "f", "m", "rfm", "segment", NULL};
	static const char *const bare[] = {"r", "f", "m", "rfm", NULL};
	const struct rfm_state *st = s->state;

	return st->named ? names : bare;
}

static void
cells(const struct segment *s, size_t row)
{
	const struct rfm_state *st = s->state;
	int at[3];

	scores(s, row, at);
	for (int k = 0; k < 3; k++)
		put_int(&s->put, at[k]);
	put_text(&s->put, code(s, at));
	if (st->named)
		put_class(s, cell_class(st, at));
}

static size_t
kind(const struct segment *s, size_t row)
{
	int at[3];

	scores(s, row, at);
	return ((size_t)at[0] * (RFM_BINS_MAX + 1) + (size_t)at[1]) *
		   (RFM_BINS_MAX + 1) +
	       (size_t)at[2];
}

/* Unless --value says otherwise, the money that M is scored by. */
static enum role_slot
value_slot(const struct segment *s)
{
	return s->col[ROLE_VALUE].v != NULL &&
		       segment_roles[ROLE_VALUE].column != NULL
		   ? ROLE_VALUE
		   : ROLE_M;
}

/* --check: the map should name every cell, and use every name. */
static bool
verify(struct segment *s)
{
	const struct rfm_state *st = s->state;

	return !given.check || (st->check.uncovered == 0 && st->dead == 0) ||
	       fault_set(&s->run->fault, FAULT_CHECK,
		   "map '%s': %zu of %zu cells are in no segment, %zu "
		   "segments never match",
		   st->map_name, st->check.uncovered, st->check.cells,
		   st->dead);
}

static void
end(struct segment *s)
{
	struct rfm_state *st = s->state;

	if (st == NULL)
		return;
	for (int k = 0; k < 3; k++)
		mem_free(st->ntile[k]);
	segmap_free(&st->map);
	mem_free(st);
}

const struct way rfm_way = {
    .needs = 1U << ROLE_R | 1U << ROLE_F | 1U << ROLE_M,
    .local_use = true,
    .begin = begin,
    .use = rfm_use,
    .save = rfm_save,
    .check = check,
    .solve = solve,
    .columns = columns,
    .cells = cells,
    .kind = kind,
    .classes = classes,
    .class_of = class_of,
    .class_name = class_name,
    .always = always,
    .value = value_slot,
    .explain = rfm_explain,
    .verify = verify,
    .end = end,
};
