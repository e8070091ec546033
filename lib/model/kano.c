/* Kano's categories by counting; see the header for rules and sources. */
#include "model/kano.h"

#include <math.h>
#include <stddef.h>

const char kano_answer_letters[] = "LMNWD";
const char kano_letters[] = "MOAIRQ";

enum kano
kano_category(enum kano_answer functional, enum kano_answer dysfunctional)
{
	enum {
		M = KANO_MUST_BE,
		O = KANO_ONE_DIMENSIONAL,
		A = KANO_ATTRACTIVE,
		I = KANO_INDIFFERENT,
		R = KANO_REVERSE,
		Q = KANO_QUESTIONABLE
	};
	static const int table[KANO_ANSWERS][KANO_ANSWERS] = {
	    {Q, A, A, A, O}, /* like it with; columns: without */
	    {R, I, I, I, M}, {R, I, I, I, M}, {R, I, I, I, M}, {R, R, R, R, Q}};

	return (enum kano)table[functional][dysfunctional];
}

double
kano_functional_score(enum kano_answer a)
{
	static const double score[KANO_ANSWERS] = {4, 2, 0, -1, -2};

	return score[a];
}

double
kano_dysfunctional_score(enum kano_answer a)
{
	return kano_functional_score((enum kano_answer)(KANO_ANSWERS - 1 - a));
}

/* The first of the greatest from low to high, passing over one. */
static enum kano
greatest(const double *count, int low, int high, int but)
{
	int best = -1;

	for (int k = low; k <= high; k++)
		if (k != but && (best < 0 || count[k] > count[best]))
			best = k;
	return (enum kano)best;
}

void
kano_judge(const double count[KANO_CATEGORIES], struct kano_result *out)
{
	const double *c = count;
	double wanted =
	    c[KANO_MUST_BE] + c[KANO_ONE_DIMENSIONAL] + c[KANO_ATTRACTIVE];
	double other =
	    c[KANO_INDIFFERENT] + c[KANO_REVERSE] + c[KANO_QUESTIONABLE];
	double n = wanted + other, both;

	out->mode = greatest(c, 0, KANO_QUESTIONABLE, -1);
	out->second = greatest(c, 0, KANO_QUESTIONABLE, (int)out->mode);
	out->berger =
	    wanted > other
		? greatest(c, KANO_MUST_BE, KANO_ATTRACTIVE, -1)
		: greatest(c, KANO_INDIFFERENT, KANO_QUESTIONABLE, -1);
	out->quality = wanted + c[KANO_INDIFFERENT];
	out->better =
	    (c[KANO_ATTRACTIVE] + c[KANO_ONE_DIMENSIONAL]) / out->quality;
	out->worse =
	    0 - (c[KANO_ONE_DIMENSIONAL] + c[KANO_MUST_BE]) / out->quality;
	out->gap = c[out->mode] - c[out->second];
	out->strength = out->gap / n;
	out->total = wanted / n;
	both = c[out->mode] + c[out->second];
	out->gap_needed = 1.65 * sqrt(both * (2 * n - both) / (2 * n));
	out->clear = out->gap >= out->gap_needed;
}
