#include "io/dialect.h"

#include <string.h>

enum { LOOK = 1024 * 1024 }; /* a longer header line is cut there */

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

static bool
tied(const struct block *b, const char tie[2], struct fault *f)
{
	char name[2][4] = {"TAB", "TAB"};

	for (size_t i = 0; i < 2; i++)
		if (tie[i] != '\t')
			memcpy(name[i], (char[]){tie[i], '\0'}, 2);
	fault_set(f, FAULT_FORM,
	    "cannot tell the delimiter: both '%s' and "
	    "'%s' are frequent",
	    name[0], name[1]);
	fault_at(f, input_name(b->in), 1);
	fault_hint(f, "name it: -d");
	return false;
}

bool
dialect_find(struct block *b, char *delimiter, struct fault *f)
{
	struct dialect d = {0};
	size_t at, to = 0;
	bool ended, bad;
	char tie[2];

	do {
		at = to;
		to = b->stop < LOOK ? b->stop : LOOK;
		ended = at < to && dialect_feed(&d, b->p + at, to - at);
	} while (!ended && to < LOOK && b->stop == b->end && block_fill(b));
	*f = b->fault;
	bad = f->code != FAULT_NONE;
	if (bad && f->line != FAULT_LINE_HERE)
		return false;
	*f = (struct fault){0};
	*delimiter = dialect_found(&d, tie);
	if (*delimiter != '\0')
		return true;
	/* A bad byte in the line is the worse fault, and comes with its
	 * record. */
	*delimiter = ',';
	return bad || (!ended && to < LOOK && b->stop < b->end) ||
	       tied(b, tie, f);
}
