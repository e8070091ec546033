/*
 * cells: customers with the same history are one cell with a weight. A
 * million customers are some 300,000 cells with a few hundred distinct
 * frequencies and times, so logs and gamma functions are tabulated.
 *
 * Cells are in order of (x, tx, T) and weights are summed in a fixed order:
 * nothing depends on the order in which customers came.
 */
#ifndef MODEL_CELLS_H
#define MODEL_CELLS_H

#include <stddef.h>
#include <stdint.h>

struct cells_key;

struct cells {
	/* after cells_close: n cells */
	size_t n;
	uint32_t *x, *tx, *T; /* indices into the tables below */
	double *weight;       /* customers in the cell */

	/* distinct values, ascending, and sums over the cells with them */
	double *x_value, *x_weight;            /* [nx] count, customers */
	double *tx_value;                      /* [ntx] */
	double *T_value, *T_weight, *T_orders; /* [nT] customers, sum of x */
	size_t nx, ntx, nT;

	double customers; /* sum of weights */
	double orders;    /* sum of weight * x */
	double mean_T;    /* in the customers' own unit of time */

	/* How many more threads may sum over them (base/thread.h), or NULL;
	 * whoever fits says so. */
	int *threads;

	/* while adding */
	struct cells_key *key;
	uint64_t *count;
	uint32_t *slot;
	size_t keys, key_cap, slots;

	uint32_t *cell; /* after cells_close: of each key */
};

/*
 * cells_add: one customer, or a row that stands for weight of them.
 *
 *   x      repeat purchases, 0, 1, 2, ...      [count]
 *   tx, T  last purchase and age, 0 <= tx <= T [any unit]
 *   weight >= 0; 1 is one customer
 *
 * Values are the caller's to check (btyd_row_ok).
 * Returns  a key for cells_history
 * Cost     O(1); memory only for histories not seen before
 */
uint32_t cells_add(
    struct cells *c, double x, double tx, double T, double weight);

/*
 * cells_share: job(arg, from, to, run) for cells from up to to, and so on:
 * runs of CELLS_RUN cells numbered from 0, on all threads there may be. The
 * runs are the same however many those are: sums of a run that are joined in
 * order of the runs do not depend on it.
 *
 * Returns how many runs there are; with job NULL that is all it does.
 */
enum { CELLS_RUN = 1024 };
size_t cells_share(const struct cells *c,
    void (*job)(void *arg, size_t from, size_t to, size_t run), void *arg);

/* Sorts, merges and tabulates; nothing may be added afterwards. */
void cells_close(struct cells *c);

/* What was added under that key; after cells_close. */
void cells_history(
    const struct cells *c, uint32_t key, double *x, double *tx, double *T);

/*
 * cells_thin: a sample of about n cells whose weights are all alike: what
 * every so many customers fall into; or all, when they are no more. Closed; a
 * small picture to start a fit from, on the scale of the whole.
 */
void cells_thin(const struct cells *c, size_t n, struct cells *out);

/* cells_flat: the same customers without their tx, which becomes T; closed. */
void cells_flat(const struct cells *c, struct cells *out);

void cells_free(struct cells *c);

#endif
