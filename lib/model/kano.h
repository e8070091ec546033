/*
 * kano: what a feature is to customers, from pairs of answers: how they
 * would feel with it (functional) and without it (dysfunctional).
 */
#ifndef MODEL_KANO_H
#define MODEL_KANO_H

#include <stdbool.h>

/* An answer: L, M, N, W, D. */
enum kano_answer {
	KANO_LIKE,    /* I like it */
	KANO_MUST,    /* it must be so */
	KANO_NEUTRAL, /* I do not care */
	KANO_LIVE,    /* I can live with it */
	KANO_DISLIKE, /* I dislike it */
	KANO_ANSWERS
};

/* A category: M, O, A, I, R, Q; of equals the first one is taken. */
enum kano {
	KANO_MUST_BE,
	KANO_ONE_DIMENSIONAL,
	KANO_ATTRACTIVE,
	KANO_INDIFFERENT,
	KANO_REVERSE,
	KANO_QUESTIONABLE,
	KANO_CATEGORIES
};

/* The letters of answers and of categories, in the order above. */
extern const char kano_answer_letters[];
extern const char kano_letters[];

/*
 * kano_category: what one pair of answers says.
 *
 * Source   Berger et al. (1993), Center for Quality of Management Journal
 *          2(4), the evaluation table
 */
enum kano kano_category(
    enum kano_answer functional, enum kano_answer dysfunctional);

/*
 * DuMouchel's scores: 4, 2, 0, -1, -2 with the feature, and the same
 * backwards without it.
 *
 * Source   the same paper, section by DuMouchel
 */
double kano_functional_score(enum kano_answer a);
double kano_dysfunctional_score(enum kano_answer a);

/* What many pairs say; NaN where there is nothing to divide by. */
struct kano_result {
	enum kano mode;    /* the most frequent category */
	enum kano second;  /* the next one */
	enum kano berger;  /* the most frequent of the greater half */
	double better;     /* (A+O)/(A+O+M+I) */
	double worse;      /* -(O+M)/(A+O+M+I) */
	double quality;    /* A+O+M+I                            [count] */
	double strength;   /* (mode - second)/n: category strength */
	double total;      /* (A+O+M)/n: total strength */
	double gap;        /* mode - second                      [count] */
	double gap_needed; /* from which Fong calls them different [count] */
	bool clear;        /* gap >= gap_needed */
};

/*
 * kano_judge: the result from counts by category, n = their sum > 0.
 *
 * Berger's second rule: when O+A+M > I+R+Q the most frequent of the former,
 * else of the latter. Fong: two counts a, b of n differ at 10 % when
 * |a-b| >= 1.65 sqrt((a+b)(2n-a-b)/(2n)).
 *
 * Source   Berger et al. (1993); Fong (1996), Center for Quality of
 *          Management Journal 5(3); Lee & Newcomb (1997), the same 6(3)
 */
void kano_judge(const double count[KANO_CATEGORIES], struct kano_result *out);

#endif
