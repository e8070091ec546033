/* -m lifecycle: stages and patterns of relationships, from orders. */
#include "lifecycle.h"

#include "base/mem.h"
#include "num/date.h"
#include "num/dec.h"

static const char *const stages[STAGES] = {
    "exploration", "formation", "stability", "decline"};
static const char *const patterns[PATTERNS] = {
    "", "early-abort", "mid-way", "early-exit", "long-lasting"};

static bool
factor(struct run *r, const char *option, double x, int64_t *to)
{
	return (dec_of_double(x, to) && *to > 0) ||
	       run_usage(r, "--%s: too small", option);
}

static void
say_end(const struct lifecycle_state *st)
{
	char day[DATE_MAX + 1], last[DATE_MAX + 1];

	if (!st->known)
		return;
	day[date_put(day, st->as_of)] = '\0';
	last[date_put(last, period_first_day(st->period, st->last + 1) - 1)] =
	    '\0';
	diag_note("as of %s; complete periods end on %s", day, last);
	if (st->late > 0)
		diag_say("orders after %s, left out: %llu", day,
		    (unsigned long long)st->late);
}

static bool
begin(struct segment *s)
{
	struct lifecycle_state *st = s->state = mem_zero(1, sizeof(*st));
	struct run *r = s->run;

	if (given.orders == NULL) {
		run_usage(r, "which orders? --orders FILE");
		fault_hint(&r->fault, "as crm-orders writes them: "
				      "customer_id,date,amount");
		return false;
	}
	if (given.use != NULL && (given.growth > 0 || given.decline > 0 ||
				     given.period >= 0 || given.volume >= 0))
		return run_usage(r, "--use has thresholds already");
	st->period =
	    given.period >= 0 ? (enum period)given.period : PERIOD_MONTH;
	st->orders = given.volume == 1;
	if (!factor(r, "growth", given.growth > 0 ? given.growth : 1.25,
		&st->form.growth) ||
	    !factor(r, "decline", given.decline > 0 ? given.decline : .75,
		&st->form.decline))
		return false;
	return true;
}

static bool
save(const struct segment *s, struct keep *k)
{
	const struct lifecycle_state *st = s->state;

	keep_put_text(k, "period", str_of(lifecycle_periods[st->period]));
	keep_put_text(k, "volume", str_of(lifecycle_volumes[st->orders]));
	keep_put_real(k, "growth", dec_to_double(st->form.growth));
	keep_put_real(k, "decline", dec_to_double(st->form.decline));
	return true;
}

static bool
use_choice(
    struct keep *k, const char *key, const char *const *choices, size_t *which)
{
	struct str s;

	if (!keep_text(k, key, &s))
		return false;
	for (*which = 0; choices[*which] != NULL; ++*which)
		if (str_is(s, choices[*which]))
			return true;
	return keep_fail(k, 0, "its period or volume is unknown");
}

static bool
use(struct segment *s, struct keep *k)
{
	struct lifecycle_state *st = s->state;
	size_t period, volume;
	double growth, decline;

	if (!use_choice(k, "period", lifecycle_periods, &period) ||
	    !use_choice(k, "volume", lifecycle_volumes, &volume) ||
	    !keep_real(k, "growth", &growth) ||
	    !keep_real(k, "decline", &decline))
		return false;
	st->period = (enum period)period;
	st->orders = volume == 1;
	return (dec_of_double(growth, &st->form.growth) &&
		   dec_of_double(decline, &st->form.decline) && growth > 0 &&
		   decline > 0) ||
	       keep_fail(k, 0, "its growth or decline is not above 0");
}

/* Before the customers are opened: with what --use may have changed. */
static bool
bind(struct segment *s)
{
	struct lifecycle_state *st = s->state;

	if (!history_read(s->run, st))
		return false;
	say_end(st);
	return true;
}

/* Stage and pattern in one number. */
static bool
take(struct segment *s, size_t at)
{
	const struct lifecycle_state *st = s->state;
	uint32_t id = names_find(&st->ids, table_text(s->table, ROLE_CUSTOMER));
	uint32_t flag = STAGES;

	if (id != NAMES_NONE && st->life[id].periods > 0)
		flag = (uint32_t)st->life[id].stage |
		       (uint32_t)lifecycle_pattern(&st->life[id]) << 8;
	segment_set_flag(s, at, flag);
	return true;
}

static bool
counts(const struct segment *s, size_t row)
{
	return (s->flag[row] & 0xff) < STAGES;
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {"stage", "pattern", NULL};

	(void)s;
	return names;
}

static size_t
classes(const struct segment *s)
{
	(void)s;
	return STAGES;
}

static size_t
class_of(const struct segment *s, size_t row)
{
	return s->flag[row] & 0xff;
}

static struct str
class_name(const struct segment *s, size_t k)
{
	(void)s;
	return str_of(stages[k]);
}

static void
cells(const struct segment *s, size_t row)
{
	put_class(s, class_of(s, row));
	put_text(&s->put, label_of(s, str_of(patterns[s->flag[row] >> 8])));
}

static size_t
kind(const struct segment *s, size_t row)
{
	return s->flag[row];
}

static void
explain_patterns(const struct segment *s)
{
	size_t n[PATTERNS] = {0};

	for (size_t i = 0; i < s->rows; i++)
		if (segment_counts(s, i))
			n[s->flag[i] >> 8]++;
	for (size_t k = 0; k < PATTERNS; k++) {
		struct explain e = EXPLAIN_NONE;

		e.part = "pattern";
		e.name = label_of(s, str_of(patterns[k]));
		e.n = (long)n[k];
		e.note = k == PATTERN_OPEN ? "not ended, and stable in less "
					     "than two periods"
					   : NULL;
		explain_row(s, &e);
	}
}

static void
explain(const struct segment *s)
{
	const struct lifecycle_state *st = s->state;
	struct buf b = {0};
	char last[DATE_MAX + 1];

	explain_classes(s, "stage");
	explain_patterns(s);
	explain_value(s, "threshold", "growth", dec_to_double(st->form.growth),
	    "formation: at least so many times the period before");
	explain_value(s, "threshold", "decline",
	    dec_to_double(st->form.decline),
	    "decline: at most so many times the best period so far");
	if (st->known) {
		last[date_put(last,
		    period_first_day(st->period, st->last + 1) - 1)] = '\0';
		buf_printf(&b,
		    "by %s; the last complete one ends on %s; "
		    "volume is %s",
		    lifecycle_periods[st->period], last,
		    lifecycle_volumes[st->orders]);
		explain_rule(s, "period", buf_cstr(&b));
	}
	buf_free(&b);
	explain_rule(s, "lifecycle",
	    "the first active period is exploration; then formation, "
	    "decline, else stability");
}

static void
end(struct segment *s)
{
	struct lifecycle_state *st = s->state;

	if (st == NULL)
		return;
	names_free(&st->ids);
	mem_free(st->life);
	mem_free(st);
}

const struct way lifecycle_way = {
    .needs = 1U << ROLE_CUSTOMER,
    .class_first = true,
    .local = true,
    .begin = begin,
    .use = use,
    .save = save,
    .bind = bind,
    .take = take,
    .counts = counts,
    .lacks = "no order in a complete period",
    .columns = columns,
    .cells = cells,
    .kind = kind,
    .classes = classes,
    .class_of = class_of,
    .class_name = class_name,
    .explain = explain,
    .end = end,
};
