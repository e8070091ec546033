#include "check.h"

#include "base/text.h"
#include "model/segmap.h"

static bool
add(struct segmap *m, const char *line, struct fault *f)
{
	struct str rest = str_of(line), cell[4];

	for (int i = 0; i < 4; i++)
		assert_true(str_split(&rest, ',', &cell[i]));
	assert_null(rest.p);
	return segmap_add(m, cell, f);
}

/* The compiled-in maps are read without quotes and must be well-formed. */
static void
load(struct segmap *m, const struct text *t)
{
	struct str rest = text_view(t), line;
	struct fault f;
	char copy[200];

	assert_null(memchr(t->body, '"', t->size));
	assert_true(str_split(&rest, '\n', &line));
	assert_true(str_is(line, "name,r,f,m"));
	while (str_split(&rest, '\n', &line) && line.n > 0) {
		assert_true(line.n < sizeof(copy));
		memcpy(copy, line.p, line.n);
		copy[line.n] = '\0';
		assert_true(add(m, copy, &f));
	}
}

static void
built_in_maps_cover_all(void **state)
{
	(void)state;
	for (const struct text *t = text_next("segments", NULL); t != NULL;
	     t = text_next("segments", t)) {
		struct segmap m = {0};
		struct segmap_check c;

		load(&m, t);
		assert_int_equal(m.bins, strcmp(t->name, "eight") ? 5 : 2);
		segmap_fill(&m, m.bins);
		segmap_check(&m, m.bins, &c);
		assert_int_equal(c.cells, m.bins * m.bins * m.bins);
		assert_int_equal(c.uncovered, 0);
		if (strncmp(t->name, "rfm-r", 5) != 0)
			assert_int_equal(c.overlaps, 0);
		segmap_free(&m);
	}
}

static void
first_match_wins(void **state)
{
	struct segmap m = {0};
	struct segmap_check c;
	struct fault f;
	size_t named, taken;

	(void)state;
	assert_true(add(&m, "a,2-3,*,*", &f));
	assert_true(add(&m, "b, 3 , 1 - 2 ,*", &f));
	assert_true(add(&m, "a,1,1,1", &f));
	assert_int_equal(m.names.count, 2);
	assert_int_equal(m.bins, 3);
	segmap_fill(&m, 3);
	assert_int_equal(segmap_find(&m, 3, 1, 1), 0);
	assert_int_equal(segmap_find(&m, 1, 1, 1), 0);
	assert_int_equal(segmap_find(&m, 1, 2, 1), SEGMAP_NONE);
	segmap_check(&m, 3, &c);
	assert_int_equal(c.cells, 27);
	assert_int_equal(c.uncovered, 8);
	assert_int_equal(c.hole[0] * 100 + c.hole[1] * 10 + c.hole[2], 112);
	assert_int_equal(c.overlaps, 6);
	segmap_share(&m, 3, 0, &named, &taken);
	assert_int_equal(named, 19);
	assert_int_equal(taken, 0);
	segmap_share(&m, 3, 1, &named, &taken);
	assert_int_equal(named, 0);
	assert_int_equal(taken, 6);
	segmap_free(&m);
}

static void
bad_ranges_are_refused(void **state)
{
	static const char *const rows[] = {"x,0,1,1", "x,11,1,1", "x,5-1,1,1",
	    "x,-1,1,1", "x,1-,1,1", "x,1-2-3,1,1", "x,,1,1", "x,a,1,1",
	    "x,+1,1,1", "x,**,1,1", ",1,1,1", " ,1,1,1"};
	struct segmap m = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fault f = {0};

		assert_false(add(&m, rows[i], &f));
		assert_int_equal(f.code, FAULT_FORM);
		assert_string_equal(f.column, i < 10 ? "r" : "name");
	}
	assert_int_equal(m.count, 0);
	segmap_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(built_in_maps_cover_all),
	    cmocka_unit_test(first_match_wins),
	    cmocka_unit_test(bad_ranges_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
