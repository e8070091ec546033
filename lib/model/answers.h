/*
 * answers: what respondents answered, as distinct rows and how many gave
 * each. Ten million answers on a five-step scale are five rows.
 *
 *	answers_init(&a, 4);
 *	answers_add(&a, group, x, weight) ...
 *	answers_close(&a);
 *	s = answers_of(&a, group);
 *
 * The rows of a closed collection are sorted by their values, so whatever is
 * computed from them does not depend on the order in which they came.
 */
#ifndef MODEL_ANSWERS_H
#define MODEL_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

/* One group's rows. Zeroed is none. */
struct sample {
	const double *x; /* n rows of k values; NaN is a blank */
	const double *w; /* n weights of one respondent, each > 0 */
	const double *c; /* n counts of respondents, each >= 1 */
	size_t n;        /* distinct rows */
	size_t k;        /* values in a row */
};

struct answers {
	size_t k;
	struct names names; /* the rows' bytes, while they are added */
	double *count;
	size_t room;
	/* closed */
	double *x, *w, *c;
	uint32_t *group; /* of each row, ascending */
	size_t n;
};

void answers_init(struct answers *a, size_t k);
void answers_free(struct answers *a);

/*
 * answers_add: one respondent.
 *
 *   group    any number
 *   x        k values, finite or NaN for a blank
 *   weight   > 0; 1 where respondents count alike
 *
 * Cost  some 100 ns; memory 8 (k + 6) bytes for a row not seen before
 */
void answers_add(
    struct answers *a, uint32_t group, const double *x, double weight);

/* Nothing may be added after this. Cost  O(n log n) of distinct rows. */
void answers_close(struct answers *a);

/* The rows of a group, perhaps none; borrowed until answers_free. */
struct sample answers_of(const struct answers *a, uint32_t group);

/* Respondents in a sample. */
double sample_count(const struct sample *s);

/* Those without a value in column k, and with a blank in any column. */
double sample_blank(const struct sample *s, size_t k);
double sample_incomplete(const struct sample *s);

/*
 * sample_spread: values of column k one by one, ascending, blanks left out;
 * a row comes as often as its count says, whatever its weight.
 *
 *   n   out: how many
 *
 * Returns  an array that the caller frees
 */
double *sample_spread(const struct sample *s, size_t k, size_t *n);

#endif
