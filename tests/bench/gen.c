/*
 * gen: orders to measure with, the same bytes for the same arguments.
 *
 *	gen [-n ORDERS] [-c CUSTOMERS] [-y YEARS] [-q | -p | -r] [-w COLUMNS]
 *
 * customer_id,order_id,date,amount,currency,note and, with -w, more columns.
 * Customers are drawn by a power law (about as Zipf, s = 0.7), dates at
 * random over the years, 1 order in 128 is a refund, 5 % of the notes are
 * quoted and hold a comma, a doubled quote and, 1 in 5 of those, a newline.
 * -p: no quotes; -q: every field is quoted; -r: lines end in CRLF.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t seed = 20240607;

/* xorshift64*: not for statistics, but the same everywhere. */
static uint64_t
draw(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return seed * 2685821657736338717U;
}

static uint64_t
below(uint64_t n)
{
	return (draw() >> 32) * n >> 32;
}

struct shape {
	uint64_t orders, customers;
	int years, columns;
	bool plain, quoted, crlf;
};

/*
 * The share of the first k of n customers is about (k / n)^0.3. Numbers are
 * scattered over the ids by a multiplication, for ids say nothing of rank.
 */
static uint64_t
some_customer(uint64_t n)
{
	double u = (double)(draw() >> 11) / 9007199254740992.0;
	uint64_t rank = (uint64_t)((double)n * pow(u, 1 / 0.3));

	return rank % n * 7368787 % n;
}

static void
put_date(char *out, int years)
{
	unsigned day = (unsigned)below((uint64_t)years * 365);
	static const unsigned length[12] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned month = 0, year = 2019 + day / 365;

	for (day %= 365; day >= length[month]; month++)
		day -= length[month];
	snprintf(out, 16, "%04u-%02u-%02u", year % 10000, (month + 1) % 100,
	    (day + 1) % 100);
}

static const char *
some_note(const struct shape *s)
{
	static const char *const plain[] = {"", "gift", "call first",
	    "leave at door", "second floor", "regular", "web order",
	    "thank you", "new", "subscription", "phone order", "in store",
	    "to the office", "no bag please", "with card", "paid in advance"};
	static const char *const quoted[] = {"\"ring twice, then wait\"",
	    "\"says \"\"fragile\"\", no stacking\"", "\"a gift, wrap it\"",
	    "\"door, left\"", "\"first line, and\nsecond line\""};

	if (!s->plain && !s->quoted && below(100) < 5)
		return quoted[below(5)];
	return plain[below(16)];
}

static void
put_order(const struct shape *s, uint64_t i)
{
	uint64_t who = some_customer(s->customers);
	bool refund = below(128) == 0;
	uint64_t cents = 1 + below(20000);
	const char *q = s->quoted ? "\"" : "";
	char date[16];

	put_date(date, s->years);
	printf("%sC%07llu%s,%sO%09llu%s,%s%s%s,%s%s%llu.%02llu%s,%sEUR%s,"
	       "%s%s%s",
	    q, (unsigned long long)who, q, q, (unsigned long long)i, q, q, date,
	    q, q, refund ? "-" : "", (unsigned long long)cents / 100,
	    (unsigned long long)cents % 100, q, q, q, q, some_note(s), q);
	for (int k = 6; k < s->columns; k++)
		printf(",%s%llu%s", q, (unsigned long long)below(1000000), q);
	fputs(s->crlf ? "\r\n" : "\n", stdout);
}

static void
put_header(const struct shape *s)
{
	fputs("customer_id,order_id,date,amount,currency,note", stdout);
	for (int k = 6; k < s->columns; k++)
		printf(",extra%d", k + 1);
	fputs(s->crlf ? "\r\n" : "\n", stdout);
}

int
main(int argc, char **argv)
{
	struct shape s = {
	    .orders = 10000000, .customers = 1000000, .years = 5, .columns = 6};
	static char buf[1 << 20];
	int c;

	while ((c = getopt(argc, argv, "n:c:y:w:pqr")) != -1) {
		switch (c) {
		case 'n':
			s.orders = strtoull(optarg, NULL, 10);
			break;
		case 'c':
			s.customers = strtoull(optarg, NULL, 10);
			break;
		case 'y':
			s.years = (int)strtol(optarg, NULL, 10);
			break;
		case 'w':
			s.columns = (int)strtol(optarg, NULL, 10);
			break;
		case 'p':
			s.plain = true;
			break;
		case 'q':
			s.quoted = true;
			break;
		case 'r':
			s.crlf = true;
			break;
		default:
			return 2;
		}
	}
	if (s.customers == 0 || s.years < 1) {
		fputs("gen: -c and -y are at least 1\n", stderr);
		return 2;
	}
	setvbuf(stdout, buf, _IOFBF, sizeof(buf));
	put_header(&s);
	for (uint64_t i = 0; i < s.orders; i++)
		put_order(&s, i);
	return fflush(stdout) != 0 || ferror(stdout);
}
