#include "tab/put.h"

#include <math.h>

#include "num/date.h"
#include "num/dec.h"
#include "num/print.h"

void
put_text(const struct put *p, struct str s)
{
	writer_text(p->w, s);
}

void
put_label(const struct put *p, const char *s)
{
	writer_text(p->w, str_of(s));
}

void
put_int(const struct put *p, int64_t v)
{
	char out[PRINT_MAX];

	writer_number(p->w, out, print_i64(out, v));
}

void
put_dec(const struct put *p, int64_t v)
{
	char out[DEC_MAX];

	writer_number(p->w, out, dec_put(out, v, p->decimal));
}

void
put_dec128(const struct put *p, struct i128 v)
{
	char out[DEC_MAX];

	writer_number(p->w, out, dec_put128(out, v, p->decimal));
}

void
put_real(const struct put *p, double x)
{
	char out[PRINT_MAX];

	if (isnan(x))
		writer_empty(p->w);
	else
		writer_number(
		    p->w, out, print_real(out, x, p->digits, p->decimal));
}

void
put_date(const struct put *p, int32_t day)
{
	char out[DATE_MAX];

	writer_text(p->w, (struct str){out, date_put(out, day)});
}

void
put_time(const struct put *p, int64_t us)
{
	char out[DATE_TIME_MAX];

	writer_text(p->w, (struct str){out, date_put_time(out, us)});
}

void
put_empty(const struct put *p)
{
	writer_empty(p->w);
}

void
put_bool(const struct put *p, bool v)
{
	writer_text(p->w, v ? STR("true") : STR("false"));
}

bool
put_end(const struct put *p)
{
	return writer_end(p->w);
}
