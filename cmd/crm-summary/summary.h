/* summary: what the files of crm-summary share. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "base/buf.h"
#include "cli/tool.h"
#include "fold/fold.h"

struct options {
	struct common common;
	int period; /* as enum period */
	int unit;
	struct opt_date until;
	struct opt_list by;
	const char *universe;
	int64_t top;
	bool sort, report;
};

extern struct options o;

/* The tool's roles by slot, and the first column of --by. */
enum { CUSTOMER, DATE, AMOUNT, BY };

/* What one run works on. */
struct work {
	struct run *r;
	struct table *t;
	struct fold *fo;
	struct buf key;
	struct put put;
	bool money; /* there is a column of amounts */
};

/* Reads the orders and --universe into w->fo. */
bool read_all(struct work *w);

/* Whether the output has a column of that name anyhow. */
bool is_ours(struct str name);

bool write_customers(struct work *w);
bool write_report(struct work *w);

#endif
