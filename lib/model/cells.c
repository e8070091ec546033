/*
 * Histories are counted in a hash table under (x, tx, T, weight), so that a
 * count is an exact integer; fractional weights are multiplied and summed
 * only after sorting. Hence the same bytes for any order of rows.
 */
#include "model/cells.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/thread.h"
#include "num/fsum.h"

/* Few: there may be very many sets of cells, with one customer each. */
enum { KEY_PARTS = 4, FIRST_SLOTS = 16 };

/* x, tx, T, weight */
struct cells_key {
	double part[KEY_PARTS];
};

static uint64_t
key_hash(const struct cells_key *k)
{
	uint64_t w[KEY_PARTS];

	memcpy(w, k, sizeof(w));
	return hash_words(hash_words(w[0], w[1], 0), w[2], w[3]);
}

static uint32_t *
find_slot(const struct cells *c, const struct cells_key *k)
{
	size_t mask = c->slots - 1, i = key_hash(k) & mask;

	while (c->slot[i] != 0 &&
	       memcmp(&c->key[c->slot[i] - 1], k, sizeof(*k)) != 0)
		i = (i + 1) & mask;
	return &c->slot[i];
}

static void
grow_slots(struct cells *c)
{
	mem_free(c->slot);
	c->slots = c->slots != 0 ? 2 * c->slots : FIRST_SLOTS;
	c->slot = mem_zero(c->slots, sizeof(*c->slot));
	for (size_t i = 0; i < c->keys; i++)
		*find_slot(c, &c->key[i]) = (uint32_t)i + 1;
}

uint32_t
cells_add(struct cells *c, double x, double tx, double T, double weight)
{
	/* + 0.0 makes -0 and 0 one key. */
	struct cells_key k = {{x + 0.0, tx + 0.0, T + 0.0, weight + 0.0}};
	uint32_t *slot;

	if (2 * (c->keys + 1) > c->slots) {
		hash_ready();
		grow_slots(c);
	}
	slot = find_slot(c, &k);
	if (*slot == 0) {
		size_t cap = c->key_cap;

		c->key =
		    mem_grow(c->key, &c->key_cap, c->keys + 1, sizeof(*c->key));
		if (c->key_cap != cap)
			c->count =
			    mem_resize(c->count, c->key_cap, sizeof(*c->count));
		c->key[c->keys] = k;
		c->count[c->keys++] = 0;
		*slot = (uint32_t)c->keys;
	}
	c->count[*slot - 1]++;
	return *slot - 1;
}

/* A part of all keys: its distinct values, ascending, and each key's rank. */
struct column {
	double *value;
	uint32_t *rank;
	size_t n;
};

/* Values, numbered as they come. */
static void
number_values(const struct cells *c, int part, struct column *out)
{
	size_t slots = 16, mask;
	uint32_t *slot;

	while (slots < 2 * c->keys)
		slots *= 2;
	mask = slots - 1;
	slot = mem_zero(slots, sizeof(*slot));
	for (size_t i = 0; i < c->keys; i++) {
		double v = c->key[i].part[part];
		uint64_t bits;
		size_t at;

		memcpy(&bits, &v, sizeof(bits));
		at = hash_words(bits, 0, 0) & mask;
		while (slot[at] != 0 && out->value[slot[at] - 1] != v)
			at = (at + 1) & mask;
		if (slot[at] == 0) {
			out->value[out->n++] = v;
			slot[at] = (uint32_t)out->n;
		}
		out->rank[i] = slot[at] - 1;
	}
	mem_free(slot);
}

static uint32_t
place_of(const double *v, size_t n, double value)
{
	size_t low = 0;

	while (n > 1) {
		size_t half = n / 2;

		if (v[low + half] <= value)
			low += half;
		n -= half;
	}
	return (uint32_t)low;
}

static void
column_init(struct column *out, const struct cells *c, int part)
{
	uint32_t *place;
	double *sorted;

	out->n = 0;
	out->value = mem_resize(NULL, c->keys, sizeof(*out->value));
	out->rank = mem_resize(NULL, c->keys, sizeof(*out->rank));
	number_values(c, part, out);
	sorted = mem_resize(NULL, out->n, sizeof(*sorted));
	place = mem_resize(NULL, out->n, sizeof(*place));
	memcpy(sorted, out->value, out->n * sizeof(*sorted));
	sort_doubles(sorted, out->n);
	for (size_t i = 0; i < out->n; i++)
		place[i] = place_of(sorted, out->n, out->value[i]);
	for (size_t i = 0; i < c->keys; i++)
		out->rank[i] = place[out->rank[i]];
	mem_free(out->value);
	mem_free(place);
	out->value = sorted;
}

/* Stable, from one order to another, by counting the ranks. */
static void
counting_sort(
    const struct column *by, const uint32_t *from, uint32_t *to, size_t n)
{
	uint32_t *start = mem_zero(by->n + 1, sizeof(*start));

	for (size_t i = 0; i < n; i++)
		start[by->rank[i] + 1]++;
	for (size_t k = 0; k < by->n; k++)
		start[k + 1] += start[k];
	for (size_t i = 0; i < n; i++)
		to[start[by->rank[from[i]]]++] = from[i];
	mem_free(start);
}

/* Keys in order of their parts, the last one first. */
static uint32_t *
sort_keys(const struct column *column, size_t n)
{
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));
	uint32_t *other = mem_resize(NULL, n, sizeof(*other));

	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (int part = KEY_PARTS; part-- > 0;) {
		uint32_t *swap = order;

		counting_sort(&column[part], order, other, n);
		order = other;
		other = swap;
	}
	mem_free(other);
	return order;
}

