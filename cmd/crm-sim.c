/*
 * crm-sim: orders of customers who follow a known model, to try things on:
 * what is simulated is what crm-clv should find.
 */
#include <math.h>

#include "base/mem.h"
#include "cli/tool.h"
#include "model/sim.h"
#include "num/parse.h"

enum { LAST_DAY = 2932896, /* 9999-12-31 */ PARAMS = 4, SPEND = 3 };

/* What -m chooses: the names of its parameters, and CDNOW's, by the day. */
struct family {
	enum sim_kind kind;
	const char *name[PARAMS + 1];
	double value[PARAMS];
};

static const struct family bgnbd = {
    SIM_BGNBD, {"r", "alpha", "a", "b", NULL}, {.243, 30.9, .793, 2.426}};
static const struct family mbgnbd = {
    SIM_MBGNBD, {"r", "alpha", "a", "b", NULL}, {.525, 43.3, .891, 1.614}};
static const struct family paretonbd = {
    SIM_PARETONBD, {"r", "alpha", "s", "beta", NULL}, {.553, 74, .606, 81.7}};

static const char *const spend_names[] = {"p", "q", "v", NULL};

static const struct method methods[] = {
    {.name = "bgnbd",
	.help = "BG/NBD: may drop out after a repeat order",
	.data = &bgnbd},
    {.name = "mbgnbd",
	.help = "MBG/NBD: after the first order as well",
	.data = &mbgnbd},
    {.name = "paretonbd",
	.help = "Pareto/NBD: may drop out at any time",
	.data = &paretonbd},
    {.name = NULL},
};

static struct {
	struct common common;
	int64_t customers, days, seed;
	struct opt_date start;
	const char *model, *spend;
	bool dirty;
} o = {
    .common = COMMON_DEFAULTS,
    .customers = 1000,
    .days = 365,
    .seed = 1,
    .start = {.day = 19723}, /* 2024-01-01 */
};

static const struct opt opts[] = {
    {.name = "customers",
	.type = OPT_INT,
	.to = &o.customers,
	.arg = "N",
	.dflt = "1000",
	.min = 1,
	.max = UINT32_MAX,
	.help = "how many customers",
	.group = "Model"},
    {.name = "days",
	.type = OPT_INT,
	.to = &o.days,
	.arg = "N",
	.dflt = "365",
	.min = 1,
	.max = 3e6,
	.help = "length of the window in days",
	.group = "Model"},
    {.name = "start",
	.type = OPT_DATE,
	.to = &o.start,
	.arg = "DATE",
	.dflt = "2024-01-01",
	.help = "first day of the window",
	.group = "Model"},
    {.name = "model-params",
	.type = OPT_TEXT,
	.to = &o.model,
	.arg = "NAME=X,...",
	.dflt = "CDNOW's",
	.help = "r, alpha, a, b; of paretonbd r, alpha, s, beta; in days",
	.group = "Model"},
    {.name = "spend-params",
	.type = OPT_TEXT,
	.to = &o.spend,
	.arg = "NAME=X,...",
	.dflt = "p=6.25,q=3.74,v=15.44",
	.help = "p, q, v of the gamma-gamma model of amounts",
	.group = "Model"},
    {.name = "seed",
	.type = OPT_INT,
	.to = &o.seed,
	.arg = "N",
	.dflt = "1",
	.min = 0,
	.max = 9e18,
	.help = "another N gives other customers",
	.group = "Model"},
    {.name = "dirty",
	.type = OPT_FLAG,
	.to = &o.dirty,
	.help = "append a note with commas, quotes and line ends",
	.group = "Model"},
    OPTS_DECIMAL(&o.common),
    OPTS_OUTPUT_EXACT(&o.common),
    OPTS_GENERAL(&o.common),
    OPTS_END,
};

/* What the option's parameters are called, as a hint. */
static bool
hint(struct run *r, const char *const *names)
{
	struct buf b = {0};

	for (size_t i = 0; names[i] != NULL; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : ", ", names[i]);
	fault_hint(&r->fault, "it takes %s, each above 0", buf_cstr(&b));
	buf_free(&b);
	return false;
}

static bool
set_value(struct run *r, const char *option, const char *name, struct str text,
    double *value)
{
	char shown[FAULT_TEXT];

	fault_escape(shown, sizeof(shown), text);
	if (parse_real(text, '.', value) != PARSE_OK)
		return run_usage(
		    r, "--%s: %s: not a number: '%s'", option, name, shown);
	if (!(*value > 0))
		return run_usage(
		    r, "--%s: %s: not above 0: '%s'", option, name, shown);
	return true;
}

