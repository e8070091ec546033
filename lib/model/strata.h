/*
 * strata: customers by their covariates z; those with the same z are a
 * stratum, with cells of its own.
 */
#ifndef MODEL_STRATA_H
#define MODEL_STRATA_H

#include "base/hash.h"
#include "model/cells.h"

enum { COVARIATES_MAX = 8 };

/* Zeroed, with k set, is empty. */
struct strata {
	size_t k;            /* covariates, up to COVARIATES_MAX */
	size_t n;            /* distinct vectors of them */
	struct cells *cells; /* [n] */
	double *z;           /* [n x k] */
	uint32_t *order;     /* after strata_close: z ascending */
	/* strata's own */
	struct names vectors;
	size_t room, z_room;
};

/*
 * strata_add: one customer, as cells_add; *stratum is where he went.
 *   z  k finite numbers
 * Returns  the key within the stratum's cells
 */
uint32_t strata_add(struct strata *s, const double *z, double x, double tx,
    double T, double weight, uint32_t *stratum);

/* Closes all cells; nothing may be added afterwards. */
void strata_close(struct strata *s);
void strata_free(struct strata *s);

#endif
