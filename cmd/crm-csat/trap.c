/*
 * trap: satisfaction and repurchase, period after period. The last column of
 * the groups is the time: the period of --date, or else the last of --by.
 */
#include "csat.h"

#include <math.h>

#include "base/mem.h"
#include "model/trap.h"

enum { X_SATISFACTION, X_REPURCHASE, X_COUNT };

/* One group's two shares and what they are of. */
struct point {
	struct trap_share share[X_COUNT];
	double n[X_COUNT];
};

/* Counts in place of answers: a row says how many. */
struct counts {
	size_t n, satisfied, repurchased;
	double *sum; /* three of each group */
	size_t room;
};

struct job {
	bool counted;
	struct counts counts;
	size_t satisfaction, repurchase;
	struct buf before, now; /* the group but for its time */
	struct point last;
};

static void
bind(struct survey *s, struct job *j)
{
	struct counts *c = &j->counts;

	j->satisfaction = survey_role(s, COL_SATISFACTION);
	j->repurchase = survey_role(s, COL_REPURCHASE);
	c->n = table_role(s->t, &(struct role){.name = "n"});
	c->satisfied = table_role(s->t, &(struct role){.name = "satisfied"});
	c->repurchased =
	    table_role(s->t, &(struct role){.name = "repurchased"});
}

static bool
need(struct survey *s, struct job *j)
{
	struct fault *f = &s->r->fault;

	j->counted = table_has(s->t, j->counts.satisfied) &&
		     !table_has(s->t, j->satisfaction);
	if (j->counted)
		return table_need(s->t, j->counts.n, f) &&
		       table_need(s->t, j->counts.repurchased, f);
	return table_need(s->t, j->satisfaction, f) &&
	       table_need(s->t, j->repurchase, f);
}

static bool
get_part(struct survey *s, size_t slot, int64_t all, int64_t *v)
{
	if (!table_int(s->t, slot, v))
		return false;
	return (*v >= 0 && *v <= all) ||
	       table_reject(s->t, (long)slot, "not a count from 0 to n");
}

static void
read_counts(struct survey *s, struct counts *c)
{
	int64_t n, satisfied, repurchased;
	size_t had = c->room;
	uint32_t g;
	double *sum;

	if (!get_part(s, c->n, INT64_C(1) << 50, &n) ||
	    !get_part(s, c->satisfied, n, &satisfied) ||
	    !get_part(s, c->repurchased, n, &repurchased) ||
	    !group_find(s->group, s->t, &g))
		return;
	c->sum =
	    mem_grow(c->sum, &c->room, 3 * ((size_t)g + 1), sizeof(*c->sum));
	for (size_t i = had; i < c->room; i++)
		c->sum[i] = 0;
	sum = c->sum + (size_t)3 * g;
	sum[0] += (double)n;
	sum[1] += (double)satisfied;
	sum[2] += (double)repurchased;
}

static bool
read_all(struct survey *s, struct job *j)
{
	double x[X_COUNT];

	while (table_next(s->t)) {
		if (j->counted) {
			read_counts(s, &j->counts);
			continue;
		}
		if (cell_get(s->t, j->satisfaction, &s->scale, false,
			&x[X_SATISFACTION]) &&
		    cell_yes(s->t, j->repurchase, &x[X_REPURCHASE]))
			(void)survey_add(s, x);
	}
	return survey_close(s);
}

static void
get_point(const struct survey *s, uint32_t group, const struct sample *a,
    const struct job *j, struct point *p)
{
	double from[X_COUNT] = {top_bound(s->r), 1};
	struct csat_share share;

	for (size_t i = 0; i < X_COUNT; i++) {
		if (j->counted) {
			const double *sum = j->counts.sum + (size_t)3 * group;

			p->n[i] = sum[0];
			p->share[i] = (struct trap_share){
			    sum[0] > 0 ? sum[1 + i] / sum[0] : (double)NAN,
			    sum[0]};
			continue;
		}
		csat_share(a, i, from[i], proportion_z(o.level), &share);
		p->n[i] = share.n;
		p->share[i] = (struct trap_share){share.share, share.size};
	}
}

static const char *
reason(const struct trap_change *c, enum trap_verdict verdict)
{
	bool up = c[X_SATISFACTION].certain;

	if (verdict == TRAP_TRAP || verdict == TRAP_GROWTH)
		return up ? NULL : "satisfaction change within error";
	if (verdict == TRAP_REPURCHASE && !c[X_REPURCHASE].certain)
		return "repurchase change within error";
	return NULL;
}

static void
put_point(
    const struct put *put, const struct point *p, const struct trap_change *c)
{
	static const char *const names[] = {
	    "", "trap", "growth", "repurchase up", "none"};
	enum trap_verdict verdict = trap_verdict(&c[0], &c[1]);

	for (size_t i = 0; i < X_COUNT; i++) {
		put_count(put, p->n[i]);
		put_real(put, p->share[i].share);
		put_real(put, c[i].delta);
		put_interval(put, c[i].at);
	}
	if (verdict == TRAP_UNKNOWN)
		put_empty(put);
	else
		put_label(put, names[verdict]);
	put_note(put, fmin(p->n[0], p->n[1]), reason(c, verdict));
}

static bool
put_trap(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	static const struct point unknown = {
	    .share = {{.share = (double)NAN}, {.share = (double)NAN}}};
	struct job *j = arg;
	struct trap_change c[X_COUNT];
	struct point p;
	struct buf swap = j->before;

	group_name(s->group, group, group_width(s->group) - 1, &j->now);
	if (!str_eq(buf_view(&j->now), buf_view(&j->before)))
		j->last = unknown;
	get_point(s, group, a, j, &p);
	for (size_t i = 0; i < X_COUNT; i++)
		c[i] = trap_change(
		    &j->last.share[i], &p.share[i], proportion_z(o.level));
	group_put(s->group, &s->put, group);
	put_point(&s->put, &p, c);
	j->last = p;
	j->before = j->now;
	j->now = swap;
	return put_end(&s->put);
}

bool
run_trap(struct run *r)
{
	static const char *const ours[] = {"satisfaction_n", "satisfaction",
	    "satisfaction_delta", "satisfaction_low", "satisfaction_high",
	    "repurchase_n", "repurchase", "repurchase_delta", "repurchase_low",
	    "repurchase_high", "verdict", "note", NULL};
	struct job j = {.last = {.share = {{.share = (double)NAN},
				     {.share = (double)NAN}}}};
	struct survey s;
	bool ok;

	if (o.period < 0 && o.by.n == 0)
		return run_usage(r, "-m trap compares periods: --period, or "
				    "--by with the period last");
	ok = survey_begin(&s, r);
	if (ok)
		bind(&s, &j);
	ok = ok && survey_open(&s, X_COUNT, ours) && need(&s, &j) &&
	     read_all(&s, &j) && survey_report(&s, put_trap, &j);
	buf_free(&j.before);
	buf_free(&j.now);
	mem_free(j.counts.sum);
	survey_end(&s);
	return ok;
}
