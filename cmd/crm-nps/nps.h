/* What the files of crm-nps share. */
#ifndef CRM_NPS_H
#define CRM_NPS_H

#include "base/i128.h"
#include "cli/tool.h"
#include "model/proportion.h"
#include "tab/group.h"

/* The scale: low to detract detract, to passive are passive, to high promote. */
struct scale {
	int64_t low, detract, passive, high;
};

enum { DETRACTOR, PASSIVE, PROMOTER, KINDS };

enum versus_kind {
	VERSUS_NONE,
	VERSUS_PREVIOUS, /* the period, or the group, before */
	VERSUS_REST,     /* all others */
	VERSUS_SCORE,    /* a number of points */
	VERSUS_GROUP,    /* the group of that name */
};

struct versus {
	enum versus_kind kind;
	double score;
	const char *group;
};

struct options {
	struct common common;
	const char *weight, *date;
	struct opt_list by, na;
	int period; /* enum period, or -1: none */
	struct scale scale;
	bool cuts, strip;
	int interval; /* enum nps_interval */
	double level;
	struct versus versus;
	int64_t min_n;
	double margin; /* 0: there is input to read */
	double variance;
};

extern struct options o;

/* Whether the role's cell is a score; false makes the row bad. */
enum { COL_SCORE };
bool score_get(struct table *t, int64_t *score);

/* Whether the cell is no answer: blank, or a text of --na. */
bool score_missing(const struct table *t);

bool scale_parse(void *to, const char *value, struct fault *f);
bool versus_parse(void *to, const char *value, struct fault *f);

/* What a group answered. Zeroed is nothing. */
struct tally {
	uint64_t count[KINDS];
	struct i128 weight[KINDS]; /* with --weight            [1e-9] */
	struct i128 squares;       /* of the weights           [1e-18] */
};

/* The answers by group. Zeroed is none. */
struct answers {
	struct group *group;
	struct tally *tally; /* by the group's index */
	size_t room;
	size_t weight;  /* slot of --weight */
	uint64_t blank; /* rows without an answer */
	int64_t most;   /* the highest score seen */
	uint64_t n;     /* rows with an answer */
};

/* Binds columns, reads all rows. */
bool answers_read(struct run *r, struct table *t, struct answers *a);
void answers_free(struct answers *a);

/* a - b, where b is a part of a. */
struct tally tally_sub(const struct tally *a, const struct tally *b);
void tally_add(struct tally *to, const struct tally *t);

/* A tally in figures: points, but for n. */
struct figures {
	double n; /* answers, or Kish's */
	double count[KINDS];
	double share[KINDS]; /* fractions; NaN without answers */
	double score, se;
};

struct figures tally_figures(const struct tally *t);

/*
 * compare: every group against what --versus names, in points; p is Holm's.
 *
 *   order   the groups in order of output, group_count of them
 *   out     one for each, in that order; NaN where there is nothing to
 *           compare with
 */
bool compare(struct run *r, const struct answers *a, const uint32_t *order,
    struct difference *out);

/* All rows of the report. */
bool report(struct run *r, const struct table *t, const struct answers *a,
    const struct put *put);

#endif
