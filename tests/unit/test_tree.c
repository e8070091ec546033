/* Index trees: the textbook's example, the sample trees, and what is wrong. */
#include "check.h"

#include "base/text.h"
#include "model/tree.h"

struct line {
	const char *node, *parent;
	double weight;
	const char *item;
};

static bool
fill(struct tree *t, const struct line *line, bool normalise, struct fault *f)
{
	*t = (struct tree){0};
	for (; line->node != NULL; line++)
		if (!tree_add(t, str_of(line->node), str_of(line->parent),
			line->weight, str_of(line->item), f))
			return false;
	return tree_close(t, normalise, f);
}

/* Weights .5 .3 .2, scores 4 5 3: 4.1; the parent comes last. */
static void
test_example(void **state)
{
	static const struct line lines[] = {{"A", "csi", .5, "a"},
	    {"B", "csi", .3, "b"}, {"C", "csi", .2, "c"}, {"csi", "", 1, ""},
	    {0}};
	const double score[] = {4, 5, 3};
	struct tree t;
	struct fault f;
	double a[3], sum = 0;

	(void)state;
	assert_true(fill(&t, lines, false, &f));
	assert_string_equal(t.node[0].name.p, "csi");
	tree_coefficients(&t, 0, a);
	for (int i = 0; i < 3; i++)
		sum += a[i] * score[i];
	check_near("csi", sum, 4.1, 0, 1e-15);
	check_near("index", (sum - 1) / 4 * 100, 77.5, 0, 1e-12);
	tree_coefficients(&t, 2, a);
	check_near("B", a[1], 1, 0, 0);
	check_near("not B", a[0] + a[2], 0, 0, 0);
	tree_free(&t);
}

static void
test_levels(void **state)
{
	static const struct line lines[] = {{"csi", "", 1, ""},
	    {"value", "csi", .4, ""}, {"quality", "csi", .6, ""},
	    {"v1", "value", 1, "price"}, {"parts", "quality", 1, ""},
	    {"p1", "parts", .25, "speed"}, {"p2", "parts", .75, "price"}, {0}};
	static const char *const order[] = {
	    "csi", "value", "v1", "quality", "parts", "p1", "p2"};
	static const int level[] = {1, 2, 3, 2, 3, 4, 4};
	struct tree t;
	struct fault f;
	double a[2];

	(void)state;
	assert_true(fill(&t, lines, false, &f));
	for (size_t i = 0; i < t.n; i++) {
		assert_string_equal(t.node[i].name.p, order[i]);
		assert_int_equal(t.node[i].level, level[i]);
	}
	assert_int_equal(t.items.count, 2);
	tree_coefficients(&t, 0, a);
	check_near("price, asked twice", a[0], .4 + .6 * .75, 1e-15, 0);
	check_near("speed", a[1], .6 * .25, 1e-15, 0);
	tree_free(&t);
}

/* One below the other: as deep as a file may make it, and no stack ends. */
static void
test_deep(void **state)
{
	enum { DEEP = 200000 };
	char name[16], above[16] = "";
	struct tree t = {0};
	struct fault f;
	double a[1];

	(void)state;
	for (int i = 0; i < DEEP; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(tree_add(&t, str_of(name), str_of(above), 1,
		    i == DEEP - 1 ? STR("q") : STR(""), &f));
		memcpy(above, name, sizeof(name));
	}
	assert_true(tree_close(&t, false, &f));
	assert_int_equal(t.node[DEEP - 1].level, DEEP);
	assert_int_equal(t.node[DEEP - 1].parent, DEEP - 2);
	tree_coefficients(&t, 0, a);
	check_near("q", a[0], 1, 0, 0);
	tree_free(&t);
}

