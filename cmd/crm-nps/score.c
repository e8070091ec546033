/* Scores as people and survey tools write them. */
#include "nps.h"

#include "num/parse.h"

/* What may stand between a score and its label, with --strip. */
static const char *const marks[] = {
    " ", "\t", "-", ":", "(", "=", "\xe5\x88\x86", /* fen, "points" */
    "\xef\xbc\x88",                                /* fullwidth bracket */
    "\xef\xbc\x9a",                                /* fullwidth colon */
    "\xe2\x80\x93", "\xe2\x80\x94",                /* dashes */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_digit(s.p[i]))
			return true;
	return false;
}

/* Whether this is a label and not the rest of a number: "/10", ".5". */
static bool
is_label(struct str s)
{
	if (has_digit(s))
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_starts(s, str_of(marks[i])))
			return true;
	return s.n == 0;
}

/* -?d+ at the start of s; a sign only on scales that go below zero. */
static bool
read_number(struct str *s, int64_t *v)
{
	enum { LONGEST = 18 };
	bool minus = s->n > 0 && *s->p == '-' && o.scale.low < 0;
	size_t i = minus;

	*v = 0;
	for (; i < s->n && is_digit(s->p[i]) && i < LONGEST; i++)
		*v = *v * 10 + (s->p[i] - '0');
	if (i == minus)
		return false;
	if (minus)
		*v = -*v;
	s->p += i;
	s->n -= i;
	return true;
}

bool
score_get(struct table *t, int64_t *score)
{
	struct str s = str_trim(table_text(t, COL_SCORE)), rest = s;
	bool whole = read_number(&rest, score);
	bool labelled = whole && rest.n > 0 && is_label(rest);

	if (whole && (rest.n == 0 || (o.strip && labelled)) &&
	    *score >= o.scale.low && *score <= o.scale.high)
		return true;
	table_reject(t, COL_SCORE, "not a whole number from %lld to %lld",
	    (long long)o.scale.low, (long long)o.scale.high);
	if (labelled && !o.strip)
		table_hint(t, "--strip takes the number and drops the label");
	else if (whole && rest.n == 0)
		table_hint(t, "--cuts A,B,C,D names another scale");
	else if (!has_digit(s))
		table_hint(t, "--na TEXT counts a text as no answer");
	return false;
}

bool
score_missing(const struct table *t)
{
	struct str s;

	if (table_blank(t, COL_SCORE))
		return true;
	s = str_trim(table_text(t, COL_SCORE));
	for (size_t i = 0; i < o.na.n; i++)
		if (str_is(s, o.na.item[i]))
			return true;
	return false;
}

bool
scale_parse(void *to, const char *value, struct fault *f)
{
	struct scale *scale = to;
	struct str rest = str_of(value), piece;
	int64_t v[4];
	size_t n = 0;
	bool ok = true;

	while (ok && str_split(&rest, ',', &piece))
		ok = n < 4 && parse_i64(piece, &v[n++]) == PARSE_OK;
	ok = ok && n == 4 && v[0] <= v[1] && v[1] <= v[2] && v[2] < v[3] &&
	     v[0] >= -1000000 && v[3] <= 1000000;
	if (!ok) {
		fault_set(f, FAULT_USAGE,
		    "--cuts: not four ascending whole "
		    "numbers within a million");
		fault_value(f, str_of(value));
		fault_hint(f, "such as 1,3,4,5: 1-3 detract, 4 is passive, "
			      "5 promotes");
		return false;
	}
	*scale = (struct scale){v[0], v[1], v[2], v[3]};
	o.cuts = true;
	return true;
}

bool
versus_parse(void *to, const char *value, struct fault *f)
{
	struct versus *v = to;
	double score;

	*v = (struct versus){.kind = VERSUS_GROUP, .group = value};
	if (strcmp(value, "previous") == 0) {
		v->kind = VERSUS_PREVIOUS;
	} else if (strcmp(value, "rest") == 0) {
		v->kind = VERSUS_REST;
	} else if (parse_real(str_of(value), '.', &score) == PARSE_OK) {
		if (!(score >= -100 && score <= 100)) {
			fault_set(f, FAULT_USAGE,
			    "--versus: not from -100 to 100 points");
			fault_value(f, str_of(value));
			fault_hint(f, "=%s is the group of that name", value);
			return false;
		}
		*v = (struct versus){VERSUS_SCORE, score, NULL};
	} else if (*value == '=') {
		v->group = value + 1;
	}
	return true;
}
