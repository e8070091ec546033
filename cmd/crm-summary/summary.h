/* summary: what the files of crm-summary share. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "base/buf.h"
#include "cli/tool.h"
#include "fold/partial.h"
#include "fold/roll.h"

struct options {
	struct common common;
	int period; /* as enum period */
	int unit;
	struct opt_date until;
	struct opt_list by;
	const char *universe;
	int64_t top;
	bool sort, report;
	bool partial, merge, sorted;
};

extern struct options o;

/* The tool's roles by slot, and the first column of --by. */
enum { CUSTOMER, DATE, AMOUNT, BY };

/* What one run works on. */
struct work {
	struct run *r;
	struct run list; /* list_table's */
	struct table *t;
	size_t by; /* the slot of the first column of --by in t */
	struct roll *roll;
	struct fold *fold; /* --sorted: of one customer, and all counts */
	struct buf key, cell;
	struct put put;
	bool money; /* there is a column of amounts */
	struct partial_mark mark;
};

struct fold_form fold_options(void);

/* Reads the orders and --universe into w->roll. */
bool read_all(struct work *w);

/* Opens w->t over the orders. */
bool read_header(struct work *w);

/* The next order, and its key; false at the end, with ok the stream's. */
bool read_order(struct work *w, struct fold_row *row);

/* The customer's id, and the values of --by behind it. */
bool read_key(struct work *w, struct table *t, size_t by, struct str *key);

/* A table of the tool's that has ids and --by, but no other roles. */
struct table *list_table(struct work *w);

/* --merge: opens w->t over partial summaries, and reads them to the roll. */
bool merge_all(struct work *w);

/* --sorted: reads and writes at once. */
bool sorted_all(struct work *w);

/* Whether the output has a column of that name anyhow. */
bool is_ours(struct str name);

/* The header, then rows; for --partial the last line, too. */
void write_header(struct work *w);
bool write_person(struct work *w, const struct fold_person *p);
bool write_mark(struct work *w);

/* All rows of a roll whose customers are in memory. */
bool write_held(struct work *w);

bool write_customers(struct work *w);
bool write_report(struct work *w);

#endif
