#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void
every_text_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < texts_count; i++) {
		const struct text *t = &texts[i];

		assert_ptr_equal(text_find(t->kind, str_of(t->name)), t);
		assert_int_equal(t->body[t->size], '\0');
		assert_int_equal(text_view(t).n, t->size);
	}
}

static void
every_kind_is_walked_whole(void **state)
{
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; i < texts_count; i++) {
		const struct text *t = NULL;

		if (i > 0 && strcmp(texts[i - 1].kind, texts[i].kind) == 0)
			continue;
		while ((t = text_next(texts[i].kind, t)) != NULL)
			seen++;
	}
	assert_int_equal(seen, texts_count);
}

static void
an_unknown_text_is_null(void **state)
{
	(void)state;
	assert_null(text_find("nosuch", STR("nosuch")));
	assert_null(text_next("nosuch", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_text_is_found),
	    cmocka_unit_test(every_kind_is_walked_whole),
	    cmocka_unit_test(an_unknown_text_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
