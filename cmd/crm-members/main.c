/*
 * crm-members: orders and members, or a ledger of points -> how the members
 * of a programme come, buy and stay away, by period and tier.
 */
#include "members.h"

static const char *const periods[] = {
    "day", "week", "month", "quarter", "year", NULL};
static const char *const bys[] = {"tier", NULL};

struct options o = {.common = COMMON_DEFAULTS,
    .level = 0.95,
    .period = PERIOD_MONTH,
    .by = BY_NOTHING};

static const struct opt opts[] = {
    {.name = "members",
	.type = OPT_TEXT,
	.to = &o.members,
	.arg = "FILE",
	.help = "who is a member: member_id,enrolled[,tier]",
	.group = "Members"},
    {.name = "period",
	.type = OPT_CHOICE,
	.to = &o.period,
	.arg = "day|week|month|quarter|year",
	.dflt = "month",
	.choices = periods,
	.help = "one row for each period of the calendar",
	.group = "Members"},
    {.name = "by",
	.type = OPT_CHOICE,
	.to = &o.by,
	.arg = "tier",
	.choices = bys,
	.help = "one row for each period and tier, with shares and moves",
	.group = "Members"},
    {.name = "level",
	.type = OPT_REAL,
	.to = &o.level,
	.arg = "P",
	.dflt = "0.95",
	.min = 1e-9,
	.max = 1 - 1e-9,
	.help = "confidence level of the intervals",
	.group = "Members"},
    {.name = "member",
	.type = OPT_TEXT,
	.to = &o.member,
	.arg = "COL",
	.dflt = "member_id",
	.help = "column of members in the file of --members",
	.group = "Members"},
    {.name = "enrolled",
	.type = OPT_TEXT,
	.to = &o.enrolled,
	.arg = "COL",
	.dflt = "enrolled",
	.help = "column of the days they joined, there",
	.group = "Members"},
    {.name = "tier",
	.type = OPT_TEXT,
	.to = &o.tier,
	.arg = "COL",
	.dflt = "tier",
	.help = "column of their tiers, there",
	.group = "Members"},
    OPTS_ASOF(&o.common),
    OPTS_INPUT(&o.common),
    OPTS_MONEY(&o.common),
    OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common),
    OPTS_GENERAL(&o.common),
    OPTS_END,
};

static const char *const like_customer[] = {
    "customer", "customerid", "member", "user_id", "email", NULL};
static const char *const like_date[] = {"order_date", "created_at", NULL};
static const char *const like_amount[] = {"total", "revenue", "sales", NULL};

struct role roles[ROLES + 1] = {
    [CUSTOMER] = {.option = "customer",
	.name = "customer_id",
	.help = "column of customers; blank: a guest",
	.likely = like_customer},
    [DATE] = {.option = "date",
	.name = "date",
	.help = "column of dates",
	.likely = like_date},
    [AMOUNT] = {.option = "amount",
	.name = "amount",
	.help = "column of amounts, negative for refunds; may be missing",
	.likely = like_amount},
    [KIND] = {.option = "kind",
	.name = "kind",
	.help = "column of kinds of movements (ledger)"},
};

static const struct method methods[] = {
    {"orders", "orders -> members, activity, churn, share of sales", run_orders,
	NULL},
    {"ledger", "movements of crm-points -m ledger -> the same, no sales",
	run_ledger, NULL},
    {NULL, NULL, NULL, NULL},
};

static bool
run(struct run *r)
{
	return r->method->run(r);
}

static const struct tool tool = {
    .name = "crm-members",
    .summary = "orders and members -> membership, activity and churn",
    .operands = "[FILE...]",
    .about = "One row for each period, or for each period and tier.",
    .opts = opts,
    .roles = roles,
    .methods = methods,
    .method = "orders",
    .common = &o.common,
    .run = run,
};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
