/* roll_impl: what the files of a roll share. */
#ifndef FOLD_ROLL_IMPL_H
#define FOLD_ROLL_IMPL_H

#include "base/arena.h"
#include "base/buf.h"
#include "fold/roll.h"
#include "fold/spill.h"
#include "tab/spool.h"

/* A part's customers that wait to be walked, the foremost at hand. */
struct lane {
	struct spool *spool;
	struct str head; /* p NULL: there is none any more */
};

struct roll {
	struct fold_form form;
	uint64_t memory;
	const char *folder;
	struct fold *fold;   /* all rows, or only the counts when spilling */
	struct spill *spill; /* NULL: all is in memory */
	struct roll_order order;

	/* Walking a fold in memory, or one part after the other. */
	const struct fold *walked;
	struct fold *part; /* owned, if it is one */
	size_t parts;      /* so far */
	uint32_t *index;
	size_t n, at;

	/* Walking what was spilled: a heap of lanes by their heads. */
	struct lane lane[SPILL_PARTS];
	struct lane *heap[SPILL_PARTS];
	size_t lanes;
	bool taken;          /* the first lane's head was given out */
	struct day_sum *day; /* of the customer given out last */
	size_t day_room;

	/* The top of it, when that is asked for. */
	struct arena arena;
	struct str *top;
	size_t tops, top_room;

	struct roll_group *group;
};

/* Folds the next part of what was spilled, counted; NULL at a fault. */
struct fold *roll_part(
    struct roll *ro, size_t part, struct spill_ranks *ranks, struct fault *f);

/* Walking what was spilled. */
bool roll_merge(struct roll *ro, struct fault *f);
bool roll_merge_next(struct roll *ro, struct fold_person *p, struct fault *f);
void roll_merge_end(struct roll *ro);

#endif
