/*
 * lloyd: passes over points in order, in chunks that threads share: each
 * point's nearest centre, and what a new centre would save. kmeans.c seeds
 * and chooses. Sums are made by chunk, then in order: no thread shows.
 */
#ifndef MODEL_LLOYD_H
#define MODEL_LLOYD_H

#include "model/kmeans.h"
#include "model/nearest.h"

/* Points of a chunk make one partial sum; those of a block stay in cache. */
enum { LLOYD_CHUNK = 16 * NEAREST_BLOCK, LLOYD_USUAL = 300 };

/* Assign all; or seeding: what one more centre leaves, which ADD keeps. */
enum lloyd_task { LLOYD_ASSIGN, LLOYD_TRY, LLOYD_ADD };

struct lloyd {
	const double *const *x; /* in order */
	size_t n, d, k, chunks, threads;
	const double *centre;
	unsigned char *label;
	double *near; /* n squared distances to the nearest centre so far */
	enum lloyd_task
	    task;        /* with centre, LLOYD_TRY and LLOYD_ADD a new one */
	double *partial; /* by chunk two: k of d sums and n, inertia, moved */
	size_t stride;   /* of one */
};

struct lloyd lloyd_new(
    const double *const *x, size_t n, size_t d, const struct kmeans_form *form);
void lloyd_free(struct lloyd *w);

/* The task at hand on every chunk once. */
void lloyd_run(const struct lloyd *w);

/* From fit->centre on, until they move no more than tol, squared. */
void lloyd_iterate(
    struct lloyd *w, struct kmeans *fit, double tol, size_t most);

#endif
