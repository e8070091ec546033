/* rfm: what rfm.c and rfm-explain.c share. */
#ifndef RFM_H
#define RFM_H

#include "model/rfm.h"
#include "model/segmap.h"
#include "segment.h"

enum { TIES_RANK, TIES_NTILE, TIES_QUANTILE };

struct rfm_state {
	const char *map_name;
	struct segmap map;
	bool named;    /* there is a map */
	bool mean;     /* "eight": better than the mean or not */
	size_t others; /* the class of uncovered cells */
	struct segmap_check check;
	int bins;
	struct rfm_scale scale[3];
	unsigned char *ntile[3]; /* scores by row, or NULL */
};

/* The score of a counted row in column k: ROLE_R, ROLE_F, ROLE_M. */
int rfm_score_of(const struct segment *s, int k, size_t row);

void rfm_explain(const struct segment *s);

#endif
