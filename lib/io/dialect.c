#include "io/dialect.h"

#include <string.h>

static const char delimiters[] = ",\t;|";

bool
dialect_feed(struct dialect *d, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *at;

		if (!d->quoted && (p[i] == '\n' || p[i] == '\r')) {
			if (d->begun)
				return true;
			continue;
		}
		d->begun = true;
		if (p[i] == '"')
			d->quoted = !d->quoted;
		if (d->quoted || p[i] == '\0')
			continue;
		at = strchr(delimiters, p[i]);
		if (at != NULL)
			d->count[at - delimiters]++;
	}
	return false;
}

char
dialect_found(const struct dialect *d, char tie[2])
{
	size_t best = 0, second = 1;

	if (d->count[1] > d->count[0]) {
		best = 1;
		second = 0;
	}
	for (size_t i = 2; i < DIALECTS; i++) {
		if (d->count[i] > d->count[best]) {
			second = best;
			best = i;
		} else if (d->count[i] > d->count[second]) {
			second = i;
		}
	}
	if (d->count[best] == 0)
		return ',';
	tie[0] = delimiters[best];
	tie[1] = delimiters[second];
	return d->count[best] >= 2 * d->count[second] ? delimiters[best] : '\0';
}
