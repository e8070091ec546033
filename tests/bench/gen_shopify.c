/*
 * gen_shopify: an orders export of Shopify to measure with, the same bytes
 * for the same arguments, and on standard error what it must come to.
 *
 *	cc -O2 -o gen_shopify tests/bench/gen_shopify.c
 *	gen_shopify [-n ORDERS] [-c CUSTOMERS] >export.csv
 *
 * 79 columns, 1 to 4 line items an order (1.6 on average), the order's own
 * cells on the first row, the e-mail address on all. 1 order in 32 has no
 * customer, 1 in 64 each is cancelled or pending, 1 in 32 came back, half of
 * them whole; 1 in 16 has a quoted note with a comma, a doubled quote and a
 * line break. About 600 bytes an order.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char header[] =
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,"
    "Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,"
    "Discount Amount,Shipping Method,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
    "Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,"
    "Billing Company,Billing City,Billing Zip,Billing Province,"
    "Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,"
    "Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,"
    "Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,"
    "Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,"
    "Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,"
    "Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References\n";

static uint64_t seed = 20240607;

/* xorshift64*: not for statistics, but the same everywhere. */
static uint64_t
below(uint64_t n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (seed * 2685821657736338717U >> 32) * n >> 32;
}

struct order {
	unsigned long long number, customer;
	unsigned long total, refunded; /* cents */
	const char *status;
	bool guest, cancelled, noted;
	unsigned lines;
	char when[40];
};

/* What it comes to for whoever leaves out what nobody bought. */
struct sum {
	unsigned long long orders, cents;
};

static void
draw(struct order *o, unsigned long long number, unsigned long long n,
    unsigned long long customers)
{
	unsigned long long second = 3ULL * 365 * 86400 / n * number;
	unsigned long long day = second / 86400;

	*o = (struct order){.number = 1001 + number,
	    .customer = below(customers),
	    .total = 100 * (unsigned long)(5 + below(195)) + 90,
	    .status = "paid",
	    .guest = below(32) == 0,
	    .noted = below(16) == 0,
	    .lines = 1 + (below(3) == 0) * (unsigned)(1 + below(3))};
	snprintf(o->when, sizeof(o->when),
	    "20%02llu-%02llu-%02llu %02llu:%02llu:%02llu +0100", 22 + day / 365,
	    1 + day % 365 / 31, 1 + day % 365 % 31 % 28, second / 3600 % 24,
	    second / 60 % 60, second % 60);
	switch (below(64)) {
	case 0:
		o->cancelled = true;
		o->status = "voided";
		break;
	case 1:
		o->status = "pending";
		break;
	case 2:
		o->refunded = o->total;
		o->status = "refunded";
		break;
	case 3:
		o->refunded = o->total / 3;
		o->status = "partially_refunded";
		break;
	default:
		break;
	}
}

static void
cents(unsigned long v)
{
	printf("%lu.%02lu", v / 100, v % 100);
}

static void
first_row(const struct order *o)
{
	bool paid = o->status[0] != 'v' && strcmp(o->status, "pending") != 0;

	printf("#%llu,", o->number);
	if (!o->guest)
		printf("customer%llu@example.com", o->customer);
	printf(",%s,%s,fulfilled,%s,no,EUR,", o->status, paid ? o->when : "",
	    paid ? o->when : "");
	cents(o->total);
	fputs(",0.00,0.00,", stdout);
	cents(o->total);
	printf(",,0.00,Standard,%s,1,Item %llu,9.90,,SKU-%llu,true,true,"
	       "fulfilled,",
	    o->when, o->number % 97, o->number % 97);
	for (int i = 0; i < 2; i++)
		printf("Customer %llu,%llu Long Street,%llu Long Street,,,"
		       "Springfield,'%05llu,BY,DE,'+49%09llu,",
		    o->customer, o->customer % 99, o->customer % 99,
		    o->customer % 99999, o->customer);
	if (o->noted)
		fputs("\"Please ring, then \"\"knock\"\"\nand wait\"", stdout);
	printf(",,%s,Shopify Payments,c%llu.1,", o->cancelled ? o->when : "",
	    o->number * 7919);
	cents(o->refunded);
	printf(",Leaf,0.00,,,,%llu,\"new, tagged\",Low,web,0.00,VAT 19%%,1.00,"
	       ",,,,,,,,,,,Bavaria,Bavaria,c%llu.1,,,c%llu.1\n",
	    7410991464000 + o->number, o->number * 7919, o->number * 7919);
}

static void
further_row(const struct order *o, unsigned i)
{
	printf("#%llu,", o->number);
	if (!o->guest)
		printf("customer%llu@example.com", o->customer);
	printf(",,,,,,,,,,,,,,%s,%u,Further item %u,4.50,,SKU-%u,true,true,"
	       "fulfilled",
	    o->when, i, i, i);
	for (int k = 24; k < 50; k++)
		putchar(',');
	fputs(",Leaf", stdout);
	for (int k = 51; k < 79; k++)
		putchar(',');
	putchar('\n');
}

static void
count(struct sum *s, const struct order *o)
{
	if (o->guest || o->cancelled || strcmp(o->status, "pending") == 0 ||
	    o->refunded == o->total)
		return;
	s->orders++;
	s->cents += o->total - o->refunded;
}

int
main(int argc, char **argv)
{
	unsigned long long n = 10000, customers = 0;
	struct sum sum = {0, 0};
	struct order o;
	int c;

	while ((c = getopt(argc, argv, "n:c:")) != -1) {
		if (c != 'n' && c != 'c')
			return 2;
		*(c == 'n' ? &n : &customers) = strtoull(optarg, NULL, 10);
	}
	if (n == 0)
		return 2;
	if (customers == 0)
		customers = n / 3 + 1;
	fputs(header, stdout);
	for (unsigned long long i = 0; i < n; i++) {
		draw(&o, i, n, customers);
		first_row(&o);
		for (unsigned k = 1; k < o.lines; k++)
			further_row(&o, k);
		count(&sum, &o);
	}
	fprintf(stderr, "orders %llu, net %llu.%02llu\n", sum.orders,
	    sum.cents / 100, sum.cents % 100);
	return fflush(stdout) != 0 || ferror(stdout);
}
