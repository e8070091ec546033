/*
 * crm-churn: who leaves, when, why and who next: churn rates by period,
 * survival curves, contracts, risk by customer, win-back and reasons.
 */
#include "churn.h"

static const char *const like_customer[] = {
    "customerid", "customer", "id", "user_id", NULL};
static const char *const like_date[] = {"order_date", "created_at", NULL};
static const char *const like_duration[] = {"tenure", "time", NULL};

struct role roles[] = {[CUSTOMER] = {.option = "customer",
			   .name = "customer_id",
			   .help = "column of customer ids",
			   .likely = like_customer},
    [DATE] = {.option = "date",
	.name = "date",
	.help = "column of dates",
	.likely = like_date},
    [AMOUNT] = {.option = "amount",
	.name = "amount",
	.help = "column of amounts, negative for refunds"},
    [START] = {.option = "start",
	.name = "start",
	.help = "column of the days customers begin"},
    [END] = {.option = "end",
	.name = "end",
	.help = "column of the days they leave; blank: not yet"},
    [OPENING] = {.option = "opening",
	.name = "opening",
	.help = "column of customers at the start (rate from counts)"},
    [FRESH] = {.option = "new",
	.name = "new",
	.help = "column of new customers (rate from counts)"},
    [RETURNED] = {.option = "returned",
	.name = "returned",
	.help = "column of returned customers (rate from counts)"},
    [LOST] = {.option = "lost",
	.name = "lost",
	.help = "column of lost customers, or 1 for a lost customer"},
    [CLOSING] = {.option = "closing",
	.name = "closing",
	.help = "column of customers at the end (rate from counts)"},
    [PURCHASES] = {.option = "purchases",
	.name = "purchases",
	.help = "column of what customers bought before"},
    [LOST_PURCHASES] = {.option = "lost-purchases",
	.name = "lost_purchases",
	.help = "column of what the lost ones of them bought"},
    [PERIOD] = {.option = "period-column",
	.name = "period",
	.help = "column of periods (sbg, rate from counts)"},
    [COHORT] = {.option = "cohort",
	.name = "cohort",
	.help = "column of cohorts (sbg)"},
    [ALIVE] = {.option = "alive",
	.name = "alive",
	.help = "column of customers still there (sbg)"},
    [DURATION] = {.option = "duration",
	.name = "duration",
	.help = "column of times until the event (survival)",
	.likely = like_duration},
    [ENTRY] = {.option = "entry",
	.name = "entry",
	.help = "column of times from which they were watched (survival)"},
    [P_ALIVE] = {.option = "p-alive",
	.name = "p_alive",
	.help = "column of P(alive) (risk)"},
    [SINCE] = {.option = "since",
	.name = "days_since_last",
	.help = "column of days since the last order (risk)"},
    [FIRST_DATE] = {.option = "first-date",
	.name = "first_date",
	.help = "column of first orders (risk)"},
    [LAST_DATE] = {.option = "last-date",
	.name = "last_date",
	.help = "column of last orders (risk)"},
    [FREQUENCY] = {.option = "frequency",
	.name = "frequency",
	.help = "column of repeat purchases (risk)"},
    [RECENCY] = {.option = "recency",
	.name = "recency",
	.help = "column of days from first to last, without dates (risk)"},
    [WINDOW] = {.option = "window-column",
	.name = "duration_holdout",
	.help = "column of days until the label is known (risk)"},
    [STATUS] = {.option = "status",
	.name = "status",
	.help = "column of customer status: lost (winback)"},
    [OVERDUE] = {.option = "overdue",
	.name = "overdue",
	.help = "column of mean gaps since the last order (winback)"},
    [TIER] = {.option = "tier",
	.name = "tier",
	.help = "column of tiers: gold, silver, bronze, iron (winback)"},
    [REASON] = {.option = "reason",
	.name = "reason",
	.help = "column of reason codes (reasons)"},
    [TYPE] = {.option = "type",
	.name = "type",
	.help = "column of types of loss (reasons)"},
    [ROLES] = {.option = NULL}};

static const struct method methods[] = {
    {"rate", "customers lost by period, as a share of a stated base", run_rate,
	NULL},
    {"survival", "time to an event: Kaplan-Meier, median, log-rank",
	run_survival, NULL},
    {"sbg", "renewals of contracts: shifted-beta-geometric", run_sbg, NULL},
    {"risk", "customers -> the same rows with their risk and why", run_risk,
	NULL},
    {"winback", "customers -> the same rows with what to do when lost",
	run_winback, NULL},
    {"reasons", "why customers were lost, the most frequent first", run_reasons,
	NULL},
    {NULL, NULL, NULL, NULL}};

static bool
run(struct run *r)
{
	run_threads(r);
	return options_check(r) && r->method->run(r);
}

static const struct tool tool = {.name = "crm-churn",
    .summary = "who leaves, when, why, and who next",
    .operands = "[FILE...]",
    .about = "rate, survival, sbg and reasons report; risk and winback "
	     "append\ncolumns to customers.",
    .opts = opts,
    .roles = roles,
    .methods = methods,
    .method = "rate",
    .common = &o.common,
    .run = run};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
