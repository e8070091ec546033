/*
 * The tool's table, its roles and its methods are flattened into one list
 * of options, which getopt_long, --help and --dump-options all read.
 */
#include "cli/opt.h"

#include <getopt.h>
#include <stdio.h>

#include "base/mem.h"
#include "cli/parser.h"
#include "num/date.h"
#include "num/parse.h"

enum { LONG_ONLY = 256 };

struct list {
	struct opt *opt;
	size_t n, room;
};

static void
add(struct list *l, struct opt o)
{
	l->opt = mem_grow(l->opt, &l->room, l->n + 1, sizeof(*l->opt));
	l->opt[l->n++] = o;
}

/* Method and columns first, as they matter most; then the table's own. */
static struct list
flatten(const struct tool *tool, struct run *r)
{
	struct list l = {0};

	if (tool->methods != NULL)
		add(&l, (struct opt){.name = "method",
			    .letter = 'm',
			    .type = OPT_TEXT,
			    .to = NULL,
			    .arg = "METHOD",
			    .dflt = tool->method,
			    .help = "one of the methods above",
			    .group = "Method"});
	(void)r;
	for (struct role *c = tool->roles; c != NULL && c->option != NULL; c++)
		add(&l, (struct opt){.name = c->option,
			    .type = OPT_TEXT,
			    .to = &c->column,
			    .arg = "COL",
			    .dflt = c->name,
			    .help = c->help,
			    .group = "Columns"});
	for (const struct opt *o = tool->opts; o->name != NULL; o++)
		add(&l, *o);
	return l;
}

static bool
usage(struct fault *f, const struct opt *o, const char *what, const char *value)
{
	char shown[FAULT_TEXT];

	fault_escape(shown, sizeof(shown), str_of(value));
	return fault_set(
	    f, FAULT_USAGE, "--%s: %s: '%s'", o->name, what, shown);
}

static bool
out_of_bounds(struct fault *f, const struct opt *o, const char *value)
{
	fault_set(f, FAULT_USAGE, "--%s: out of range: '%s'", o->name, value);
	fault_hint(f, "from %.12g to %.12g", o->min, o->max);
	return false;
}

static bool
bounded(const struct opt *o, double v)
{
	return (o->min == 0 && o->max == 0) || (v >= o->min && v <= o->max);
}

static bool
set_number(const struct opt *o, const char *value, struct fault *f)
{
	enum parse_status status;
	double real = 0;
	int64_t whole = 0;
	uint64_t size = 0;

	if (o->type == OPT_INT) {
		status = parse_i64(str_of(value), &whole);
		real = (double)whole;
	} else if (o->type == OPT_SIZE) {
		status = parse_size(str_of(value), &size);
		real = (double)size;
	} else {
		status = parse_real(str_of(value), '.', &real);
	}
	if (status == PARSE_RANGE || (status == PARSE_OK && !bounded(o, real)))
		return out_of_bounds(f, o, value);
	if (status != PARSE_OK)
		return usage(f, o,
		    o->type == OPT_INT    ? "not a whole number"
		    : o->type == OPT_SIZE ? "not a size such as 64K or 2G"
					  : "not a number",
		    value);
	if (o->type == OPT_INT)
		*(int64_t *)o->to = whole;
	else if (o->type == OPT_SIZE)
		*(uint64_t *)o->to = size;
	else
		*(double *)o->to = real;
	return true;
}

static bool
set_char(const struct opt *o, const char *value, struct fault *f)
{
	static const struct {
		const char *name;
		char c;
	} names[] = {{"tab", '\t'}, {"\\t", '\t'}, {"comma", ','},
	    {"semicolon", ';'}, {"pipe", '|'}, {"space", ' '}};
	char c = value[0];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(value, names[i].name) == 0) {
			*(char *)o->to = names[i].c;
			return true;
		}
	if (strlen(value) != 1 || c == '"' || c == '\n' || c == '\r' ||
	    (unsigned char)c >= 0x80)
		return usage(f, o, "not one plain character", value);
	*(char *)o->to = c;
	return true;
}

