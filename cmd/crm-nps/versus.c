/*
 * --versus: what each group is compared with.
 *
 *   previous  the row before, when the two differ in the last column alone
 *   rest      all other answers; of the same period, where there are groups
 *             and periods
 *   group     the row that differs in the last column of --by alone, or in
 *             the period when there is no --by, and bears the name there
 */
#include "nps.h"

#include <math.h>

#include "base/hash.h"
#include "base/mem.h"

static struct difference
against(const struct figures *a, double score, double se, double z)
{
	return difference_of(a->score, a->se, score, se, z);
}

static struct difference
none(void)
{
	return against(&(struct figures){.score = (double)NAN}, 0, 0, 1);
}

static struct difference
between(const struct tally *a, const struct tally *b, double z)
{
	struct figures x = tally_figures(a), y = tally_figures(b);

	return against(&x, y.score, y.se, z);
}

static void
previous(const struct answers *a, const uint32_t *order, double z,
    struct difference *out)
{
	size_t last = group_width(a->group) - 1;
	struct buf before = {0}, now = {0};

	for (size_t i = 0; i < group_count(a->group); i++) {
		struct buf swap = before;

		before = now;
		now = swap;
		group_name(a->group, order[i], last, &now);
		out[i] = i > 0 && str_eq(buf_view(&before), buf_view(&now))
			     ? between(&a->tally[order[i]],
				   &a->tally[order[i - 1]], z)
			     : none();
	}
	buf_free(&before);
	buf_free(&now);
}

/* What the answers of a row's rest have in common, as bytes. */
static struct str
common_part(const struct answers *a, uint32_t group, int32_t *period)
{
	bool both = o.by.n > 0 && o.period >= 0;

	*period = both ? group_period_of(a->group, group) : 0;
	return (struct str){(const char *)period, sizeof(*period)};
}

static void
rest(const struct answers *a, const uint32_t *order, double z,
    struct difference *out)
{
	size_t n = group_count(a->group);
	struct tally *total = mem_zero(n, sizeof(*total));
	struct names names = {0};
	int32_t period;

	for (uint32_t i = 0; i < n; i++)
		tally_add(&total[names_add(&names, common_part(a, i, &period))],
		    &a->tally[i]);
	for (size_t i = 0; i < n; i++) {
		const struct tally *own = &a->tally[order[i]];
		uint32_t at =
		    names_find(&names, common_part(a, order[i], &period));
		struct tally other = tally_sub(&total[at], own);

		out[i] = between(own, &other, z);
	}
	names_free(&names);
	mem_free(total);
}

/* Whether the group bears the name of --versus in column k. */
static bool
is_control(const struct answers *a, uint32_t group, size_t k)
{
	char text[PERIOD_MAX];
	struct str s = {text, 0};

	if (k < o.by.n)
		s = group_value(a->group, group, k);
	else
		s.n = period_put(text, (enum period)o.period,
		    group_period_of(a->group, group));
	return str_is(s, o.versus.group);
}

static bool
control(struct run *r, const struct answers *a, const uint32_t *order, double z,
    struct difference *out)
{
	size_t n = group_count(a->group), k = o.by.n > 0 ? o.by.n - 1 : 0;
	uint32_t *with = mem_resize(NULL, n, sizeof(*with));
	struct names names = {0};
	struct buf b = {0};
	bool found = false;

	for (uint32_t i = 0; i < n; i++)
		if (is_control(a, i, k)) {
			group_name(a->group, i, k, &b);
			buf_putc(&b, '\0');
			with[names_add(&names, buf_view(&b))] = i;
			found = true;
		}
	for (size_t i = 0; i < n && found; i++) {
		uint32_t at;

		group_name(a->group, order[i], k, &b);
		buf_putc(&b, '\0');
		at = names_find(&names, buf_view(&b));
		out[i] =
		    at == NAMES_NONE || with[at] == order[i]
			? none()
			: between(&a->tally[order[i]], &a->tally[with[at]], z);
	}
	if (!found && n > 0) {
		fault_set(
		    &r->fault, FAULT_DATA, "--versus: there is no such group");
		fault_value(&r->fault, str_of(o.versus.group));
	}
	buf_free(&b);
	names_free(&names);
	mem_free(with);
	return found || n == 0;
}

static void
score(const struct answers *a, const uint32_t *order, double z,
    struct difference *out)
{
	for (size_t i = 0; i < group_count(a->group); i++) {
		struct figures g = tally_figures(&a->tally[order[i]]);

		out[i] = against(&g, o.versus.score, 0, z);
	}
}

static void
adjust(struct difference *d, size_t n)
{
	double *p = mem_resize(NULL, n, sizeof(*p));

	for (size_t i = 0; i < n; i++)
		p[i] = d[i].p;
	p_holm(p, n);
	for (size_t i = 0; i < n; i++)
		d[i].p = p[i];
	mem_free(p);
}

bool
compare(struct run *r, const struct answers *a, const uint32_t *order,
    struct difference *out)
{
	double z = proportion_z(o.level);
	bool ok = true;

	switch (o.versus.kind) {
	case VERSUS_NONE:
		return true;
	case VERSUS_PREVIOUS:
		previous(a, order, z, out);
		break;
	case VERSUS_REST:
		rest(a, order, z, out);
		break;
	case VERSUS_SCORE:
		score(a, order, z, out);
		break;
	case VERSUS_GROUP:
		ok = control(r, a, order, z, out);
		break;
	}
	adjust(out, group_count(a->group));
	return ok;
}
