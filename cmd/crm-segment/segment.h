/*
 * segment: what the files of crm-segment share. A method is one file with a
 * struct way and one row in main.c's table; rows.c reads, main.c writes.
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/hash.h"
#include "cli/tool.h"
#include "keep.h"
#include "options.h"
#include "tab/put.h"

/* Slots of the table: numbers first; further columns come behind. */
enum role_slot { ROLE_R, ROLE_F, ROLE_M, ROLE_VALUE, ROLE_CUSTOMER, ROLES };
enum { ROLE_NUMBERS = ROLE_CUSTOMER };
extern struct role segment_roles[ROLES + 1];

#define CLASS_NONE SIZE_MAX

/* A column that is read as numbers. */
struct column {
	size_t slot; /* of the table */
	bool needed; /* a row without it is in no class */
	bool read;
	/* By row: NaN where the cell is blank, and in every needed column
	 * where one of them is. NULL: not read. */
	double *v;
	size_t room;
	size_t blank; /* rows whose cell is blank */
};

struct way;
struct migration;

struct segment {
	struct run *run;
	const struct way *way;
	void *state; /* the method's own, from begin to end */
	struct table *table;
	struct put put;
	struct names label_names; /* --labels: ours, and what they become */
	struct str *label;
	size_t label_room;
	struct migration *migration; /* --previous */
	bool fixed;                  /* cuts came from --use */
	bool local;                  /* no row's class depends on other rows */
	size_t threads;              /* at least 1 */

	struct arena arena;
	struct str *cells; /* by kind, as they were written; NULL: not yet */
	size_t cells_room;

	struct column *col;
	size_t cols, col_room;
	size_t rows;    /* read */
	size_t counted; /* in a class */
	uint32_t *flag; /* the method's own value by row, or NULL */
	size_t flag_room;
};

struct way {
	unsigned needs;   /* 1 << ROLE_R | ... */
	unsigned reads;   /* the same, but a blank is a value like others */
	bool class_first; /* of the appended columns; else it is the last */
	bool local;       /* reads, classes and forgets row by row */
	bool local_use;   /* so it does once its cuts are known */

	/* Checks the options, makes the state: before any input. */
	bool (*begin)(struct segment *s);

	/* Before the header, or NULL: binds more columns. */
	bool (*bind)(struct segment *s);

	/* After the header, or NULL: whether the columns will do. */
	bool (*check)(struct segment *s);

	/* At a row, kept as number at; or NULL. False: the row is bad. */
	bool (*take)(struct segment *s, size_t at);

	/* Whether a row is in a class; NULL: no needed value is blank. And
	 * what a row that is in none lacks, or NULL for a value. */
	bool (*counts)(const struct segment *s, size_t row);
	const char *lacks;

	/* When all rows are read. */
	bool (*solve)(struct segment *s);

	/* Names of the appended columns, NULL-ended. */
	const char *const *(*columns)(const struct segment *s);

	/* The appended cells of a row that is counted. */
	void (*cells)(const struct segment *s, size_t row);

	/* A small number that all of a counted row's cells follow from, or
	 * NULL: rows that have it in common are put into cells once. */
	size_t (*kind)(const struct segment *s, size_t row);

	/* Classes are 0, 1, ... in the order of the report; NULL: the
	 * method has none. A name lives until the next one is asked for. */
	size_t (*classes)(const struct segment *s);
	size_t (*class_of)(const struct segment *s, size_t row);
	struct str (*class_name)(const struct segment *s, size_t k);
	bool (*always)(const struct segment *s, size_t k); /* with n 0 too */

	/* The column whose sums the report has; NULL: ROLE_VALUE. */
	enum role_slot (*value)(const struct segment *s);

	/* Further columns of the report, or NULL. */
	void (*report_header)(const struct segment *s);
	void (*report_cells)(const struct segment *s, size_t k);

	/* A report of its own, for methods without classes. */
	bool (*report)(struct segment *s);

	/* The method's rows of --explain, by explain_row. */
	void (*explain)(const struct segment *s);

	/* Cuts and centroids to and from a file; NULL: there are none. */
	bool (*save)(const struct segment *s, struct keep *k);
	bool (*use)(struct segment *s, struct keep *k);

	/* At the end, or NULL: a check that the user asked for. */
	bool (*verify)(struct segment *s);

	void (*end)(struct segment *s);
};

extern const struct way rfm_way, pyramid_way, abc_way, kmeans_way,
    lifecycle_way, status_way, matrix_way, rules_way, ratio_way, composite_way;

/* rows.c */

/* Binds one more column of numbers, needed; returns its index in s->col. */
size_t segment_number(struct segment *s, const char *name, const char *option);

/* Marks the columns that the run reads: after the header. */
bool segment_begin_rows(struct segment *s);

/* The row at hand into place at; false: it is bad. */
bool segment_take(struct segment *s, size_t at);
void segment_set_flag(struct segment *s, size_t at, uint32_t flag);

/* Whether the row is in a class, and in which. */
bool segment_counts(const struct segment *s, size_t row);
size_t segment_class(const struct segment *s, size_t row);

/* How many rows each class has; to free. */
size_t *segment_sizes(const struct segment *s);

/* The counted values of a column, ascending; s->counted of them, to free. */
double *segment_sorted(const struct segment *s, size_t k);

struct str segment_column_name(const struct segment *s, size_t k);
void segment_free_rows(struct segment *s);

/* labels.c: --labels. */
bool labels_begin(struct segment *s);
void labels_end(struct segment *s);
struct str label_of(const struct segment *s, struct str name);
struct str class_label(const struct segment *s, size_t k);
void put_class(const struct segment *s, size_t k);

/* shares.c: --shares and --names of pyramid and abc. */
struct tiers {
	size_t n;
	int64_t *share;          /* [millionths of a per cent] */
	const char *const *name; /* borrowed */
	char **kept;             /* names that --use brought */
	const char **kept_names;
	size_t kept_n;
};
bool tiers_begin(struct run *r, struct tiers *t, const int64_t *shares,
    const char *const *names, size_t n);
void tiers_end(struct tiers *t);
bool tiers_save(struct keep *k, const struct tiers *t, const double *floor);
bool tiers_use(struct keep *k, struct tiers *t, double *floor);

/* migrate.c: --previous. */
bool migrate_begin(struct segment *s);
bool migrate_take(struct segment *s, size_t at);
bool migrate_write(struct segment *s);
void migrate_end(struct segment *s);

/* report.c: one row per class. */
bool report_write(struct segment *s);
const char *segment_class_column(const struct segment *s);

/* summary.c: one row on n values, which are sorted; NaN are left out. */
bool summary_write(struct segment *s, double *v, size_t n);

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

/* A row that says how something is done, and one with a number. */
void explain_rule(const struct segment *s, const char *name, const char *note);
void explain_value(const struct segment *s, const char *part, const char *name,
    double value, const char *note);

/* The classes, each with its n. */
void explain_classes(const struct segment *s, const char *part);

#endif
