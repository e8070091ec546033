/*
 * holdout: what came after the calibration against what the model expected,
 * by calibration frequency; beside it the naive rule, that customers go on
 * ordering at the rate they had: x/T times the length of the holdout. And how
 * many customers of each frequency the model expects in the calibration.
 */
#include "clv.h"

#include <math.h>

#include "base/mem.h"
#include "num/fsum.h"

enum { CLASSES = 8 }; /* 0 .. 6, and 7 or more */

struct errors {
	struct fsum sum, absolute, squared;
};

struct class
{
	struct fsum n, actual;
	struct fsum by_model, by_rule;
	struct errors model, rule;
};

struct holdout {
	struct class class[CLASSES + 1]; /* the last one is the total */
	struct fsum expected[CLASSES];   /* customers by frequency */
	struct cells ages;               /* without covariates */
};

struct holdout *
holdout_new(void)
{
	return mem_zero(1, sizeof(struct holdout));
}

void
holdout_delete(struct holdout *h)
{
	if (h != NULL)
		cells_free(&h->ages);
	mem_free(h);
}

static void
errors_add(struct errors *e, double error, double w)
{
	fsum_add(&e->sum, w * error);
	fsum_add(&e->absolute, w * fabs(error));
	fsum_add(&e->squared, w * error * error);
}

static void
class_add(struct class *c, const struct customer *u, double model, double rule)
{
	double w = u->weight;

	fsum_add(&c->n, w);
	fsum_add(&c->actual, w * u->held);
	fsum_add(&c->by_model, w * model);
	fsum_add(&c->by_rule, w * rule);
	errors_add(&c->model, model - u->held, w);
	errors_add(&c->rule, rule - u->held, w);
}

/* Customers of that age by frequency, w of them. */
static void
expect(struct holdout *h, const struct btyd_model *m, const double *p, double T,
    double w)
{
	double rest = 1;

	for (int k = 0; k < CLASSES; k++) {
		double share =
		    k == CLASSES - 1 ? fmax(rest, 0) : m->pmf(p, k, T);

		if (m->discrete && k > T)
			share = 0;
		rest -= share;
		fsum_add(&h->expected[k], w * share);
	}
}

void
holdout_add(struct holdout *h, const struct scores *s, const struct customer *c)
{
	double p[BTYD_PARAMS], model, rule;
	int class;

	if (isnan(c->h.x) || isnan(c->held))
		return;
	covariate_params(s->model, &s->effects, s->fit.p, c->z, p);
	s->model->orders(p, &c->h, &c->during, 1, &model);
	model = model > 0 ? model * s->model->alive(p, &c->h) : 0;
	rule = c->h.T > 0 ? c->h.x / c->h.T * c->during : 0;
	class = c->h.x < CLASSES - 1 ? (int)c->h.x : CLASSES - 1;
	class_add(&h->class[class], c, model, rule);
	class_add(&h->class[CLASSES], c, model, rule);
	if (s->effects.k > 0)
		expect(h, s->model, p, c->h.T, c->weight);
	else
		(void)cells_add(&h->ages, 0, 0, c->h.T, c->weight);
}

/* The same for all customers without covariates, age by age. */
static void
expect_ages(struct holdout *h, const struct scores *s)
{
	cells_close(&h->ages);
	for (size_t i = 0; i < h->ages.nT; i++)
		expect(h, s->model, s->fit.p, h->ages.T_value[i],
		    h->ages.T_weight[i]);
}

void
holdout_columns(const struct put *put)
{
	static const char *const names[] = {"frequency", "n", "actual",
	    "expected", "mean_actual", "mean_expected", "mae", "rmse", "bias",
	    "naive", "naive_mae", "naive_rmse", "naive_bias", "n_expected"};

	if (o.by != NULL)
		writer_column(put->w, str_of(o.by));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(put->w, str_of(names[i]));
	writer_begin(put->w);
}

static void
errors_put(const struct put *put, const struct errors *e, double n)
{
	put_real(put, fsum_value(&e->absolute) / n);
	put_real(put, sqrt(fsum_value(&e->squared) / n));
	put_real(put, fsum_value(&e->sum) / n);
}

static void
class_put(const struct put *put, const char *name, const struct class *c,
    double expected)
{
	double n = fsum_value(&c->n);

	put_label(put, name);
	put_real(put, n);
	put_real(put, fsum_value(&c->actual));
	put_real(put, fsum_value(&c->by_model));
	put_real(put, fsum_value(&c->actual) / n);
	put_real(put, fsum_value(&c->by_model) / n);
	errors_put(put, &c->model, n);
	put_real(put, fsum_value(&c->by_rule));
	errors_put(put, &c->rule, n);
	put_real(put, expected);
	put_end(put);
}

void
holdout_print(struct holdout *h, const struct scores *s, const struct put *put,
    struct str label)
{
	static const char *const names[] = {
	    "0", "1", "2", "3", "4", "5", "6", "7+", "total"};

	if (s->effects.k == 0)
		expect_ages(h, s);
	for (int i = 0; i <= CLASSES; i++) {
		double expected = i < CLASSES
				      ? fsum_value(&h->expected[i])
				      : fsum_value(&h->class[CLASSES].n);

		if (o.by != NULL)
			put_text(put, label);
		class_put(put, names[i], &h->class[i], expected);
	}
}
