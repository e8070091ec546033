/* --merge: partial summaries in place of orders. */
#include "fold/feed.h"
#include "fold/key.h"
#include "summary.h"

/* What is known while the parts are read. */
struct merging {
	struct work *w;
	struct feed *feed;
	size_t days;  /* the slot */
	size_t marks; /* last lines seen: of that many files */
	bool any;     /* there is a latest day */
	int32_t latest;
	bool known; /* whether days have sums */
};

/* A fault that no option skips, at the row at hand. */
static bool
broken(struct merging *m, const char *what, const char *hint)
{
	struct fault *f = &m->w->r->fault;

	fault_set(f, FAULT_FORM, "%s", what);
	fault_at(f, table_file(m->w->t), table_line(m->w->t));
	if (hint != NULL)
		fault_hint(f, "%s", hint);
	return false;
}

static bool
check_mark(struct merging *m, const struct partial_mark *mark)
{
	struct work *w = m->w;

	if (mark->period != (enum period)o.period)
		return broken(m, "made with another --period",
		    "pass the same one to --merge");
	if (m->marks > 0 && mark->digest != w->mark.digest)
		return broken(m, "made from other columns than the first file",
		    "parts of one summary have the same --period, --by and "
		    "names of columns");
	if (m->known && mark->money != w->money)
		return broken(m, "the last line contradicts the days", NULL);
	return true;
}

static bool
read_mark(struct merging *m)
{
	struct work *w = m->w;
	struct partial_mark mark;

	if (!partial_get_mark(table_text(w->t, m->days), &mark))
		return broken(m, "not the last line of a partial summary",
		    "--merge reads what --partial wrote");
	if (!check_mark(m, &mark))
		return false;
	if (mark.any && (!m->any || mark.last > m->latest))
		m->latest = mark.last;
	m->any |= mark.any;
	w->mark = mark;
	w->money = mark.money;
	m->known = true;
	m->marks++;
	return true;
}

/* The first day of all tells whether there are sums. */
static void
guess_money(struct merging *m, struct str days)
{
	if (m->known || days.n == 0)
		return;
	m->known = true;
	m->w->money = memchr(days.p, ':', days.n) != NULL;
}

static bool
read_days(struct merging *m, struct str id)
{
	struct work *w = m->w;
	struct str rest = table_text(w->t, m->days);

	guess_money(m, rest);
	while (rest.p != NULL) {
		struct day_sum d;

		if (!partial_next_day(&rest, w->money, &d)) {
			(void)table_reject(
			    w->t, (long)m->days, "not a list of days");
			return true;
		}
		if (!feed_row(
			m->feed, &(struct fold_row){.id = id,
				     .day = d.day,
				     .amount = d.sum,
				     .more = (int32_t)((int64_t)d.n - 1)}))
			return false;
	}
	return true;
}

/* A file ends with its mark, and nothing else has one. */
static bool
check_place(struct merging *m)
{
	size_t file = table_files(m->w->t);

	if (m->marks == file)
		return broken(m, "a row behind the last line", NULL);
	if (m->marks + 1 < file) {
		broken(m, "cut short: it has no last line", NULL);
		fault_at(&m->w->r->fault, m->w->r->files[m->marks], 0);
		return false;
	}
	return true;
}

static bool
merge_row(struct merging *m)
{
	struct work *w = m->w;
	struct str key;

	if (!check_place(m))
		return false;
	if (table_text(w->t, CUSTOMER).n == 0)
		return read_mark(m);
	return !read_key(w, w->t, w->by, &key) || read_days(m, key);
}

static bool
merge_rows(struct merging *m)
{
	struct work *w = m->w;
	struct fault folding;
	bool ok = true;

	m->feed = feed_new(w->roll, &w->list.threads);
	while (ok && table_next(w->t))
		ok = merge_row(m);
	if (!feed_end(m->feed, &folding)) {
		w->r->fault = folding;
		return false;
	}
	if (!ok || !table_done(w->t, &w->r->fault))
		return false;
	if (m->marks < table_files(w->t)) {
		fault_set(
		    &w->r->fault, FAULT_FORM, "cut short: it has no last line");
		fault_at(&w->r->fault, table_file(w->t), 0);
		return false;
	}
	if (m->any)
		roll_seen(w->roll, m->latest);
	return true;
}

static bool
open_parts(struct merging *m)
{
	struct work *w = m->w;
	struct fault *f = &w->r->fault;

	w->t = list_table(w);
	w->by = 1;
	m->days = table_column(w->t, "days", NULL);
	if (run_open(w->r, w->t))
		return true;
	if (f->code == FAULT_FORM && f->hint[0] == '\0')
		fault_hint(f, "--merge reads what --partial wrote");
	return false;
}

bool
merge_all(struct work *w)
{
	struct merging m = {.w = w};

	if (!open_parts(&m) || !merge_rows(&m))
		return false;
	if (o.top > 0 && !w->money)
		return run_usage(w->r, "--top: there are no amounts");
	return true;
}
