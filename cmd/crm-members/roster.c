#include "base/mem.h"
#include "members.h"

int32_t
roster_joined(const struct roster *m, uint32_t member)
{
	return m->step[m->first[member]].day;
}

void
roster_free(struct roster *m)
{
	customers_free(&m->ids);
	names_free(&m->tiers);
	mem_free(m->first);
	mem_free(m->step);
}

bool
roster_add(struct roster *m, struct str id, struct str tier, int32_t day,
    bool *twice, struct fault *f)
{
	size_t known = m->ids.count;
	uint32_t member = customers_add(&m->ids, id);
	uint32_t at, before = STEP_NONE;

	*twice = false;
	if (member == CUSTOMERS_NONE || m->steps == STEP_NONE)
		return fault_set(f, FAULT_DATA,
		    "more than 4294967294 rows of "
		    "members");
	m->first =
	    mem_grow(m->first, &m->room, m->ids.count, sizeof(*m->first));
	if (m->ids.count > known)
		m->first[member] = STEP_NONE;
	for (at = m->first[member]; at != STEP_NONE && m->step[at].day < day;
	     at = m->step[at].next)
		before = at;
	*twice = at != STEP_NONE && m->step[at].day == day;
	if (*twice)
		return true;
	m->step =
	    mem_grow(m->step, &m->step_room, m->steps + 1, sizeof(*m->step));
	m->step[m->steps] = (struct step){day, names_add(&m->tiers, tier), at};
	if (before == STEP_NONE)
		m->first[member] = (uint32_t)m->steps;
	else
		m->step[before].next = (uint32_t)m->steps;
	m->steps++;
	return true;
}

bool
roster_seen(struct roster *m, struct str id, int32_t day, struct fault *f)
{
	uint32_t known = customers_find(&m->ids, id);
	struct step *first;
	bool twice;

	if (known == CUSTOMERS_NONE)
		return roster_add(m, id, STR(""), day, &twice, f);
	first = &m->step[m->first[known]];
	if (day < first->day)
		first->day = day;
	return true;
}

enum { MEMBER, ENROLLED, TIER };

/* A row of the file: a member joins, or changes his tier. */
static bool
take(struct roster *m, struct run *r, struct table *t)
{
	struct str id, tier = STR("");
	struct date d;
	bool twice;

	if (!table_id(t, MEMBER, &id) || !table_date(t, ENROLLED, &d))
		return true;
	if (o.by == BY_TIER)
		tier = table_text(t, TIER);
	if (!roster_add(m, id, tier, d.day, &twice, &r->fault))
		return false;
	if (twice) {
		(void)table_reject(t, MEMBER, "a second row of that day");
		table_hint(t, "further rows of a member say from which day "
			      "on he has another tier");
	}
	return true;
}

bool
roster_read(struct roster *m, struct run *r)
{
	static const char *const members[] = {
	    "customer_id", "member", "id", NULL};
	static const char *const days[] = {
	    "enrolled_at", "joined", "since", "date", NULL};
	struct table *t = run_side_table(r);
	bool ok;

	(void)table_role(t, &(struct role){.option = "member",
				.name = "member_id",
				.required = true,
				.likely = members,
				.column = o.member});
	(void)table_role(t, &(struct role){.option = "enrolled",
				.name = "enrolled",
				.required = true,
				.likely = days,
				.column = o.enrolled});
	if (o.by == BY_TIER)
		(void)table_role(t, &(struct role){.option = "tier",
					.name = "tier",
					.required = true,
					.column = o.tier});
	ok = table_open_file(t, o.members, &r->fault);
	while (ok && table_next(t))
		ok = take(m, r, t);
	ok = ok && table_done(t, &r->fault);
	table_delete(t);
	return ok;
}
