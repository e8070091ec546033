/* equity: what all customers together are worth, and against their cost. */
#include "clv.h"

#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "num/fsum.h"

struct equity {
	double *value;
	size_t n, room;
	uint64_t without; /* customers who have no value */
	uint64_t below;   /* worth less than they cost */
};

struct equity *
equity_new(void)
{
	return mem_zero(1, sizeof(struct equity));
}

void
equity_delete(struct equity *e)
{
	if (e != NULL)
		mem_free(e->value);
	mem_free(e);
}

void
equity_add(struct equity *e, double value, double cac)
{
	if (isnan(value)) {
		e->without++;
		return;
	}
	e->value = mem_grow(e->value, &e->room, e->n + 1, sizeof(*e->value));
	e->value[e->n++] = value;
	e->below += value < cac;
}

static double
median(const double *v, size_t n)
{
	return n == 0 ? (double)NAN : (v[(n - 1) / 2] + v[n / 2]) / 2;
}

/* Share of the total that the top fifth (rounded up) of customers holds. */
static double
top_share(const double *v, size_t n, double total)
{
	struct fsum top = {0};

	if (!(total > 0) || isinf(total))
		return (double)NAN;
	for (size_t i = n - (n + 4) / 5; i < n; i++)
		fsum_add(&top, v[i]);
	return fsum_value(&top) / total;
}

void
equity_print(struct equity *e, const struct put *put)
{
	static const char *const names[] = {"customers", "no_value", "total",
	    "mean", "median", "top20_share", "below_cac", "equity"};
	struct fsum sum = {0};
	double total, mean;

	/* Ascending, so that the sum does not depend on the rows' order. */
	sort_doubles(e->value, e->n);
	for (size_t i = 0; i < e->n; i++)
		fsum_add(&sum, e->value[i]);
	total = fsum_value(&sum);
	mean = e->n > 0 ? total / (double)e->n : (double)NAN;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(put->w, str_of(names[i]));
	writer_begin(put->w);
	put_int(put, (int64_t)e->n);
	put_int(put, (int64_t)e->without);
	put_real(put, total);
	put_real(put, mean);
	put_real(put, median(e->value, e->n));
	put_real(put, top_share(e->value, e->n, total));
	if (o.cac.given != NULL)
		put_int(put, (int64_t)e->below);
	else
		put_empty(put);
	put_real(put, o.customers > 0 ? mean * (double)o.customers : total);
	put_end(put);
}

bool
cac_append(struct pass *p, struct fault *f)
{
	return pass_append(p, "clv_net", f) && pass_append(p, "acquire", f);
}

void
cac_columns(struct writer *w)
{
	writer_column(w, STR("clv_net"));
	writer_column(w, STR("acquire"));
}

void
cac_put(const struct put *put, double value, double cac)
{
	put_real(put, value - cac);
	if (isnan(value) || isnan(cac))
		put_empty(put);
	else
		put_bool(put, cac <= value);
}
