/*
 * crm-kano: pairs of answers (how would you feel with the feature, and
 * without it) -> what each feature is to customers.
 */
#include <math.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/tool.h"
#include "model/kano.h"
#include "model/proportion.h"
#include "num/fsum.h"
#include "tab/group.h"

enum { COL_FEATURE, COL_FUNCTIONAL, COL_DYSFUNCTIONAL };

static struct {
	struct common common;
	const char *labels;
	double level;
} o = {.common = COMMON_DEFAULTS, .level = .95};

static const char *const like_feature[] = {
    "requirement", "attribute", "item", "question", NULL};
static const char *const like_functional[] = {"positive", "with", "have", NULL};
static const char *const like_dysfunctional[] = {
    "negative", "without", "lack", NULL};

static struct role roles[] = {
    {"feature", "feature", "what was asked about", true, like_feature, NULL},
    {"functional", "functional", "the feeling with it", true, like_functional,
	NULL},
    {"dysfunctional", "dysfunctional", "the feeling without it", true,
	like_dysfunctional, NULL},
    {0}};

static const struct opt opts[] = {
    {.name = "labels",
	.type = OPT_TEXT,
	.to = &o.labels,
	.arg = "FILE",
	.dflt = "English and Chinese",
	.group = "Answers",
	.help = "label,code: what each answer means, L M N W D or 5 to 1"},
    {.name = "level",
	.type = OPT_REAL,
	.to = &o.level,
	.arg = "P",
	.dflt = "0.95",
	.min = .01,
	.max = .999999,
	.group = "Answers",
	.help = "confidence level of the intervals"},
    OPTS_INPUT(&o.common), OPTS_DECIMAL(&o.common), OPTS_OUTPUT(&o.common),
    OPTS_GENERAL(&o.common), OPTS_END};

/* Texts that are answers, in small letters. */
struct labels {
	struct names names;
	int *code; /* enum kano_answer, by the label's number */
	size_t room;
	struct buf small;
};

/* What the answers to one feature add up to. */
struct tally {
	uint64_t count[KANO_CATEGORIES];
	int64_t functional, dysfunctional; /* sums of whole scores */
};

struct work {
	struct run *r;
	struct table *t;
	struct labels labels;
	struct group *group;
	struct tally *tally;
	size_t room;
	uint64_t blank;
	struct put put;
};

static struct str
small_letters(struct labels *l, struct str s)
{
	s = str_trim(s);
	l->small.n = 0;
	for (size_t i = 0; i < s.n; i++)
		buf_putc(&l->small, s.p[i] >= 'A' && s.p[i] <= 'Z'
					? (char)(s.p[i] - 'A' + 'a')
					: s.p[i]);
	return buf_view(&l->small);
}

static bool
add_label(struct labels *l, struct str label, struct str code)
{
	static const char codes[] = "LMNWDlmnwd54321";
	const char *at;
	size_t had = l->names.count;
	uint32_t i;

	code = str_trim(code);
	at = code.n == 1 ? memchr(codes, *code.p, sizeof(codes) - 1) : NULL;
	if (at == NULL || str_trim(label).n == 0)
		return false;
	i = names_add(&l->names, small_letters(l, label));
	if (l->names.count > had)
		l->code = mem_grow(
		    l->code, &l->room, l->names.count, sizeof(*l->code));
	l->code[i] = (int)((at - codes) % KANO_ANSWERS);
	return true;
}

/* The columns label and code of a header, wherever they stand. */
static bool
find_columns(const struct reader *r, size_t at[2], struct fault *f)
{
	static const char *const names[] = {"label", "code"};

	for (int k = 0; k < 2; k++) {
		at[k] = 0;
		while (at[k] < record_fields(r) &&
		       !str_is(record_field(r, at[k]), names[k]))
			at[k]++;
		if (at[k] == record_fields(r)) {
			fault_set(f, FAULT_FORM, "no column '%s'", names[k]);
			fault_at(f, reader_name(r), record_line(r));
			return false;
		}
	}
	return true;
}

static bool
read_rows(struct reader *r, struct labels *l, struct fault *f)
{
	size_t at[2];

	if (!record_next(r)) {
		*f = *record_fault(r);
		if (f->code == FAULT_NONE) {
			fault_set(f, FAULT_FORM, "no header row");
			fault_at(f, reader_name(r), 0);
		}
		return false;
	}
	if (!find_columns(r, at, f))
		return false;
	while (record_next(r)) {
		size_t n = record_fields(r);

		if (n > at[0] && n > at[1] &&
		    add_label(
			l, record_field(r, at[0]), record_field(r, at[1])))
			continue;
		fault_set(f, FAULT_FORM, "not a label and its code");
		fault_value(f, record_raw(r));
		fault_hint(f, "codes are L, M, N, W, D or 5 to 1");
		fault_at(f, reader_name(r), record_line(r));
		return false;
	}
	*f = *record_fault(r);
	return f->code == FAULT_NONE;
}

static bool
read_labels(struct input *in, struct labels *l, struct fault *f)
{
	struct reader *r =
	    in == NULL
		? NULL
		: reader_open(in, &(struct record_form){.delimiter = ','}, f);
	bool ok = r != NULL && read_rows(r, l, f);

	if (r != NULL)
		reader_close(r);
	return ok;
}

/* Letters, digits, and --labels or the labels that are compiled in. */
static bool
all_labels(struct labels *l, struct fault *f)
{
	const struct text *text = NULL;
	bool ok = true;

	for (int k = 0; k < KANO_ANSWERS; k++) {
		char digit = (char)('5' - k);
		struct str letter = {&kano_answer_letters[k], 1};

		(void)add_label(l, letter, letter);
		(void)add_label(l, (struct str){&digit, 1}, letter);
	}
	if (o.labels != NULL)
		return read_labels(input_open(o.labels, f), l, f);
	while (ok && (text = text_next("kano", text)) != NULL)
		ok = read_labels(input_text(text->name, text_view(text)), l, f);
	return ok;
}

