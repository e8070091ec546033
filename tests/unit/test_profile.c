#include "shop/profile.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"

/* A file with that text; the caller unlinks it. */
static const char *
write_profile(const char *body, size_t n)
{
	static char path[] = "/tmp/crm-profile-XXXXXX";
	FILE *f;

	memcpy(path, "/tmp/crm-profile-XXXXXX", sizeof(path));
	f = fdopen(mkstemp(path), "w");
	assert_non_null(f);
	assert_int_equal(fwrite(body, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

static void
same_words(const struct words *a, const struct words *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++)
		assert_string_equal(a->word[i], b->word[i]);
}

static void
same_layouts(const struct profile *a, const struct profile *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next) {
		for (size_t i = 0; i < ROLE_COUNT; i++)
			same_words(&a->column[i], &b->column[i]);
		same_words(&a->signature, &b->signature);
		same_words(&a->date_form, &b->date_form);
		same_words(&a->paid, &b->paid);
		same_words(&a->plus, &b->plus);
		same_words(&a->zone_name, &b->zone_name);
		assert_string_equal(a->about, b->about);
		assert_int_equal(a->layout == NULL, b->layout == NULL);
		assert_int_equal(a->rows, b->rows);
		assert_int_equal(a->refunds, b->refunds);
		assert_int_equal(a->key, b->key);
		assert_true(a->seen == b->seen);
	}
	assert_null(a);
	assert_null(b);
}

/* Built-in texts are split by hand, files by the reader: the same comes. */
static void
a_built_in_is_the_same_as_a_file(void **state)
{
	const struct text *t = NULL;

	(void)state;
	while ((t = text_next("profiles", t)) != NULL) {
		struct fault f = {0};
		const char *path = write_profile(t->body, t->size);
		struct profile *a = profile_new(t->name, &f);
		struct profile *b = profile_new(path, &f);

		unlink(path);
		if (a == NULL || b == NULL)
			fail_msg("%s: %s", t->name, f.what);
		same_layouts(a, b);
		profile_delete(a);
		profile_delete(b);
	}
}

static void
guess_by_signature(const struct profile *p, const char *name)
{
	struct str names[8];
	struct schema header;
	size_t n = p->signature.n;
	const char *guess;

	assert_in_range(n, 1, 8);
	for (size_t i = 0; i < n; i++)
		names[i] = str_of(p->signature.word[i]);
	schema_init(&header, names, n);
	assert_string_equal(profile_guess(&header), name);
	schema_free(&header);
	schema_init(&header, names, n - 1);
	guess = profile_guess(&header);
	/* Perhaps of another layout, but of no other shop. */
	assert_true(guess == NULL || strcmp(guess, name) == 0);
	schema_free(&header);
}

/* The columns of a profile are taken for it, and for no other. */
static void
a_signature_is_its_own(void **state)
{
	const struct text *t = NULL;

	(void)state;
	while ((t = text_next("profiles", t)) != NULL) {
		struct fault f = {0};
		struct profile *p = profile_new(t->name, &f);

		assert_non_null(p);
		for (struct profile *i = p; i != NULL; i = i->next)
			if (!i->headless)
				guess_by_signature(i, t->name);
		profile_delete(p);
	}
}

static void
words_fold_and_prefixes_do_not(void **state)
{
	const char *list[] = {"Paid", "C", NULL};
	const struct words w = {list, 2}, none = {0};

	(void)state;
	assert_true(words_have(&w, STR("paid")));
	assert_false(words_have(&w, STR("paid ")));
	assert_false(words_have(&none, STR("")));
	assert_true(words_start(&w, STR("C536379")));
	assert_false(words_start(&w, STR("c536379")));
	assert_false(words_start(&none, STR("C")));
	assert_null(words_names(&none)[0]);
}

/* A layout has what stands before it, and what is its own. */
static void
layouts_inherit(void **state)
{
	struct fault f = {0};
	struct profile *p = profile_new("woocommerce", &f);
	struct profile *last = p;

	(void)state;
	assert_non_null(p);
	assert_string_equal(p->layout, "advanced");
	assert_int_equal(p->rows, ROWS_FIRST_ROW);
	while (last->next != NULL)
		last = last->next;
	assert_string_equal(last->layout, "analytics");
	assert_int_equal(last->rows, ROWS_ORDER);
	assert_true(words_have(&last->paid, STR("completed")));
	assert_true(words_have(&last->paid, STR("refunded")));
	assert_false(words_have(&p->paid, STR("refunded")));
	profile_delete(p);
}

static void
words_map_names(void **state)
{
	const char *list[] = {"Pacific=-08:00", "a=b=+01:00", NULL};
	const struct words w = {list, 2};

	(void)state;
	assert_true(str_is(words_map(&w, STR("pacific")), "-08:00"));
	assert_true(str_is(words_map(&w, STR("a=b")), "+01:00"));
	assert_true(str_is(words_map(&w, STR("a")), "a"));
}

static void
an_unknown_name_lists_the_known(void **state)
{
	struct fault f = {0};

	(void)state;
	assert_null(profile_new("nosuch", &f));
	assert_int_equal(f.code, FAULT_USAGE);
	assert_non_null(strstr(f.hint, "shopify"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_built_in_is_the_same_as_a_file),
	    cmocka_unit_test(a_signature_is_its_own),
	    cmocka_unit_test(words_fold_and_prefixes_do_not),
	    cmocka_unit_test(layouts_inherit),
	    cmocka_unit_test(words_map_names),
	    cmocka_unit_test(an_unknown_name_lists_the_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
