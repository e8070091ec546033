/* What the rates of customers and of counts share. */
#ifndef CRM_CSAT_MEASURES_H
#define CRM_CSAT_MEASURES_H

#include "base/i128.h"
#include "csat.h"

enum { HITS = 3 };

/* A rate: of those who say yes to one question, who say yes to any other. */
struct rate {
	const char *name, *chinese;
	const char *of;
	const char *hit[HITS];
};

enum {
	REPEAT = 2,
	RATES = 5,
	SELLING = RATES, /* measures that are no rates of customers */
	CHOICE,
	MEASURES
};

/* The columns of the answers: of each rate its value, 0 or 1, and a mark of
 * customers who would count but left a blank; then sales and time. */
enum {
	X_RATE = 0,
	X_BLANK = RATES,
	X_SALES = 2 * RATES,
	X_ALL_SALES,
	X_TIME,
	X_COUNT
};

struct measures {
	struct survey s;
	size_t of[RATES], hit[RATES][HITS];
	size_t orders, sales, all_sales, time;
	size_t measure, count, total;
	bool can[MEASURES];
	bool counted;
	struct i128 (*sum)[2]; /* count and total, MEASURES of each group */
	size_t room;
};

extern const struct rate measure_rates[RATES];
extern const char *const measure_names[MEASURES];
extern const char *const measure_columns[]; /* of the report; NULL-ended */

/* The cells behind the name: all but the note. */
void put_rate(const struct put *put, double n, double blank, double hits,
    double share, struct interval at);

/* A row of measure, count, total. */
void counts_read(struct measures *m);

/* The cells of a count and its total. */
void counts_put(const struct put *put, const struct i128 *sum, size_t measure);

/* --counts: a report without input. */
bool run_counts(struct run *r);

#endif
