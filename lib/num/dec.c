/*
 * dec: money in millionths, exact.
 *
 * Reading: cents as files have them are up to eight bytes, read as one word
 * without a branch that depends on them (num/plain.h); longer ones (up to 18
 * bytes, no sign but -, at most 12 + 6 digits) in one loop that cannot
 * overflow; anything else goes through the grammar in parse_any.
 *
 * Doubles: dec_of_double multiplies the 53-bit mantissa by 10^6 in 128 bits
 * and shifts it, rounding once.
 */
#include "num/dec.h"

#include <math.h>

#include "num/money.h"
#include "num/plain.h"
#include "num/print.h"

enum { DECIMALS = 6, SHORT = 18, SHORT_WHOLE = 12 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How far the decimals beyond the sixth go: 0 zero, 1 to 3 as half is. */
static int
tail(struct str fraction)
{
	int first, more = 0;

	if (fraction.n <= DECIMALS)
		return 0;
	first = fraction.p[DECIMALS] - '0';
	for (size_t i = DECIMALS + 1; i < fraction.n && !more; i++)
		more = fraction.p[i] != '0';
	if (first == 5)
		return 2 + more;
	return first > 5 ? 3 : first + more > 0;
}

enum dec_status
dec_value(bool negative, struct str whole, struct str fraction, bool round,
    int64_t *v)
{
	const uint64_t most = (uint64_t)INT64_MAX / (uint64_t)DEC_ONE;
	uint64_t m = 0, part = 0;
	int rest = tail(fraction);

	for (size_t i = 0; i < whole.n; i++) {
		if (!is_digit(whole.p[i]))
			continue;
		m = m * 10 + (uint64_t)(whole.p[i] - '0');
		if (m > most)
			return DEC_RANGE;
	}
	for (size_t i = 0; i < DECIMALS; i++)
		part = part * 10 +
		       (i < fraction.n ? (uint64_t)(fraction.p[i] - '0') : 0);
	m = m * (uint64_t)DEC_ONE + part;
	if (m > INT64_MAX)
		return DEC_RANGE;
	if (rest != 0 && !round)
		return DEC_FINE;
	m += rest == 3 || (rest == 2 && (m & 1) != 0);
	if (m > INT64_MAX)
		return DEC_RANGE;
	*v = negative ? -(int64_t)m : (int64_t)m;
	return DEC_OK;
}

static struct str
digits_at(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && is_digit(*p))
		p++;
	return (struct str){from, (size_t)(p - from)};
}

static enum dec_status
parse_any(const struct dec_form *form, struct str s, int64_t *v)
{
	static const struct dec_form usual = {'.', false, false};
	struct str whole, fraction = {NULL, 0};
	const char *p, *end;
	bool negative;

	s = str_trim(s);
	if (s.n == 0)
		return DEC_EMPTY;
	if (form == NULL)
		form = &usual;
	p = s.p;
	end = p + s.n;
	negative = *p == '-';
	if (*p == '-' || *p == '+')
		p++;
	whole = digits_at(p, end);
	p += whole.n;
	if (p < end && *p == (form->decimal == ',' ? ',' : '.')) {
		fraction = digits_at(p + 1, end);
		p += 1 + fraction.n;
	}
	if (p == end && whole.n + fraction.n > 0)
		return dec_value(negative, whole, fraction, form->round, v);
	return form->money ? money_parse(form, s, v) : DEC_MALFORMED;
}

static const int64_t scale[DECIMALS + 1] = {
    1000000, 100000, 10000, 1000, 100, 10, 1};

static enum dec_status
parse_long(const struct dec_form *form, struct str s, char decimal, int64_t *v)
{
	const char *p = s.p, *end, *whole, *mark;
	size_t decimals;
	int64_t m = 0;
	bool negative;

	if (s.n - 1 >= SHORT)
		return parse_any(form, s, v);
	end = mark = p + s.n;
	negative = *p == '-';
	p += negative;
	for (whole = p; p < end; p++) {
		if (is_digit(*p))
			m = m * 10 + (*p - '0');
		else if (*p == decimal && mark == end)
			mark = p;
		else
			return parse_any(form, s, v);
	}
	decimals = mark == end ? 0 : (size_t)(end - mark) - 1;
	if (mark == whole || mark - whole > SHORT_WHOLE || decimals > DECIMALS)
		return parse_any(form, s, v);
	m *= scale[decimals];
	*v = negative ? -m : m;
	return DEC_OK;
}

enum dec_status
dec_parse(const struct dec_form *form, struct str s, int64_t *v)
{
	char decimal = form != NULL && form->decimal == ',' ? ',' : '.';

	return plain_dec(s, decimal, false, v)
		   ? DEC_OK
		   : parse_long(form, s, decimal, v);
}

const char *
dec_problem(enum dec_status status)
{
	switch (status) {
	case DEC_OK:
		return "no problem";
	case DEC_EMPTY:
		return "empty";
	case DEC_MALFORMED:
		return "not a number";
	case DEC_FINE:
		return "more than 6 decimals";
	case DEC_RANGE:
		return "out of range";
	}
	return "not a number";
}

/* Whether s would be a number, perhaps too fine or large, in that form. */
static bool
would_do(struct str s, char decimal, bool money)
{
	struct dec_form form = {decimal, money, false};
	enum dec_status status;
	int64_t v;

	status = dec_parse(&form, s, &v);
	return status != DEC_MALFORMED && status != DEC_EMPTY;
}

static bool
has_exponent(struct str s)
{
	bool digit = false;

	for (size_t i = 0; i + 1 < s.n; i++) {
		if ((s.p[i] == 'e' || s.p[i] == 'E') && digit)
			return is_digit(s.p[s.n - 1]);
		if (is_digit(s.p[i]))
			digit = true;
		else if (!memchr("+-.,", s.p[i], 4))
			return false;
	}
	return false;
}

