/* Durations and days for -m survival: how long each subject was watched. */
#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "survival.h"

/* What is common to durations and days: group, entry, no one twice. */
static bool
read_subject(struct survival *s, struct names *names, struct subject *x)
{
	struct str id;

	x->entry = -(double)INFINITY;
	if (table_has(s->t, ENTRY)) {
		if (!table_blank(s->t, ENTRY)) {
			if (!get_size(s->t, ENTRY, &x->entry))
				return false;
			s->entries = true;
		}
	} else if (table_has(s->t, CUSTOMER) &&
		   (!table_id(s->t, CUSTOMER, &id) ||
		       !seen_before(names, s->t, id))) {
		return false;
	}
	return group_find(s->groups, s->t, &x->group);
}

static bool
read_event(struct survival *s, unsigned char *event)
{
	bool yes;

	if (!test_get(&s->event, s->t, &yes))
		return false;
	*event = yes;
	return true;
}

static bool
check_entry(struct survival *s, const struct subject *x)
{
	return x->entry < x->time ||
	       table_reject(s->t, ENTRY, "not before the end");
}

bool
survival_from_durations(struct survival *s)
{
	struct names names = {0};
	struct subject x;
	bool ok = table_need(s->t, s->event.slot, &s->r->fault);

	while (ok && table_next(s->t))
		if (get_size(s->t, DURATION, &x.time) &&
		    read_event(s, &x.event) && read_subject(s, &names, &x) &&
		    check_entry(s, &x))
			survival_add(s, &x);
	names_free(&names);
	return ok && table_done(s->t, &s->r->fault);
}

/* Who has not left waits for the as-of date: time is the start until then. */
struct open_row {
	size_t subject;
	const char *file;
	uint64_t line;
};

struct days {
	struct open_row *open;
	size_t n, room;
	int32_t as_of;
	bool any;
};

static void
see_day(struct days *d, int32_t day)
{
	if (!d->any || day > d->as_of)
		d->as_of = day;
	d->any = true;
}

static void
add_open(struct survival *s, struct days *d, struct subject *x, int32_t start)
{
	d->open = mem_grow(d->open, &d->room, d->n + 1, sizeof(*d->open));
	d->open[d->n++] =
	    (struct open_row){s->n, table_file(s->t), table_line(s->t)};
	see_day(d, start);
	x->time = start;
	x->event = 0;
	survival_add(s, x);
}

static bool
read_days(struct survival *s, struct names *names, struct days *d)
{
	const struct opt_date *as_of = &o.common.as_of;
	bool blank = table_blank(s->t, END);
	struct date start, end = {.day = INT32_MAX};
	struct subject x = {.event = 1};

	if (!table_date(s->t, START, &start) ||
	    (!blank && !table_date(s->t, END, &end)))
		return false;
	if (end.day < start.day)
		return table_reject(s->t, END, "before the start");
	if (as_of->given && start.day > as_of->day) {
		s->after++;
		return true;
	}
	if (!blank && table_has(s->t, s->event.slot) &&
	    !read_event(s, &x.event))
		return false;
	if (!read_subject(s, names, &x))
		return false;
	if (blank || (as_of->given && end.day > as_of->day)) {
		add_open(s, d, &x, start.day);
		return true;
	}
	x.time = end.day - start.day;
	if (!check_entry(s, &x))
		return false;
	see_day(d, end.day);
	survival_add(s, &x);
	return true;
}

static bool
close_days(struct survival *s, struct days *d)
{
	struct fault *f = &s->r->fault;
	int32_t as_of = o.common.as_of.given ? o.common.as_of.day : d->as_of;

	for (size_t i = 0; i < d->n; i++) {
		struct subject *x = &s->subject[d->open[i].subject];

		x->time = as_of - x->time;
		if (x->entry < x->time)
			continue;
		(void)fault_set(f, FAULT_DATA, "not before the as-of date");
		fault_at(f, d->open[i].file, d->open[i].line);
		fault_column(f, table_name(s->t, ENTRY));
		return false;
	}
	return true;
}

bool
survival_from_days(struct survival *s)
{
	struct names names = {0};
	struct days d = {0};
	bool ok = table_need(s->t, END, &s->r->fault);

	while (ok && table_next(s->t))
		(void)read_days(s, &names, &d);
	ok = ok && table_done(s->t, &s->r->fault) && close_days(s, &d);
	names_free(&names);
	mem_free(d.open);
	return ok;
}
