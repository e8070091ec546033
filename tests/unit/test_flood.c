/*
 * Ids that somebody chose so that they collide. Whoever knew the key could
 * do it, and a table would look at all of them for each: shown first, so
 * that the check can see it. Under any other key the same ids lie as others
 * do; nobody knows a process's key (base/hash.h).
 */
#include "check.h"

#include "base/hash.h"
#include "base/mem.h"
#include "fold/customers.h"
#include "io_helper.h"
#include "ledger/ids.h"
#include "ledger/lots.h"
#include "ledger/members.h"
#include "model/cells.h"
#include "tab/group.h"

/* Slots that lie twelve in a line are looked at together: four lines. */
enum { COUNT = 1024, NARROW = 10, SIZE = 32, FEW = 16, FEW_LINES = 48 };

static char text[COUNT][SIZE];
static double number[COUNT];

/* A key that an attacker knows; and the one that this process has drawn. */
static void
set_key(bool known)
{
	static uint64_t drawn[6];
	static bool kept;

	hash_ready();
	if (!kept)
		memcpy(drawn, hash_key, sizeof(drawn));
	kept = true;
	if (known)
		for (size_t i = 0; i < 6; i++)
			hash_key[i] = UINT64_C(0x9e3779b97f4a7c15) * (i + 1);
	else
		memcpy(hash_key, drawn, sizeof(drawn));
}

/* --- what a table looks at --- */

/*
 * For an entry, at most the whole run of taken slots that it is in: the mean
 * over the entries of the length of their runs.
 */
struct runs {
	size_t run, first, entries;
	uint64_t squares;
	bool closed; /* the first run, which the last may continue */
};

static void
runs_end(struct runs *r)
{
	if (!r->closed)
		r->first = r->run;
	else
		r->squares += (uint64_t)r->run * r->run;
	r->closed = true;
	r->run = 0;
}

static void
runs_slot(struct runs *r, bool taken)
{
	r->run += taken;
	r->entries += taken;
	if (!taken)
		runs_end(r);
}

static double
runs_mean(struct runs *r)
{
	r->run += r->closed ? r->first : 0;
	r->closed = true;
	runs_end(r);
	assert_int_equal(r->entries, COUNT);
	return (double)r->squares / (double)r->entries;
}

static double
slots_mean(const struct slots *s)
{
	struct runs r = {0};

	/* A line that is full goes on in the next one. */
	for (size_t i = 0; i < s->lines; i++) {
		unsigned n = s->at[i * SLOTS_LINE + SLOTS_COUNT];

		for (unsigned k = 0; k < n; k++)
			runs_slot(&r, true);
		if (n < SLOTS_IN_LINE)
			runs_slot(&r, false);
	}
	return runs_mean(&r);
}

static double
names_mean(const struct names *t)
{
	struct runs r = {0};

	for (size_t i = 0; i < t->slots; i++)
		runs_slot(&r, t->slot[i] != NAMES_NONE);
	return runs_mean(&r);
}

/* --- the tables, each filled with all the texts, or numbers --- */

static double
fill_customers(void)
{
	struct customers t = {0};
	struct runs r = {0};
	double mean;

	for (uint32_t i = 0; i < COUNT; i++)
		assert_int_equal(customers_add(&t, str_of(text[i])), i);
	for (size_t i = 0; i < (size_t)1 << t.bits; i++)
		runs_slot(&r, t.slot[i].index != CUSTOMERS_NONE);
	mean = runs_mean(&r);
	customers_free(&t);
	return mean;
}

static double
fill_names(void)
{
	struct names t = {0};
	double mean;

	for (uint32_t i = 0; i < COUNT; i++)
		assert_int_equal(names_add(&t, str_of(text[i])), i);
	mean = names_mean(&t);
	names_free(&t);
	return mean;
}

static double
fill_ids(void)
{
	struct ids t = {0};
	double mean;

	for (size_t i = 0; i < COUNT; i++) {
		struct str id = str_of(text[i]);

		assert_true(ids_add(&t, id, slots_hash(id), 0, 0) != IDS_NONE);
	}
	mean = slots_mean(&t.slots);
	ids_free(&t);
	return mean;
}

static double
fill_members(void)
{
	struct members t = {0};
	double mean;

	for (uint32_t i = 0; i < COUNT; i++) {
		struct str id = str_of(text[i]);

		assert_int_equal(
		    members_add(&t, id, slots_hash(id), MEMBER_NONE, 0), i);
	}
	mean = slots_mean(&t.slots);
	members_free(&t);
	return mean;
}

