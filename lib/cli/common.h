/*
 * common: the options that mean the same in every tool, and where they go.
 * A tool lists only the groups that have a meaning for it.
 */
#ifndef CLI_COMMON_H
#define CLI_COMMON_H

#include "cli/opt.h"
#include "io/writer.h"
#include "tab/pass.h"
#include "tab/table.h"

struct common {
	/* OPTS_INPUT */
	char delimiter;
	bool tsv;
	bool no_header;
	bool blanks;    /* no option: fields stand between runs of blanks */
	int on_bad_row; /* 0 fail, 1 skip */
	const char *rejects;
	int64_t expect_rows;
	uint64_t max_field;
	const char *encoding; /* NULL: bytes pass untouched */
	bool lossy;
	/* OPTS_MONEY */
	char decimal;
	bool money;
	bool round_amount;
	/* OPTS_DATES */
	const char *date_format;
	struct zone zone;
	/* OPTS_ASOF */
	struct opt_date as_of;
	/* OPTS_OUTPUT */
	char out_delimiter;
	int format; /* enum format, or -1: as the input's */
	bool no_header_out;
	const char *output;
	bool safe_cells;
	int64_t digits;
	/* OPTS_SPOOL */
	const char *prefix;
	uint64_t memory;
	const char *tmpdir;
	/* OPTS_THREADS */
	int64_t threads; /* 0: one for each processor */
	/* OPTS_GENERAL */
	int progress; /* -1: on a terminal only */
	bool quiet, verbose;
};

#define COMMON_DEFAULTS COMMON_DEFAULTS_MEMORY(UINT64_C(256) << 20)

#define COMMON_DEFAULTS_MEMORY(bytes)                                          \
	{                                                                      \
		.expect_rows = -1, .max_field = RECORD_MAX_FIELD,              \
		.decimal = '.', .format = -1, .digits = 10, .memory = (bytes), \
		.progress = -1                                                 \
	}

extern const char *const common_bad_row[];
extern const char *const common_formats[];
bool common_zone(void *to, const char *value, struct fault *f);
bool common_encoding(void *to, const char *value, struct fault *f);
bool common_on(void *to, const char *value, struct fault *f);
bool common_off(void *to, const char *value, struct fault *f);

#define OPT_GROUP_INPUT   "Input"
#define OPT_GROUP_OUTPUT  "Output"
#define OPT_GROUP_GENERAL "General"

#define OPTS_INPUT(c)                                                          \
	{.name = "delimiter",                                                  \
	    .letter = 'd',                                                     \
	    .type = OPT_CHAR,                                                  \
	    .to = &(c)->delimiter,                                             \
	    .arg = "CHAR",                                                     \
	    .dflt = "found from the header line",                              \
	    .help = "fields are separated by CHAR (tab, semicolon, pipe)",     \
	    .group = OPT_GROUP_INPUT},                                         \
	    {.name = "tsv",                                                    \
		.letter = 't',                                                 \
		.type = OPT_FLAG,                                              \
		.to = &(c)->tsv,                                               \
		.help = "read and write TSV: split at TAB, quotes are text",   \
		.group = OPT_GROUP_INPUT},                                     \
	    {.name = "tabs",                                                   \
		.type = OPT_FLAG,                                              \
		.to = &(c)->tsv,                                               \
		.hidden = true},                                               \
	    {.name = "no-header",                                              \
		.letter = 'H',                                                 \
		.type = OPT_FLAG,                                              \
		.to = &(c)->no_header,                                         \
		.help = "the first row is data; columns are called 1, 2, ...", \
		.group = OPT_GROUP_INPUT},                                     \
	    {.name = "no-header-row",                                          \
		.type = OPT_FLAG,                                              \
		.to = &(c)->no_header,                                         \
		.hidden = true},                                               \
	    {.name = "no-headers",                                             \
		.type = OPT_FLAG,                                              \
		.to = &(c)->no_header,                                         \
		.hidden = true},                                               \
	    {.name = "on-bad-row",                                             \
		.type = OPT_CHOICE,                                            \
		.to = &(c)->on_bad_row,                                        \
		.arg = "fail|skip",                                            \
		.dflt = "fail",                                                \
		.choices = common_bad_row,                                     \
		.help = "stop at the first bad row, or count it and go on",    \
		.group = OPT_GROUP_INPUT},                                     \
	    {.name = "rejects",                                                \
		.type = OPT_TEXT,                                              \
		.to = &(c)->rejects,                                           \
		.arg = "FILE",                                                 \
		.help = "keep bad rows in FILE and go on",                     \
		.group = OPT_GROUP_INPUT},                                     \
	    {.name = "expect-rows",                                            \
		.type = OPT_INT,                                               \
		.to = &(c)->expect_rows,                                       \
		.arg = "N",                                                    \
		.min = 0,                                                      \
		.max = 9e15,                                                   \
		.help = "fail unless the input has exactly N rows",            \
		.group = OPT_GROUP_INPUT},                                     \
	    {.name = "max-field",                                              \
		.type = OPT_SIZE,                                              \
		.to = &(c)->max_field,                                         \
		.arg = "BYTES",                                                \
		.dflt = "16M",                                                 \
		.min = 1,                                                      \
		.max = 1e12,                                                   \
		.help = "a longer field is an error",                          \
		.group = OPT_GROUP_INPUT},                                     \
	    {.name = "encoding",                                               \
		.type = OPT_CALL,                                              \
		.to = &(c)->encoding,                                          \
		.arg = "NAME",                                                 \
		.dflt = "bytes pass as they are",                              \
		.call = common_encoding,                                       \
		.help = "the input is gb18030, cp1252, utf-16, ...; out "      \
			"comes UTF-8",                                         \
		.group = OPT_GROUP_INPUT},                                     \
	{                                                                      \
		.name = "lossy", .type = OPT_FLAG, .to = &(c)->lossy,          \
		.help = "read bytes that are not of the encoding as U+FFFD",   \
		.group = OPT_GROUP_INPUT                                       \
	}

