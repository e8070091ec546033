/*
 * fuzz_points_opt: any words as the command line of crm-points, a word a
 * line: the forms of its own that options take, beside those that all tools
 * share. The tool's own files are linked in, its main.c is included for its
 * table; nothing is run.
 *
 * Properties: no crash, no leak; what is refused is told as a usage error, in
 * a text that no terminal acts upon; what is accepted is within its bounds,
 * and the same when the words are given twice.
 */
int points_main(int argc, char **argv);
#define main points_main
#include "../../cmd/crm-points/main.c"
#undef main

#include "cli/parser.h"
#include "num/zone.h"
#include "words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct options start;

static bool
parse(int argc, char **argv, struct run *r)
{
	enum opt_action action;

	*r = (struct run){.tool = &tool, .common = &o.common};
	zone_free(&o.common.zone);
	memcpy(&o, &start, sizeof(o));
	for (struct role *c = points_roles; c->option != NULL; c++)
		c->column = NULL;
	words_start();
	if (opt_parse(&tool, argc, argv, r, &action))
		return true;
	words_check_fault(&r->fault);
	return false;
}

static void
check_bounds(void)
{
	struct window w;
	struct expiry e = {.form = o.expires.form};
	char text[WINDOW_MAX];

	must(o.extend >= 0 && o.extend <= 36525);
	must(o.value >= 0 && o.grace >= 0 && o.grace <= 366);
	must(!(o.rate <= 0) && !(o.rate > 1));
	must(e.form != EXPIRY_DAYS ||
	     (o.expires.n >= 1 && o.expires.n <= 36525));
	must(window_parse((struct str){text, window_put(text, &o.window)}, &w));
	must(w.form == o.window.form);
	must(o.common.digits >= 1 && o.common.digits <= 17);
	must(o.common.threads >= 0 && o.common.threads <= 1024);
}

/* But for a zone, which is loaded anew, and the padding of a date. */
static void
same(const struct options *a, const struct options *b)
{
	struct options x, y;

	must(a->common.as_of.given == b->common.as_of.given &&
	     a->common.as_of.day == b->common.as_of.day);
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	memset(&x.common.zone, 0, sizeof(x.common.zone));
	memset(&y.common.zone, 0, sizeof(y.common.zone));
	memset(&x.common.as_of, 0, sizeof(x.common.as_of));
	memset(&y.common.as_of, 0, sizeof(y.common.as_of));
	must(memcmp(&x, &y, sizeof(x)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool kept;
	struct buf words = {0};
	char *argv[WORDS + 2], *given[WORDS + 2], *twice[2 * WORDS + 2];
	struct options once;
	struct run r;
	size_t n;

	if (!kept)
		memcpy(&start, &o, sizeof(o));
	kept = true;
	words_put(&words, data, size);
	n = words_cut(&words, argv);
	memcpy(given, argv, sizeof(argv));
	if (parse((int)n, argv, &r)) {
		check_bounds();
		memcpy(&once, &o, sizeof(o));
		if (!words_end(given, n)) {
			n = words_twice(given, n, twice);
			must(parse((int)n, twice, &r));
			same(&once, &o);
		}
	}
	zone_free(&o.common.zone);
	memcpy(&o, &start, sizeof(o));
	buf_free(&words);
	return 0;
}
