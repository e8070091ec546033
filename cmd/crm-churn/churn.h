/* churn: what the files of crm-churn share: a file is a way of -m. */
#ifndef CRM_CHURN_H
#define CRM_CHURN_H

#include "cli/tool.h"
#include "model/tally.h"
#include "tab/quantity.h"

/* The slots of the columns: the order of the roles in main.c. */
enum {
	CUSTOMER,
	DATE,
	AMOUNT,
	START,
	END,
	OPENING,
	FRESH,
	RETURNED,
	LOST,
	CLOSING,
	PURCHASES,
	LOST_PURCHASES,
	PERIOD,
	COHORT,
	ALIVE,
	DURATION,
	ENTRY,
	P_ALIVE,
	SINCE,
	FIRST_DATE,
	LAST_DATE,
	FREQUENCY,
	RECENCY,
	WINDOW,
	STATUS,
	OVERDUE,
	TIER,
	REASON,
	TYPE,
	ROLES
};

struct options {
	struct common common;
	double level;
	/* rate */
	int period, base;
	/* survival */
	const char *event;
	int interval;
	struct opt_list by, at;
	double tau;  /* NaN: the smallest maximum */
	bool report; /* of risk and winback, too */
	/* sbg */
	bool fit;
	int64_t fit_until, project; /* fit_until -1: all */
	double discount;
	double customers; /* 0: alive is a count */
	/* risk */
	const char *label;
	struct opt_list features, categorical;
	double penalty;
	bool cv, evaluate, explain;
	int64_t folds, seed, repeats;
	struct opt_date split;
	double window, overdue, silent;
	const char *params, *params_out;
	/* winback */
	struct quantity p, value, cost;
	/* reasons */
	int group;
	const char *map;
};

extern struct options o;
extern const struct opt opts[];

/* Refuses options that the method has no use for. */
bool options_check(struct run *r);

extern struct role roles[];

bool run_rate(struct run *r);
bool run_survival(struct run *r);
bool run_sbg(struct run *r);
bool run_risk(struct run *r);
bool run_winback(struct run *r);
bool run_reasons(struct run *r);

/* A column, or the rows of it that hold a value: COL or COL=VALUE. */
struct test {
	char *column;      /* owned */
	const char *value; /* NULL: the cells are 0 or 1 */
	const char *option;
	size_t slot;
};

/* The pair of test_free; text is borrowed. */
void test_init(struct test *t, const char *option, const char *text);
void test_free(struct test *t);

/* This row's answer; false makes the row bad. */
bool test_get(const struct test *t, struct table *table, bool *yes);

/* Makes the row bad when its customer was there before. */
struct names;
bool seen_before(struct names *names, struct table *t, struct str key);

/* A cell that is not below 0; false makes the row bad. */
bool get_count(struct table *t, size_t slot, int64_t *v);
bool get_size(struct table *t, size_t slot, double *v);

/* Columns by name, NULL-ended. */
void put_columns(const struct put *put, const char *const *names);

/* A sum: exactly, where it is known so. */
void put_tally(const struct put *put, const struct tally *t);

/* "left out: 3 customers" and which, at the end of a run; 0 is not said. */
void say_count(uint64_t n, const char *what, const char *which);

#endif