#define OPTS_MONEY(c)                                                         \
	{.name = "decimal",                                                   \
	    .type = OPT_CHAR,                                                 \
	    .to = &(c)->decimal,                                              \
	    .arg = "CHAR",                                                    \
	    .dflt = ".",                                                      \
	    .help = "the decimal mark, read and written: . or ,",             \
	    .group = OPT_GROUP_INPUT},                                        \
	    {.name = "money",                                                 \
		.type = OPT_FLAG,                                             \
		.to = &(c)->money,                                            \
		.help = "accept currency signs, thousands, (1.00) and 1.00-", \
		.group = OPT_GROUP_INPUT},                                    \
	{                                                                     \
		.name = "round-amount", .type = OPT_FLAG,                     \
		.to = &(c)->round_amount,                                     \
		.help = "round amounts to 6 decimals, half to even",          \
		.group = OPT_GROUP_INPUT                                      \
	}

#define OPTS_DECIMAL(c)                                                   \
	{                                                                 \
		.name = "decimal", .type = OPT_CHAR, .to = &(c)->decimal, \
		.arg = "CHAR", .dflt = ".",                               \
		.help = "the decimal mark, read and written: . or ,",     \
		.group = OPT_GROUP_INPUT                                  \
	}

#define OPTS_DATES(c)                                                       \
	{.name = "date-format",                                             \
	    .type = OPT_TEXT,                                               \
	    .to = &(c)->date_format,                                        \
	    .arg = "FORM",                                                  \
	    .dflt = "YYYY-MM-DD with optional time",                        \
	    .help = "form of dates: %Y %y %m %d %H %M %S %b %p %z, "        \
		    "epoch, epoch-ms",                                      \
	    .group = OPT_GROUP_INPUT},                                      \
	{                                                                   \
		.name = "tz", .type = OPT_CALL, .to = &(c)->zone,           \
		.arg = "ZONE", .dflt = "UTC", .call = common_zone,          \
		.help =                                                     \
		    "turn zoned times to ZONE: +HH:MM, Europe/Berlin, ...", \
		.group = OPT_GROUP_INPUT                                    \
	}

#define OPTS_ASOF(c)                                                         \
	{                                                                    \
		.name = "as-of", .type = OPT_DATE, .to = &(c)->as_of,        \
		.arg = "DATE", .dflt = "the last date of any row",           \
		.help =                                                      \
		    "the end of that day; later rows are left out, counted", \
		.group = OPT_GROUP_INPUT                                     \
	}

/* Where every value is exact: nothing for --digits to do. */
#define OPTS_OUTPUT_EXACT(c)                                                \
	{.name = "out-delimiter",                                           \
	    .letter = 'D',                                                  \
	    .type = OPT_CHAR,                                               \
	    .to = &(c)->out_delimiter,                                      \
	    .arg = "CHAR",                                                  \
	    .dflt = "as the first input's",                                 \
	    .help = "separate output fields by CHAR",                       \
	    .group = OPT_GROUP_OUTPUT},                                     \
	    {.name = "format",                                              \
		.letter = 'f',                                              \
		.type = OPT_CHOICE,                                         \
		.to = &(c)->format,                                         \
		.arg = "FORMAT",                                            \
		.dflt = "csv; tsv under -t",                                \
		.choices = common_formats,                                  \
		.help = "csv, tsv, jsonl, or table (aligned, for eyes)",    \
		.group = OPT_GROUP_OUTPUT},                                 \
	    {.name = "no-header-out",                                       \
		.type = OPT_FLAG,                                           \
		.to = &(c)->no_header_out,                                  \
		.help = "write no header line",                             \
		.group = OPT_GROUP_OUTPUT},                                 \
	    {.name = "output",                                              \
		.letter = 'o',                                              \
		.type = OPT_TEXT,                                           \
		.to = &(c)->output,                                         \
		.arg = "FILE",                                              \
		.dflt = "standard output",                                  \
		.help = "write FILE, all of it or nothing; .gz compresses", \
		.group = OPT_GROUP_OUTPUT},                                 \
	{                                                                   \
		.name = "safe-cells", .type = OPT_FLAG,                     \
		.to = &(c)->safe_cells,                                     \
		.help = "put \' before texts that a spreadsheet would run", \
		.group = OPT_GROUP_OUTPUT                                   \
	}

