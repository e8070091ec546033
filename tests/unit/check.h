/* check: assertions on doubles, rows of cases by name, and small CSV files. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Whether two doubles agree within rel * |want| + abs; infinities exactly. */
static inline bool
check_close(double got, double want, double rel, double abs)
{
	if (isnan(want) || isnan(got))
		return isnan(want) && isnan(got);
	if (isinf(want) || isinf(got))
		return isinf(want) && isinf(got) && (want > 0) == (got > 0);
	return fabs(got - want) <= rel * fabs(want) + abs;
}

/* The same as an assertion that prints the row's name and the digits. */
static inline void
check_near(const char *name, double got, double want, double rel, double abs)
{
	if (!check_close(got, want, rel, abs))
		fail_msg("%s: got %.17g, want %.17g, off by %.3g (%.3g of it)",
		    name, got, want, got - want, fabs(got - want) / fabs(want));
}

/* A file below the tests' folder ($CRM_TESTS), or NULL. */
static inline FILE *
check_open(const char *env, const char *usual, const char *name)
{
	char path[1024];
	const char *dir = getenv(env);

	snprintf(path, sizeof(path), "%s/%s", dir != NULL ? dir : usual, name);
	return fopen(path, "r");
}

/* The next field of an unquoted CSV line, cut in place; NULL at the end. */
static inline char *
check_field(char **rest)
{
	char *s = *rest, *end;

	if (s == NULL)
		return NULL;
	end = s + strcspn(s, ",\r\n");
	*rest = *end == ',' ? end + 1 : NULL;
	*end = '\0';
	return s;
}

#endif
