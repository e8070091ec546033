/* equity: what all customers together are worth, and against their cost. */
#include "clv.h"

#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "num/fsum.h"

struct equity {
	double *value, *weight; /* weight is NULL when all are 1 */
	size_t n, room, weight_room;
	struct fsum without; /* customers who have no value */
	struct fsum below;   /* worth less than they cost */
};

struct equity *
equity_new(void)
{
	return mem_zero(1, sizeof(struct equity));
}

void
equity_delete(struct equity *e)
{
	if (e != NULL) {
		mem_free(e->value);
		mem_free(e->weight);
	}
	mem_free(e);
}

void
equity_add(struct equity *e, double value, double cac, double weight)
{
	if (isnan(value)) {
		fsum_add(&e->without, weight);
		return;
	}
	e->value = mem_grow(e->value, &e->room, e->n + 1, sizeof(*e->value));
	if (o.weight != NULL) {
		e->weight = mem_grow(
		    e->weight, &e->weight_room, e->n + 1, sizeof(*e->weight));
		e->weight[e->n] = weight;
	}
	e->value[e->n++] = value;
	fsum_add(&e->below, value < cac ? weight : 0);
}

static int
by_value(uint32_t a, uint32_t b, void *arg)
{
	const struct equity *e = arg;

	if (e->value[a] != e->value[b])
		return e->value[a] < e->value[b] ? -1 : 1;
	return (e->weight[a] > e->weight[b]) - (e->weight[a] < e->weight[b]);
}

/* Ascending, so that no sum depends on the rows' order. */
static void
sort(struct equity *e)
{
	uint32_t *order;
	double *v;

	if (e->weight == NULL) {
		sort_doubles(e->value, e->n);
		return;
	}
	order = mem_resize(NULL, e->n, sizeof(*order));
	v = mem_resize(NULL, 2 * e->n, sizeof(*v));
	for (size_t i = 0; i < e->n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, e->n, by_value, e);
	for (size_t i = 0; i < e->n; i++) {
		v[i] = e->value[order[i]];
		v[e->n + i] = e->weight[order[i]];
	}
	memcpy(e->value, v, e->n * sizeof(*v));
	memcpy(e->weight, v + e->n, e->n * sizeof(*v));
	mem_free(v);
	mem_free(order);
}

static double
weight_of(const struct equity *e, size_t i)
{
	return e->weight == NULL ? 1 : e->weight[i];
}

/* The value below and above which there are as many customers. */
static double
median(const struct equity *e, double customers)
{
	double low = (double)NAN, sum = 0;

	for (size_t i = 0; i < e->n; i++) {
		sum += weight_of(e, i);
		if (isnan(low) && sum >= customers / 2)
			low = e->value[i];
		if (sum > customers / 2)
			return (low + e->value[i]) / 2;
	}
	return low;
}

/* Share of the total that the top fifth (rounded up) of customers holds. */
static double
top_share(const struct equity *e, double customers, double total)
{
	struct fsum top = {0, 0};
	double left = ceil(customers / 5 * (1 - 1e-15));

	if (!(total > 0) || isinf(total))
		return (double)NAN;
	for (size_t i = e->n; i-- > 0 && left > 0;) {
		double w = fmin(weight_of(e, i), left);

		fsum_add(&top, w * e->value[i]);
		left -= w;
	}
	return fsum_value(&top) / total;
}

void
equity_columns(const struct put *put)
{
	static const char *const names[] = {"customers", "no_value", "total",
	    "mean", "median", "top20_share", "below_cac", "equity"};

	if (o.by != NULL)
		writer_column(put->w, str_of(o.by));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(put->w, str_of(names[i]));
	if (o.interval) {
		writer_column(put->w, STR("equity_low"));
		writer_column(put->w, STR("equity_high"));
	}
	writer_begin(put->w);
}

void
equity_print(struct equity *e, const struct put *put, const double *interval,
    struct str label)
{
	struct fsum sum = {0, 0}, n = {0, 0};
	double total, customers, scale;

	sort(e);
	for (size_t i = 0; i < e->n; i++) {
		fsum_add(&sum, e->value[i] * weight_of(e, i));
		fsum_add(&n, weight_of(e, i));
	}
	total = fsum_value(&sum);
	customers = fsum_value(&n);
	scale = o.customers > 0 ? (double)o.customers / customers : 1;
	if (o.by != NULL)
		put_text(put, label);
	put_real(put, customers);
	put_real(put, fsum_value(&e->without));
	put_real(put, total);
	put_real(put, customers > 0 ? total / customers : (double)NAN);
	put_real(put, median(e, customers));
	put_real(put, top_share(e, customers, total));
	if (o.cac.given != NULL)
		put_real(put, fsum_value(&e->below));
	else
		put_empty(put);
	put_real(put, scale * total);
	if (interval != NULL) {
		put_real(put, scale * interval[0]);
		put_real(put, scale * interval[1]);
	}
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
