/*
 * columns: what binding a column costs: a pass over orders of twelve columns
 * (gen -w 12) that reads two of them, or all, by their types.
 *
 *	columns 2|12 FILE
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tab/table.h"

enum { EXTRA = 6 };

/* The slots are 0, 1, ... in order of binding. */
static bool
read_two(struct table *t, uint64_t *sum)
{
	struct str id;
	int64_t n;

	if (!table_id(t, 0, &id) || !table_int(t, 1, &n))
		return false;
	*sum += id.n + (uint64_t)n;
	return true;
}

static bool
read_all(struct table *t, uint64_t *sum)
{
	struct str id;
	struct date date;
	int64_t n;

	if (!table_id(t, 0, &id) || !table_date(t, 2, &date) ||
	    !table_dec(t, 3, &n))
		return false;
	*sum += id.n + (uint64_t)date.day + (uint64_t)n + table_text(t, 1).n +
		table_text(t, 4).n + table_text(t, 5).n;
	for (size_t k = 0; k < EXTRA; k++) {
		if (!table_int(t, 6 + k, &n))
			return false;
		*sum += (uint64_t)n;
	}
	return true;
}

static void
bind(struct table *t, bool all)
{
	static const char *const names[] = {"customer_id", "order_id", "date",
	    "amount", "currency", "note", "extra7", "extra8", "extra9",
	    "extra10", "extra11", "extra12"};

	if (!all) {
		table_column(t, "customer_id", NULL);
		table_column(t, "extra7", NULL);
	}
	for (size_t k = 0; all && k < sizeof(names) / sizeof(*names); k++)
		table_column(t, names[k], NULL);
}

int
main(int argc, char **argv)
{
	struct table *t = table_new(&(struct table_form){0});
	bool all = argc == 3 && strcmp(argv[1], "12") == 0, ok;
	struct fault f = {0};
	uint64_t sum = 0;

	if (argc != 3) {
		fputs("usage: columns 2|12 FILE\n", stderr);
		return 2;
	}
	bind(t, all);
	ok = table_open_file(t, argv[2], &f);
	while (ok && table_next(t))
		(void)(all ? read_all(t, &sum) : read_two(t, &sum));
	ok = ok && table_done(t, &f);
	if (!ok)
		fprintf(stderr, "columns: %s:%" PRIu64 ": %s\n", f.file, f.line,
		    f.what);
	printf("%" PRIu64 "\n", sum);
	table_delete(t);
	return !ok;
}
