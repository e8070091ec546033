#include <math.h>

#include "base/i128.h"
#include "expr/code.h"
#include "num/parse.h"

static const struct expr_value nothing = {.kind = EXPR_EMPTY};

static struct expr_value
truth(bool t)
{
	return (struct expr_value){.kind = EXPR_BOOL, .as.truth = t};
}

/* What cannot be told is empty. */
static struct expr_value
real(double x)
{
	return isfinite(x)
		   ? (struct expr_value){.kind = EXPR_REAL, .as.real = x}
		   : nothing;
}

static bool
is_number(struct expr_value v)
{
	return v.kind == EXPR_DEC || v.kind == EXPR_REAL;
}

static double
as_real(struct expr_value v)
{
	return v.kind == EXPR_DEC ? dec_to_double(v.as.dec) : v.as.real;
}

static bool
number_of(const struct expr *e, const struct expr_row *row, struct str s,
    struct expr_value *v)
{
	struct dec_form form = row->dec;

	form.round = e->decimal && form.round;
	v->kind = EXPR_DEC;
	if (dec_parse(&form, s, &v->as.dec) == DEC_OK)
		return true;
	if (e->decimal)
		return false;
	v->kind = EXPR_REAL;
	return parse_real(s, form.decimal == ',' ? ',' : '.', &v->as.real) ==
	       PARSE_OK;
}

static bool
date_of(const struct expr_row *row, struct str s, struct expr_value *v)
{
	v->kind = EXPR_DATE;
	return date_parse(row->date, &row->zone, s, &v->as.date) == DATE_OK;
}

static bool
bad_cell(struct str s, const char *what, struct fault *f)
{
	fault_set(f, FAULT_ROW, "%s", what);
	fault_value(f, s);
	return false;
}

static bool
bad_date(const struct expr_row *row, struct str s, struct fault *f)
{
	struct date d;
	enum date_status status = date_parse(row->date, &row->zone, s, &d);
	const char *hint = date_hint(status, s);

	bad_cell(s, date_problem(status), f);
	if (hint != NULL)
		fault_hint(f, "%s", hint);
	return false;
}

static bool
bad_number(const struct expr_row *row, struct str s, struct fault *f)
{
	int64_t v;
	enum dec_status status = dec_parse(&row->dec, s, &v);
	const char *hint = dec_hint(&row->dec, status, s);

	bad_cell(s, dec_problem(status), f);
	if (hint != NULL)
		fault_hint(f, "%s", hint);
	return false;
}

/* A column's cell, read as the code says; blank ones are empty. */
static bool
cell(const struct expr *e, const struct expr_row *row, const struct code *code,
    struct expr_value *v, struct fault *f)
{
	struct str s = row->cell(row->arg, code->arg);

	*v = nothing;
	if (str_trim(s).n == 0)
		return true;
	if (code->read == READ_NUMBER)
		return number_of(e, row, s, v) || bad_number(row, s, f);
	if (code->read == READ_DATE)
		return date_of(row, s, v) || bad_date(row, s, f);
	*v = (struct expr_value){.kind = EXPR_TEXT, .as.text = s};
	return true;
}

/* Two columns that meet: numbers, else dates, else texts where allowed. */
static bool
pair(const struct expr *e, const struct expr_row *row, const struct code *code,
    struct expr_value *v, size_t *column, struct fault *f)
{
	struct str a = row->cell(row->arg, code->arg);
	struct str b = row->cell(row->arg, code->more);
	struct expr_value other;

	v[0] = v[1] = nothing;
	if (str_trim(a).n == 0 || str_trim(b).n == 0)
		return true;
	if (number_of(e, row, a, &v[0]) && number_of(e, row, b, &v[1]))
		return true;
	if (date_of(row, a, &v[0]) && date_of(row, b, &v[1]))
		return true;
	v[0] = (struct expr_value){.kind = EXPR_TEXT, .as.text = a};
	v[1] = (struct expr_value){.kind = EXPR_TEXT, .as.text = b};
	if (code->read == READ_ANY)
		return true;
	if (number_of(e, row, a, &other)) {
		*column = code->more;
		return bad_number(row, b, f);
	}
	*column = code->arg;
	return bad_number(row, a, f);
}

/* Negative, 0 or positive. Both are of one type, and not empty. */
static int
compare(struct expr_value a, struct expr_value b)
{
	if (a.kind == EXPR_TEXT)
		return str_cmp(a.as.text, b.as.text);
	if (a.kind == EXPR_DATE && a.as.date.timed && b.as.date.timed)
		return (a.as.date.us > b.as.date.us) -
		       (a.as.date.us < b.as.date.us);
	if (a.kind == EXPR_DATE)
		return (a.as.date.day > b.as.date.day) -
		       (a.as.date.day < b.as.date.day);
	if (a.kind == EXPR_DEC && b.kind == EXPR_DEC)
		return (a.as.dec > b.as.dec) - (a.as.dec < b.as.dec);
	return (as_real(a) > as_real(b)) - (as_real(a) < as_real(b));
}

