/* What the files of crm-weights share. */
#ifndef CRM_WEIGHTS_H
#define CRM_WEIGHTS_H

#include "base/hash.h"
#include "cli/tool.h"
#include "model/weights.h"

/* The slots of the columns: the order of the roles in main.c. */
enum {
	COL_EXPERT,
	COL_ROUND,
	COL_INDICATOR,
	COL_FIRST,
	COL_SECOND,
	COL_VALUE,
	COL_ROLES
};

struct options {
	struct common common;
	struct opt_list items;
	bool normalise, plus_one, rounds, check;
	double level;
};

extern struct options o;

/* The columns that bear indicators: --items, or all that are no role. */
struct items {
	size_t *slot; /* in the order of the header, or of --items */
	size_t n;
};

bool items_bind(struct run *r, struct table *t, struct items *items);
void items_free(struct items *items);

/* A number >= 0 that is no more than 1e9; else the row is bad. */
bool get_value(struct table *t, size_t slot, double *v);

/* Whether this expert has a row of that round already: then it is bad. */
bool is_first_row(struct table *t, struct names *seen, int64_t round);

/* The first columns of every report. */
void put_header(const struct put *put, const char *const *names);

/* A row's first cells: the indicator and its weight; 0 is warned of. */
void put_weight(const struct put *put, struct str indicator, double weight);

/* The ways of -m. */
bool run_direct(struct run *r);
bool run_multiples(struct run *r);
bool run_pairs(struct run *r);
bool run_ahp(struct run *r);
bool run_delphi(struct run *r);

#endif
