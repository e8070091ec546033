/*
 * money: what stands around a number is taken off from both ends, each kind
 * at most once: sign, currency, parentheses. What is left must be digits in
 * groups of three, all with the same mark, then perhaps decimals.
 */
#include "num/money.h"

/* ISO 4217, the current codes and those that old files still hold. */
static const char iso_codes[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND "
    "BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNH CNY COP CRC CUC CUP "
    "CVE CZK DEM DJF DKK DOP DZD EEK EGP ERN ESP ETB EUR FIM FJD FKP FRF GBP "
    "GEL GHS GIP GMD GNF GRD GTQ GYD HKD HNL HRK HTG HUF IDR IEP ILS INR IQD "
    "IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR "
    "LRD LSL LTL LUF LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK "
    "MXN MYR MZN NAD NGN NIO NLG NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PTE "
    "PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SIT SKK SLE SLL SOS "
    "SRD SSP STD STN SVC SYP SZL THB TJS TMT TND TOP TRL TRY TTD TWD TZS UAH "
    "UGX USD UYU UZS VEF VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMK "
    "ZMW ZWG ZWL";

/* Unicode's category Sc, as of version 16, and the rial's ligature. */
static const struct {
	unsigned first, last;
} currency_signs[] = {{0x24, 0x24}, {0xa2, 0xa5}, {0x58f, 0x58f},
    {0x60b, 0x60b}, {0x7fe, 0x7ff}, {0x9f2, 0x9f3}, {0x9fb, 0x9fb},
    {0xaf1, 0xaf1}, {0xbf9, 0xbf9}, {0xe3f, 0xe3f}, {0x17db, 0x17db},
    {0x20a0, 0x20c1}, {0xa838, 0xa838}, {0xfdfc, 0xfdfc}, {0xfe69, 0xfe69},
    {0xff04, 0xff04}, {0xffe0, 0xffe1}, {0xffe5, 0xffe6}};

struct amount {
	struct str s; /* what is left */
	bool sign;    /* a sign was read, or parentheses */
	bool negative;
	bool currency;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The bytes of a blank at p, which spreadsheets like to make unbreakable. */
static size_t
blank(const char *p, size_t n)
{
	static const struct str wide[] = {
	    {"\xc2\xa0", 2}, {"\xe2\x80\xaf", 3}, {"\xe2\x80\x89", 3}};

	if (n > 0 && (*p == ' ' || *p == '\t'))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (str_starts((struct str){p, n}, wide[i]))
			return wide[i].n;
	return 0;
}

static struct str
trim(struct str s)
{
	size_t len;

	while ((len = blank(s.p, s.n)) != 0) {
		s.p += len;
		s.n -= len;
	}
	for (;;) {
		len = 1;
		while (len < 3 && len < s.n && (s.p[s.n - len] & 0xc0) == 0x80)
			len++;
		if (len > s.n || blank(s.p + (s.n - len), len) != len)
			return s;
		s.n -= len;
	}
}

static bool
is_code(const char *p)
{
	for (size_t i = 0; i < sizeof(iso_codes) - 1; i += 4)
		if (memcmp(iso_codes + i, p, 3) == 0)
			return true;
	return false;
}

static bool
is_sign(unsigned code)
{
	for (size_t i = 0; i < sizeof(currency_signs) / sizeof(*currency_signs);
	     i++)
		if (code >= currency_signs[i].first &&
		    code <= currency_signs[i].last)
			return true;
	return false;
}

/* The bytes of the currency s begins with; $ may have a country: US$, R$. */
static size_t
currency_front(struct str s)
{
	unsigned code;
	size_t len;

	if (s.n >= 3 && is_code(s.p))
		return 3;
	for (size_t i = 0; i < 3 && i < s.n; i++) {
		if (i > 0 && s.p[i] == '$')
			return i + 1;
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			break;
	}
	len = s.n == 0 ? 0 : utf8_next(s.p, s.n, &code);
	return len != 0 && is_sign(code) ? len : 0;
}

static size_t
currency_back(struct str s)
{
	unsigned code;

	if (s.n >= 3 && is_code(s.p + (s.n - 3)))
		return 3;
	for (size_t len = 1; len <= 4 && len <= s.n; len++)
		if (utf8_next(s.p + (s.n - len), len, &code) == len)
			return is_sign(code) ? len : 0;
	return 0;
}

/* Takes a sign or parentheses off; false when there is none to take. */
static bool
take_sign(struct amount *a)
{
	struct str *s = &a->s;
	char first = s->p[0], last = s->p[s->n - 1];

	if (a->sign)
		return false;
	a->sign = true;
	a->negative = true;
	if (first == '(' && last == ')' && s->n >= 2) {
		*s = (struct str){s->p + 1, s->n - 2};
	} else if (first == '-' || first == '+') {
		a->negative = first == '-';
		*s = (struct str){s->p + 1, s->n - 1};
	} else if (last == '-') {
		s->n--;
	} else {
		a->sign = false;
		a->negative = false;
	}
	return a->sign;
}

static bool
take_currency(struct amount *a)
{
	size_t front, back;

	if (a->currency)
		return false;
	front = currency_front(a->s);
	back = front == 0 ? currency_back(a->s) : 0;
	a->s.p += front;
	a->s.n -= front + back;
	a->currency = front + back != 0;
	return a->currency;
}

/* The bytes of the thousands mark at p, or 0. */
static size_t
thousands_mark(const char *p, size_t n, char decimal)
{
	if (*p == (decimal == ',' ? '.' : ',') || *p == '\'')
		return 1;
	if (n >= 3 && memcmp(p, "\xe2\x80\x99", 3) == 0)
		return 3;
	return *p == '\t' ? 0 : blank(p, n);
}

/* d{1,3}(mark d{3})* with one and the same mark, or digits only. */
static bool
grouped(struct str s, char decimal)
{
	struct str mark = {NULL, 0};
	size_t run = 0, i = 0;

	while (i < s.n) {
		size_t len;

		if (is_digit(s.p[i])) {
			run++;
			i++;
			continue;
		}
		len = thousands_mark(s.p + i, s.n - i, decimal);
		if (len == 0 || run == 0 || run > 3)
			return false;
		if (mark.n == 0)
			mark = (struct str){s.p + i, len};
		else if (run != 3 || !str_eq(mark, (struct str){s.p + i, len}))
			return false;
		run = 0;
		i += len;
	}
	return mark.n == 0 || run == 3;
}

enum dec_status
money_parse(const struct dec_form *form, struct str s, int64_t *v)
{
	struct amount a = {.s = s};
	struct str fraction = {NULL, 0};
	char decimal = form->decimal == ',' ? ',' : '.';
	const char *mark;

	do {
		a.s = trim(a.s);
		if (a.s.n == 0)
			return DEC_MALFORMED;
	} while (take_sign(&a) || take_currency(&a));
	mark = memchr(a.s.p, decimal, a.s.n);
	if (mark != NULL) {
		size_t whole = (size_t)(mark - a.s.p);

		fraction = (struct str){mark + 1, a.s.n - whole - 1};
		a.s.n = whole;
	}
	for (size_t i = 0; i < fraction.n; i++)
		if (!is_digit(fraction.p[i]))
			return DEC_MALFORMED;
	if (a.s.n + fraction.n == 0 || !grouped(a.s, decimal))
		return DEC_MALFORMED;
	return dec_value(a.negative, a.s, fraction, form->round, v);
}