static const char *
malformed_hint(bool comma, bool money, struct str s)
{
	char mark = comma ? ',' : '.', other = comma ? '.' : ',';
	bool grouped = !money && would_do(s, mark, true);

	if (would_do(s, other, false)) {
		if (grouped)
			return comma ? "pass --money if the point marks "
				       "thousands, --decimal . if decimals"
				     : "pass --money if the comma marks "
				       "thousands, --decimal , if decimals";
		return comma ? "pass --decimal . for numbers like 1.50"
			     : "pass --decimal , for numbers like 1,50";
	}
	if (grouped)
		return "pass --money for currency signs, thousands marks, "
		       "(1.00) and 1.00-";
	if (would_do(s, other, true)) {
		if (money)
			return comma ? "pass --decimal . for numbers like "
				       "1,234.50"
				     : "pass --decimal , for numbers like "
				       "1.234,50";
		return comma ? "pass --money --decimal . for numbers like "
			       "1,234.50"
			     : "pass --money --decimal , for numbers like "
			       "1.234,50";
	}
	if (has_exponent(s))
		return "write amounts without an exponent: a spreadsheet may "
		       "have shortened them";
	return NULL;
}

const char *
dec_hint(const struct dec_form *form, enum dec_status status, struct str s)
{
	if (status == DEC_FINE)
		return "pass --round-amount to round to 6 decimals";
	if (status != DEC_MALFORMED)
		return NULL;
	return malformed_hint(form != NULL && form->decimal == ',',
	    form != NULL && form->money, str_trim(s));
}

/* m millionths behind the whole part that is already written. */
static size_t
put_decimals(char *out, uint64_t m, char decimal)
{
	size_t n = DECIMALS;
	int v = (int)m;

	if (v == 0)
		return 0;
	out[0] = decimal;
	print_two(out + 1, v / 10000);
	print_two(out + 3, v / 100 % 100);
	print_two(out + 5, v % 100);
	while (out[n] == '0')
		n--;
	return n + 1;
}

size_t
dec_put(char *out, int64_t v, char decimal)
{
	uint64_t m = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	size_t n = 0;

	if (v < 0)
		out[n++] = '-';
	n += print_u64(out + n, m / (uint64_t)DEC_ONE);
	return n + put_decimals(out + n, m % (uint64_t)DEC_ONE, decimal);
}

size_t
dec_put128(char *out, struct i128 v, char decimal)
{
	const uint64_t ten18 = UINT64_C(1000000000000000000);
	uint64_t fraction, low;
	int64_t small;
	size_t n = 0;

	if (i128_to_i64(v, &small))
		return dec_put(out, small, decimal);
	if (v.hi < 0) {
		out[n++] = '-';
		v = i128_neg(v);
	}
	fraction = i128_divmod(&v, (uint64_t)DEC_ONE);
	low = i128_divmod(&v, ten18);
	if (v.lo != 0) {
		n += print_u64(out + n, v.lo);
		/* A leading one keeps the zeros; its place is taken back. */
		low += ten18;
		print_u64(out + n, low);
		memmove(out + n, out + n + 1, 18);
		n += 18;
	} else {
		n += print_u64(out + n, low);
	}
	return n + put_decimals(out + n, fraction, decimal);
}

bool
dec_mul(int64_t a, int64_t b, int64_t *product)
{
	struct i128 m = i128_mul(a, b);
	bool negative = m.hi < 0;
	uint64_t rest;
	int64_t q;

	if (negative)
		m = i128_neg(m);
	rest = i128_divmod(&m, (uint64_t)DEC_ONE);
	if (rest > (uint64_t)DEC_ONE / 2 ||
	    (rest == (uint64_t)DEC_ONE / 2 && (m.lo & 1) != 0))
		m = i128_add(m, i128_of(1));
	if (!i128_to_i64(m, &q))
		return false;
	*product = negative ? -q : q;
	return true;
}

bool
dec_div(int64_t a, int64_t b, int64_t *quotient)
{
	bool negative = (a < 0) != (b < 0);
	struct i128 m = i128_mul(a, DEC_ONE);
	uint64_t d = b < 0 ? 0 - (uint64_t)b : (uint64_t)b, rest;
	int64_t q;

	if (m.hi < 0)
		m = i128_neg(m);
	rest = i128_divmod(&m, d);
	if (rest > d - rest || (rest == d - rest && (m.lo & 1) != 0))
		m = i128_add(m, i128_of(1));
	if (!i128_to_i64(m, &q))
		return false;
	*quotient = negative ? -q : q;
	return true;
}

double
dec_to_double(int64_t v)
{
	const int64_t exact = INT64_C(1) << 53;

	if (v >= -exact && v <= exact)
		return (double)v / (double)DEC_ONE;
	return i128_quotient(i128_of(v), (uint64_t)DEC_ONE);
}

double
dec_sum_to_double(struct i128 v)
{
	int64_t small;

	if (i128_to_i64(v, &small))
		return dec_to_double(small);
	return i128_quotient(v, (uint64_t)DEC_ONE);
}

bool
dec_of_double(double x, int64_t *v)
{
	double a = fabs(x), m;
	int e;

	if (!(a < 9.3e12))
		return false;
	m = frexp(a, &e);
	/* a = m 2^e, m in [1/2, 1); below 2^-21 it is less than half. */
	if (a == 0 || e < -21) {
		*v = 0;
		return true;
	}
	if (!i128_scale(i128_mul((int64_t)ldexp(m, 53), DEC_ONE), 53 - e, v))
		return false;
	if (x < 0)
		*v = -*v;
	return true;
}
