/*
 * learn: features as columns of numbers, and the logistic regression on
 * them. A number is centred and scaled by the rows learned from; a word is a
 * column of 0 and 1 for each value; a blank number is the mean, and a column
 * of its own says that it is blank.
 */
#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "model/logit.h"
#include "num/fsum.h"
#include "num/rng.h"
#include "num/special.h"
#include "risk.h"

/* The rows that are learned from. */
struct rows {
	const struct data *d;
	const uint32_t *row;
	size_t n;
};

static struct column *
add_column(struct model *m, size_t feature, enum kind kind)
{
	m->column =
	    mem_grow(m->column, &m->room, m->columns + 1, sizeof(*m->column));
	m->column[m->columns] =
	    (struct column){.feature = feature, .kind = kind, .sd = 1};
	return &m->column[m->columns++];
}

static void
add_number(struct model *m, const struct rows *r, size_t feature)
{
	const struct feature *x = &r->d->feature[feature];
	struct moments all = {0, 0, 0};
	struct column *c;

	for (size_t i = 0; i < r->n; i++) {
		double v = x->number[x->code[r->row[i]]];

		if (!isnan(v))
			moments_add(&all, v);
	}
	c = add_column(m, feature, KIND_NUMBER);
	c->mean = all.n > 0 ? all.mean : 0;
	c->sd = all.n > 0 ? sqrt(all.m2 / all.n) : 0;
	if (all.n == (double)r->n)
		return;
	c = add_column(m, feature, KIND_MISSING);
	c->mean = 1 - all.n / (double)r->n;
}

static void
add_levels(struct model *m, const struct rows *r, size_t feature)
{
	const struct feature *x = &r->d->feature[feature];
	size_t n = x->texts.count;
	size_t *seen = mem_zero(n, sizeof(*seen));
	uint32_t *of = mem_resize(NULL, n, sizeof(*of)); /* rank -> text */

	for (size_t i = 0; i < r->n; i++)
		seen[x->code[r->row[i]]]++;
	for (size_t i = 0; i < n; i++)
		of[x->rank[i]] = (uint32_t)i;
	for (size_t i = 0; i < n; i++) {
		struct column *c;

		if (seen[of[i]] == 0)
			continue;
		c = add_column(m, feature, KIND_LEVEL);
		c->level = arena_str(&m->arena, x->texts.name[of[i]]);
		c->mean = (double)seen[of[i]] / (double)r->n;
	}
	mem_free(seen);
	mem_free(of);
}

static void
add_features(struct model *m, const struct rows *r)
{
	const struct data *d = r->d;

	m->features = d->features;
	m->feature = mem_zero(d->features, sizeof(*m->feature));
	m->categorical = mem_zero(d->features, sizeof(*m->categorical));
	for (size_t i = 0; i < d->features; i++) {
		m->feature[i] = d->feature[i].name;
		m->categorical[i] = d->feature[i].categorical;
		if (m->categorical[i])
			add_levels(m, r, i);
		else
			add_number(m, r, i);
	}
}

/* What a cell is in this column. */
static double
entry(const struct column *c, double number, struct str text)
{
	switch (c->kind) {
	case KIND_NUMBER:
		return isnan(number) || c->sd == 0 ? 0
						   : (number - c->mean) / c->sd;
	case KIND_MISSING:
		return isnan(number);
	case KIND_LEVEL:
		break;
	}
	return str_eq(c->level, text);
}

static double *
encode(const struct model *m, const struct rows *r)
{
	double *x = mem_resize(NULL, r->n * m->columns, sizeof(*x));

	for (size_t k = 0; k < m->columns; k++) {
		const struct column *c = &m->column[k];
		const struct feature *f = &r->d->feature[c->feature];
		size_t texts = f->texts.count;
		double *of = mem_resize(NULL, texts, sizeof(*of));

		for (size_t i = 0; i < texts; i++)
			of[i] = entry(c, f->number[i], f->texts.name[i]);
		for (size_t i = 0; i < r->n; i++)
			x[i * m->columns + k] = of[f->code[r->row[i]]];
		mem_free(of);
	}
	return x;
}

static bool
count_classes(
    struct model *m, const unsigned char *y, size_t n, struct fault *f)
{
	m->rows = (double)n;
	m->ones = 0;
	for (size_t i = 0; i < n; i++)
		m->ones += y[i];
	if (n == 0)
		return fault_set(f, FAULT_DATA, "no rows to learn from");
	if (m->ones == 0 || m->ones == m->rows)
		return fault_set(f, FAULT_DATA,
		    "only one class to learn "
		    "from: every label is %d",
		    m->ones > 0);
	return true;
}

