/* cells: small readings and writings that several ways share. */
#include "base/hash.h"
#include "base/mem.h"
#include "churn.h"

void
test_init(struct test *t, const char *option, const char *text)
{
	const char *eq = strchr(text, '=');

	t->option = option;
	t->value = eq == NULL ? NULL : eq + 1;
	t->column =
	    mem_dup(text, eq == NULL ? strlen(text) : (size_t)(eq - text));
}

void
test_free(struct test *t)
{
	mem_free(t->column);
	t->column = NULL;
}

bool
test_get(const struct test *t, struct table *table, bool *yes)
{
	struct str s = str_trim(table_text(table, t->slot));

	if (s.n == 0)
		return table_reject(table, (long)t->slot, "empty");
	if (t->value != NULL) {
		*yes = str_is(s, t->value);
		return true;
	}
	*yes = str_is(s, "1");
	if (*yes || str_is(s, "0"))
		return true;
	(void)table_reject(table, (long)t->slot, "neither 0 nor 1");
	if (t->option != NULL)
		table_hint(table,
		    "--%s %s=VALUE names the value that "
		    "counts as 1",
		    t->option, t->column);
	return false;
}

bool
seen_before(struct names *names, struct table *t, struct str key)
{
	size_t had = names->count;

	(void)names_add(names, key);
	return names->count > had ||
	       table_reject(t, CUSTOMER, "the same customer twice");
}

bool
get_count(struct table *t, size_t slot, int64_t *v)
{
	if (!table_int(t, slot, v))
		return false;
	return *v >= 0 || table_reject(t, (long)slot, "less than 0");
}

bool
get_size(struct table *t, size_t slot, double *v)
{
	if (!table_real(t, slot, v))
		return false;
	return *v >= 0 || table_reject(t, (long)slot, "less than 0");
}

void
put_columns(const struct put *put, const char *const *names)
{
	for (; *names != NULL; names++)
		writer_column(put->w, str_of(*names));
}

void
put_tally(const struct put *put, const struct tally *t)
{
	if (t->real)
		put_real(put, tally_sum(t));
	else
		put_dec128(put, t->exact);
}

void
say_count(uint64_t n, const char *what, const char *which)
{
	if (n > 0)
		diag_say("left out: %llu %s%s%s", (unsigned long long)n, what,
		    n == 1 ? "" : "s", which);
}
