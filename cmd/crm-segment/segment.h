/*
 * segment: what the files of crm-segment share. A method is one file with a
 * struct way and one row in main.c's table; main.c reads, asks and writes.
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include <math.h>
#include <stdlib.h>

#include "cli/tool.h"
#include "tab/put.h"

/* The columns that are read as numbers; slots of the table. */
enum role_slot { ROLE_R, ROLE_F, ROLE_M, ROLE_VALUE, ROLES };
extern struct role segment_roles[ROLES + 1];

enum { CLASS_NONE = -1 };

struct way;

struct segment {
	struct run *run;
	const struct way *way;
	void *state; /* the method's own, from begin to end */
	struct table *table;
	struct put put;

	/* Rows in their order: NaN where a cell is blank, and in every
	 * needed column where one of them is. NULL: not read. */
	double *v[ROLES];
	size_t room[ROLES];
	size_t rows;
	size_t counted;      /* rows with all needed columns */
	size_t blank[ROLES]; /* rows whose cell of this role is blank */
};

struct way {
	unsigned needs; /* 1 << ROLE_R | ... */

	/* The first option given that only this method has, or NULL. */
	const char *(*given)(void);

	/* Checks the options, makes the state: before any input. */
	bool (*begin)(struct segment *s);

	/* After the header, or NULL: whether the columns will do. */
	bool (*check)(struct segment *s);

	/* When all rows are read. */
	void (*solve)(struct segment *s);

	/* Names of the appended columns, NULL-ended; the last is the class. */
	const char *const *(*columns)(const struct segment *s);

	/* The appended cells of a row that is counted. */
	void (*cells)(const struct segment *s, size_t row);

	/* Classes are 0, 1, ... in the order of the report. */
	size_t (*classes)(const struct segment *s);
	size_t (*class_of)(const struct segment *s, size_t row);
	void (*put_class)(const struct segment *s, size_t k);
	bool (*always)(const struct segment *s, size_t k); /* shown with n 0 */

	/* The column whose sums the report has. */
	enum role_slot (*value)(const struct segment *s);

	/* The method's rows of --explain, by explain_row. */
	void (*explain)(const struct segment *s);

	void (*end)(struct segment *s);
};

extern const struct way rfm_way, pyramid_way;

/* rfm.c */
enum { RFM_CUTS = 9 };
struct rfm_cuts {
	double cut[RFM_CUTS];
	size_t n;
};
struct rfm_opts {
	int64_t bins;    /* 0: as many as the map has */
	int ties;        /* -1: not given */
	const char *map; /* NULL: classic */
	struct rfm_cuts breaks[3];
};
extern struct rfm_opts rfm_opts;
extern const char *const rfm_ties[];

/* breaks.c */
bool rfm_breaks_opt(void *to, const char *value, struct fault *f);

/* pyramid.c */
struct pyramid_opts {
	struct opt_list shares, names;
};
extern struct pyramid_opts pyramid_opts;

/* Whether the row has all columns that the method needs. */
static inline bool
segment_counts(const struct segment *s, size_t row)
{
	enum role_slot k = ROLE_R;

	while ((s->way->needs & 1U << k) == 0)
		k++;
	return !isnan(s->v[k][row]);
}

/* The counted values of a column, ascending; s->counted of them, to free. */
double *segment_sorted(const struct segment *s, enum role_slot k);

/* report.c: one row per class. */
bool report_write(struct segment *s);

/* explain.c: thresholds, exclusions, conventions. */
bool explain_write(struct segment *s);

struct explain {
	const char *part; /* "score", "segment", ... */
	struct str name;
	int score;       /* 0: none */
	double from, to; /* NaN or infinite: none */
	long cells;      /* -1: none */
	long n;          /* -1: none */
	size_t of;       /* what n is a share of; 0: the counted rows */
	const char *note;
};
#define EXPLAIN_NONE                                                         \
	{                                                                    \
		.from = (double)NAN, .to = (double)NAN, .cells = -1, .n = -1 \
	}
void explain_row(const struct segment *s, const struct explain *e);

#endif
