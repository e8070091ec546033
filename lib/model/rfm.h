/*
 * rfm: values into scores from 1 to q, higher is better.
 *
 * Every rule but ntile comes down to a scale: at most nine cuts, so that ten
 * million rows are scored by a few comparisons each, and a scale can be
 * printed. Values are whatever the columns hold: days, counts, money.
 */
#ifndef MODEL_RFM_H
#define MODEL_RFM_H

#include <stdbool.h>
#include <stddef.h>

enum { RFM_BINS_MIN = 2, RFM_BINS_MAX = 10 };

/*
 * A value's bin is one more than the cuts below it; its score is the bin, or
 * counts down from bins when fewer is better. bins and fewer are the
 * caller's, cut and above are filled in by the rule.
 */
struct rfm_scale {
	int bins;
	bool fewer; /* fewer is better: days since the last order */
	bool above; /* a value on a cut belongs above it, not below */
	double cut[RFM_BINS_MAX - 1]; /* ascending; may be infinite */
};

/*
 * rfm_places: where in the ascending values the rules rank, quantile and most
 * look; sort_around orders the rest no further (base/sort.h).
 *
 * Returns how many.
 */
enum { RFM_PLACES = 4 * (RFM_BINS_MAX - 1) };
size_t rfm_places(int bins, size_t n, size_t place[RFM_PLACES]);

/*
 * rfm_rank: the rule that keeps equals together:
 * score = floor((minrank - 1) q / n) + 1, minrank counted from the worst.
 *
 *   v   n values, ascending around rfm_places
 *
 * n = 0 leaves every value in the lowest bin. Exact: ranks are integers.
 */
void rfm_rank(struct rfm_scale *s, const double *v, size_t n);

/*
 * rfm_quantile: as the R package rfm 0.3 and SPSS: q - 1 quantiles of type 7
 * plus one, lower <= x < upper, days scored in reverse.
 *
 * The "plus one" takes whole numbers for granted: it shifts cents too.
 * Source  rsquaredacademy/rfm, Hyndman & Fan (1996), The American
 *         Statistician 50(4), definition 7
 */
void rfm_quantile(struct rfm_scale *s, const double *v, size_t n);

/*
 * rfm_mean: two bins, better than the mean or not; a value that equals the
 * mean is not better. Exact when every value is a decimal of six places
 * below 1e9; else the mean is good to 1e-15 relative to the range.
 */
void rfm_mean(struct rfm_scale *s, const double *v, size_t n);

/*
 * rfm_breaks: the caller's own cuts, bins - 1 of them, ascending. A value on
 * a cut gets the better score: 2 orders reach the cut 2, 30 days are within
 * the cut 30.
 */
void rfm_breaks(struct rfm_scale *s, const double *cut);

/* The score of x, 1 to bins. NaN must not be passed. */
int rfm_score(const struct rfm_scale *s, double x);

/*
 * rfm_ntile: as NTILE(bins) OVER (ORDER BY v) of SQL: parts of equal size,
 * the first ones larger by one, equals split by their order of rows; the
 * score is the part, or bins + 1 less the part when fewer is better.
 *
 *   v       n values, any order, not changed; NaN rows are left out
 *   score   out: n scores, 0 for NaN
 *
 * Cost  a sort of indices, 8 n bytes.
 */
void rfm_ntile(int bins, bool fewer, double *v, size_t n, unsigned char *score);

/*
 * rfm_most: the most frequent value (the smallest such) if it covers more
 * than 1/bins of all, and how often it occurs; else 0.
 *
 *   v   n values, ascending around rfm_places
 */
size_t rfm_most(int bins, const double *v, size_t n, double *value);

#endif
