#include "model/skill.h"

#include <math.h>
#include <stdbool.h>

#include "base/mem.h"
#include "base/sort.h"
#include "num/fsum.h"
#include "num/quant.h"

static const double SURE = 1e-15;

static int
by_p(uint32_t a, uint32_t b, void *arg)
{
	const double *p = *(const double *const *)arg;

	return (p[a] > p[b]) - (p[a] < p[b]);
}

static uint32_t *
ascending(const double *p, size_t n)
{
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, n, by_p, &p);
	return order;
}

/* Mann & Whitney's U of the ones, by mid-ranks. */
static double
auc(const double *p, const unsigned char *y, size_t n, double ones)
{
	uint32_t *order = ascending(p, n);
	double *rank = mem_resize(NULL, n, sizeof(*rank)), sum = 0;
	double zeros = (double)n - ones;

	(void)quant_ranks(p, order, n, NULL, rank);
	for (size_t i = 0; i < n; i++)
		if (y[i])
			sum += rank[i];
	mem_free(rank);
	mem_free(order);
	return ones > 0 && zeros > 0
		   ? (sum - ones * (ones + 1) / 2) / (ones * zeros)
		   : (double)NAN;
}

void
skill_of(const double *p, const unsigned char *y, size_t n, struct skill *out)
{
	struct fsum brier = {0, 0}, loss = {0, 0};
	double ones = 0;

	for (size_t i = 0; i < n; i++) {
		double hit = y[i] ? p[i] : 1 - p[i];

		ones += y[i];
		fsum_add(&brier, (1 - hit) * (1 - hit));
		fsum_add(&loss, -log(fmin(fmax(hit, SURE), 1 - SURE)));
	}
	*out = (struct skill){.n = n, .auc = auc(p, y, n, ones)};
	out->base = n > 0 ? ones / (double)n : (double)NAN;
	out->brier = n > 0 ? fsum_value(&brier) / (double)n : (double)NAN;
	out->log_loss = n > 0 ? fsum_value(&loss) / (double)n : (double)NAN;
}

/* Rows of one p, spread over the bins they fall in. */
struct tie {
	size_t from, end; /* places, the highest p first */
	double p, ones;
};

static void
spread(const struct tie *t, size_t n, struct skill_bin *bins, size_t count)
{
	for (size_t k = 0; k < count; k++) {
		size_t low = n * k / count, high = n * (k + 1) / count;
		double part;

		low = t->from > low ? t->from : low;
		high = t->end < high ? t->end : high;
		if (low >= high)
			continue;
		part = (double)(high - low);
		bins[k].predicted += part * t->p;
		bins[k].observed += t->ones * part / (double)(t->end - t->from);
	}
}

static void
close_bins(struct skill_bin *bins, size_t count, size_t n, double ones)
{
	double before = 0;

	for (size_t k = 0; k < count; k++) {
		struct skill_bin *b = &bins[k];

		b->n = n * (k + 1) / count - n * k / count;
		before += b->observed;
		b->caught = before / ones;
		b->predicted /= (double)b->n;
		b->observed /= (double)b->n;
		b->lift = b->observed * (double)n / ones;
	}
}

void
skill_bins(const double *p, const unsigned char *y, size_t n,
    struct skill_bin *bins, size_t count)
{
	uint32_t *order = ascending(p, n);
	double ones = 0;

	for (size_t k = 0; k < count; k++)
		bins[k] = (struct skill_bin){0};
	for (size_t i = n, next; i > 0; i = next) {
		struct tie t = {.from = n - i, .p = p[order[i - 1]]};

		for (next = i; next > 0 && p[order[next - 1]] == t.p; next--)
			t.ones += y[order[next - 1]];
		t.end = n - next;
		ones += t.ones;
		spread(&t, n, bins, count);
	}
	close_bins(bins, count, n, ones);
	mem_free(order);
}
