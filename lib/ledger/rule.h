/* rule: a row of a file of rules, as rules_read.c reads it. */
#ifndef LEDGER_RULE_H
#define LEDGER_RULE_H

#include "base/hash.h"
#include "ledger/rules.h"
#include "ledger/sheet.h"

enum rule_on { ON_PURCHASE, ON_ACTIVITY, ON_REFERRAL };
enum rule_kind { KIND_BASE, KIND_TIMES, KIND_BONUS };
enum { RULE_UNITS = UNIT_GROWTH + 1 };

enum rule_column {
	RULE_NAME,
	RULE_ON,
	RULE_ACTIVITY,
	RULE_KIND,
	RULE_UNIT,
	RULE_ISSUER,
	RULE_WHEN,
	RULE_FROM,
	RULE_UNTIL,
	RULE_MIN,
	RULE_RATE,
	RULE_BANDS,
	RULE_TIMES,
	RULE_POINTS,
	RULE_ROUND,
	RULE_CAP,
	RULE_AVAILABLE,
	RULE_EXPIRES
};

struct rule {
	struct str name;
	enum rule_on on;
	enum rule_kind kind;
	bool unit[RULE_UNITS];
	struct str activity, issuer; /* "": the event's */
	struct str text;             /* of the condition; "" for none */
	struct expr *when;
	int32_t from, until;
	int64_t min;    /* [millionths] */
	struct str way; /* of a base row, as terms are written */
	int64_t times;  /* [millionths] */
	int64_t points;
	bool capped;
	struct cap cap;
	int32_t delay; /* [days] */
	struct expiry expires;
};

/* Whose ledger it is for. */
static inline struct str
rule_issuer(const struct rule *rule, const struct event *e)
{
	return rule->issuer.n > 0 ? rule->issuer : e->issuer;
}

/*
 * rule_read: what a row says; texts are copied to the arena.
 *
 * Returns false with a fault at a cell.
 */
bool rule_read(struct rule *rule, const struct sheet_row *row,
    const struct rules_defaults *defaults, struct arena *arena);

extern const char *const rule_columns[];

#endif
