/*
 * fuzz_opt: any words as a command line, a word a line, of a tool that has
 * an option of every kind.
 *
 * Properties: no crash; what is refused is told as a usage error, in a text
 * that no terminal acts upon; numbers are within their bounds; what was set
 * is the same when it is written out as long options and read again, and
 * when the words are given twice, for later ones win; operands are words of
 * the command line, in its order.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "cli/parser.h"
#include "num/date.h"
#include "words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOT_SET = -1 };

static struct {
	bool flag, clear;
	const char *text;
	char mark;
	int64_t whole;
	double real;
	uint64_t bytes;
	struct opt_date day;
	int choice;
	struct opt_list list;
} o;

static const char *const choices[] = {"fail", "skip", "none", NULL};

static const struct opt opts[] = {
    {.name = "flag", .letter = 'g', .type = OPT_FLAG, .to = &o.flag},
    {.name = "clear", .letter = 'c', .type = OPT_CLEAR, .to = &o.clear},
    {.name = "text",
	.letter = 't',
	.type = OPT_TEXT,
	.to = &o.text,
	.arg = "T"},
    {.name = "text-too", .type = OPT_TEXT, .to = &o.text, .arg = "T"},
    {.name = "mark",
	.letter = 'd',
	.type = OPT_CHAR,
	.to = &o.mark,
	.arg = "C"},
    {.name = "whole",
	.letter = 'n',
	.type = OPT_INT,
	.to = &o.whole,
	.arg = "N",
	.min = -5,
	.max = 1e15},
    {.name = "real",
	.letter = 'r',
	.type = OPT_REAL,
	.to = &o.real,
	.arg = "X",
	.min = 1e-9,
	.max = 1e300},
    {.name = "bytes",
	.letter = 'b',
	.type = OPT_SIZE,
	.to = &o.bytes,
	.arg = "BYTES",
	.min = 1,
	.max = 1e12},
    {.name = "day", .type = OPT_DATE, .to = &o.day, .arg = "DATE"},
    {.name = "choice",
	.type = OPT_CHOICE,
	.to = &o.choice,
	.arg = "HOW",
	.choices = choices},
    {.name = "list",
	.letter = 'l',
	.type = OPT_CALL,
	.to = &o.list,
	.arg = "A,...",
	.call = opt_list},
    {.name = "help", .letter = 'h', .type = OPT_HELP},
    {.name = "version", .letter = 'V', .type = OPT_VERSION},
    {.name = "dump-options", .type = OPT_DUMP, .hidden = true}, {.name = NULL}};

static struct role roles[] = {
    {.option = "customer", .name = "customer_id"}, {.option = NULL}};

static const struct method methods[] = {
    {.name = "bgnbd"}, {.name = "paretonbd"}, {.name = NULL}};

static struct tool tool = {.name = "crm-fuzz",
    .operands = "[FILE...]",
    .opts = opts,
    .roles = roles,
    .methods = methods,
    .method = "bgnbd"};

static void
start(void)
{
	(void)opt_list(&o.list, "", NULL);
	memset(&o, 0, sizeof(o));
	o.clear = true;
	o.whole = o.choice = NOT_SET;
	o.real = 1;
	o.bytes = 1;
	roles[0].column = NULL;
	words_start();
}

static bool
parse(int argc, char **argv, struct run *r, enum opt_action *action)
{
	*r = (struct run){.tool = &tool};
	start();
	if (opt_parse(&tool, argc, argv, r, action))
		return true;
	words_check_fault(&r->fault);
	return false;
}

/* All that was set, as long options; what holds the words. */
static void
put_options(struct buf *b, const struct run *r)
{
	buf_printf(b, "--method=%s%c", r->method->name, '\0');
	if (o.flag)
		buf_printf(b, "--flag%c", '\0');
	if (!o.clear)
		buf_printf(b, "--clear%c", '\0');
	if (o.text != NULL)
		buf_printf(b, "--text=%s%c", o.text, '\0');
	if (roles[0].column != NULL)
		buf_printf(b, "--customer=%s%c", roles[0].column, '\0');
	if (o.mark != '\0')
		buf_printf(b, "--mark=%c%c", o.mark, '\0');
	buf_printf(b, "--whole=%lld%c", (long long)o.whole, '\0');
	buf_printf(b, "--real=%.17g%c", o.real, '\0');
	buf_printf(b, "--bytes=%llu%c", (unsigned long long)o.bytes, '\0');
	if (o.choice != NOT_SET)
		buf_printf(b, "--choice=%s%c", choices[o.choice], '\0');
	if (o.day.given) {
		char day[DATE_MAX];
		size_t n = date_put(day, o.day.day);

		buf_printf(b, "--day=%.*s%c", (int)n, day, '\0');
	}
	buf_puts(b, "--list=");
	for (size_t i = 0; i < o.list.n; i++)
		buf_printf(b, "%s%s", i > 0 ? "," : "", o.list.item[i]);
	buf_putc(b, '\0');
}

static void
check_bounds(void)
{
	must(o.whole >= -5 && o.whole <= INT64_C(1000000000000000));
	must(o.real >= 1e-9 && o.real <= 1e300);
	must(o.bytes >= 1 && o.bytes <= UINT64_C(1000000000000));
	must(o.choice >= NOT_SET && o.choice < 3);
	must(o.mark != '"' && o.mark != '\n' && (unsigned char)o.mark < 0x80);
	for (size_t i = 0; i < o.list.n; i++)
		must(strchr(o.list.item[i], ',') == NULL);
}

/* Words behind words that were taken: as if given once. */
static void
check_twice(char **argv, size_t n, const struct buf *wanted)
{
	char *twice[2 * WORDS + 2];
	size_t m = words_twice(argv, n, twice);
	struct buf got = {0};
	enum opt_action action;
	struct run r;

	must(parse((int)m, twice, &r, &action));
	put_options(&got, &r);
	must(str_eq(buf_view(&got), buf_view(wanted)));
	buf_free(&got);
}

static void
check_again(const struct buf *wanted)
{
	char *argv[WORDS + 2];
	struct buf words = {0}, got = {0};
	enum opt_action action;
	struct run r;

	buf_str(&words, buf_view(wanted));
	must(parse((int)words_cut(&words, argv), argv, &r, &action));
	must(action == OPT_RUN && r.nfiles == 0);
	put_options(&got, &r);
	must(str_eq(buf_view(&got), buf_view(wanted)));
	buf_free(&words);
	buf_free(&got);
}

/* getopt_long moves operands behind options: each is still a word, and no
 * word comes before one that it stood behind. */
static void
check_files(const struct run *r, char **given, size_t n)
{
	size_t at = 1;

	for (size_t i = 0; i < r->nfiles; i++) {
		while (at < n && given[at] != r->files[i])
			at++;
		must(at++ < n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf words = {0}, set = {0};
	char *argv[WORDS + 2], *given[WORDS + 2];
	enum opt_action action;
	struct run r;
	size_t n;

	tool.operands = size > 0 && data[0] == '!' ? "" : "[FILE...]";
	words_put(&words, data, size);
	n = words_cut(&words, argv);
	memcpy(given, argv, sizeof(argv));
	if (parse((int)n, argv, &r, &action)) {
		check_bounds();
		check_files(&r, given, n);
		put_options(&set, &r);
		check_again(&set);
		if (!words_end(given, n))
			check_twice(given, n, &set);
	}
	start();
	buf_free(&words);
	buf_free(&set);
	return 0;
}
