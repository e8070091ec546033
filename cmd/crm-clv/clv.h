/* What the files of crm-clv share. */
#ifndef CRM_CLV_H
#define CRM_CLV_H

#include "base/i128.h"
#include "cli/tool.h"
#include "model/btyd.h"
#include "model/clv.h"
#include "model/covariate.h"
#include "model/gammagamma.h"
#include "tab/quantity.h"

/* The slots of the columns: the order of the roles in main.c. */
enum {
	COL_FREQUENCY,
	COL_RECENCY,
	COL_AGE,
	COL_MONETARY,
	COL_CUSTOMER,
	COL_CASH,
	COL_PERIOD,
	COL_ROLES
};

enum { NOT_GIVEN = -1 }; /* of the options that are choices */

enum unit { UNIT_DAY, UNIT_WEEK, UNIT_OPPORTUNITY };
enum compat { COMPAT_LIFETIMES };
enum spend { SPEND_GAMMA_GAMMA, SPEND_MEAN, SPEND_NONE };

/* 52w: a number of days, weeks, months or years; 0 is not given. */
struct span {
	double n;
	char letter;
};

struct options {
	struct common common;
	/* models */
	int unit;  /* enum unit */
	int spend; /* enum spend */
	struct span horizon, step, alive_at, opportunity;
	int compat; /* enum compat */
	struct quantity discount;
	bool fit, strict_fit, compare, validate;
	double prior;               /* 0: none */
	const char *by, *weight;    /* columns, or NULL */
	struct opt_list covariates; /* columns */
	const char *params, *params_out;
	bool interval;
	double level;
	/* value */
	struct quantity margin, cac;
	bool report;
	int64_t customers; /* 0: those in the input */
	/* retention */
	int timing;
	double periods;
	struct quantity revenue, retention, cost, referral;
	/* parts */
	struct quantity historic, current, potential;
	bool parts; /* -m parts, with the current value of a model */
};

extern struct options o;

/* The one discount rate of a run: a number, not a column. */
bool discount_rate(struct run *r, double *rate);

/* Days in a unit of time, and in a span; the option's own calls. */
double unit_days(int unit);
double span_days(const struct span *s);
bool span_horizon(void *to, const char *value, struct fault *f);
bool span_step(void *to, const char *value, struct fault *f);
bool span_alive_at(void *to, const char *value, struct fault *f);
bool span_opportunity(void *to, const char *value, struct fault *f);
extern const char *const unit_names[];
extern const char *const spend_names[];

/* The ways of -m. */
bool run_model(struct run *r);
bool run_retention(struct run *r);
bool run_npv(struct run *r);
bool run_parts(struct run *r);

/* --- models --- */

/* What scores: fitted, or read from --params. */
struct scores {
	const struct btyd_model *model;
	int unit;
	int spend;
	struct btyd_fit fit;
	struct names covariates; /* owned by the job; copies share it */
	struct covariate_fit effects;
	struct gg_fit gg;
	double mean_spend; /* SPEND_MEAN: of those who have no spend yet */
	int32_t as_of;     /* the latest seen, or AS_OF_NONE */
	struct str label;  /* of --by: whose fit it is */
	uint64_t digest;   /* of the cells it was fitted on */
};

#define AS_OF_NONE INT32_MIN

/* A customer. One without any order has an x of NaN, and nothing else. */
struct customer {
	struct history h;
	double spend; /* mean of the repeat purchases, or NaN */
	double margin, cac;
	double weight;       /* customers that the row stands for */
	double rest;         /* --parts: historic and potential value */
	double held, during; /* --validate: orders in the holdout, its length */
	double z[COVARIATES_MAX];
	uint32_t group, stratum;
};

/* The terms of value, before any row is read. */
bool terms_settle(struct run *r, const struct scores *s, struct clv_terms *t);

/* The customers of a table. */
struct source {
	struct run *r;
	struct table *t;
	struct scores *s;
	size_t first, last, recent; /* optional columns */
	size_t held, during, weight;
	size_t z[COVARIATES_MAX];
};

/* Before --params is read; and after it, when s->unit is known. */
void source_bind(struct source *in);
bool source_open(struct source *in);