static bool
set_choice(const struct opt *o, const char *value, struct fault *f)
{
	for (int i = 0; o->choices[i] != NULL; i++)
		if (strcmp(value, o->choices[i]) == 0) {
			*(int *)o->to = i;
			return true;
		}
	usage(f, o, "no such choice", value);
	for (int i = 0; o->choices[i] != NULL; i++) {
		size_t n = strlen(f->hint);

		(void)snprintf(f->hint + n, sizeof(f->hint) - n, "%s%s",
		    i == 0 ? "one of " : ", ", o->choices[i]);
	}
	return false;
}

static bool
set_date(const struct opt *o, const char *value, struct fault *f)
{
	struct date d;
	struct zone utc = {0};
	enum date_status status = date_parse(NULL, &utc, str_of(value), &d);

	if (status == DATE_OK && d.timed)
		return usage(f, o, "a day is wanted, not a time", value);
	if (status != DATE_OK) {
		usage(f, o, date_problem(status), value);
		fault_hint(f, "YYYY-MM-DD");
		return false;
	}
	*(struct opt_date *)o->to =
	    (struct opt_date){.given = true, .day = d.day};
	return true;
}

void
opt_hint_methods(const struct tool *tool, struct fault *f)
{
	for (const struct method *m = tool->methods; m->name != NULL; m++) {
		size_t n = strlen(f->hint);

		(void)snprintf(f->hint + n, sizeof(f->hint) - n, "%s%s",
		    m == tool->methods ? "one of " : ", ", m->name);
	}
}

static bool
set_method(const struct tool *tool, const char *value, struct run *r)
{
	char shown[FAULT_TEXT];

	for (const struct method *m = tool->methods; m->name != NULL; m++)
		if (strcmp(value, m->name) == 0) {
			r->method = m;
			r->method_given = true;
			return true;
		}
	fault_escape(shown, sizeof(shown), str_of(value));
	fault_set(&r->fault, FAULT_USAGE, "no method '%s'", shown);
	opt_hint_methods(tool, &r->fault);
	return false;
}

static void
note_given(struct run *r, const char *name)
{
	if (!run_given(r, name) && r->givens < RUN_GIVEN)
		r->given[r->givens++] = name;
}

static bool
set(const struct tool *tool, const struct opt *o, const char *value,
    struct run *r, enum opt_action *action)
{
	note_given(r, o->name);
	switch (o->type) {
	case OPT_FLAG:
	case OPT_CLEAR:
		*(bool *)o->to = o->type == OPT_FLAG;
		return true;
	case OPT_TEXT:
		if (o->to == NULL)
			return set_method(tool, value, r);
		*(const char **)o->to = value;
		return true;
	case OPT_CHAR:
		return set_char(o, value, &r->fault);
	case OPT_INT:
	case OPT_REAL:
	case OPT_SIZE:
		return set_number(o, value, &r->fault);
	case OPT_DATE:
		return set_date(o, value, &r->fault);
	case OPT_CHOICE:
		return set_choice(o, value, &r->fault);
	case OPT_CALL:
		return o->call(o->to, value, &r->fault);
	case OPT_HELP:
	case OPT_VERSION:
	case OPT_DUMP:
		if (*action == OPT_RUN)
			*action = o->type == OPT_HELP      ? OPT_SHOW_HELP
				  : o->type == OPT_VERSION ? OPT_SHOW_VERSION
							   : OPT_SHOW_DUMP;
		return true;
	}
	return true;
}

/* getopt_long's tables: short letters, and long options by list index. */
static struct option *
getopt_tables(const struct list *l, struct buf *letters)
{
	struct option *longs = mem_zero(l->n + 1, sizeof(*longs));

	buf_putc(letters, ':');
	for (size_t i = 0; i < l->n; i++) {
		const struct opt *o = &l->opt[i];

		longs[i] = (struct option){.name = o->name,
		    .has_arg = o->arg != NULL ? required_argument : no_argument,
		    .val = LONG_ONLY + (int)i};
		if (o->letter == 0)
			continue;
		buf_putc(letters, o->letter);
		if (o->arg != NULL)
			buf_putc(letters, ':');
	}
	return longs;
}

