#include "model/servqual.h"

const char *
servqual_dimension(long long item)
{
	static const struct {
		int last;
		const char *name;
	} parts[] = {{4, "tangibles"}, {9, "reliability"},
	    {13, "responsiveness"}, {17, "assurance"}, {22, "empathy"}};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (item >= 1 && item <= parts[i].last)
			return parts[i].name;
	return NULL;
}