/* The next good row; false at the end, or with r->fault set. */
bool source_next(struct source *in, struct customer *c);

/* What is learnt from customers: the data of the fits and warnings. */
struct sample {
	struct cells orders, spends;
	struct strata strata;  /* the orders again, with covariates */
	size_t sales, refunds; /* columns */
	struct i128 sold, returned;
};

#define KEY_NONE UINT32_MAX

/* sample_add returns the key of the history, or KEY_NONE; with covariates,
 * within c->stratum, which it sets. */
void sample_bind(struct sample *d, struct table *t);
uint32_t sample_add(struct sample *d, struct table *t, struct customer *c);

/* Fits s->model and s->spend, warns; false when there is no answer. */
bool sample_fit(struct sample *d, struct run *r, struct scores *s);
void sample_free(struct sample *d);

/* A warning about a fit, which under --by says whose. */
void fit_warn(const struct scores *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The verdicts as warnings; false when there is nothing to score with. */
bool fit_accept(struct run *r, const struct scores *s);

/* --strict-fit: false with a fault when a verdict is not the best. */
bool fit_strict(struct run *r, const struct scores *s);

/* --fit: the parameters as a table; label is the cell of --by. */
void fit_columns(const struct put *put);
void fit_print(const struct put *put, const struct scores *s, struct str label);

/* --compare: all models of continuous time, best AIC first. */
bool compare_print(const struct put *put, struct sample *d, struct run *r);

extern const char *const gg_names[GG_PARAMS];

/* Adds "lambda.age": what the i-th effect of covariates is called. */
void put_effect_name(struct buf *to, const struct scores *s, size_t i);

/* Parameter files (crm-format(5)). Parameters are numbered: the model's own,
 * then the effects of covariates. */
#define PARAMS_FORMAT "crm-clv 1"
void put_parameter_name(struct buf *to, const struct scores *s, size_t i);
void put_cov_name(struct buf *to, const struct scores *s, size_t i, size_t j);
bool params_write(struct run *r, const struct scores *s);
bool params_read(struct run *r, const char *path, struct scores *s);

/* --- values --- */

/* A customer's answers; NaN where there is none. */
struct value {
	struct clv_answer answer;
	double spend, clv, low, high;
};

struct scorer *scorer_new(
    const struct scores *s, const struct clv_terms *t, struct fault *f);
void scorer_score(
    struct scorer *c, const struct customer *u, struct value *out);

/* --interval of the total of all scored so far. */
void scorer_total(const struct scorer *c, double *low, double *high);
void scorer_delete(struct scorer *c);

/* Customers that share a fit: all, or those with one value of --by. */
struct group {
	struct str name;
	struct sample sample;
	struct scores s;
	struct scorer *scorer;
	struct equity *equity;
	struct holdout *holdout;
};

/* Customers kept between the fit and their scores. */
struct keep;
struct keep *keep_new(uint64_t memory, const char *tmpdir);
void keep_delete(struct keep *k);
bool keep_put(
    struct keep *k, uint32_t key, const struct customer *c, struct fault *f);
bool keep_rewind(struct keep *k, const struct group *groups, struct fault *f);
bool keep_next(struct keep *k, struct customer *c, struct fault *f);

/* --validate: orders in the holdout against those expected. */
struct holdout;
struct holdout *holdout_new(void);
void holdout_add(
    struct holdout *h, const struct scores *s, const struct customer *c);
void holdout_columns(const struct put *put);
void holdout_print(struct holdout *h, const struct scores *s,
    const struct put *put, struct str label);
void holdout_delete(struct holdout *h);

/* Values by customer, for --report. */
struct equity;
struct equity *equity_new(void);
void equity_add(struct equity *e, double value, double cac, double weight);
void equity_columns(const struct put *put);

/* interval: low and high of the total, or NULL; label: the cell of --by. */
void equity_print(struct equity *e, const struct put *put,
    const double *interval, struct str label);
void equity_delete(struct equity *e);

/* clv_net and acquire, when --cac is there. */
bool cac_append(struct pass *p, struct fault *f);
void cac_columns(struct writer *w);
void cac_put(const struct put *put, double value, double cac);

#endif
