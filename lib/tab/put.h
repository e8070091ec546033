/* put: a tool's own values as output cells, printed as SPEC 2 has it. */
#ifndef TAB_PUT_H
#define TAB_PUT_H

#include <stdint.h>

#include "base/i128.h"
#include "base/str.h"
#include "io/writer.h"

struct put {
	struct writer *w;
	int digits;   /* significant digits of reals */
	char decimal; /* mark of amounts and reals */
};

void put_text(const struct put *p, struct str s);
void put_label(const struct put *p, const char *s);
void put_int(const struct put *p, int64_t v);
void put_dec(const struct put *p, int64_t v);
void put_dec128(const struct put *p, struct i128 v);
/* NaN is an empty cell; infinities are inf, -inf. */
void put_real(const struct put *p, double x);
void put_date(const struct put *p, int32_t day);
void put_time(const struct put *p, int64_t us);
void put_empty(const struct put *p);
/* true, false */
void put_bool(const struct put *p, bool v);
/* Ends the row; false once writing has failed. */
bool put_end(const struct put *p);

#endif