#define OPTS_OUTPUT(c)                                                 \
	OPTS_OUTPUT_EXACT(c),                                          \
	{                                                              \
		.name = "digits", .type = OPT_INT, .to = &(c)->digits, \
		.arg = "N", .dflt = "10", .min = 1, .max = 17,         \
		.help = "significant digits of computed reals",        \
		.group = OPT_GROUP_OUTPUT                              \
	}

#define OPTS_PREFIX(c)                                                       \
	{                                                                    \
		.name = "prefix", .type = OPT_TEXT, .to = &(c)->prefix,      \
		.arg = "TEXT",                                               \
		.help = "put TEXT before the names of the appended columns", \
		.group = OPT_GROUP_OUTPUT                                    \
	}

#define OPTS_SPOOL(c)                                                      \
	{.name = "memory",                                                 \
	    .type = OPT_SIZE,                                              \
	    .to = &(c)->memory,                                            \
	    .arg = "BYTES",                                                \
	    .dflt = "256M",                                                \
	    .min = 1,                                                      \
	    .max = 1e15,                                                   \
	    .help = "rows kept in memory before a temporary file is used", \
	    .group = OPT_GROUP_GENERAL},                                   \
	{                                                                  \
		.name = "tmpdir", .type = OPT_TEXT, .to = &(c)->tmpdir,    \
		.arg = "FOLDER", .dflt = "/tmp",                           \
		.help = "folder of the temporary file",                    \
		.group = OPT_GROUP_GENERAL                                 \
	}

/* Of folds, which COMMON_DEFAULTS_MEMORY(FOLD_MEMORY) goes with. */
#define FOLD_MEMORY (UINT64_C(1) << 30)
#define OPTS_FOLD(c)                                                        \
	{.name = "memory",                                                  \
	    .type = OPT_SIZE,                                               \
	    .to = &(c)->memory,                                             \
	    .arg = "BYTES",                                                 \
	    .dflt = "1G",                                                   \
	    .min = 1,                                                       \
	    .max = 1e15,                                                    \
	    .help = "what customers may take before files are used",        \
	    .group = OPT_GROUP_GENERAL},                                    \
	{                                                                   \
		.name = "tmpdir", .type = OPT_TEXT, .to = &(c)->tmpdir,     \
		.arg = "FOLDER", .dflt = "/tmp",                            \
		.help = "folder of these files", .group = OPT_GROUP_GENERAL \
	}

#define OPTS_THREADS(c)                                                      \
	{                                                                    \
		.name = "threads", .letter = 'j', .type = OPT_INT,           \
		.to = &(c)->threads, .arg = "N",                             \
		.dflt = "one for each processor", .min = 1, .max = 1024,     \
		.help =                                                      \
		    "most threads to use; the output does not depend on it", \
		.group = OPT_GROUP_GENERAL                                   \
	}

#define OPTS_GENERAL(c)                                                  \
	{.name = "progress",                                             \
	    .type = OPT_CALL,                                            \
	    .to = &(c)->progress,                                        \
	    .dflt = "on a terminal",                                     \
	    .call = common_on,                                           \
	    .help = "show progress on standard error",                   \
	    .group = OPT_GROUP_GENERAL},                                 \
	    {.name = "no-progress",                                      \
		.type = OPT_CALL,                                        \
		.to = &(c)->progress,                                    \
		.call = common_off,                                      \
		.help = "show no progress",                              \
		.group = OPT_GROUP_GENERAL},                             \
	    {.name = "quiet",                                            \
		.letter = 'q',                                           \
		.type = OPT_FLAG,                                        \
		.to = &(c)->quiet,                                       \
		.help = "no warnings and no counts",                     \
		.group = OPT_GROUP_GENERAL},                             \
	    {.name = "verbose",                                          \
		.letter = 'v',                                           \
		.type = OPT_FLAG,                                        \
		.to = &(c)->verbose,                                     \
		.help = "say more on standard error",                    \
		.group = OPT_GROUP_GENERAL},                             \
	    {.name = "help",                                             \
		.letter = 'h',                                           \
		.type = OPT_HELP,                                        \
		.help = "print this help",                               \
		.group = OPT_GROUP_GENERAL},                             \
	    {.name = "version",                                          \
		.letter = 'V',                                           \
		.type = OPT_VERSION,                                     \
		.help = "print the version",                             \
		.group = OPT_GROUP_GENERAL},                             \
	{                                                                \
		.name = "dump-options", .type = OPT_DUMP, .hidden = true \
	}

#define OPTS_END             \
	{                    \
		.name = NULL \
	}

#endif
