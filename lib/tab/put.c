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

_Static_assert((int)PRINT_MAX <= (int)WRITER_ROOM, "a number fits a cell");

void
put_int(const struct put *p, int64_t v)
{
	char *out = writer_open(p->w, false);

	writer_close(p->w, print_i64(out, v), false);
}

void
put_dec(const struct put *p, int64_t v)
{
	char *out = writer_open(p->w, p->decimal == ',');

	writer_close(p->w, dec_put(out, v, p->decimal), false);
}

void
put_dec128(const struct put *p, struct i128 v)
{
	char *out = writer_open(p->w, p->decimal == ',');

	writer_close(p->w, dec_put128(out, v, p->decimal), false);
}

void
put_real(const struct put *p, double x)
{
	char *out;

	if (isnan(x)) {
		writer_empty(p->w);
		return;
	}
	out = writer_open(p->w, p->decimal == ',');
	writer_close(p->w, print_real(out, x, p->digits, p->decimal), false);
}

void
put_date(const struct put *p, int32_t day)
{
	char *out = writer_open(p->w, false);

	writer_close(p->w, date_put(out, day), true);
}

void
put_time(const struct put *p, int64_t us)
{
	char *out = writer_open(p->w, false);

	writer_close(p->w, date_put_time(out, us), true);
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
