#include "shop/key.h"

#include "check.h"

struct row {
	const char *text, *id, *email, *in;
};

static void
keys_are_equal_where_customers_are(void **state)
{
	static const struct row rows[] = {
	    {"17850.0", "17850", "17850.0", "17850.0"},
	    {"17850.00", "17850.00", "17850.00", "17850.00"},
	    {"1.50", "1.50", "1.50", "1.50"},
	    {".0", ".0", ".0", ".0"},
	    {"a.0", "a.0", "a.0", "a.0"},
	    {"007", "007", "007", "007"},
	    {"'+331", "+331", "'+331", "'+331"},
	    {"''5", "'5", "''5", "''5"},
	    {"=\"51\"", "51", "=\"51\"", "=\"51\""},
	    {"=\"51.0\"", "51", "=\"51.0\"", "=\"51.0\""},
	    {"=\"\"", "", "=\"\"", "=\"\""},
	    {"=\"", "=\"", "=\"", "=\""},
	    {"\t5 ", "5", "5", "\t5 "},
	    {" Ann@X.COM", "Ann@X.COM", "ann@x.com", " Ann@X.COM"},
	    {"\xc3\x89@Z", "\xc3\x89@Z", "\xc3\x89@z", "\xc3\x89@Z"},
	    {"", "", "", " \t "},
	    {"", "", "", ""},
	    {"'", "", "'", "'"},
	};
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *want[KEY_KINDS] = {
		    rows[i].text, rows[i].id, rows[i].email};

		for (int k = 0; k < KEY_KINDS; k++) {
			struct str got =
			    key_normal((enum key)k, str_of(rows[i].in), &b);

			if (!str_is(got, want[k]))
				fail_msg("'%s' by %s: '%.*s', not '%s'",
				    rows[i].in, key_names[k], (int)got.n, got.p,
				    want[k]);
		}
	}
	buf_free(&b);
}

/* A key is its own key: what we write may be read again. */
static void
a_key_is_its_own_key(void **state)
{
	static const char *const cells[] = {
	    "17850.0", " =\"5\" ", "'7", "Ann@X", " x "};
	struct buf b = {0}, again = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		for (int k = 0; k < KEY_KINDS; k++) {
			struct str once =
			    key_normal((enum key)k, str_of(cells[i]), &b);

			assert_true(str_eq(
			    key_normal((enum key)k, once, &again), once));
		}
	buf_free(&b);
	buf_free(&again);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_are_equal_where_customers_are),
	    cmocka_unit_test(a_key_is_its_own_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
