/*
 * fuzz_number: any bytes as money, integer, real, size and date.
 *
 * Byte 0 of the data chooses: bit 0 the decimal mark, bit 1 --money, bit 2
 * --round-amount, bit 3 that what stands before the first '|' is a
 * --date-format.
 *
 * Properties: no crash; what was read is the same when it is printed and read
 * again; a text without a digit is no number; reals are finite.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "num/date.h"
#include "num/dec.h"
#include "num/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static bool
has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

static void
money(struct str s, const struct dec_form *form)
{
	struct dec_form plain = {.decimal = form->decimal};
	char text[DEC_MAX];
	int64_t v, again;

	if (dec_parse(form, s, &v) != DEC_OK)
		return;
	must(has_digit(s));
	must(dec_parse(&plain,
		 (struct str){text, dec_put(text, v, form->decimal)},
		 &again) == DEC_OK);
	must(again == v);
}

static void
numbers(struct str s, char decimal)
{
	int64_t i;
	uint64_t n;
	double x;

	if (parse_i64(s, &i) == PARSE_OK)
		must(has_digit(s));
	if (parse_real(s, decimal, &x) == PARSE_OK)
		must(has_digit(s) && isfinite(x));
	if (parse_size(s, &n) == PARSE_OK)
		must(has_digit(s));
}

static void
dates(struct str s, const struct date_form *form)
{
	static const struct zone utc;
	char text[DATE_TIME_MAX];
	struct date d, again;

	if (date_parse(form, &utc, s, &d) != DATE_OK)
		return;
	must(d.us >= d.day * DATE_US_PER_DAY &&
	     d.us < (d.day + INT64_C(1)) * DATE_US_PER_DAY);
	must(date_parse(NULL, &utc,
		 (struct str){text, date_put_time(text, d.us)},
		 &again) == DATE_OK);
	must(again.us == d.us && again.day == d.day);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned how = size > 0 ? data[0] : 0;
	struct str s = {(const char *)data + (size > 0), size - (size > 0)};
	struct dec_form form = {.decimal = (how & 1) ? ',' : '.',
	    .money = (how & 2) != 0,
	    .round = (how & 4) != 0};
	struct date_form *date = NULL;
	struct str head;

	if ((how & 8) && str_split(&s, '|', &head)) {
		char *pattern = strndup(head.p, head.n);
		const char *what;

		date = date_form_new(pattern, &what);
		free(pattern);
		if (s.p == NULL)
			s = STR("");
	}
	money(s, &form);
	numbers(s, form.decimal);
	dates(s, date);
	date_form_delete(date);
	return 0;
}
