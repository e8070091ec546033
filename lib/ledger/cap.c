#include "ledger/cap.h"

#include "num/date.h"
#include "num/parse.h"
#include "num/print.h"

static const char *const per_name[] = {"day", "week", "month", "year", "ever"};

/* The next word, blanks around it dropped; n = 0 behind the last one. */
static struct str
word(struct str *rest)
{
	struct str s = str_trim(*rest), w = s;

	w.n = 0;
	while (w.n < s.n && s.p[w.n] != ' ' && s.p[w.n] != '\t')
		w.n++;
	*rest = (struct str){s.p + w.n, s.n - w.n};
	return w;
}

bool
cap_parse(struct str s, bool times, struct cap *c)
{
	struct cap v = {.grants = times};
	struct str n = word(&s), per;

	if (n.n > 0 && (n.p[n.n - 1] == 'x' || n.p[n.n - 1] == 'X')) {
		v.grants = true;
		n.n--;
	}
	if (n.n == 0 || n.p[0] < '0' || n.p[0] > '9' ||
	    parse_i64(n, &v.n) != PARSE_OK || v.n < 1)
		return false;
	per = word(&s);
	if (str_eq_nocase(per, STR("per")))
		per = word(&s);
	else if (!str_eq_nocase(per, STR("ever")))
		return false;
	if (str_trim(s).n > 0)
		return false;
	for (int i = CAP_DAY; i <= CAP_EVER; i++)
		if (str_eq_nocase(per, str_of(per_name[i]))) {
			v.per = (enum cap_per)i;
			*c = v;
			return true;
		}
	return false;
}

size_t
cap_put(char *out, const struct cap *c)
{
	size_t n = print_i64(out, c->n);
	const char *per = per_name[c->per];

	if (c->grants)
		out[n++] = 'x';
	memcpy(out + n, " per ", 5);
	memcpy(out + n + 5, per, strlen(per));
	return n + 5 + strlen(per);
}

int32_t
cap_period(const struct cap *c, int32_t day)
{
	static const enum period period[] = {
	    PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_YEAR};

	return c->per == CAP_EVER ? 0 : period_of(period[c->per], day);
}
