/* options: what the command line says, and which method may have it. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "cli/tool.h"

enum { RFM_CUTS = 9 };
struct rfm_cuts {
	double cut[RFM_CUTS];
	size_t n;
};

/* No field's value when not given can be given. */
struct segment_opts {
	/* rfm */
	int64_t bins;    /* 0: as many as the map has */
	int ties;        /* -1: not given */
	const char *map; /* NULL: classic */
	struct rfm_cuts breaks[3];
	bool check;
	/* pyramid, abc */
	struct opt_list shares, names;
	bool clip;
	/* kmeans */
	int64_t k;
	const char *k_range;
	struct opt_list features;
	bool log, raw, distance;
	int64_t restarts, seed; /* -1: not given */
	/* lifecycle */
	const char *orders;
	int period, volume;     /* -1: not given */
	double growth, decline; /* 0: not given */
	/* status */
	int64_t loyal_orders, lost_days, loyal_days; /* -1: not given */
	const char *targeted, *excluded;
	/* matrix */
	int preset; /* -1: not given */
	const char *x, *y, *x_cut, *y_cut;
	struct opt_list quadrants;
	/* rules */
	const char *rules;
	/* ratio */
	struct opt_list num, den;
	bool minus, elasticity;
	/* composite */
	const char *weights, *scale;
	/* all */
	bool report, explain;
	int labels;
	const char *save, *use, *previous;
};
extern struct segment_opts given;
extern struct common segment_common;
extern const struct opt segment_options[];

extern const char *const rfm_ties[], *const lifecycle_periods[],
					 *const lifecycle_volumes[],
					     *const matrix_presets[],
						 *const label_sets[];

bool rfm_breaks_opt(void *to, const char *value, struct fault *f);

/* An option that the chosen method would silently do nothing with. */
bool options_check(struct run *r);

#endif