/*
 * A file's groups, from its bytes to the table: they lie where the same keys
 * lie in names, which is all that a group has.
 */
static double
fill_group(void)
{
	static const char *const by[] = {"id"};
	struct table_form form = {.expect = false};
	struct group *g = group_new();
	struct table *t = table_new(&form);
	struct names names = {0};
	struct buf b = {0};
	struct fault f = {0};
	char *file = io_path;
	uint32_t at;
	double mean;

	buf_str(&b, STR("id\n"));
	for (size_t i = 0; i < COUNT; i++) {
		buf_str(&b, str_of(text[i]));
		buf_putc(&b, '\n');
	}
	(void)io_file(b.p, b.n);
	group_by(g, t, by, 1);
	assert_true(table_open(t, &file, 1, &f));
	for (uint32_t i = 0; table_next(t); i++) {
		assert_true(group_find(g, t, &at));
		assert_int_equal(at, i);
		group_name(g, i, group_width(g), &b);
		assert_int_equal(names_add(&names, buf_view(&b)), i);
	}
	assert_true(table_done(t, &f));
	assert_int_equal(group_count(g), COUNT);
	mean = names_mean(&names);
	names_free(&names);
	buf_free(&b);
	table_delete(t);
	group_delete(g);
	return mean;
}

static double
fill_instants(void)
{
	struct instants t = {0};
	double mean;

	for (uint32_t i = 0; i < COUNT; i++)
		assert_int_equal(instants_add(&t, (int64_t)number[i]), i);
	mean = slots_mean(&t.slots);
	instants_free(&t);
	return mean;
}

static double
fill_cells(void)
{
	struct cells t = {0};
	struct runs r = {0};
	double mean;

	for (uint32_t i = 0; i < COUNT; i++)
		assert_int_equal(cells_add(&t, 0, 0, number[i], 1), i);
	for (size_t i = 0; i < t.slots; i++)
		runs_slot(&r, t.slot[i] != 0);
	mean = runs_mean(&r);
	cells_free(&t);
	return mean;
}

/* --- where they say that an entry belongs --- */

/* The bits of a hash by which a table of 2^NARROW slots goes. */
static uint64_t
top(uint64_t hash)
{
	return hash >> (64 - NARROW);
}

static uint64_t
bottom(uint64_t hash)
{
	return hash & ((UINT64_C(1) << NARROW) - 1);
}

static uint64_t
place_customer(struct str id)
{
	char padded[CUSTOMERS_INLINE] = {0};
	uint64_t w[2];

	if (id.n > sizeof(padded))
		return top(hash_bytes(id));
	memcpy(padded, id.p, id.n);
	memcpy(w, padded, sizeof(w));
	return top(hash_words(w[0], w[1], id.n));
}

static uint64_t
place_name(struct str id)
{
	return bottom(hash_bytes(id));
}

/* With the NUL that ends it. */
static uint64_t
place_group(struct str id)
{
	return bottom(hash_bytes((struct str){id.p, id.n + 1}));
}

static uint64_t
place_slot(struct str id)
{
	return top(slots_hash(id));
}

static uint64_t
place_instant(double x)
{
	return top(hash_words((uint64_t)x, 0, sizeof(int64_t)));
}

static uint64_t
place_cell(double x)
{
	const double part[4] = {0, 0, x, 1};
	uint64_t w[4];

	memcpy(w, part, sizeof(w));
	return bottom(hash_words(hash_words(w[0], w[1], 0), w[2], w[3]));
}

static const struct kind {
	const char *name;
	char letter; /* its ids are this and digits, so many bytes */
	int size;    /* 0: it has numbers */
	uint64_t (*place)(struct str id);
	uint64_t (*place_number)(double x);
	double (*fill)(void);
	int few; /* slots at most, where nobody chose */
} kinds[] = {
    {"customers, 8 bytes", 'C', 8, place_customer, NULL, fill_customers, FEW},
    {"customers, 16 bytes", 'C', 16, place_customer, NULL, fill_customers, FEW},
    {"customers, longer", 'C', 24, place_customer, NULL, fill_customers, FEW},
    {"names", 'C', 8, place_name, NULL, fill_names, FEW},
    {"groups", 'C', 8, place_group, NULL, fill_group, FEW},
    {"events, 8 bytes", 'E', 8, place_slot, NULL, fill_ids, FEW_LINES},
    {"events, 16 bytes", 'E', 16, place_slot, NULL, fill_ids, FEW_LINES},
    {"events, longer", 'E', 24, place_slot, NULL, fill_ids, FEW_LINES},
    {"members", 'M', 8, place_slot, NULL, fill_members, FEW_LINES},
    {"instants", 0, 0, NULL, place_instant, fill_instants, FEW_LINES},
    {"histories", 0, 0, NULL, place_cell, fill_cells, FEW},
};

