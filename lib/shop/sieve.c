#include "shop/sieve.h"

#include "base/i128.h"

static const char *const reasons[SIEVE_REASONS] = {
    [SIEVE_GUEST] = "guest",
    [SIEVE_BAD_DEBT] = "bad debt",
    [SIEVE_FOREIGN] = "not a sale",
    [SIEVE_CANCELLED] = "cancelled",
    [SIEVE_UNPAID] = "unpaid",
    [SIEVE_CURRENCY] = "other currency",
    [SIEVE_ALONE] = "refund without its order",
    [SIEVE_REFUNDED] = "fully refunded",
    [SIEVE_AGAIN] = "duplicate",
};

static enum sieve_reason
judge(const struct sieve *s, const struct order *o)
{
	unsigned marks = o->marks & ~s->marks;

	if (o->customer.n == 0 && !s->guests)
		return SIEVE_GUEST;
	if ((marks & ORDER_BAD_DEBT) != 0)
		return SIEVE_BAD_DEBT;
	if ((marks & ORDER_FOREIGN) != 0)
		return SIEVE_FOREIGN;
	if ((marks & ORDER_CANCELLED) != 0)
		return SIEVE_CANCELLED;
	if ((marks & ORDER_UNPAID) != 0)
		return SIEVE_UNPAID;
	if (s->currency.n != 0 && !str_eq(s->currency, o->currency))
		return SIEVE_CURRENCY;
	if ((marks & ORDER_ALONE) != 0)
		return SIEVE_ALONE;
	if (s->net && o->refunded != 0 && o->refunded == o->amount)
		return SIEVE_REFUNDED;
	return SIEVE_PASSED;
}

/* Amounts of two currencies must not meet. */
static void
check_currency(struct sieve *s, const struct order *o, struct fault *f)
{
	char shown[140];

	if (s->mixed || s->currency.n != 0 || o->currency.n == 0)
		return;
	if (s->seen.n == 0)
		buf_str(&s->seen, o->currency);
	if (str_eq(buf_view(&s->seen), o->currency))
		return;
	fault_escape(shown, sizeof(shown), buf_view(&s->seen));
	fault_set(f, FAULT_DATA, "another currency than '%s' before", shown);
	fault_value(f, o->currency);
	fault_hint(
	    f, "--currency %s keeps that one, --rates FILE converts", shown);
	fault_at(f, o->file, o->line);
}

static void
net_amount(struct order *o, struct fault *f)
{
	struct i128 rest = i128_sub(i128_of(o->amount), i128_of(o->refunded));

	if (!i128_to_i64(rest, &o->amount) || o->amount == INT64_MIN) {
		fault_set(f, FAULT_DATA, "the net amount is out of range");
		fault_at(f, o->file, o->line);
	}
	o->refunded = 0;
}

enum sieve_reason
sieve_order(struct sieve *s, struct order *o, struct fault *f)
{
	enum sieve_reason reason = judge(s, o);

	s->count[reason].orders++;
	s->count[reason].rows += o->rows;
	if (reason != SIEVE_PASSED)
		return reason;
	check_currency(s, o, f);
	s->moved += o->moved;
	if (s->net)
		net_amount(o, f);
	return reason;
}

void
sieve_say(const struct sieve *s, struct buf *b)
{
	const char *before = "; excluded: ";

	for (int i = SIEVE_GUEST; i < SIEVE_REASONS; i++) {
		const struct sieve_count *c = &s->count[i];

		if (c->orders == 0)
			continue;
		buf_printf(b, "%s%s %llu", before, reasons[i],
		    (unsigned long long)c->orders);
		if (c->rows != c->orders)
			buf_printf(
			    b, " (%llu rows)", (unsigned long long)c->rows);
		before = ", ";
	}
}

void
sieve_free(struct sieve *s)
{
	buf_free(&s->seen);
}
