/*
 * crm-orders: any order export -> orders.
 *
 * A profile says how to read the export; the library gathers rows to orders
 * and leaves out what is no purchase of a known customer. In comes any CSV,
 * out go customer_id,order_id,date,amount,currency,kind and kept columns.
 */
#include "orders.h"

static struct role roles[ROLE_COUNT + 1];

static struct settings set = {.common = COMMON_DEFAULTS,
    .roles = roles,
    .profile = "generic",
    .key = -1,
    .refunds = -1,
    .dedupe = -1};

static const char *const refund_ways[] = {"net", "rows", NULL};
static const char *const dedupe_ways[] = {"order", "last", NULL};

/* --include: a list of what is left out otherwise. */
static bool
include(void *to, const char *value, struct fault *f)
{
	struct settings *s = to;
	struct str rest = str_of(value), piece;

	while (str_split(&rest, ',', &piece)) {
		if (str_is(piece, "unpaid"))
			s->marks |= ORDER_UNPAID;
		else if (str_is(piece, "cancelled"))
			s->marks |= ORDER_CANCELLED;
		else if (str_is(piece, "guest"))
			s->guests = true;
		else {
			fault_set(f, FAULT_USAGE, "--include: no such choice");
			fault_value(f, piece);
			fault_hint(f, "some of unpaid, cancelled, guest, "
				      "with commas between");
			return false;
		}
	}
	return true;
}

static const struct opt opts[] = {
    {.name = "profile",
	.letter = 'p',
	.type = OPT_TEXT,
	.to = &set.profile,
	.arg = "NAME",
	.dflt = "generic",
	.help = "how to read the export: a profile's name, auto, or a "
		"file of your own: ./mine.csv",
	.group = "Export"},
    {.name = "show-profile",
	.type = OPT_TEXT,
	.to = &set.show_profile,
	.arg = "NAME",
	.help = "print a built-in profile, and stop",
	.group = "Export"},
    {.name = "check-profile",
	.type = OPT_TEXT,
	.to = &set.check_profile,
	.arg = "FILE",
	.help = "say what the profile makes of each column, and stop",
	.group = "Export"},
    {.name = "key",
	.type = OPT_CHOICE,
	.to = &set.key,
	.arg = "email|id|text",
	.dflt = "as the profile",
	.choices = key_names,
	.help = "what makes customers equal: see the manual",
	.group = "Export"},
    {.name = "refunds",
	.type = OPT_CHOICE,
	.to = &set.refunds,
	.arg = "net|rows",
	.dflt = "rows, or net if they have no date",
	.choices = refund_ways,
	.help = "refunds reduce their order, or are negative rows",
	.group = "Export"},
    {.name = "include",
	.type = OPT_CALL,
	.to = &set,
	.arg = "LIST",
	.call = include,
	.help = "do not leave out: unpaid, cancelled, guest",
	.group = "Export"},
    {.name = "currency",
	.type = OPT_TEXT,
	.to = &set.currency,
	.arg = "CODE",
	.help = "keep the orders in this currency only; with --rates, "
		"turn all to it",
	.group = "Export"},
    {.name = "rates",
	.type = OPT_TEXT,
	.to = &set.rates,
	.arg = "FILE",
	.help = "what a unit of each currency is worth in that of "
		"--currency: currency,rate[,date]",
	.group = "Export"},
    {.name = "dedupe",
	.type = OPT_CHOICE,
	.to = &set.dedupe,
	.arg = "order|last",
	.choices = dedupe_ways,
	.help = "an order that comes again counts once: it must be the "
		"same, or the last one counts",
	.group = "Export"},
    {.name = "keep",
	.type = OPT_CALL,
	.to = &set.keep,
	.arg = "COL,...",
	.call = opt_list,
	.help = "further columns to write",
	.group = "Columns"},
    {.name = "times",
	.type = OPT_FLAG,
	.to = &set.times,
	.help = "write dates with the time of day",
	.group = OPT_GROUP_OUTPUT},
    {.name = "lines",
	.type = OPT_FLAG,
	.to = &set.lines,
	.help = "write a row per line, with sku and quantity",
	.group = OPT_GROUP_OUTPUT},
    {.name = "events",
	.type = OPT_FLAG,
	.to = &set.events,
	.help = "write events for crm-points, in time order",
	.group = OPT_GROUP_OUTPUT},
    OPTS_INPUT(&set.common),
    OPTS_MONEY(&set.common),
    OPTS_DATES(&set.common),
    OPTS_OUTPUT_EXACT(&set.common),
    OPTS_GENERAL(&set.common),
    OPTS_END,
};

static struct role roles[ROLE_COUNT + 1] = {
    [ROLE_CUSTOMER] = {.option = "customer",
	.name = "customer_id",
	.help = "column of customers"},
    [ROLE_ORDER] = {.option = "order",
	.name = "order_id",
	.help = "column of order ids"},
    [ROLE_DATE] = {.option = "date",
	.name = "date",
	.help = "column of order dates"},
    [ROLE_TIME] = {.option = "time-column",
	.help = "column of the time of day, if not in the date's"},
    [ROLE_ZONE] = {.option = "zone-column",
	.help = "column of the zone that date and time are in"},
    [ROLE_AMOUNT] = {.option = "amount",
	.name = "amount",
	.help = "column of amounts"},
    [ROLE_QUANTITY] = {.option = "quantity",
	.help = "column of quantities: rows are lines, amounts are "
		"quantity times price"},
    [ROLE_PRICE] = {.option = "price", .help = "column of unit prices"},
    [ROLE_REFUNDED] = {.option = "refunded",
	.help = "column of what came back of the row's order"},
    [ROLE_CURRENCY] = {.option = "currency-column",
	.name = "currency",
	.help = "column of currency codes"},
    [ROLE_KIND] = {.option = "kind",
	.name = "kind",
	.help = "column that tells sale and refund"},
    [ROLE_STATUS] = {.option = "status",
	.help = "column that tells what was paid"},
    [ROLE_LINE_STATUS] = {.option = "line-status",
	.help = "the same, of a line"},
    [ROLE_PAID] = {.option = "paid",
	.help = "column that is blank until the order is paid"},
    [ROLE_CANCELLED] = {.option = "cancelled",
	.help = "column that is not blank when the order was cancelled"},
    [ROLE_SKU] = {.option = "sku",
	.help = "column of what was bought, for --lines"},
};

static bool
print_profile(struct run *r)
{
	const struct text *t = profile_text(set.show_profile, &r->fault);
	struct outfile *out;

	if (t == NULL)
		return false;
	out = run_output(r, RUN_OUTPUT, set.common.output);
	if (out == NULL)
		return false;
	if (!outfile_write(out, t->body, t->size))
		r->fault = *outfile_fault(out);
	return r->fault.code == FAULT_NONE;
}

static bool
run(struct run *r)
{
	if (set.show_profile != NULL)
		return print_profile(r);
	if (set.check_profile != NULL)
		return check_profile(r, &set);
	return import_orders(r, &set);
}

static const struct tool tool = {
    .name = "crm-orders",
    .summary = "any order export -> orders",
    .operands = "[FILE...]",
    .about = "Writes customer_id,order_id,date,amount,currency,kind and kept "
	     "columns.",
    .opts = opts,
    .roles = roles,
    .common = &set.common,
    .run = run,
};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