/* The first COUNT ids, or those that all belong in the first slot. */
static void
make_ids(const struct kind *k, bool chosen)
{
	size_t n = 0;

	for (unsigned long i = 1; n < COUNT; i++) {
		uint64_t place;

		if (k->size == 0) {
			number[n] = (double)i;
			place = k->place_number(number[n]);
		} else {
			snprintf(text[n], SIZE, "%c%0*lu", k->letter,
			    k->size - 1, i);
			place = k->place(str_of(text[n]));
		}
		if (!chosen || place == 0)
			n++;
	}
}

static void
test_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct kind *k = &kinds[i];
		double plain, known, drawn;

		set_key(true);
		make_ids(k, false);
		plain = k->fill();
		make_ids(k, true);
		known = k->fill();
		set_key(false);
		drawn = k->fill();
		if (plain > k->few || known < COUNT / 2 || drawn > k->few)
			fail_msg("%s: slots at most for an id: "
				 "%.1f of plain ids, %.1f of chosen ones, "
				 "%.1f of those under another key",
			    k->name, plain, known, drawn);
	}
}

/* --- the trees of lots --- */

static uint64_t rank[COUNT]; /* of a lot, as tree.c has it */

static int
by_rank(const void *a, const void *b)
{
	uint64_t x = rank[*(const uint32_t *)a], y = rank[*(const uint32_t *)b];

	return (x > y) - (x < y);
}

static size_t
depth(const struct lots *t, uint32_t i)
{
	size_t deepest = 0, n = 0;
	uint32_t stack[2 * COUNT];
	size_t level[2 * COUNT];

	for (stack[n] = i, level[n++] = 1; n > 0;) {
		size_t at = level[--n];

		i = stack[n];
		if (i == LOT_NONE)
			continue;
		deepest = at > deepest ? at : deepest;
		stack[n] = t->at[i].left;
		level[n++] = at + 1;
		stack[n] = t->at[i].right;
		level[n++] = at + 1;
	}
	return deepest;
}

/* Lots that end in the order end[]: how deep their tree is. */
static size_t
tree_of(const uint32_t *end)
{
	struct lots t = {0};
	uint32_t root = LOT_NONE;
	size_t deep;

	for (uint32_t i = 0; i < COUNT; i++) {
		struct lot lot = {.expires = instants_add(&t.instants, end[i])};

		assert_int_equal(lots_add(&t, &lot, 1), i);
		tree_insert(&t, TREE_DATED, &root, i);
	}
	deep = depth(&t, root);
	for (uint32_t i = 0; i < COUNT; i++)
		tree_remove(&t, TREE_DATED, &root, i);
	assert_int_equal(root, LOT_NONE);
	lots_free(&t);
	return deep;
}

/*
 * Who knew the priorities could let the lots end in their order, and the
 * tree were a list. Of 1,024 random ones the depth is some 24; 60 is beyond
 * what chance does.
 */
static void
test_trees(void **state)
{
	uint32_t order[COUNT], end[COUNT];

	(void)state;
	set_key(true);
	for (uint32_t i = 0; i < COUNT; i++) {
		rank[i] = hash_fold(i ^ hash_key[2], hash_key[3] | 1);
		order[i] = i;
		end[i] = i;
	}
	assert_in_range(tree_of(end), 10, 60);
	qsort(order, COUNT, sizeof(*order), by_rank);
	for (uint32_t i = 0; i < COUNT; i++)
		end[order[i]] = i;
	assert_int_equal(tree_of(end), COUNT);
	set_key(false);
	assert_in_range(tree_of(end), 10, 60);
}

/* The key is the process's own: two draws differ, and none is zero. */
static void
test_drawn(void **state)
{
	(void)state;
	set_key(false);
	for (size_t i = 0; i < 6; i++) {
		assert_true(hash_key[i] != 0);
		for (size_t k = 0; k < i; k++)
			assert_true(hash_key[i] != hash_key[k]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tables),
	    cmocka_unit_test(test_trees),
	    cmocka_unit_test(test_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
