/*
 * crm-weights: what experts say of indicators -> a weight for each, summing
 * to 1.
 */
#include "weights.h"

#include "base/mem.h"

struct options o = {.common = COMMON_DEFAULTS, .level = .95};

static const struct method methods[] = {
    {"direct",
	"the mean of the weights that experts give: a row for each "
	"expert, a column for each indicator",
	run_direct, NULL},
    {"multiples", "the same of multiples of the least important one, 1",
	run_multiples, NULL},
    {"pairs", "points of paired comparisons: first,second,value or a square",
	run_pairs, NULL},
    {"ahp", "ratios of paired comparisons, with their consistency: the same",
	run_ahp, NULL},
    {"delphi", "rounds of direct weights: median, IQR, Kendall's W", run_delphi,
	NULL},
    {NULL, NULL, NULL, NULL}};

static const char *const like_expert[] = {
    "judge", "respondent", "name", "id", NULL};
static const char *const like_indicator[] = {"item", "criterion", NULL};
static const char *const like_first[] = {"a", "winner", "better", NULL};
static const char *const like_second[] = {"b", "loser", "worse", NULL};
static const char *const like_value[] = {"points", "ratio", "score", NULL};

static struct role roles[] = {
    {"expert", "expert", "who says so; may be missing", false, like_expert,
	NULL},
    {"round", "round", "number of the round (delphi)", false, NULL, NULL},
    {"indicator", "indicator", "names of the rows of a square (pairs, ahp)",
	false, like_indicator, NULL},
    {"first", "first", "what is compared (pairs, ahp)", false, like_first,
	NULL},
    {"second", "second", "with what (pairs, ahp)", false, like_second, NULL},
    {"value", "value", "points or ratio of the first (pairs, ahp)", false,
	like_value, NULL},
    {0}};

#define WEIGHTS "Weights"

static const struct opt opts[] = {
    {.name = "items",
	.type = OPT_CALL,
	.to = &o.items,
	.call = opt_list,
	.arg = "COL,...",
	.dflt = "all other columns",
	.group = WEIGHTS,
	.help = "the columns that are indicators"},
    {.name = "normalise",
	.type = OPT_FLAG,
	.to = &o.normalise,
	.group = WEIGHTS,
	.help = "scale each row to a sum of 1"},
    {.name = "plus-one",
	.type = OPT_FLAG,
	.to = &o.plus_one,
	.group = WEIGHTS,
	.help = "with pairs: a point for each, so that no weight is 0"},
    {.name = "rounds",
	.type = OPT_FLAG,
	.to = &o.rounds,
	.group = WEIGHTS,
	.help = "with delphi: all rounds, not only the last one"},
    {.name = "check",
	.type = OPT_FLAG,
	.to = &o.check,
	.group = WEIGHTS,
	.help = "with ahp: status 3 unless CR is below 0.1"},
    {.name = "level",
	.type = OPT_REAL,
	.to = &o.level,
	.arg = "P",
	.dflt = "0.95",
	.min = .01,
	.max = .999999,
	.group = WEIGHTS,
	.help = "with direct, multiples: confidence level of the intervals"},
    OPTS_INPUT(&o.common), OPTS_DECIMAL(&o.common), OPTS_OUTPUT(&o.common),
    OPTS_GENERAL(&o.common), OPTS_END};

static bool
is_bound(const struct table *t, struct str name)
{
	for (size_t i = 0; i < COL_ROLES; i++)
		if (table_has(t, i) && str_eq(table_name(t, i), name))
			return true;
	return false;
}

