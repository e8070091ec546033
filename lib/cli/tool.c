#include "cli/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread.h"
#include "cli/parser.h"
#include "cli/progress.h"
#include "io/outfile.h"
#include "io/record_path.h"

enum { STATUS_OK, STATUS_FAILURE, STATUS_USAGE, STATUS_CHECK };

/*
 * A closed descriptor would be given to the next file that is opened, and
 * results might end up in it. Stand-ins that fail as a closed one would:
 * reading from a write-only one, writing to a read-only one.
 */
static void
hold_standard_files(void)
{
	static const int mode[] = {O_WRONLY, O_RDONLY, O_RDWR};

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			(void)open("/dev/null", mode[fd]);
}

/* Temporaries go; then the signal takes its usual course. */
static void
on_signal(int sig)
{
	// It calls unlink alone.
	// NOLINTNEXTLINE(bugprone-signal-handler,cert-sig30-c)
	outfile_unlink_all();
	(void)signal(sig, SIG_DFL);
	(void)raise(sig);
}

static void
out_of_memory(size_t bytes)
{
	static atomic_flag told = ATOMIC_FLAG_INIT;
	struct fault f;

	/* Another thread's message is enough: it ends the process. */
	while (atomic_flag_test_and_set(&told))
		pause();
	outfile_unlink_all();
	if (bytes == SIZE_MAX)
		fault_set(&f, FAULT_DATA, "out of memory");
	else
		fault_set(&f, FAULT_DATA, "out of memory: %zu bytes", bytes);
	diag_fault(&f);
	_exit(STATUS_FAILURE);
}

/* For tests only, so a path that cannot be had is no test: say so. */
static void
force_record_path(void)
{
	// There are no threads yet: NOLINTNEXTLINE(concurrency-mt-unsafe)
	const char *name = getenv("CRM_RECORD_PATH");
	struct fault f;

	if (name == NULL)
		return;
	for (int i = 0; i < RECORD_PATHS; i++)
		if (strcmp(name, record_path_name[i]) == 0 &&
		    record_force((enum record_path)i, 0))
			return;
	fault_set(&f, FAULT_USAGE, "CRM_RECORD_PATH: no such path here");
	fault_value(&f, str_of(name));
	diag_fault(&f);
	exit(STATUS_USAGE); // NOLINT(concurrency-mt-unsafe): the same
}

static void
set_up_process(const struct tool *tool)
{
	static const int caught[] = {
	    SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGXFSZ, SIGXCPU};

	hold_standard_files();
	diag_init(tool->name);
	mem_hook = out_of_memory;
	force_record_path();
	/* A reader that goes away ends the pipe quietly, whatever the
	 * parent made of SIGPIPE. */
	(void)signal(SIGPIPE, SIG_DFL);
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		if (signal(caught[i], on_signal) == SIG_IGN)
			(void)signal(caught[i], SIG_IGN);
}

static int
print_text(struct buf *text)
{
	struct fault f;
	struct outfile *o = outfile_open(NULL, &f);

	if (o != NULL) {
		outfile_write(o, text->p, text->n);
		if (outfile_commit(&o, 1, &f)) {
			buf_free(text);
			return STATUS_OK;
		}
	}
	buf_free(text);
	diag_fault(&f);
	return STATUS_FAILURE;
}

static int
show(const struct tool *tool, enum opt_action action)
{
	struct buf b = {0};

	if (action == OPT_SHOW_HELP)
		opt_help(tool, &b);
	else if (action == OPT_SHOW_DUMP)
		opt_dump(tool, &b);
	else
		buf_printf(&b,
		    "%s (crm-utils) %s\nMIT license; no "
		    "warranty.\n",
		    tool->name, CRM_VERSION);
	return print_text(&b);
}

bool
run_usage(struct run *r, const char *fmt, ...)
{
	char what[FAULT_TEXT];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return fault_set(&r->fault, FAULT_USAGE, "%s", what);
}

bool
run_given(const struct run *r, const char *option)
{
	for (size_t i = 0; i < r->givens; i++)
		if (strcmp(r->given[i], option) == 0)
			return true;
	return false;
}

/* What the shared options imply, and what they rule out. */
static bool
check_common(struct run *r)
{
	const struct common *c = r->common;
	const char *what;

	if (c == NULL)
		return true;
	if (c->decimal != '.' && c->decimal != ',')
		return run_usage(r, "--decimal is . or ,");
	if (c->tsv && c->delimiter != 0 && c->delimiter != '\t')
		return run_usage(r, "-t and -d exclude each other");
	if (c->date_format != NULL) {
		r->date = date_form_new(c->date_format, &what);
		if (r->date == NULL)
			return run_usage(r, "--date-format: %s", what);
	}
	return true;
}

struct outfile *
run_output(struct run *r, int rank, const char *path)
{
	bool std = path == NULL || strcmp(path, "-") == 0;

	if (r->output[rank] != NULL)
		return r->output[rank];
	if (std && r->std_taken) {
		fault_set(&r->fault, FAULT_USAGE,
		    "two outputs go to standard output");
		fault_hint(&r->fault, "name a file for one of them");
		return NULL;
	}
	r->std_taken = r->std_taken || std;
	r->output[rank] = outfile_open(path, &r->fault);
	return r->output[rank];
}

struct encoding
run_encoding(struct run *r)
{
	const struct common *c = r->common;

	return (struct encoding){c->encoding, c->lossy, &r->replaced};
}

