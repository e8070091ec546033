/*
 * segmap: names for the cells of an RFM cube. A map is a list of boxes, a
 * range of scores each for R, F and M; the first box that holds a cell names
 * it. Several boxes may bear one name.
 */
#ifndef MODEL_SEGMAP_H
#define MODEL_SEGMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/hash.h"
#include "base/str.h"
#include "model/rfm.h"

enum {
	SEGMAP_CELLS = RFM_BINS_MAX * RFM_BINS_MAX * RFM_BINS_MAX,
	SEGMAP_NONE = UINT16_MAX
};

struct segbox {
	uint16_t name;
	unsigned char low[3], high[3]; /* high 0: as many as there are */
};

/* Zeroed is empty. */
struct segmap {
	struct names names; /* in order of appearance */
	struct segbox *box;
	size_t count, room;
	int bins;                    /* the highest score that any box names */
	uint16_t cell[SEGMAP_CELLS]; /* after segmap_fill: its name's index */
};

/*
 * segmap_add: one more box, after those there are.
 *
 *   row   name, r, f, m; a range is 5, 1-2 or * for any score
 *
 * Errors  FAULT_FORM with the column and value set, the file and line not.
 */
bool segmap_add(struct segmap *m, const struct str row[4], struct fault *f);

/*
 * segmap_fill: when all boxes are in: names every cell of bins^3.
 *
 *   bins   RFM_BINS_MIN to RFM_BINS_MAX
 */
void segmap_fill(struct segmap *m, int bins);

/* The name's index for a cell, or SEGMAP_NONE; scores are 1 to bins. */
uint16_t segmap_find(const struct segmap *m, int r, int f, int m_);

/* What segmap_check finds. */
struct segmap_check {
	size_t cells;     /* all there are: bins^3 */
	size_t uncovered; /* in no box */
	int hole[3];      /* the first of them: r, f, m */
	size_t overlaps;  /* in boxes of more than one name */
};
void segmap_check(const struct segmap *m, int bins, struct segmap_check *c);

/*
 * Of one name: the cells that it names, and those that its boxes hold but an
 * earlier name took.
 */
void segmap_share(const struct segmap *m, int bins, uint16_t name,
    size_t *named, size_t *taken);

void segmap_free(struct segmap *m);

#endif
