/* matrix: what matrix.c and matrix-keep.c share. */
#ifndef MATRIX_H
#define MATRIX_H

#include "base/hash.h"
#include "segment.h"

enum { MATRIX_CELLS = 9 };

struct axis {
	const char *name;
	char *kept; /* the name, where --use brought it */
	size_t col;
	enum { CUT_GIVEN, CUT_MEAN, CUT_QUANTILE } rule;
	size_t cuts;   /* 1 or 2 */
	double cut[2]; /* ascending; a value on a cut is above it */
};

struct matrix_state {
	struct axis axis[2];
	struct names classes;
	uint32_t class[MATRIX_CELLS]; /* of the cells */
};

bool matrix_save(const struct segment *s, struct keep *k);
bool matrix_use(struct segment *s, struct keep *k);

#endif