static void
make_room(struct cells *c)
{
	c->x = mem_resize(NULL, c->keys, sizeof(*c->x));
	c->tx = mem_resize(NULL, c->keys, sizeof(*c->tx));
	c->cell = mem_resize(NULL, c->keys, sizeof(*c->cell));
	c->T = mem_resize(NULL, c->keys, sizeof(*c->T));
	c->weight = mem_resize(NULL, c->keys, sizeof(*c->weight));
	c->x_weight = mem_zero(c->nx, sizeof(double));
	c->T_weight = mem_zero(c->nT, sizeof(double));
	c->T_orders = mem_zero(c->nT, sizeof(double));
}

/* One cell per (x, tx, T) out of the keys in order. */
static void
merge_keys(struct cells *c, const struct column *column, const uint32_t *order)
{
	const uint32_t *x = column[0].rank, *tx = column[1].rank;
	const uint32_t *T = column[2].rank;

	for (size_t i = 0, j; i < c->keys; i = j) {
		uint32_t a = order[i];
		struct fsum w = {0, 0};

		for (j = i; j < c->keys; j++) {
			uint32_t b = order[j];

			if (x[a] != x[b] || tx[a] != tx[b] || T[a] != T[b])
				break;
			fsum_add(&w, c->key[b].part[3] * (double)c->count[b]);
			c->cell[b] = (uint32_t)c->n;
		}
		c->x[c->n] = x[a];
		c->tx[c->n] = tx[a];
		c->T[c->n] = T[a];
		c->weight[c->n++] = fsum_value(&w);
	}
}

static void
sum_up(struct cells *c)
{
	struct fsum customers = {0, 0}, orders = {0, 0}, ages = {0, 0};

	for (size_t i = 0; i < c->n; i++) {
		double w = c->weight[i], x = c->x_value[c->x[i]];

		c->x_weight[c->x[i]] += w;
		c->T_weight[c->T[i]] += w;
		c->T_orders[c->T[i]] += w * x;
		fsum_add(&customers, w);
		fsum_add(&orders, w * x);
		fsum_add(&ages, w * c->T_value[c->T[i]]);
	}
	c->customers = fsum_value(&customers);
	c->orders = fsum_value(&orders);
	c->mean_T = c->customers > 0 ? fsum_value(&ages) / c->customers : 0;
}

void
cells_close(struct cells *c)
{
	struct column column[KEY_PARTS];
	uint32_t *order;

	hash_ready();
	for (int i = 0; i < KEY_PARTS; i++)
		column_init(&column[i], c, i);
	order = sort_keys(column, c->keys);
	c->x_value = column[0].value;
	c->tx_value = column[1].value;
	c->T_value = column[2].value;
	c->nx = column[0].n;
	c->ntx = column[1].n;
	c->nT = column[2].n;
	make_room(c);
	merge_keys(c, column, order);
	sum_up(c);
	mem_free(column[3].value);
	for (int i = 0; i < KEY_PARTS; i++)
		mem_free(column[i].rank);
	mem_free(order);
	mem_free(c->key);
	mem_free(c->count);
	mem_free(c->slot);
	c->key = NULL;
	c->count = NULL;
	c->slot = NULL;
}

void
cells_history(
    const struct cells *c, uint32_t key, double *x, double *tx, double *T)
{
	uint32_t i = c->cell[key];

	*x = c->x_value[c->x[i]];
	*tx = c->tx_value[c->tx[i]];
	*T = c->T_value[c->T[i]];
}

struct share {
	const struct cells *c;
	void (*job)(void *arg, size_t from, size_t to, size_t run);
	void *arg;
};

static void
share_run(void *arg, size_t run)
{
	const struct share *s = arg;
	size_t from = run * CELLS_RUN, left = s->c->n - from;

	s->job(s->arg, from, from + (left < CELLS_RUN ? left : CELLS_RUN), run);
}

size_t
cells_share(const struct cells *c,
    void (*job)(void *arg, size_t from, size_t to, size_t run), void *arg)
{
	struct share s = {c, job, arg};
	size_t runs = (c->n + CELLS_RUN - 1) / CELLS_RUN;

	if (job != NULL)
		thread_share(c->threads, runs, share_run, &s);
	return runs;
}

void
cells_thin(const struct cells *c, size_t n, struct cells *out)
{
	double each = c->customers / (double)n, next = each / 2, sum = 0;

	*out = (struct cells){.threads = c->threads};
	for (size_t i = 0; i < c->n; i++) {
		double hits = 0;

		sum += c->weight[i];
		for (; next < sum; next += each)
			hits++;
		hits = c->n <= n ? c->weight[i] : hits * each;
		if (hits > 0)
			cells_add(out, c->x_value[c->x[i]],
			    c->tx_value[c->tx[i]], c->T_value[c->T[i]], hits);
	}
	cells_close(out);
}

void
cells_flat(const struct cells *c, struct cells *out)
{
	*out = (struct cells){.threads = c->threads};
	for (size_t i = 0; i < c->n; i++) {
		double T = c->T_value[c->T[i]];

		cells_add(out, c->x_value[c->x[i]], T, T, c->weight[i]);
	}
	cells_close(out);
}

void
cells_free(struct cells *c)
{
	void *all[] = {c->x, c->tx, c->T, c->weight, c->x_value, c->x_weight,
	    c->tx_value, c->T_value, c->T_weight, c->T_orders, c->key, c->count,
	    c->slot, c->cell};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		mem_free(all[i]);
	*c = (struct cells){0};
}