static bool
get_answer(struct work *w, size_t slot, enum kano_answer *a)
{
	struct str s = table_text(w->t, slot);
	uint32_t i = names_find(&w->labels.names, small_letters(&w->labels, s));

	if (i != NAMES_NONE) {
		*a = (enum kano_answer)w->labels.code[i];
		return true;
	}
	(void)table_reject(w->t, (long)slot, "not an answer");
	table_hint(w->t, "L, M, N, W, D or 5 to 1; --labels FILE says what "
			 "other texts mean");
	return false;
}

static void
read_row(struct work *w)
{
	bool missing = table_blank(w->t, COL_FUNCTIONAL) ||
		       table_blank(w->t, COL_DYSFUNCTIONAL);
	enum kano_answer with, without;
	struct tally *to;
	struct str feature;
	uint32_t group;

	if (!table_id(w->t, COL_FEATURE, &feature) ||
	    (!missing && (!get_answer(w, COL_FUNCTIONAL, &with) ||
			     !get_answer(w, COL_DYSFUNCTIONAL, &without))) ||
	    !group_find(w->group, w->t, &group))
		return;
	w->tally = group_cell(w->tally, &w->room, group, sizeof(*w->tally));
	to = &w->tally[group];
	if (missing) {
		w->blank++;
		return;
	}
	to->count[kano_category(with, without)]++;
	to->functional += (int64_t)kano_functional_score(with);
	to->dysfunctional += (int64_t)kano_dysfunctional_score(without);
}

static const char *const columns[] = {"n", "must_be", "one_dimensional",
    "attractive", "indifferent", "reverse", "questionable", "category",
    "second", "berger", "category_strength", "total_strength", "gap",
    "gap_needed", "clear", "better", "better_low", "better_high", "worse",
    "worse_low", "worse_high", "functional_mean", "dysfunctional_mean", NULL};

static void
put_letter(const struct put *put, enum kano k)
{
	put_text(put, (struct str){&kano_letters[k], 1});
}

static void
put_share(const struct put *put, double share, double n, double sign)
{
	struct interval at =
	    proportion_wilson(fabs(share) * n, n, proportion_z(o.level));

	put_real(put, share);
	put_real(put, sign > 0 ? at.low : -at.high);
	put_real(put, sign > 0 ? at.high : -at.low);
}

static void
put_judgement(const struct put *put, const double *count)
{
	struct kano_result k;

	kano_judge(count, &k);
	put_letter(put, k.mode);
	if (count[k.second] > 0)
		put_letter(put, k.second);
	else
		put_empty(put);
	put_letter(put, k.berger);
	put_real(put, k.strength);
	put_real(put, k.total);
	put_real(put, k.gap);
	put_real(put, k.gap_needed);
	put_bool(put, k.clear);
	put_share(put, k.better, k.quality, 1);
	put_share(put, k.worse, k.quality, -1);
}

static bool
put_feature(const struct work *w, uint32_t group)
{
	const struct put *put = &w->put;
	const struct tally *t = &w->tally[group];
	double count[KANO_CATEGORIES], n = 0;
	int judged = 14; /* columns from category on, but for the means */

	group_put(w->group, put, group);
	for (int k = 0; k < KANO_CATEGORIES; k++) {
		count[k] = (double)t->count[k];
		n += count[k];
	}
	put_real(put, n);
	for (int k = 0; k < KANO_CATEGORIES; k++)
		put_real(put, count[k]);
	if (n > 0)
		put_judgement(put, count);
	else
		while (judged-- > 0)
			put_empty(put);
	put_real(put, (double)t->functional / n);
	put_real(put, (double)t->dysfunctional / n);
	return put_end(put);
}

static bool
put_features(struct work *w)
{
	uint32_t *order = group_order(w->group);
	bool ok = true;

	group_columns(w->group, w->t, w->put.w);
	for (size_t i = 0; columns[i] != NULL; i++)
		writer_column(w->put.w, str_of(columns[i]));
	writer_begin(w->put.w);
	for (size_t i = 0; ok && i < group_count(w->group); i++)
		ok = put_feature(w, order[i]);
	mem_free(order);
	return ok;
}

static bool
run(struct run *r)
{
	struct work w = {.r = r, .t = run_table(r), .group = group_new()};
	bool ok;

	group_slot(w.group, COL_FEATURE);
	ok = all_labels(&w.labels, &r->fault) && run_open(r, w.t) &&
	     group_check(w.group, w.t, columns, &r->fault);
	while (ok && table_next(w.t))
		read_row(&w);
	ok = ok && table_done(w.t, &r->fault) && run_put(r, w.t, &w.put) &&
	     put_features(&w);
	if (ok && w.blank > 0)
		diag_say("not answered: %llu of %llu rows",
		    (unsigned long long)w.blank,
		    (unsigned long long)table_rows(w.t));
	names_free(&w.labels.names);
	mem_free(w.labels.code);
	buf_free(&w.labels.small);
	group_delete(w.group);
	mem_free(w.tally);
	table_delete(w.t);
	return ok;
}

static const struct tool tool = {.name = "crm-kano",
    .summary = "pairs of answers -> what each feature is to customers",
    .operands = "[FILE...]",
    .about = "M must be, O one-dimensional, A attractive, I indifferent, "
	     "R reverse,\nQ questionable.",
    .opts = opts,
    .roles = roles,
    .common = &o.common,
    .run = run};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