/* Which columns of the first file are indicators: their numbers, in order. */
static bool
choose(struct run *r, const struct table *t, struct items *items)
{
	const struct schema *s = table_schema(t);

	for (size_t i = 0; i < o.items.n; i++) {
		struct str name = str_of(o.items.item[i]);
		long at = schema_find(s, name);

		if (at == SCHEMA_NONE) {
			schema_missing(s, name, "items", NULL, &r->fault);
			fault_at(&r->fault, table_file(t), 1);
			return false;
		}
		for (size_t k = 0; at >= 0 && k < items->n; k++)
			if (items->slot[k] == (size_t)at)
				return run_usage(r,
				    "--items names a column "
				    "twice: '%s'",
				    o.items.item[i]);
		if (at == SCHEMA_TWICE)
			return fault_set(&r->fault, FAULT_FORM,
			    "two columns are called '%s'", o.items.item[i]);
		items->slot[items->n++] = (size_t)at;
	}
	for (size_t i = 0; o.items.n == 0 && i < s->count; i++)
		if (!is_bound(t, s->name[i]))
			items->slot[items->n++] = i;
	return true;
}

bool
items_bind(struct run *r, struct table *t, struct items *items)
{
	size_t room = table_schema(t)->count;

	room = room > o.items.n ? room : o.items.n;
	items->slot = mem_resize(NULL, room, sizeof(*items->slot));
	items->n = 0;
	if (!choose(r, t, items))
		return false;
	for (size_t i = 0; i < items->n; i++)
		if (!table_at(t, items->slot[i], &items->slot[i], &r->fault))
			return false;
	if (items->n == 0) {
		fault_set(&r->fault, FAULT_FORM, "no column is an indicator");
		fault_at(&r->fault, table_file(t), 1);
	}
	return items->n > 0;
}

void
items_free(struct items *items)
{
	mem_free(items->slot);
}

bool
get_value(struct table *t, size_t slot, double *v)
{
	if (!table_real(t, slot, v))
		return false;
	if (!(*v >= 0 && *v <= 1e9))
		return table_reject(t, (long)slot, "not from 0 to 1000000000");
	return true;
}

bool
is_first_row(struct table *t, struct names *seen, int64_t round)
{
	struct buf key = {0};
	size_t had = seen->count;
	struct str expert;

	if (!table_has(t, COL_EXPERT))
		return true;
	if (!table_id(t, COL_EXPERT, &expert))
		return false;
	buf_printf(&key, "%lld ", (long long)round);
	buf_str(&key, expert);
	(void)names_add(seen, buf_view(&key));
	buf_free(&key);
	return seen->count > had ||
	       table_reject(t, COL_EXPERT, "a second row of this expert");
}

void
put_header(const struct put *put, const char *const *names)
{
	for (; *names != NULL; names++)
		writer_column(put->w, str_of(*names));
	writer_begin(put->w);
}

void
put_weight(const struct put *put, struct str indicator, double weight)
{
	put_text(put, indicator);
	put_real(put, weight);
	if (!(weight > 0 || weight < 0))
		diag_warn("the weight of '%.*s' is 0: it will not count",
		    (int)(indicator.n < 60 ? indicator.n : 60), indicator.p);
}

/* Options that belong to one method. */
static bool
run(struct run *r)
{
	const char *name = r->method->name;

	if (o.plus_one && strcmp(name, "pairs") != 0)
		return run_usage(r, "--plus-one goes with -m pairs");
	if (o.rounds && strcmp(name, "delphi") != 0)
		return run_usage(r, "--rounds goes with -m delphi");
	if (o.check && strcmp(name, "ahp") != 0)
		return run_usage(r, "--check goes with -m ahp");
	if (o.normalise &&
	    (r->method->run == run_pairs || r->method->run == run_ahp))
		return run_usage(r, "--normalise goes with -m direct, "
				    "multiples and delphi");
	return r->method->run(r);
}

static const struct tool tool = {.name = "crm-weights",
    .summary = "what experts say of indicators -> a weight for each",
    .operands = "[FILE...]",
    .about = "Writes indicator,weight and what stands behind it; the weights "
	     "sum to 1.",
    .opts = opts,
    .roles = roles,
    .methods = methods,
    .method = "direct",
    .common = &o.common,
    .run = run};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
