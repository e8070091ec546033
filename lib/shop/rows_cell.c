/* rows_cell: amounts and dates of a row. */
#include "shop/rows_priv.h"

struct str
rows_cell(const struct rows *r, size_t slot)
{
	struct str s = str_trim(table_text(r->t, slot));

	return words_have(&r->p->missing, s) ? STR("") : s;
}

bool
rows_reject(struct rows *r, size_t slot, const char *what, const char *hint)
{
	table_reject(r->t, (long)slot, "%s", what);
	if (hint != NULL)
		table_hint(r->t, "%s", hint);
	return false;
}

/*
 * Whether the only mark of a number stands before its last three digits:
 * 1,234 and 1.234 are one number where it marks thousands, another where it
 * marks decimals. No thousands follow a 0.
 */
static bool
two_readings(struct str s)
{
	size_t marks = 0, digits = 0;
	bool zero = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '.' || c == ',') {
			if (digits == 0 || digits > 3 || zero)
				return false;
			marks++;
			digits = 0;
		} else if (c >= '0' && c <= '9') {
			zero |= marks == 0 && digits == 0 && c == '0';
			digits++;
		}
	}
	return marks == 1 && digits == 3;
}

static bool
read_dec(struct rows *r, size_t slot, int64_t *v)
{
	struct str s = rows_cell(r, slot);
	enum dec_status status = dec_parse(&r->form.dec, s, v);

	if (status == DEC_OK && r->form.dec.money && !r->form.mark_said &&
	    two_readings(s))
		return rows_reject(r, slot, "thousands or decimals",
		    "--decimal . if a comma marks thousands, --decimal , if "
		    "it marks decimals");
	if (status == DEC_OK && *v == INT64_MIN)
		status = DEC_RANGE; /* it has no opposite */
	return status == DEC_OK || rows_reject(r, slot, dec_problem(status),
				       dec_hint(&r->form.dec, status, s));
}

/* Adds what the slot's cell says to *sum, or takes it; blank is nothing. */
static bool
add_cell(struct rows *r, size_t slot, bool minus, int64_t *sum)
{
	struct i128 total = i128_of(*sum);
	int64_t v;

	if (rows_cell(r, slot).n == 0)
		return true;
	if (!read_dec(r, slot, &v))
		return false;
	total = i128_add(total, i128_of(minus ? -v : v));
	return (i128_to_i64(total, sum) && *sum != INT64_MIN) ||
	       rows_reject(r, slot, "the amount with it is out of range", NULL);
}

static bool
add_extras(struct rows *r, struct order *o)
{
	size_t n = r->form.nplus + r->form.nminus;

	for (size_t i = 0; i < n; i++)
		if (!add_cell(
			r, r->form.extra + i, i >= r->form.nplus, &o->amount))
			return false;
	return true;
}

/* Quantity times price; 0 and *there false when one of them is blank. */
static bool
read_product(struct rows *r, int64_t *product, bool *there)
{
	int64_t quantity, price;

	*product = 0;
	*there = rows_cell(r, ROLE_QUANTITY).n != 0 &&
		 rows_cell(r, ROLE_PRICE).n != 0;
	if (!*there)
		return true;
	return read_dec(r, ROLE_QUANTITY, &quantity) &&
	       read_dec(r, ROLE_PRICE, &price) &&
	       ((dec_mul(quantity, price, product) && *product != INT64_MIN) ||
		   rows_reject(r, ROLE_PRICE,
		       "times the quantity is out of range", NULL));
}

bool
rows_amount(struct rows *r, struct order *o)
{
	if (r->form.product) {
		if (!read_product(r, &o->amount, &o->priced))
			return false;
	} else {
		o->priced = rows_cell(r, ROLE_AMOUNT).n != 0;
		if (o->priced && !read_dec(r, ROLE_AMOUNT, &o->amount))
			return false;
	}
	return !o->priced || add_extras(r, o);
}

bool
rows_refunded(struct rows *r, struct order *o)
{
	if (rows_cell(r, ROLE_REFUNDED).n == 0)
		return true;
	if (!read_dec(r, ROLE_REFUNDED, &o->refunded))
		return false;
	return o->refunded >= 0 ||
	       rows_reject(r, ROLE_REFUNDED, "a refunded amount below 0", NULL);
}

bool
rows_line(struct rows *r, struct order *o)
{
	bool there;

	o->sku = rows_cell(r, ROLE_SKU);
	o->counted = rows_cell(r, ROLE_QUANTITY).n != 0;
	if (o->counted && !read_dec(r, ROLE_QUANTITY, &o->quantity))
		return false;
	if (r->p->rows == ROWS_FIRST_ROW && !r->form.product)
		return read_product(r, &o->line_amount, &there);
	o->line_amount = o->amount;
	return true;
}

/* Turns a time whose zone is told beside it, as --tz wants it. */
static bool
turn(struct rows *r, struct date *d)
{
	struct str s = rows_cell(r, ROLE_ZONE);
	const struct zone *from;
	struct fault f;

	if (!r->form.turn || d->zoned || (s.n == 0 && r->p->zone == NULL))
		return true;
	s = s.n > 0 ? words_map(&r->p->zone_name, s) : str_of(r->p->zone);
	from = zones_find(r->zones, s, &f);
	if (from == NULL)
		return rows_reject(r, ROLE_ZONE, "unknown zone",
		    "a profile of your own can tell what it is: key "
		    "zone-name");
	return date_turn(d, from, &r->form.zone) == DATE_OK ||
	       rows_reject(r, ROLE_DATE, date_problem(DATE_RANGE), NULL);
}

/* The date's cell, with that of the time behind it where there is one. */
static struct str
moment(struct rows *r)
{
	struct str date = rows_cell(r, ROLE_DATE);
	struct str time = rows_cell(r, ROLE_TIME);

	if (date.n == 0 || time.n == 0)
		return date;
	r->moment.n = 0;
	buf_str(&r->moment, date);
	buf_putc(&r->moment, ' ');
	buf_str(&r->moment, time);
	return buf_view(&r->moment);
}

/* The first form that fits; else what the likeliest one says. */
bool
rows_date(struct rows *r, struct order *o)
{
	struct str s = moment(r);
	enum date_status worst = DATE_MALFORMED;
	struct date d;

	if (s.n == 0)
		return true;
	for (size_t i = 0; i < r->dates; i++) {
		enum date_status status =
		    date_parse(r->date[i], &r->form.zone, s, &d);

		if (status == DATE_OK) {
			if (!turn(r, &d))
				return false;
			o->dated = true;
			o->us = d.us;
			o->moved = d.day != d.written;
			return true;
		}
		if (status != DATE_MALFORMED)
			worst = status;
	}
	return rows_reject(
	    r, ROLE_DATE, date_problem(worst), date_hint(worst, s));
}