static const struct {
	struct line line[5];
	const char *what;
	const char *value;
} faults[] = {
    {{{"a", "", 1, ""}, {"b", "a", .6, "x"}, {"c", "a", .3, "y"}, {0}},
	"the weights of a node's children sum to 0.9, not 1", "a"},
    {{{"a", "", 1, "x"}, {"b", "", 1, "x"}, {0}}, "a second node has no parent",
	"b"},
    {{{"a", "b", 1, "x"}, {"b", "a", 1, "x"}, {0}},
	"no node is without a parent", ""},
    {{{"a", "", 1, "x"}, {"b", "z", 1, "x"}, {0}}, "a parent is no node", "z"},
    {{{"a", "", 1, "x"}, {"b", "c", 1, ""}, {"c", "b", 1, ""}, {0}},
	"a node is below itself", "c"},
    {{{"a", "", 1, ""}, {0}}, "a node has neither an item nor children", "a"},
    {{{"a", "", 1, "x"}, {"b", "a", 1, "x"}, {0}},
	"a node has both an item and children", "a"},
    {{{"a", "", 1, "x"}, {"a", "a", 1, "x"}, {0}}, "a node is named twice",
	"a"},
    {{{"", "", 1, "x"}, {0}}, "a node without a name", ""},
    {{{"a", "", 1, ""}, {"b", "a", -1, "x"}, {0}},
	"the weight of a node is not zero or more", "b"},
    {{{0}}, "a tree without nodes", ""},
};

static void
test_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		struct tree t;
		struct fault f = {0};

		assert_false(fill(&t, faults[i].line, false, &f));
		assert_string_equal(f.what, faults[i].what);
		if (faults[i].value[0] != '\0')
			assert_string_equal(f.value, faults[i].value);
		tree_free(&t);
	}
}

static void
test_sums(void **state)
{
	struct line lines[] = {
	    {"a", "", 1, ""}, {"b", "a", .5, "x"}, {"c", "a", .5, "y"}, {0}};
	struct tree t;
	struct fault f;

	(void)state;
	lines[2].weight = .5 + 9e-10;
	assert_true(fill(&t, lines, false, &f));
	tree_free(&t);
	lines[2].weight = .5 + 2e-9;
	assert_false(fill(&t, lines, false, &f));
	assert_string_equal(f.hint, "--normalise scales them");
	tree_free(&t);
	lines[2].weight = 1.5;
	assert_true(fill(&t, lines, true, &f));
	check_near("normalised", t.node[2].weight, .75, 1e-15, 0);
	tree_free(&t);
	lines[1].weight = lines[2].weight = 0;
	assert_false(fill(&t, lines, true, &f));
	tree_free(&t);
}

/* The variables below the root: how many, and how many come before. */
static const struct {
	const char *name;
	int variables, antecedent, outcome;
	const char *has, *lacks;
} samples[] = {
    {"scsb", 5, 2, 3, "performance", "image"},
    {"acsi", 6, 3, 3, "complaints", "image"},
    {"ecsi", 7, 5, 2, "image", "complaints"},
    {"ccsi", 7, 4, 3, "image", "hard quality"},
};

static int
count(struct str rest, const char *parent, const char *role, const char *node)
{
	struct str line, cell[5];
	int n = 0;

	while (str_split(&rest, '\n', &line)) {
		for (int i = 0; i < 5; i++)
			if (!str_split(&line, ',', &cell[i]))
				cell[i] = STR("");
		n += str_is(cell[1], parent) &&
		     (role == NULL || str_is(cell[4], role)) &&
		     (node == NULL || str_is(cell[0], node));
	}
	return n;
}

static void
test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		const char *name = samples[i].name;
		const struct text *t = text_find("trees", str_of(name));
		struct str all;

		assert_non_null(t);
		all = text_view(t);
		assert_int_equal(
		    count(all, name, NULL, NULL), samples[i].variables);
		assert_int_equal(count(all, name, "antecedent", NULL),
		    samples[i].antecedent);
		assert_int_equal(
		    count(all, name, "outcome", NULL), samples[i].outcome);
		assert_int_equal(count(all, name, NULL, samples[i].has), 1);
		assert_int_equal(count(all, name, NULL, samples[i].lacks), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_example),
	    cmocka_unit_test(test_levels),
	    cmocka_unit_test(test_deep),
	    cmocka_unit_test(test_faults),
	    cmocka_unit_test(test_sums),
	    cmocka_unit_test(test_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