static struct table_form
table_form(struct run *r)
{
	const struct common *c = r->common;

	return (struct table_form){
	    .record = {.delimiter = c->tsv ? '\t' : c->delimiter,
		.tsv = c->tsv,
		.blanks = c->blanks,
		.max_field = c->max_field},
	    .no_header = c->no_header,
	    .dec = {c->decimal, c->money, c->round_amount},
	    .date = r->date,
	    .zone = c->zone,
	    .encoding = run_encoding(r),
	    .skip_bad = c->on_bad_row == 1,
	    .rejects = r->output[RUN_REJECTS],
	    .expect = c->expect_rows >= 0,
	    .expect_rows = (uint64_t)c->expect_rows,
	    .skipped = &r->skipped,
	    .threads = &r->threads};
}

static struct progress *
run_progress(struct run *r)
{
	if (r->progress == NULL)
		r->progress = progress_new(r->common->progress);
	return r->progress;
}

void
run_threads(struct run *r)
{
	int n = (int)r->common->threads;

	r->threads = (n > 0 ? n : thread_processors()) - 1;
}

struct table *
run_table(struct run *r)
{
	struct table_form form = table_form(r);
	struct table *t;

	form.tick = progress_tick;
	form.tick_arg = run_progress(r);
	t = table_new(&form);
	for (const struct role *c = r->tool->roles;
	     c != NULL && c->option != NULL; c++)
		(void)table_role(t, c);
	return t;
}

struct table *
run_side_table(struct run *r)
{
	struct table_form form = table_form(r);

	form.skip_bad = false;
	form.skipped = NULL;
	form.rejects = NULL;
	form.expect = false;
	return table_new(&form);
}

bool
run_open(struct run *r, struct table *t)
{
	return table_open(t, r->files, r->nfiles, &r->fault);
}

bool
run_put(struct run *r, const struct table *in, struct put *put)
{
	const struct common *c = r->common;
	struct writer_form form = {.format = FORMAT_CSV,
	    .delimiter = c->out_delimiter,
	    .no_header = c->no_header_out,
	    .safe = c->safe_cells};
	struct outfile *out = run_output(r, RUN_OUTPUT, c->output);

	if (out == NULL)
		return false;
	if (c->format >= 0)
		form.format = (enum format)c->format;
	else if (c->tsv)
		form.format = FORMAT_TSV;
	if (form.delimiter == 0 && in != NULL && !table_tsv(in))
		form.delimiter = table_delimiter(in);
	if (form.delimiter == 0)
		form.delimiter = c->delimiter != 0 ? c->delimiter : ',';
	r->writer = writer_new(out, &form);
	*put = (struct put){
	    r->writer, (int)c->digits, c->decimal == ',' ? ',' : '.'};
	return true;
}

static bool
open_rejects(struct run *r)
{
	const struct common *c = r->common;

	return c == NULL || c->rejects == NULL ||
	       run_output(r, RUN_REJECTS, c->rejects) != NULL;
}

/*
 * Commits what was written, in order. A run that failed leaves nothing but
 * the rejects, which tell why it failed, unless writing itself is broken.
 */
static void
commit(struct run *r, bool ok)
{
	struct outfile *files[RUN_OUTPUTS];
	struct fault f;
	size_t n = 0;

	for (int i = 0; i < RUN_OUTPUTS; i++) {
		bool kept =
		    ok || (i == RUN_REJECTS && r->fault.code != FAULT_IO);

		if (r->output[i] != NULL && kept)
			files[n++] = r->output[i];
		else
			outfile_discard(r->output[i]);
	}
	if (!outfile_commit(files, n, &f) && ok)
		r->fault = f;
}

static void
conclude(struct run *r, bool ok)
{
	struct fault f;

	progress_delete(r->progress);
	if (r->skipped > 0)
		diag_say("%llu bad row%s left out",
		    (unsigned long long)r->skipped, r->skipped == 1 ? "" : "s");
	if (r->replaced > 0)
		diag_say("%llu place%s that could not be decoded: read as "
			 "U+FFFD",
		    (unsigned long long)r->replaced,
		    r->replaced == 1 ? "" : "s");
	ok = ok || (r->fault.code == FAULT_CHECK && !r->no_rows);
	/* A run that failed without saying why has failed at writing. */
	if (r->writer != NULL && (ok || r->fault.code == FAULT_NONE) &&
	    !writer_finish(r->writer, &f)) {
		r->fault = f;
		ok = false;
	}
	commit(r, ok);
	if (r->writer != NULL)
		writer_delete(r->writer);
	date_form_delete(r->date);
}

static int
status_of(const struct fault *f)
{
	return f->code == FAULT_NONE    ? STATUS_OK
	       : f->code == FAULT_USAGE ? STATUS_USAGE
	       : f->code == FAULT_CHECK ? STATUS_CHECK
					: STATUS_FAILURE;
}

int
tool_main(const struct tool *tool, int argc, char **argv)
{
	struct run r = {.tool = tool, .common = tool->common};
	const struct common *c = tool->common;
	enum opt_action action;
	bool ok;

	set_up_process(tool);
	ok = opt_parse(tool, argc, argv, &r, &action);
	if (ok && action != OPT_RUN)
		return show(tool, action);
	if (c != NULL)
		diag_set_level(c->quiet     ? DIAG_QUIET
			       : c->verbose ? DIAG_VERBOSE
					    : DIAG_NORMAL);
	if (ok && tool->methods != NULL && r.method == NULL) {
		ok = run_usage(&r, "which method? -m METHOD");
		opt_hint_methods(tool, &r.fault);
	}
	ok = ok && check_common(&r) && open_rejects(&r) && tool->run(&r);
	conclude(&r, ok);
	if (r.fault.code != FAULT_NONE)
		diag_fault(&r.fault);
	return status_of(&r.fault);
}
