#include "cli/common.h"

#include <stdio.h>
#include <string.h>

#include "tab/zones.h"

const char *const common_bad_row[] = {"fail", "skip", NULL};

/* In the order of enum format. */
const char *const common_formats[] = {"csv", "tsv", "jsonl", "table", NULL};

/* The library does not know which option asked it. */
static bool
of_option(const char *option, struct fault *f)
{
	char what[FAULT_TEXT];

	memcpy(what, f->what, sizeof(what));
	(void)snprintf(f->what, sizeof(f->what), "--%s: %.350s", option, what);
	return false;
}

bool
common_zone(void *to, const char *value, struct fault *f)
{
	/* The last one holds: its table lives as long as the program. */
	zone_free(to);
	return zones_load(str_of(value), to, f) || of_option("tz", f);
}

bool
common_encoding(void *to, const char *value, struct fault *f)
{
	*(const char **)to = value;
	return encoding_known(value, f) || of_option("encoding", f);
}

bool
common_on(void *to, const char *value, struct fault *f)
{
	(void)value;
	(void)f;
	*(int *)to = 1;
	return true;
}

bool
common_off(void *to, const char *value, struct fault *f)
{
	(void)value;
	(void)f;
	*(int *)to = 0;
	return true;
}
