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
		for (size_t i = 0; i < ROLE_COUNT; i++)
			same_words(&a->column[i], &b->column[i]);
		same_words(&a->signature, &b->signature);
		same_words(&a->date_form, &b->date_form);
		same_words(&a->paid, &b->paid);
		assert_string_equal(a->about, b->about);
		assert_int_equal(a->rows, b->rows);
		assert_int_equal(a->refunds, b->refunds);
		assert_int_equal(a->key, b->key);
		assert_true(a->seen == b->seen);
		profile_delete(a);
		profile_delete(b);
	}
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
		struct str names[ROLE_COUNT + 8];
		struct schema header;
		size_t n = 0;

		assert_non_null(p);
		assert_in_range(p->signature.n, 1, 8);
		for (size_t i = 0; i < p->signature.n; i++)
			names[n++] = str_of(p->signature.word[i]);
		schema_init(&header, names, n);
		assert_string_equal(profile_guess(&header), t->name);
		schema_free(&header);
		schema_init(&header, names, n - 1);
		assert_null(profile_guess(&header));
		schema_free(&header);
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
	    cmocka_unit_test(an_unknown_name_lists_the_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
