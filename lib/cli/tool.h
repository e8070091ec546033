/*
 * tool: what a filter is, and the one call its main makes.
 *
 * run() gets the parsed options and operands, reads with run_table, writes
 * with run_put and returns true, or false with r->fault set. tool_main then
 * commits the outputs, prints the fault and turns it into the exit status:
 * FAULT_USAGE 2, FAULT_CHECK 3 (outputs are committed, unless r->no_rows says
 * that there was nothing to answer), all others 1.
 */
#ifndef CLI_TOOL_H
#define CLI_TOOL_H

#include "cli/common.h"
#include "cli/diag.h"
#include "cli/opt.h"

struct tool {
	const char *name;     /* "crm-nps" */
	const char *summary;  /* one line: "orders -> one row per customer" */
	const char *operands; /* "[FILE...]", or "" when it takes none */
	const char *about;    /* a few lines for --help, or NULL */
	const struct opt *opts;
	struct role *roles;           /* ended by option == NULL; or NULL */
	const struct method *methods; /* or NULL */
	const char *method;           /* the default one */
	struct common *common;
	bool (*run)(struct run *r);
};

/* Outputs commit in this order. */
enum { RUN_OUTPUT, RUN_REJECTS, RUN_PARAMS, RUN_STATE, RUN_OUTPUTS };

enum { RUN_GIVEN = 128 };

struct run {
	const struct tool *tool;
	const struct common *common;
	const struct method *method;
	bool method_given; /* by -m, not by default */
	char **files;
	size_t nfiles;
	struct fault fault;
	bool no_rows; /* a FAULT_CHECK that leaves no outputs */
	int threads;  /* how many more there may be, after run_threads */
	/* tool_main's own */
	const char *given[RUN_GIVEN]; /* the options of the command line */
	size_t givens;
	uint64_t skipped;  /* bad rows passed over */
	uint64_t replaced; /* places read as U+FFFD */
	struct outfile *output[RUN_OUTPUTS];
	bool std_taken; /* one of them is standard output */
	struct date_form *date;
	struct writer *writer;
	void *progress;
};

int tool_main(const struct tool *tool, int argc, char **argv);

/*
 * run_table: a table over the operands with the shared options applied and
 * every role of the tool bound: slot i is roles[i]. The caller binds more,
 * then calls table_open, and table_delete at the end.
 */
struct table *run_table(struct run *r);

/*
 * run_side_table: a table for another file of the run, in the operands'
 * dialect and encoding, with nothing bound. It is strict: its rows are neither
 * skipped, nor kept as rejects, nor expected in number.
 */
struct table *run_side_table(struct run *r);

/*
 * run_given: whether an option, by its long name, was on the command line,
 * for where a default may be changed by something else.
 */
bool run_given(const struct run *r, const char *option);

/* The encoding of the operands, for other files of the same origin. */
struct encoding run_encoding(struct run *r);

/* Lets the tables that follow use the threads of -j. */
void run_threads(struct run *r);

/* table_open over the operands. */
bool run_open(struct run *r, struct table *t);

/*
 * run_put: opens -o and gives cells of the wanted format. in is the table
 * whose dialect the output takes over, or NULL. The writer is finished and
 * deleted by tool_main.
 */
bool run_put(struct run *r, const struct table *in, struct put *put);

/* Opens another output of the run: rank RUN_PARAMS, RUN_STATE. */
struct outfile *run_output(struct run *r, int rank, const char *path);

/* A FAULT_USAGE with its text; returns false. */
bool run_usage(struct run *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