/* The option behind a code of getopt_long, which only gives known ones. */
static const struct opt *
by_code(const struct list *l, int code)
{
	size_t i = 0;

	if (code >= LONG_ONLY)
		return &l->opt[code - LONG_ONLY];
	while (i < l->n - 1 && l->opt[i].letter != code)
		i++;
	return &l->opt[i];
}

/* The long option that was probably meant, or NULL. */
static const char *
nearest(const struct list *l, struct str name)
{
	const char *best = NULL;
	size_t least = name.n < 4 ? name.n / 2 + 1 : 3;

	for (size_t i = 0; i < l->n; i++) {
		size_t d = str_distance(name, str_of(l->opt[i].name));

		if (!l->opt[i].hidden && d < least) {
			least = d;
			best = l->opt[i].name;
		}
	}
	return best;
}

static bool
unknown(const struct list *l, const char *word, int letter, struct fault *f)
{
	struct str rest = str_of(word), name;
	const char *meant;
	char shown[FAULT_TEXT];

	if (letter != 0 && letter < LONG_ONLY)
		return fault_set(f, FAULT_USAGE, "unknown option '-%c'",
		    letter >= ' ' && letter < 0x7f ? letter : '?');
	fault_escape(shown, sizeof(shown), rest);
	if (letter != 0)
		return fault_set(
		    f, FAULT_USAGE, "option '%s' takes no argument", shown);
	fault_set(f, FAULT_USAGE, "unknown or ambiguous option '%s'", shown);
	(void)str_split(&rest, '=', &name);
	if (name.n > 2 &&
	    (meant = nearest(l, (struct str){name.p + 2, name.n - 2})) != NULL)
		fault_hint(f, "did you mean --%s?", meant);
	return false;
}

static bool
lacks_argument(const struct list *l, int code, struct fault *f)
{
	const struct opt *o = by_code(l, code);

	return fault_set(
	    f, FAULT_USAGE, "option '--%s' needs %s", o->name, o->arg);
}

static bool
parse_all(const struct tool *tool, int argc, char **argv, const struct list *l,
    struct run *r, enum opt_action *action)
{
	struct buf letters = {0};
	struct option *longs = getopt_tables(l, &letters);
	bool ok = true;
	int code;

	opterr = 0;
	// There are no threads yet: NOLINTNEXTLINE(concurrency-mt-unsafe)
	while (ok && (code = getopt_long(
			  argc, argv, buf_cstr(&letters), longs, NULL)) != -1) {
		if (code == ':')
			ok = lacks_argument(l, optopt, &r->fault);
		else if (code == '?')
			ok = unknown(l, argv[optind - 1], optopt, &r->fault);
		else
			ok = set(tool, by_code(l, code), optarg, r, action);
	}
	mem_free(longs);
	buf_free(&letters);
	return ok;
}

bool
opt_parse(const struct tool *tool, int argc, char **argv, struct run *r,
    enum opt_action *action)
{
	struct list l = flatten(tool, r);
	bool ok;

	*action = OPT_RUN;
	if (tool->methods != NULL && tool->method != NULL)
		(void)set_method(tool, tool->method, r);
	r->method_given = false;
	ok = parse_all(tool, argc, argv, &l, r, action);
	mem_free(l.opt);
	r->files = argv + optind;
	r->nfiles = (size_t)(argc - optind);
	if (ok && r->nfiles > 0 && tool->operands[0] == '\0' &&
	    *action == OPT_RUN) {
		fault_set(&r->fault, FAULT_USAGE, "no operand is wanted");
		fault_value(&r->fault, str_of(r->files[0]));
		return false;
	}
	return ok;
}

bool
opt_list(void *to, const char *value, struct fault *f)
{
	struct opt_list *list = to;
	struct str rest = str_of(value), piece;
	size_t room = 0;

	(void)f;
	for (size_t i = 0; i < list->n; i++)
		mem_free((void *)(uintptr_t)list->item[i]);
	mem_free(list->item);
	*list = (struct opt_list){0};
	if (rest.n == 0)
		return true;
	while (str_split(&rest, ',', &piece)) {
		list->item = mem_grow(
		    list->item, &room, list->n + 1, sizeof(*list->item));
		list->item[list->n++] = mem_dup(piece.p, piece.n);
	}
	return true;
}