static bool
relation(enum op op, struct expr_value a, struct expr_value b)
{
	int c;

	if (a.kind == EXPR_EMPTY || b.kind == EXPR_EMPTY)
		return false;
	c = compare(a, b);
	return op == OP_EQ   ? c == 0
	       : op == OP_NE ? c != 0
	       : op == OP_LT ? c < 0
	       : op == OP_LE ? c <= 0
	       : op == OP_GT ? c > 0
			     : c >= 0;
}

/* a b in decimals, where six places hold it. */
static bool
exact_product(int64_t a, int64_t b, int64_t *product)
{
	struct i128 p = i128_mul(a, b);
	bool minus = i128_sign(p) < 0;
	int64_t m;

	if (minus)
		p = i128_neg(p);
	if (i128_divmod(&p, (uint64_t)DEC_ONE) != 0 || !i128_to_i64(p, &m))
		return false;
	*product = minus ? -m : m;
	return true;
}

/* What an int64_t of millionths cannot hold stays a real, and is refused. */
static struct expr_value
in_decimals(enum op op, int64_t a, int64_t b)
{
	struct expr_value v = {.kind = EXPR_DEC};
	struct i128 p = i128_of(a), q = i128_of(b);

	if (op == OP_DIV && b == 0)
		return nothing;
	if (op == OP_MUL   ? dec_mul(a, b, &v.as.dec)
	    : op == OP_DIV ? dec_div(a, b, &v.as.dec)
	    : op == OP_ADD ? i128_to_i64(i128_add(p, q), &v.as.dec)
			   : i128_to_i64(i128_sub(p, q), &v.as.dec))
		return v;
	return (struct expr_value){.kind = EXPR_REAL};
}

static struct expr_value
arithmetic(enum op op, struct expr_value a, struct expr_value b)
{
	struct expr_value v = {.kind = EXPR_DEC};
	double x = as_real(a), y = as_real(b);

	if (op == OP_DIV)
		return y == 0 ? nothing : real(x / y);
	if (a.kind == EXPR_DEC && b.kind == EXPR_DEC) {
		struct i128 p = i128_of(a.as.dec), q = i128_of(b.as.dec);

		if (op == OP_MUL ? exact_product(a.as.dec, b.as.dec, &v.as.dec)
				 : i128_to_i64(op == OP_ADD ? i128_add(p, q)
							    : i128_sub(p, q),
				       &v.as.dec))
			return v;
	}
	return real(op == OP_ADD ? x + y : op == OP_SUB ? x - y : x * y);
}

static struct expr_value
date_less_date(bool decimal, struct date a, struct date b)
{
	struct expr_value v = {.kind = EXPR_DEC};

	if (a.timed && b.timed && !decimal)
		return real(
		    ((double)a.us - (double)b.us) / (double)DATE_US_PER_DAY);
	v.as.dec = ((int64_t)a.day - b.day) * DEC_ONE;
	return v;
}

/* The whole days in a number, downwards; false far beyond the calendar. */
static bool
whole_days(struct expr_value n, bool back, int64_t *days)
{
	double x;

	if (n.kind == EXPR_DEC && n.as.dec != INT64_MIN) {
		int64_t v = back ? -n.as.dec : n.as.dec;

		*days = v / DEC_ONE - (v % DEC_ONE < 0);
		return true;
	}
	x = floor(back ? -as_real(n) : as_real(n));
	if (!(x > -1e7 && x < 1e7))
		return false;
	*days = (int64_t)x;
	return true;
}

/* Whole days on or back; beyond the calendar's years it is empty. */
static struct expr_value
date_moved(struct expr_value d, struct expr_value n, bool back)
{
	int64_t days, day;

	if (!whole_days(n, back, &days))
		return nothing;
	day = d.as.date.day + days;
	if (day < date_day(1600, 1, 1) || day > date_day(9999, 12, 31))
		return nothing;
	d.as.date.day = (int32_t)day;
	d.as.date.us += days * DATE_US_PER_DAY;
	return d;
}