bool
model_fit(struct model *m, const struct data *d, const uint32_t *row, size_t n,
    double penalty, struct fault *f)
{
	struct rows r = {d, row, n};
	unsigned char *y = mem_resize(NULL, n, 1);
	struct logit_end end;
	double *x, *w;
	bool ok;

	*m = (struct model){.penalty = penalty, .label = o.label};
	for (size_t i = 0; i < n; i++)
		y[i] = d->y[row[i]];
	ok = count_classes(m, y, n, f);
	if (ok) {
		add_features(m, &r);
		x = encode(m, &r);
		w = mem_resize(NULL, m->columns + 1, sizeof(*w));
		logit_fit(&(struct logit_data){x, y, n, m->columns}, penalty, w,
		    &end);
		m->intercept = w[0];
		for (size_t k = 0; k < m->columns; k++)
			m->column[k].weight = w[k + 1];
		m->loglik = end.loglik;
		m->iterations = end.iterations;
		mem_free(w);
		mem_free(x);
		ok = end.converged || fault_set(f, FAULT_DATA,
					  "the fit did "
					  "not converge in %d iterations",
					  end.iterations);
	}
	mem_free(y);
	return ok;
}

void
model_free(struct model *m)
{
	mem_free(m->feature);
	mem_free(m->categorical);
	mem_free(m->column);
	arena_free(&m->arena);
	*m = (struct model){.features = 0};
}

double
model_part(
    const struct model *m, size_t feature, double number, struct str text)
{
	double sum = 0;

	for (size_t k = 0; k < m->columns; k++) {
		const struct column *c = &m->column[k];
		double mean = c->kind == KIND_NUMBER ? 0 : c->mean;

		if (c->feature == feature)
			sum += c->weight * (entry(c, number, text) - mean);
	}
	return sum;
}

double
model_base(const struct model *m)
{
	double sum = m->intercept;

	for (size_t k = 0; k < m->columns; k++)
		if (m->column[k].kind != KIND_NUMBER)
			sum += m->column[k].weight * m->column[k].mean;
	return sum;
}

double
model_score(
    const struct model *m, const struct data *d, size_t row, double *part)
{
	double sum = model_base(m);

	for (size_t i = 0; i < m->features; i++) {
		const struct feature *x = &d->feature[i];
		double v = model_part(
		    m, i, x->number[x->code[row]], data_text(d, i, row));

		sum += v;
		if (part != NULL)
			part[i] = v;
	}
	return sum;
}

/* Places are shuffled within each class, then dealt out in turn. */
unsigned *
make_folds(const struct data *d, const uint32_t *row, size_t n, size_t folds)
{
	unsigned *fold = mem_zero(n, sizeof(*fold));
	uint32_t *place = mem_resize(NULL, n, sizeof(*place));
	size_t dealt = 0;

	for (unsigned class = 0; class < 2; class ++) {
		struct rng rng;
		size_t k = 0;

		for (size_t i = 0; i < n; i++)
			if (d->y[row[i]] == class)
				place[k++] = (uint32_t)i;
		rng_init(&rng, (uint64_t)o.seed, class);
		for (size_t i = k; i > 0; i--) {
			size_t j = (size_t)rng_below(&rng, i);
			uint32_t swap = place[i - 1];

			place[i - 1] = place[j];
			place[j] = swap;
			fold[place[i - 1]] = (unsigned)(dealt++ % folds);
		}
	}
	mem_free(place);
	return fold;
}

static const double grid[] = {1000, 100, 10, 1, 0.1, 0.01};
enum { GRID = sizeof(grid) / sizeof(*grid) };

/* Adds to loss what a model of the other folds says of this one. */
static bool
try_fold(const struct rows *r, const unsigned *fold, unsigned out,
    struct fsum *loss, struct fault *f)
{
	uint32_t *rest = mem_resize(NULL, r->n, sizeof(*rest));
	size_t n = 0;
	bool ok = true;

	for (size_t i = 0; i < r->n; i++)
		if (fold[i] != out)
			rest[n++] = r->row[i];
	for (size_t k = 0; ok && k < GRID; k++) {
		struct model m;

		ok = model_fit(&m, r->d, rest, n, grid[k], f);
		for (size_t i = 0; ok && i < r->n; i++) {
			double s;

			if (fold[i] != out)
				continue;
			s = model_score(&m, r->d, r->row[i], NULL);
			fsum_add(&loss[k],
			    special_softplus(r->d->y[r->row[i]] ? -s : s));
		}
		model_free(&m);
	}
	mem_free(rest);
	return ok;
}

bool
learn(struct model *m, const struct data *d, const uint32_t *row, size_t n,
    struct fault *f)
{
	struct rows r = {d, row, n};
	struct fsum loss[GRID] = {{0, 0}};
	double penalty = o.penalty;
	bool ok = true;

	if (o.cv) {
		unsigned *fold = make_folds(d, row, n, (size_t)o.folds);
		size_t best = 0;

		for (unsigned k = 0; ok && k < (unsigned)o.folds; k++)
			ok = try_fold(&r, fold, k, loss, f);
		if (!ok)
			fault_hint(f, FEWER_FOLDS);
		for (size_t k = 1; k < GRID; k++)
			if (fsum_value(&loss[k]) < fsum_value(&loss[best]))
				best = k;
		penalty = grid[best];
		mem_free(fold);
	}
	*m = (struct model){.features = 0};
	return ok && model_fit(m, d, row, n, penalty, f);
}
