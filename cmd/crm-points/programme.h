/* programme: the files of --rules, --tiers and --rewards, ready for use. */
#ifndef PROGRAMME_H
#define PROGRAMME_H

#include "cli/tool.h"
#include "ledger/rewards.h"
#include "ledger/rules.h"
#include "ledger/tiers.h"

struct programme {
	struct terms_table *terms;
	struct rules *rules;     /* NULL: no file */
	struct rules *fallback;  /* one point for one of money */
	struct tiers *tiers;     /* NULL */
	struct rewards *rewards; /* NULL */
	uint64_t digest;         /* of all that they and the options say */
	/* programme.c's own */
	uint64_t *rule_line, *reward_line; /* by row, for faults */
	size_t rule_rows, reward_rows;
};

/* Reads the files that options name. */
bool programme_read(struct programme *p, struct run *r);

/* After the events' header is known: conditions become ready. */
bool programme_compile(
    struct programme *p, const struct table *events, struct fault *f);

void programme_free(struct programme *p);

#endif