static struct expr_value
combine(bool decimal, enum op op, struct expr_value a, struct expr_value b)
{
	if (a.kind == EXPR_EMPTY || b.kind == EXPR_EMPTY)
		return nothing;
	if (is_number(a) && is_number(b))
		return decimal ? in_decimals(op, a.as.dec, b.as.dec)
			       : arithmetic(op, a, b);
	if (a.kind == EXPR_DATE && b.kind == EXPR_DATE)
		return date_less_date(decimal, a.as.date, b.as.date);
	return a.kind == EXPR_DATE ? date_moved(a, b, op == OP_SUB)
				   : date_moved(b, a, false);
}

static struct expr_value
negative(struct expr_value v)
{
	if (v.kind == EXPR_DEC && v.as.dec == INT64_MIN)
		return real(-dec_to_double(v.as.dec));
	if (v.kind == EXPR_DEC)
		v.as.dec = -v.as.dec;
	else if (v.kind == EXPR_REAL)
		v.as.real = -v.as.real;
	return v;
}

static bool
among(const struct expr *e, const struct code *code, struct expr_value v)
{
	bool found = false;

	if (v.kind == EXPR_EMPTY)
		return false;
	for (uint32_t i = 0; i < code->more && !found; i++)
		found = compare(v, e->constant[code->arg + i]) == 0;
	return found != code->negated;
}

static bool
within(const struct code *code, const struct expr_value v[3])
{
	for (int i = 0; i < 3; i++)
		if (v[i].kind == EXPR_EMPTY)
			return false;
	return (compare(v[0], v[1]) >= 0 && compare(v[0], v[2]) <= 0) !=
	       code->negated;
}

static bool
push_cell(const struct expr *e, const struct expr_row *row,
    const struct code *code, struct expr_value *top, size_t *column,
    struct fault *f)
{
	*column = code->arg;
	if (code->op == OP_PAIR)
		return pair(e, row, code, top, column, f);
	if (code->op == OP_CELL)
		return cell(e, row, code, top, f);
	*top = truth(str_trim(row->cell(row->arg, code->arg)).n > 0);
	return true;
}

/* One operation without jumps; returns the new top of the stack. */
static struct expr_value *
step(const struct expr *e, const struct code *code, struct expr_value *top)
{
	switch (code->op) {
	case OP_CONST:
		*top = e->constant[code->arg];
		return top + 1;
	case OP_NEG:
		top[-1] = negative(top[-1]);
		return top;
	case OP_NOT:
		top[-1] = truth(!top[-1].as.truth);
		return top;
	case OP_SOME:
		top[-1] = truth(top[-1].kind != EXPR_EMPTY);
		return top;
	case OP_IN:
		top[-1] = truth(among(e, code, top[-1]));
		return top;
	case OP_BETWEEN:
		top[-3] = truth(within(code, top - 3));
		return top - 2;
	case OP_ADD:
	case OP_SUB:
	case OP_MUL:
	case OP_DIV:
		top[-2] = combine(e->decimal, code->op, top[-2], top[-1]);
		return top - 1;
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
		top[-2] = truth(relation(code->op, top[-2], top[-1]));
		return top - 1;
	case OP_CELL:
	case OP_PAIR:
	case OP_FILLED:
	case OP_GIVEN:
	case OP_AND:
	case OP_OR:
		break;
	}
	return top;
}

static bool
too_large(size_t *column, struct fault *f)
{
	*column = SIZE_MAX;
	return fault_set(f, FAULT_ROW, "a condition's number is beyond 9.2e12");
}

bool
expr_eval(const struct expr *e, const struct expr_row *row,
    struct expr_value *v, size_t *column, struct fault *f)
{
	struct expr_value stack[EXPR_STACK], *top = stack;

	for (size_t i = 0; i < e->count; i++) {
		const struct code *code = &e->code[i];

		if (code->op == OP_CELL || code->op == OP_PAIR ||
		    code->op == OP_FILLED) {
			if (!push_cell(e, row, code, top, column, f))
				return false;
			top += code->op == OP_PAIR ? 2 : 1;
		} else if (code->op == OP_GIVEN) {
			*top++ = row->given[code->arg];
		} else if (code->op == OP_AND || code->op == OP_OR) {
			// What compiles has pushed an operand before.
			// NOLINTNEXTLINE(clang-analyzer-core.*)
			if (top[-1].as.truth == (code->op == OP_OR))
				i = code->arg - 1;
			else
				top--;
		} else {
			top = step(e, code, top);
			if (e->decimal && top[-1].kind == EXPR_REAL)
				return too_large(column, f);
		}
	}
	*v = top[-1];
	return true;
}

bool
expr_holds(const struct expr *e, const struct expr_row *row, bool *holds,
    size_t *column, struct fault *f)
{
	struct expr_value v;

	if (!expr_eval(e, row, &v, column, f))
		return false;
	*holds = v.as.truth;
	return true;
}