/* --help */

enum { HELP_AT = 28, WIDTH = 79 };

/* Words of text from column HELP_AT on, wrapped. */
static void
wrap(struct buf *b, const char *text, size_t at, size_t indent)
{
	struct str rest = str_of(text), word;

	while (str_split(&rest, ' ', &word)) {
		if (at > indent && at + 1 + word.n > WIDTH) {
			buf_printf(b, "\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			buf_putc(b, ' ');
			at++;
		}
		buf_str(b, word);
		at += word.n;
	}
	buf_putc(b, '\n');
}

static void
help_option(struct buf *b, const struct opt *o)
{
	size_t start = b->n;
	struct buf text = {0};

	if (o->letter != 0)
		buf_printf(b, "  -%c, --%s", o->letter, o->name);
	else
		buf_printf(b, "      --%s", o->name);
	if (o->arg != NULL)
		buf_printf(b, "%s%s", o->arg[0] == '[' ? "" : " ", o->arg);
	if (b->n - start > HELP_AT - 2)
		buf_printf(b, "\n%*s", HELP_AT, "");
	else
		buf_printf(b, "%*s", (int)(HELP_AT - (b->n - start)), "");
	buf_puts(&text, o->help);
	if (o->dflt != NULL)
		buf_printf(&text, " (default: %s)", o->dflt);
	wrap(b, buf_cstr(&text), HELP_AT, HELP_AT);
	buf_free(&text);
}

static void
help_methods(struct buf *b, const struct method *m)
{
	buf_puts(b, "\nMethods:\n");
	for (; m->name != NULL; m++) {
		buf_printf(b, "  %-14s", m->name);
		wrap(b, m->help, 16, 16);
	}
}

/* Groups in the order in which the list first names them. */
static void
help_groups(struct buf *b, const struct list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *group = l->opt[i].group;
		bool seen = group == NULL || l->opt[i].hidden;

		for (size_t j = 0; j < i && !seen; j++)
			seen = l->opt[j].group != NULL && !l->opt[j].hidden &&
			       strcmp(l->opt[j].group, group) == 0;
		if (seen)
			continue;
		buf_printf(b, "\n%s:\n", group);
		for (size_t j = i; j < l->n; j++)
			if (!l->opt[j].hidden && l->opt[j].group != NULL &&
			    strcmp(l->opt[j].group, group) == 0)
				help_option(b, &l->opt[j]);
	}
}

void
opt_help(const struct tool *tool, struct buf *b)
{
	struct list l = flatten(tool, NULL);

	buf_printf(b, "Usage: %s [OPTION]...%s%s\n", tool->name,
	    tool->operands[0] != '\0' ? " " : "", tool->operands);
	buf_printf(b, "%s\n", tool->summary);
	if (tool->about != NULL)
		buf_printf(b, "\n%s\n", tool->about);
	if (tool->methods != NULL)
		help_methods(b, tool->methods);
	help_groups(b, &l);
	buf_printf(b,
	    "\nExit status: 0 all good, 1 failure, 2 usage, "
	    "3 a check asked for did not hold.\nSee %s(1) and "
	    "crm(7).\n",
	    tool->name);
	mem_free(l.opt);
}

void
opt_dump(const struct tool *tool, struct buf *b)
{
	struct list l = flatten(tool, NULL);

	for (size_t i = 0; i < l.n; i++) {
		const struct opt *o = &l.opt[i];

		if (o->hidden)
			continue;
		buf_printf(b, "%s\t%.*s\t%s\t%s\t%s\t%s\n", o->name,
		    o->letter != 0, &o->letter, o->arg != NULL ? o->arg : "",
		    o->dflt != NULL ? o->dflt : "",
		    o->group != NULL ? o->group : "", o->help);
	}
	mem_free(l.opt);
}
