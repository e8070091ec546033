/* counts: rates of measure, count, total; in rows, or in --counts. */
#include "measures.h"

#include <math.h>

#include "base/mem.h"
#include "num/dec.h"

static size_t
find(struct str name)
{
	size_t i = 0;

	while (i < MEASURES && !str_is(name, measure_names[i]) &&
	       (i >= RATES || !str_is(name, measure_rates[i].chinese)))
		i++;
	if (str_is(name, "销售力"))
		i = SELLING;
	return i;
}

static void
count(struct measures *j, uint32_t group, size_t measure, int64_t hits,
    int64_t total)
{
	size_t had = j->room, need = ((size_t)group + 1) * MEASURES;
	struct i128 *at;

	j->sum = mem_grow(j->sum, &j->room, need, sizeof(*j->sum));
	for (size_t i = had; i < j->room; i++)
		j->sum[i][0] = j->sum[i][1] = i128_of(0);
	at = j->sum[(size_t)group * MEASURES + measure];
	at[0] = i128_add(at[0], i128_of(hits));
	at[1] = i128_add(at[1], i128_of(total));
	j->can[measure] = true;
}

/* What is wrong with two counts, in millionths, or NULL. */
static const char *
problem(size_t measure, int64_t hits, int64_t total)
{
	if (measure == MEASURES)
		return "no measure of that name";
	if (measure == CHOICE)
		return "choice-time has no counts";
	if (hits < 0 || hits > total)
		return "not from 0 to the total";
	if (measure != SELLING && (hits % DEC_ONE != 0 || total % DEC_ONE != 0))
		return "not a whole number";
	return NULL;
}

void
counts_read(struct measures *j)
{
	struct table *t = j->s.t;
	size_t measure = find(str_trim(table_text(t, j->measure)));
	const char *wrong;
	int64_t hits, total;
	uint32_t group;

	if (!table_dec(t, j->count, &hits) || !table_dec(t, j->total, &total))
		return;
	wrong = problem(measure, hits, total);
	if (wrong != NULL) {
		table_reject(t,
		    (long)(measure >= CHOICE ? j->measure : j->count), "%s",
		    wrong);
		return;
	}
	if (group_find(j->s.group, t, &group))
		count(j, group, measure, hits, total);
}

void
counts_put(const struct put *put, const struct i128 *sum, size_t measure)
{
	double hits = dec_sum_to_double(sum[0]);
	double n = dec_sum_to_double(sum[1]);
	struct interval at = {(double)NAN, (double)NAN};

	if (measure != SELLING && n > 0)
		at = proportion_wilson(hits, n, proportion_z(o.level));
	put_rate(put, n, (double)NAN, hits, n > 0 ? hits / n : (double)NAN, at);
	if (measure == SELLING && n > 0)
		put_note(put, (double)INFINITY, "amounts");
	else
		put_note(put, n, NULL);
}

static bool
parse_count(struct run *r, struct measures *j, const char *text)
{
	struct str rest = str_of(text), name, hits;
	int64_t v[2];
	const char *wrong;
	size_t measure;

	if (!str_split(&rest, '=', &name) || rest.p == NULL ||
	    !str_split(&rest, '/', &hits) || rest.p == NULL ||
	    dec_parse(NULL, hits, &v[0]) != DEC_OK ||
	    dec_parse(NULL, rest, &v[1]) != DEC_OK) {
		run_usage(r, "--counts: not MEASURE=COUNT/TOTAL: '%s'", text);
		return false;
	}
	measure = find(name);
	wrong = problem(measure, v[0], v[1]);
	if (wrong != NULL)
		return run_usage(r, "--counts: %s: '%s'", wrong, text);
	count(j, 0, measure, v[0], v[1]);
	return true;
}

bool
run_counts(struct run *r)
{
	struct measures j = {.counted = true};
	struct put put;
	bool ok = true;

	if (r->nfiles > 0)
		return run_usage(r, "--counts reads no input");
	for (size_t i = 0; i < o.counts.n && ok; i++)
		ok = parse_count(r, &j, o.counts.item[i]);
	ok = ok && run_put(r, NULL, &put);
	for (size_t i = 0; ok && measure_columns[i] != NULL; i++)
		writer_column(put.w, str_of(measure_columns[i]));
	if (ok)
		writer_begin(put.w);
	for (size_t i = 0; ok && i < MEASURES; i++) {
		if (!j.can[i])
			continue;
		put_label(&put, measure_names[i]);
		counts_put(&put, j.sum[i], i);
		(void)put_end(&put);
	}
	mem_free(j.sum);
	return ok;
}
