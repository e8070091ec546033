/*
 * spill: rows of a fold that memory does not hold, in unlinked files by the
 * hash of their ids, to be folded file by file.
 *
 *	s = spill_new(folder);
 *	spill_fold(s, fo, &f)                what was folded so far, as rows
 *	spill_rows(s, row, n, &f) ...        more rows
 *	spill_list(s, id, &f) ...
 *	for (part = 0; part < SPILL_PARTS; part++)
 *		spill_read(s, part, fo, &rank, &f)
 *
 * Disk    28 bytes a row and its id
 * Memory  4 MiB and, when reading, a fold of one part
 */
#ifndef FOLD_SPILL_H
#define FOLD_SPILL_H

#include "fold/fold.h"

enum { SPILL_PARTS = 64 };

struct spill;

/*   folder  of the files; NULL is /tmp */
struct spill *spill_new(const char *folder);
void spill_delete(struct spill *s);

/*
 * spill_fold: the customers of a fold as rows whose folding gives them again:
 * first and last day, sums and periods are what they were; what is between
 * is put to days that are in the same periods. The fold is settled by it.
 */
bool spill_fold(struct spill *s, struct fold *fo, struct fault *f);

/* Rows that fold_take has counted, and customers to be listed. */
bool spill_row(struct spill *s, const struct fold_row *row, struct fault *f);
bool spill_list(struct spill *s, struct str id, struct fault *f);

/* A file's rows that were read back, and who came when. */
struct spill_ranks {
	uint64_t *rank; /* by number of customer: ascending, over all parts */
	size_t n, room;
};

/*
 * spill_read: folds one part into fo, which is empty; its file is given up.
 */
bool spill_read(struct spill *s, size_t part, struct fold *fo,
    struct spill_ranks *ranks, struct fault *f);

#endif
