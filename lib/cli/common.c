#include "cli/common.h"

const char *const common_bad_row[] = {"fail", "skip", NULL};

/* In the order of enum format. */
const char *const common_formats[] = {"csv", "tsv", "jsonl", "table", NULL};

bool
common_zone(void *to, const char *value, struct fault *f)
{
	if (zone_parse(str_of(value), to))
		return true;
	fault_set(f, FAULT_USAGE, "--tz: unknown zone '%s'", value);
	fault_hint(f, "UTC, or an offset such as +08:00");
	return false;
}

bool
common_encoding(void *to, const char *value, struct fault *f)
{
	*(const char **)to = value;
	return encoding_known(value, f);
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
