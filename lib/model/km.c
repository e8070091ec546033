#include "model/km.h"

#include <math.h>

#include "base/mem.h"
#include "base/sort.h"

static int
by_value(uint32_t a, uint32_t b, void *arg)
{
	const double *v = arg;

	return (v[a] > v[b]) - (v[a] < v[b]);
}

static uint32_t *
order_of(const double *v, size_t n)
{
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));
	double *copy = mem_resize(NULL, n, sizeof(*copy));

	for (size_t i = 0; i < n; i++) {
		order[i] = (uint32_t)i;
		copy[i] = v[i];
	}
	sort_index(order, n, by_value, copy);
	mem_free(copy);
	return order;
}

static double *
sorted_entries(const struct km_data *d)
{
	double *v = NULL;

	if (d->entry == NULL)
		return NULL;
	v = mem_resize(NULL, d->n, sizeof(*v));
	for (size_t i = 0; i < d->n; i++)
		v[i] = d->entry[i];
	sort_doubles(v, d->n);
	return v;
}

/* The product so far times (1 - d/n); the sum so far plus d/(n(n-d)). */
static void
step(struct km_row *row, double *survival, double *greenwood)
{
	double n = (double)row->at_risk, d = (double)row->events;

	if (row->events > 0) {
		*survival *= (n - d) / n;
		*greenwood += d / (n * (n - d));
	}
	row->survival = *survival;
	row->greenwood = *greenwood;
	row->std_error =
	    *survival > 0 ? *survival * sqrt(*greenwood) : (double)NAN;
	row->low = row->high = (double)NAN;
}

void
km_fit(const struct km_data *d, struct km *out)
{
	uint32_t *order = order_of(d->time, d->n);
	double *entry = sorted_entries(d), survival = 1, greenwood = 0;
	size_t entered = entry == NULL ? d->n : 0, room = 0;

	*out = (struct km){.subjects = d->n};
	for (size_t i = 0, end; i < d->n; i = end) {
		struct km_row row = {.time = d->time[order[i]]};

		for (end = i; end < d->n && d->time[order[end]] == row.time;
		     end++)
			row.events += d->event[order[end]];
		while (entered < d->n && entry != NULL &&
		       entry[entered] < row.time)
			entered++;
		row.at_risk = entered - i;
		row.censored = end - i - row.events;
		step(&row, &survival, &greenwood);
		out->events += row.events;
		out->row =
		    mem_grow(out->row, &room, out->n + 1, sizeof(*out->row));
		out->row[out->n++] = row;
	}
	mem_free(entry);
	mem_free(order);
}

void
km_free(struct km *k)
{
	mem_free(k->row);
	*k = (struct km){0};
}

static double
cut(double x)
{
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

void
km_band(struct km *k, enum km_interval kind, double z)
{
	for (size_t i = 0; i < k->n; i++) {
		struct km_row *r = &k->row[i];
		double s = r->survival, half = z * sqrt(r->greenwood);

		if (!(s > 0 && s < 1)) {
			r->low = r->high = s > 0 ? 1 : (double)NAN;
		} else if (kind == KM_PLAIN) {
			r->low = cut(s - s * half);
			r->high = cut(s + s * half);
		} else if (kind == KM_LOG) {
			r->low = s * exp(-half);
			r->high = cut(s * exp(half));
		} else {
			half /= log(s); /* below 0 */
			r->low = pow(s, exp(-half));
			r->high = pow(s, exp(half));
		}
	}
}

/* Products that are a half but for their rounding count as one. */
static bool
halved(double s)
{
	return s <= 0.5 * (1 + 1e-12);
}

void
km_median(const struct km *k, struct km_median *out)
{
	*out = (struct km_median){(double)NAN, (double)NAN, (double)NAN};
	for (size_t i = k->n; i-- > 0;) {
		const struct km_row *r = &k->row[i];

		if (halved(r->survival))
			out->median = r->time;
		if (r->survival <= 0 || halved(r->low))
			out->low = r->time;
		if (halved(r->high))
			out->high = r->time;
	}
}

const struct km_row *
km_at(const struct km *k, double t)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (k->row[mid].time <= t)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? NULL : &k->row[low - 1];
}

double
km_mean(const struct km *k, double tau, double *std_error)
{
	double area = 0, end = tau, var = 0;

	/* From the right: the area behind each event is at hand. */
	for (size_t i = k->n; i-- > 0;) {
		const struct km_row *r = &k->row[i];
		double n = (double)r->at_risk, d = (double)r->events;

		if (r->time >= tau)
			continue;
		area += r->survival * (end - r->time);
		end = r->time;
		if (r->events > 0 && n > d)
			var += area * area * d / (n * (n - d));
	}
	*std_error = sqrt(var);
	return area + end;
}
