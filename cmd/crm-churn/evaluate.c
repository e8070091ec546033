/*
 * --evaluate: how good the scores are for rows that were not learned from,
 * set apart by folds or by a day.
 */
#include <math.h>

#include "base/mem.h"
#include "num/special.h"
#include "risk.h"

enum { BINS = 10 };

/* What was foretold, and what came. */
struct judged {
	double *p;
	unsigned char *y;
	size_t n;
};

static void
judge(struct judged *j, const struct model *m, const struct data *d, size_t row)
{
	j->p[j->n] = special_sigmoid(model_score(m, d, row, NULL));
	j->y[j->n++] = d->y[row];
}

/* Learns from the rows that are not in part, judges those in part. */
static bool
apart(struct judged *j, const struct data *d, const uint32_t *row, size_t n,
    const unsigned char *part, struct fault *f)
{
	uint32_t *rest = mem_resize(NULL, n, sizeof(*rest));
	struct model m;
	size_t k = 0;
	bool ok;

	for (size_t i = 0; i < n; i++)
		if (part[i] == 0)
			rest[k++] = row[i];
	ok = learn(&m, d, rest, k, f);
	for (size_t i = 0; ok && i < n; i++)
		if (part[i] == 1)
			judge(j, &m, d, row[i]);
	model_free(&m);
	mem_free(rest);
	return ok;
}

static bool
by_folds(struct judged *j, const struct data *d, const uint32_t *row,
    struct fault *f)
{
	unsigned *fold = make_folds(d, row, d->n, (size_t)o.folds);
	unsigned char *part = mem_resize(NULL, d->n, 1);
	bool ok = true;

	for (unsigned k = 0; ok && k < (unsigned)o.folds; k++) {
		for (size_t i = 0; i < d->n; i++)
			part[i] = fold[i] == k;
		ok = apart(j, d, row, d->n, part, f);
		if (!ok)
			fault_hint(f, FEWER_FOLDS);
	}
	mem_free(part);
	mem_free(fold);
	return ok;
}

/*
 * A row is learned from when its label was known by the day; a row before it
 * whose label came later is used for nothing.
 */
static bool
by_day(struct judged *j, const struct data *d, const uint32_t *row,
    struct fault *f)
{
	unsigned char *part = mem_resize(NULL, d->n, 1);
	size_t left = 0, learned = 0;
	bool ok;

	for (size_t i = 0; i < d->n; i++) {
		double day = d->day[row[i]], known = day + d->window[row[i]];

		part[i] = day > o.split.day ? 1 : known > o.split.day ? 2 : 0;
		left += part[i] == 2;
		learned += part[i] == 0;
	}
	say_count(left, "row", " whose label was not known by --split");
	ok = learned > 0 || fault_set(f, FAULT_DATA,
				"no row's label was "
				"known by --split");
	ok = ok && apart(j, d, row, d->n, part, f);
	if (ok && j->n == 0)
		ok = fault_set(f, FAULT_DATA, "no rows after --split");
	mem_free(part);
	return ok;
}

static void
measure(const struct put *put, const char *name, size_t n, double v)
{
	put_label(put, name);
	put_empty(put);
	put_int(put, (int64_t)n);
	put_empty(put);
	put_real(put, v);
	put_end(put);
}

static void
put_bin(const struct put *put, const char *name, size_t k,
    const struct skill_bin *b, double v)
{
	put_label(put, name);
	put_int(put, (int64_t)k + 1);
	put_int(put, (int64_t)b->n);
	put_real(put, b->predicted);
	put_real(put, v);
	put_end(put);
}

static void
put_skill(const struct put *put, const struct judged *j)
{
	static const char *const names[] = {
	    "measure", "bin", "n", "mean_p", "value", NULL};
	struct skill_bin bin[BINS];
	struct skill s;

	skill_of(j->p, j->y, j->n, &s);
	put_columns(put, names);
	writer_begin(put->w);
	measure(put, "auc", s.n, s.auc);
	measure(put, "brier", s.n, s.brier);
	measure(put, "log_loss", s.n, s.log_loss);
	measure(put, "churn_rate", s.n, s.base);
	if (s.n < BINS)
		return;
	skill_bins(j->p, j->y, j->n, bin, BINS);
	for (size_t k = 0; k < BINS; k++)
		put_bin(put, "calibration", k, &bin[k], bin[k].observed);
	for (size_t k = 0; k < BINS; k++)
		put_bin(put, "lift", k, &bin[k], bin[k].lift);
	for (size_t k = 0; k < BINS; k++)
		put_bin(put, "caught", k, &bin[k], bin[k].caught);
}

bool
evaluate(struct run *r, const struct data *d, const struct put *put)
{
	struct judged j = {mem_resize(NULL, d->n, sizeof(double)),
	    mem_resize(NULL, d->n, 1), 0};
	uint32_t *row = data_order(d);
	bool ok = o.split.given ? by_day(&j, d, row, &r->fault)
				: by_folds(&j, d, row, &r->fault);

	if (ok)
		put_skill(put, &j);
	mem_free(row);
	mem_free(j.p);
	mem_free(j.y);
	return ok;
}

/* Whether a threshold on the numbers parts the classes. */
static bool
parted(const struct data *d, const struct feature *x)
{
	double most = (double)INFINITY;
	double low[2] = {most, most}, high[2] = {-most, -most};

	for (size_t i = 0; i < d->n; i++) {
		double v = x->number[x->code[i]];
		unsigned y = d->y[i];

		if (isnan(v))
			return false;
		low[y] = fmin(low[y], v);
		high[y] = fmax(high[y], v);
	}
	return low[1] > high[0] || low[0] > high[1];
}

/* Whether each word goes with one class only, and words are no ids. */
static bool
pure(const struct data *d, const struct feature *x)
{
	unsigned char *classes = mem_zero(x->texts.count, 1);
	bool ok = 2 * x->texts.count <= d->n;

	for (size_t i = 0; ok && i < d->n; i++) {
		classes[x->code[i]] |= (unsigned char)(1 << d->y[i]);
		ok = classes[x->code[i]] != 3;
	}
	mem_free(classes);
	return ok;
}

void
warn_of_leaks(const struct data *d)
{
	for (size_t i = 0; i < d->features; i++) {
		const struct feature *x = &d->feature[i];

		if (x->categorical ? pure(d, x) : parted(d, x))
			diag_warn("feature '%s' alone tells every label: was "
				  "it known beforehand?",
			    x->name);
	}
}
