/* --breaks r=30,90,180,365: a column's own cuts. */
#include "base/mem.h"
#include "num/parse.h"
#include "segment.h"

static bool
refuse(struct fault *f, const char *what, const char *value)
{
	fault_set(f, FAULT_USAGE, "--breaks: %s", what);
	fault_value(f, str_of(value));
	fault_hint(f, "r=30,90,180,365: ascending, one less than --bins");
	return false;
}

/* The column that "r=", "f=" or "m=" at the front means, or NULL. */
static struct rfm_cuts *
column_of(struct rfm_cuts cuts[3], const char *value)
{
	for (size_t k = 0; k < 3; k++)
		if (value[0] == "rfm"[k] && value[1] == '=')
			return &cuts[k];
	return NULL;
}

bool
rfm_breaks_opt(void *to, const char *value, struct fault *f)
{
	struct rfm_cuts *c = column_of(to, value);
	struct str rest, piece;
	double x;

	if (c == NULL)
		return refuse(f, "no r=, f= or m= in front", value);
	c->n = 0;
	rest = str_of(value + 2);
	while (str_split(&rest, ',', &piece)) {
		if (parse_real(piece, '.', &x) != PARSE_OK)
			return refuse(f, "not a list of numbers", value);
		if (c->n > 0 && x <= c->cut[c->n - 1])
			return refuse(f, "not ascending", value);
		if (c->n == RFM_CUTS)
			return refuse(f, "more than 9 cuts", value);
		c->cut[c->n++] = x;
	}
	return true;
}