/* One name=value; got: which ones there have been. */
static bool
set_param(struct run *r, const char *option, struct str piece,
    const char *const *names, double *value, bool *got)
{
	struct str rest = piece, name = {NULL, 0};
	char shown[FAULT_TEXT];
	size_t i = 0;

	(void)str_split(&rest, '=', &name);
	while (names[i] != NULL && !str_is(name, names[i]))
		i++;
	fault_escape(shown, sizeof(shown), name);
	if (names[i] == NULL)
		return run_usage(r, "--%s: no parameter '%s'", option, shown);
	if (got[i])
		return run_usage(r, "--%s: '%s' twice", option, shown);
	got[i] = true;
	return set_value(
	    r, option, names[i], rest.p == NULL ? STR("") : rest, &value[i]);
}

/* All parameters or none: half of CDNOW's would be nobody's model. */
static bool
set_params(struct run *r, const char *option, const char *text,
    const char *const *names, double *value)
{
	struct str rest = {NULL, 0}, piece;
	bool got[PARAMS] = {false};

	if (text == NULL)
		return true;
	rest = str_of(text);
	while (str_split(&rest, ',', &piece))
		if (!set_param(r, option, piece, names, value, got))
			return hint(r, names);
	for (size_t i = 0; names[i] != NULL; i++)
		if (!got[i]) {
			run_usage(r, "--%s: '%s' is missing", option, names[i]);
			return hint(r, names);
		}
	return true;
}

static bool
set_form(struct run *r, struct sim_form *form)
{
	const struct family *m = r->method->data;

	*form = (struct sim_form){.kind = m->kind,
	    .spend = {6.25, 3.74, 15.44},
	    .days = (int32_t)o.days,
	    .seed = (uint64_t)o.seed};
	memcpy(form->p, m->value, sizeof(form->p));
	if (o.start.day + o.days - 1 > LAST_DAY)
		return run_usage(r, "--start and --days: the window ends "
				    "after 9999-12-31");
	return set_params(r, "model-params", o.model, m->name, form->p) &&
	       set_params(r, "spend-params", o.spend, spend_names, form->spend);
}

/*
 * A note of up to four pieces, each a trap for some reader of CSV. Its
 * stream is the order's own: --dirty changes nothing else.
 */
static void
put_note(const struct put *put, const struct sim_order *order, uint64_t seed)
{
	static const char *const piece[] = {"gift, please wrap",
	    "said \"thanks\"", "leave at\nthe door", "\"", ",", "\n",
	    "two\r\nlines", " blanks around ", "a;b\tc|d", "Zoë in Zürich",
	    "客户说：\"好，谢谢\"", "=1+1"};
	enum { PIECES = sizeof(piece) / sizeof(*piece) };
	struct buf b = {0};
	struct rng rng;

	rng_init(&rng, ~seed, (uint64_t)order->customer << 32 | order->number);
	for (uint64_t n = rng_below(&rng, 5); n > 0; n--)
		buf_puts(&b, piece[rng_below(&rng, PIECES)]);
	put_text(put, buf_view(&b));
	buf_free(&b);
}

static bool
put_order(const struct put *put, const struct sim_order *order, int32_t day)
{
	struct buf id = {0};
	size_t n;

	buf_printf(&id, "C%06lu", (unsigned long)order->customer + 1);
	n = id.n;
	buf_printf(&id, "-%lu", (unsigned long)order->number);
	put_text(put, (struct str){id.p, n});
	put_text(put, buf_view(&id));
	put_date(put, day);
	put_dec(put, order->cents * (DEC_ONE / 100));
	if (o.dirty)
		put_note(put, order, (uint64_t)o.seed);
	buf_free(&id);
	return put_end(put);
}

static bool
write_orders(struct run *r, const struct sim_orders *orders)
{
	static const char *const columns[] = {
	    "customer_id", "order_id", "date", "amount", "note"};
	struct put put;
	bool ok = true;

	if (!run_put(r, NULL, &put))
		return false;
	for (size_t i = 0; i < (o.dirty ? 5U : 4U); i++)
		writer_column(put.w, str_of(columns[i]));
	writer_begin(put.w);
	for (int32_t d = 0; ok && d < o.days; d++)
		for (size_t i = orders->start[d];
		     ok && i < orders->start[d + 1]; i++)
			ok = put_order(&put, &orders->at[i], o.start.day + d);
	diag_note("%lld customers, %zu orders", (long long)o.customers,
	    orders->start[o.days]);
	return ok;
}

static bool
run(struct run *r)
{
	struct sim_orders orders = {0};
	struct sim_form form;
	bool ok =
	    set_form(r, &form) &&
	    sim_orders(&form, (uint32_t)o.customers, &orders, &r->fault) &&
	    write_orders(r, &orders);

	sim_orders_free(&orders);
	return ok;
}

static const struct tool tool = {
    .name = "crm-sim",
    .summary = "orders from a known model",
    .operands = "",
    .about = "Writes customer_id,order_id,date,amount in order of date.",
    .opts = opts,
    .methods = methods,
    .method = "bgnbd",
    .common = &o.common,
    .run = run,
};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
