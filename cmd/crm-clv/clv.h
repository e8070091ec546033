/* What the files of crm-clv share. */
#ifndef CRM_CLV_H
#define CRM_CLV_H

#include "base/i128.h"
#include "cli/tool.h"
#include "model/btyd.h"
#include "model/clv.h"
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

enum unit { UNIT_DAY, UNIT_WEEK };
enum spend { SPEND_GAMMA_GAMMA, SPEND_MEAN, SPEND_NONE };

struct options {
	struct common common;
	/* models */
	int unit;       /* enum unit */
	int spend;      /* enum spend */
	double horizon; /* [days]; 0: not given */
	struct quantity discount;
	bool fit, strict_fit;
	const char *params, *params_out;
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
};

extern struct options o;

/* The one discount rate of a run: a number, not a column. */
bool discount_rate(struct run *r, double *rate);

/* Days in a unit of time. */
double unit_days(int unit);
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
	struct gg_fit gg;
	double mean_spend; /* SPEND_MEAN: of those who have no spend yet */
	int32_t as_of;     /* the latest seen, or AS_OF_NONE */
	uint64_t digest;   /* of the cells it was fitted on */
};

#define AS_OF_NONE INT32_MIN

/* A customer. One without any order has an x of NaN, and nothing else. */
struct customer {
	struct history h;
	double spend; /* mean of the repeat purchases, or NaN */
	double margin, cac;
};

/* The customers of a table. */
struct source {
	struct run *r;
	struct table *t;
	struct scores *s;
	size_t first, last, recent; /* optional columns */
};

/* Before table_open; and after it, when s->unit is known. */
void source_bind(struct source *in);
bool source_open(struct source *in);

/* The next good row; false at the end, or with r->fault set. */
bool source_next(struct source *in, struct customer *c);

/* What is learnt from customers: the data of the fits and warnings. */
struct sample {
	struct cells orders, spends;
	size_t sales, refunds; /* columns */
	struct i128 sold, returned;
};

void sample_bind(struct sample *d, struct table *t);
void sample_add(struct sample *d, struct table *t, const struct customer *c);

/* Fits s->model and s->spend, warns; false when there is no answer. */
bool sample_fit(struct sample *d, struct run *r, struct scores *s);
void sample_free(struct sample *d);

/* The verdicts as warnings; false when there is nothing to score with. */
bool fit_accept(struct run *r, const struct scores *s);

/* --strict-fit: false with a fault when a verdict is not the best. */
bool fit_strict(struct run *r, const struct scores *s);

/* --fit: the parameters as a table. */
void fit_print(const struct put *put, const struct scores *s);

extern const char *const gg_names[GG_PARAMS];

/* Parameter files (crm-format(5)). */
bool params_write(struct run *r, const struct scores *s);
bool params_read(struct run *r, const char *path, struct scores *s);

/* --- values --- */

/* Values by customer, for --report. */
struct equity;
struct equity *equity_new(void);
void equity_add(struct equity *e, double value, double cac);
void equity_print(struct equity *e, const struct put *put);
void equity_delete(struct equity *e);

/* clv_net and acquire, when --cac is there. */
bool cac_append(struct pass *p, struct fault *f);
void cac_columns(struct writer *w);
void cac_put(const struct put *put, double value, double cac);

#endif
