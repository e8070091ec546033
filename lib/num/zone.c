/*
 * zone: a table of moments and the offsets that hold from them on.
 *
 * The rule of the footer is written out over 400 years behind the last change
 * of the file: the calendar, weekdays too, repeats itself then, so that any
 * later moment is looked up that many times 400 years before. A local time is
 * looked up among the ends of the gaps and overlaps: at each change by its
 * moment in the larger of the two offsets.
 */
#include "num/zone.h"

#include "base/mem.h"
#include "num/dateform.h"
#include "num/zonefile.h"

#define CYCLE (INT64_C(146097) * 86400) /* 400 years  [seconds] */

enum { DAY = 86400 };

struct zone_table {
	size_t n;
	size_t room;
	struct zone_change *change;
	int32_t before;  /* the first change */
	int64_t repeats; /* from here on; INT64_MAX: never */
};

/* An offset from then on; what changes nothing is left out. */
static void
add(struct zone_table *t, int64_t at, int32_t offset)
{
	int32_t last;

	if (t->n > 0 && t->change[t->n - 1].at == at)
		t->n--;
	last = t->n > 0 ? t->change[t->n - 1].offset : t->before;
	if (offset == last)
		return;
	t->change = mem_grow(t->change, &t->room, t->n + 1, sizeof(*t->change));
	t->change[t->n++] = (struct zone_change){at, offset};
}

/* The year before; of what lies before our calendar, that before it. */
static int
year_before(int64_t at)
{
	int year, month, day;

	if (at < -373 * INT64_C(365) * DAY)
		return 1596;
	date_civil((int32_t)(at / DAY), &year, &month, &day);
	return year - 1;
}

/* Writes the rule out, behind the last change of the file. */
static void
extend(struct zone_table *t, int64_t last, const struct zone_rule *rule)
{
	int year = year_before(last);
	size_t had = t->n;

	for (int end = year + 404; year < end; year++) {
		struct zone_change two[2];

		zone_rule_year(rule, year, two);
		for (int i = 0; i < 2; i++)
			if (two[i].at > last)
				add(t, two[i].at, two[i].offset);
	}
	if (t->n > had)
		t->repeats = t->change[had].at + CYCLE;
}

bool
zone_read(struct str tzif, struct zone *zone, const char **what)
{
	struct zone_file file;
	struct zone_table *t;
	int64_t last = INT64_MIN;

	if (!zone_file_read(tzif, &file, what))
		return false;
	t = mem_zero(1, sizeof(*t));
	t->repeats = INT64_MAX;
	t->before = zone_file_before(&file);
	for (size_t i = 0; i < file.changes; i++) {
		struct zone_change c = zone_file_change(&file, i);

		add(t, c.at, c.offset);
		last = c.at;
	}
	if (file.ruled && file.rule.dst)
		extend(t, last, &file.rule);
	*zone = (struct zone){.table = t};
	return true;
}

void
zone_free(struct zone *zone)
{
	/* Made here; const only for those who use it. */
	struct zone_table *t = (struct zone_table *)(uintptr_t)zone->table;

	if (t != NULL)
		mem_free(t->change);
	mem_free(t);
	*zone = (struct zone){0};
}

static int32_t
offset_behind(const struct zone_table *t, size_t changes)
{
	return changes == 0 ? t->before : t->change[changes - 1].offset;
}

/* How many whole cycles to go back, not to be behind from. */
static int64_t
cycles(int64_t at, int64_t from)
{
	return at < from ? 0 : ((at - from) / CYCLE + 1) * CYCLE;
}

int32_t
zone_offset(const struct zone *zone, int64_t utc)
{
	const struct zone_table *t = zone->table;
	size_t low = 0, high = t->n;

	utc -= cycles(utc, t->repeats);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->change[mid].at <= utc)
			low = mid + 1;
		else
			high = mid;
	}
	return offset_behind(t, low);
}

/* The end of the gap or the overlap at a change, in local time. */
static int64_t
settled(const struct zone_table *t, size_t i)
{
	int32_t before = offset_behind(t, i), behind = t->change[i].offset;

	return t->change[i].at + (before > behind ? before : behind);
}

static int32_t
offset_of_local(const struct zone_table *t, int64_t local)
{
	size_t low = 0, high = t->n;

	/* Two days: more than any offset, so that the cycle is not cut. */
	if (t->repeats != INT64_MAX)
		local -= cycles(local, t->repeats + INT64_C(2) * DAY);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (settled(t, mid) <= local)
			low = mid + 1;
		else
			high = mid;
	}
	return offset_behind(t, low);
}

int64_t
zone_utc(const struct zone *zone, int64_t local)
{
	int64_t offset;

	if (zone == NULL)
		return local;
	offset = zone->offset;
	if (zone->table != NULL)
		offset = offset_of_local(
		    zone->table, local / 1000000 - (local % 1000000 < 0));
	return local - offset * INT64_C(1000000);
}

bool
zone_parse(struct str s, struct zone *zone)
{
	int32_t offset = 0;
	bool colon =
	    s.n == 6 && s.p[3] == ':' && s.p[0] != 'Z' && s.p[0] != 'z';

	if (!str_is(s, "UTC") && !str_is(s, "Z") &&
	    (!colon || !date_offset(&s, &offset)))
		return false;
	*zone = (struct zone){.offset = offset};
	return true;
}
