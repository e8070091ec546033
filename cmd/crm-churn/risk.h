/* risk: what the files of -m risk share. */
#ifndef CHURN_RISK_H
#define CHURN_RISK_H

#include "base/hash.h"
#include "classes.h"
#include "model/skill.h"

/* A column to learn from. Its cells are numbers of distinct texts. */
struct feature {
	const char *name;
	size_t slot;
	bool categorical; /* forced, or found: a cell is no number */
	struct names texts;
	double *number; /* of each text; NaN: blank */
	uint32_t *rank; /* of each text, in order of bytes */
	uint32_t *code; /* of each row */
	size_t room;
};

/* The rows to learn from, or to judge. */
struct data {
	struct feature *feature;
	size_t features;
	unsigned char *y;
	int32_t *day;   /* with --split */
	double *window; /* days until y was known, likewise */
	double *overdue;
	struct str *id; /* with --explain; in ids */
	struct arena ids;
	size_t n, room;
};

enum kind { KIND_NUMBER, KIND_MISSING, KIND_LEVEL };

/* One coefficient. */
struct column {
	size_t feature;
	enum kind kind;
	struct str level;
	double mean, sd; /* of a number; else mean is a share and sd 1 */
	double weight;
};

struct model {
	struct arena arena;
	const char **feature; /* names */
	bool *categorical;
	size_t features;
	struct column *column; /* feature by feature */
	size_t columns, room;
	double intercept, penalty, loglik;
	double rows, ones;
	int iterations;
	const char *label;
};

enum { REASONS = 3 };

#define FEWER_FOLDS "fewer --folds leave more to learn from"

/* What one run works on. */
struct risk {
	struct run *r;
	struct table *t;
	struct put put;
	struct pass *pass;      /* NULL: a report */
	struct classes classes; /* of --report, by the first reason */
	struct test label;
	struct data d;
	struct model m;
	size_t *slot;       /* of the model's features, with --params */
	double *part;       /* contributions of one row */
	struct names names; /* customers seen */
	struct buf text, key;
};

/* verdict.c: what is said of one row. */
struct verdict {
	double p, overdue; /* NaN: not known */
	struct reason {
		struct str name, value;
		double part; /* NaN: not a contribution */
	} reason[REASONS];
	size_t reasons;
};

/* One more reason, unless there are enough. */
void verdict_reason(
    struct verdict *v, struct str name, struct str value, double part);
/* The largest contributions above 0, the first feature first of equals. */
void verdict_parts(struct verdict *v, struct risk *k,
    struct str (*text)(struct risk *k, size_t feature, size_t row), size_t row);
/* Behind the row at hand, which pass_row or pass_next began; or counts. */
bool verdict_give(struct risk *k, const struct verdict *v);
bool verdict_begin(struct risk *k);
bool verdict_report(struct risk *k);

/* told.c: risk without learning, in one pass. */
bool get_real(struct table *t, size_t slot, double *v); /* NaN: blank */
/* Days since the last order by the mean gap; NaN: there is none. */
bool get_overdue(struct table *t, double *overdue);
bool score_rows(struct risk *k);
bool rule_rows(struct risk *k);

/* features.c */
bool features_check(struct run *r);
void features_bind(struct data *d, struct table *t);
bool features_read(struct data *d, struct table *t);
/* After the last row: which features are numbers; fails on wild words. */
bool features_close(struct data *d, struct fault *f);
void data_free(struct data *d);
struct str data_text(const struct data *d, size_t feature, size_t row);
/* The rows in an order that theirs in the input does not change. */
uint32_t *data_order(const struct data *d);

/* learn.c */
bool model_fit(struct model *m, const struct data *d, const uint32_t *row,
    size_t n, double penalty, struct fault *f);
void model_free(struct model *m);
/* What a cell adds to the log odds of an average customer. */
double model_part(
    const struct model *m, size_t feature, double number, struct str text);
double model_base(const struct model *m);
/* The log odds of a row of the data; part: of each feature, or NULL. */
double model_score(
    const struct model *m, const struct data *d, size_t row, double *part);
/* The folds of n rows by their places, balanced by y. */
unsigned *make_folds(
    const struct data *d, const uint32_t *row, size_t n, size_t folds);
/* --penalty, or the best one by --cv over these rows. */
bool learn(struct model *m, const struct data *d, const uint32_t *row, size_t n,
    struct fault *f);

/* evaluate.c */
bool evaluate(struct run *r, const struct data *d, const struct put *put);
void warn_of_leaks(const struct data *d);

/* params.c */
void model_print(const struct model *m, const struct put *put);
bool model_write(struct run *r, const char *path, const struct model *m);
bool model_read(struct run *r, const char *path, struct model *m);

/* A number of a feature: NaN where the cell is blank; false: a word. */
bool feature_number(struct str text, double *v);

#endif
