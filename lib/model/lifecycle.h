/*
 * lifecycle: the stage of a relationship by its volumes, period by period,
 * and the pattern of all of it.
 *
 *	l = (struct lifecycle){0};
 *	lifecycle_step(&l, &form, volume) ...   from the first active period on
 *	lifecycle_pattern(&l)
 *
 * The first active period is exploration; then the first of these that
 * holds: at least growth times the period before (and above 0) formation, at
 * most decline times the maximum so far decline, else stability.
 *
 * Exact: volumes are integers, the two factors decimals.
 * Source  SPEC's reading of the textbook's four stages and four patterns
 */
#ifndef MODEL_LIFECYCLE_H
#define MODEL_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum stage {
	STAGE_EXPLORATION,
	STAGE_FORMATION,
	STAGE_STABILITY,
	STAGE_DECLINE,
	STAGES
};

/* Ended is a last volume of 0; a relation that has not ended and was not
 * stable for two periods has no pattern yet. */
enum pattern {
	PATTERN_OPEN,
	PATTERN_EARLY_ABORT,  /* ended without formation */
	PATTERN_MID_WAY,      /* ended after one period of it */
	PATTERN_EARLY_EXIT,   /* ended after two, stable in less than two */
	PATTERN_LONG_LASTING, /* stable in two */
	PATTERNS
};

struct lifecycle_form {
	int64_t growth, decline; /* [millionths], above 0 */
};

struct lifecycle {
	uint64_t periods;
	enum stage stage; /* of the last period */
	int64_t last, most;
	uint64_t grown;  /* periods in formation or stability */
	uint64_t stable; /* in stability */
};

/* One more period; its volume >= 0, that of the first above 0. */
void lifecycle_step(
    struct lifecycle *l, const struct lifecycle_form *form, int64_t volume);

/* n more periods without any volume. */
void lifecycle_idle(struct lifecycle *l, uint64_t n);

enum pattern lifecycle_pattern(const struct lifecycle *l);

#endif
