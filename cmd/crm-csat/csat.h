/* What the files of crm-csat share. */
#ifndef CRM_CSAT_H
#define CRM_CSAT_H

#include "cli/tool.h"
#include "model/answers.h"
#include "model/csat.h"
#include "tab/group.h"

/* Columns that play a part; each has an option of that name. */
enum col {
	COL_OVERALL,
	COL_EXPECTED,
	COL_RECEIVED,
	COL_RESPONDENT,
	COL_DIMENSION,
	COL_ITEM,
	COL_EXPECTATION,
	COL_PERCEPTION,
	COL_SATISFACTION,
	COL_REPURCHASE,
	COL_COUNT
};

enum importance { IMPORTANCE_CORRELATION, IMPORTANCE_BETA, IMPORTANCE_STATED };

/* What a method of -m needs to know of itself. */
struct mode {
	const char *items;       /* default of --items, or NULL: it must be */
	struct csat_scale scale; /* the usual one; both 0: any number */
	int64_t boxes;           /* answers that count from the top */
	bool annotates;          /* rows go through, unless --report */
};

struct options {
	struct common common;
	struct role role[COL_COUNT];
	/* answers */
	struct opt_list items, reverse, na;
	bool has_scale;
	struct csat_scale scale;
	const char *labels, *show_labels;
	/* groups */
	struct opt_list by;
	const char *weight, *date;
	int period; /* enum period, or -1: none */
	/* report */
	double level;
	int64_t min_n;
	int64_t boxes; /* 0: the method's */
	bool ordered, report;
	/* weights */
	const char *tree, *show_tree, *weights;
	bool normalise;
	/* delivered, expectation, drivers, measures */
	struct opt_list benefits, costs, names, stated, counts;
	int equal, importance;
	const char *cuts;
};

extern struct options o;

const struct mode *mode_of(const struct run *r);

/* The bound of the top boxes on the scale in use. */
double top_bound(const struct run *r);

/* The ways of -m. */
bool run_topbox(struct run *r);
bool run_mean(struct run *r);
bool run_ces(struct run *r);
bool run_acsi(struct run *r);
bool run_index(struct run *r);
bool run_servqual(struct run *r);
bool run_delivered(struct run *r);
bool run_expectation(struct run *r);
bool run_alpha(struct run *r);
bool run_drivers(struct run *r);
bool run_measures(struct run *r);
bool run_trap(struct run *r);

/* --- answers in cells (cells.c) --- */

/* Reads the labels that go with the scale, and --labels. */
bool labels_load(struct run *r);
void labels_free(void);

/*
 * cell_get: an answer: a number on the scale, a label, or a blank (NaN).
 *
 *   scale   bounds to keep, or NULL for any number, yes and no
 *   reverse min + max - x
 *
 * Returns false when the row is bad.
 */
bool cell_get(struct table *t, size_t slot, const struct csat_scale *scale,
    bool reverse, double *v);

/* 1 or 0: yes and no in words, or a number: from 1 on it is yes. */
bool cell_yes(struct table *t, size_t slot, double *v);

/* Whether a cell is blank or one of --na. */
bool cell_missing(const struct table *t, size_t slot);

/* --- a run over rows that are grouped (survey.c) --- */

struct survey {
	struct run *r;
	struct table *t;
	struct put put;
	struct group *group;
	struct answers answers;
	size_t weight; /* its slot, with --weight */
	struct opt_list items;
	size_t item;    /* slot of the first of them */
	bool *reversed; /* of each item */
	struct csat_scale scale;
	bool bounded; /* answers must be on the scale */
};

/* Binds groups, date and weight; the mode then binds its own. */
bool survey_begin(struct survey *s, struct run *r);

/* Binds --items, or the method's; false when there are none. The option is
 * what a message about a missing column names, or NULL. */
bool survey_items(struct survey *s, const char *option);

/* Binds a column that plays a part; optional unless its option is given. */
size_t survey_role(struct survey *s, enum col col);

/* Opens the input, sets up k answers a row and writes the header: the
 * columns of the groups, then ours. */
bool survey_open(struct survey *s, size_t k, const char *const *ours);

/* The row's items into x. */
bool survey_get(struct survey *s, double *x);

/* The row's weight, 1 without --weight; false when the row is bad. */
bool survey_weight(struct survey *s, double *w);

/* The row's group and weight; adds x to the answers. */
bool survey_add(struct survey *s, const double *x);

/* All rows by survey_get and survey_add; then the answers are closed. */
bool survey_read(struct survey *s);

/* The end of rows that the mode has read itself. */
bool survey_close(struct survey *s);

/* Calls put for each group, in order of the keys, until it returns false
 * because writing has failed, which is told at the end. Returns true. */
bool survey_report(struct survey *s,
    bool (*put)(
	struct survey *s, uint32_t group, const struct sample *a, void *arg),
    void *arg);

void survey_end(struct survey *s);

const char *survey_item_name(const struct survey *s, size_t item);

/* "thin" below --min-n, with a reason of the mode's own; or empty. */
void put_note(const struct put *put, double n, const char *why);
/* The same, or "no variance" where the error of a mean is 0. */
void put_mean_note(const struct put *put, const struct csat_mean *m);
void put_interval(const struct put *put, struct interval at);

/* A count of respondents. */
void put_count(const struct put *put, double n);

/* --- --weights (weights.c) --- */

/*
 * weights_get: one weight for each name, checked to sum to 1.
 *
 *   name   n names that weights may be given for
 *   w      out; all 1/n without --weights
 *
 * Errors   FAULT_USAGE, or what a file has wrong
 */
bool weights_get(struct run *r, const char *const *name, size_t n, double *w);

#endif
