/* --check-profile: what becomes of each column of an export. */
#include "orders.h"

#include "base/buf.h"

struct check {
	struct run *run;
	struct settings *set;
	struct plan plan;
	struct table *table;
	struct rows *rows;
	size_t keep;
	struct put put;
	struct order first; /* the first row, */
	bool row, read;     /* if there is one, and it can be read */
};

static const char *
amount_use(const struct check *c)
{
	if (c->plan.profile->rows == ROWS_LINE)
		return "the line's amount; those of an order add up";
	return c->plan.profile->rows == ROWS_FIRST_ROW
		   ? "the order's amount, once an order"
		   : "the row's amount";
}

/* What quantities and prices are good for. */
static const char *
factor_use(const struct check *c)
{
	if (c->plan.product)
		return "quantity x price is the line's amount";
	return c->set->lines ? "of the line" : "for --lines only";
}

static const char *
refunded_use(const struct check *c)
{
	return c->plan.net ? "what came back of the order, taken from it"
			   : "what came back of the order, as a row";
}

static const char *
use_of(const struct check *c, size_t slot)
{
	static const char *const uses[ROLE_COUNT] = {
	    [ROLE_CUSTOMER] = "who bought; blank is a guest",
	    [ROLE_ORDER] = "the order's id",
	    [ROLE_DATE] = "when it was ordered",
	    [ROLE_TIME] = "the time of day behind the date",
	    [ROLE_ZONE] = "the zone of date and time, under --tz",
	    [ROLE_CURRENCY] = "the currency",
	    [ROLE_KIND] = "whether it is a sale or a refund",
	    [ROLE_STATUS] = "whether it was paid",
	    [ROLE_LINE_STATUS] = "whether the line was paid",
	    [ROLE_PAID] = "blank: not paid",
	    [ROLE_CANCELLED] = "not blank: cancelled",
	    [ROLE_SKU] = "what was bought, for --lines",
	};

	if (slot >= c->keep)
		return "kept";
	if (slot >= ROLE_COUNT)
		return slot < ROLE_COUNT + c->plan.profile->plus.n
			   ? "added to the amount"
			   : "taken from the amount";
	return slot == ROLE_AMOUNT                           ? amount_use(c)
	       : slot == ROLE_REFUNDED                       ? refunded_use(c)
	       : slot == ROLE_QUANTITY || slot == ROLE_PRICE ? factor_use(c)
							     : uses[slot];
}

static const char *
role_of(const struct check *c, size_t slot)
{
	if (slot < ROLE_COUNT)
		return profile_roles[slot];
	if (slot >= c->keep)
		return "keep";
	return slot < ROLE_COUNT + c->plan.profile->plus.n ? "plus" : "minus";
}

static const char *
payment(unsigned marks)
{
	return (marks & ORDER_CANCELLED) != 0 ? "cancelled"
	       : (marks & ORDER_UNPAID) != 0  ? "unpaid"
					      : "paid";
}

/* What the first row's cell is read as. */
static void
put_read(const struct check *c, size_t slot)
{
	const struct order *o = &c->first;

	if (!c->read || table_blank(c->table, slot))
		put_empty(&c->put);
	else if (slot == ROLE_CUSTOMER)
		put_text(&c->put, o->customer);
	else if (slot == ROLE_ORDER)
		put_text(&c->put, o->id);
	else if ((slot == ROLE_DATE || slot == ROLE_TIME) && o->dated)
		put_time(&c->put, o->us);
	else if (slot == ROLE_AMOUNT && o->priced)
		put_dec(&c->put, o->amount);
	else if (slot == ROLE_REFUNDED)
		put_dec(&c->put, o->refunded);
	else if (slot == ROLE_CURRENCY)
		put_text(&c->put, o->currency);
	else if (slot == ROLE_STATUS || slot == ROLE_LINE_STATUS ||
		 slot == ROLE_PAID || slot == ROLE_CANCELLED)
		put_label(&c->put, payment(o->marks));
	else
		put_empty(&c->put);
}

static bool
put_slot(const struct check *c, size_t slot)
{
	put_text(&c->put, table_name(c->table, slot));
	put_label(&c->put, role_of(c, slot));
	put_label(&c->put, use_of(c, slot));
	put_text(&c->put, c->row ? table_text(c->table, slot) : STR(""));
	put_read(c, slot);
	return put_end(&c->put);
}

static bool
put_unused(const struct check *c, size_t column)
{
	put_text(&c->put, table_schema(c->table)->name[column]);
	put_empty(&c->put);
	put_label(&c->put, "not used");
	put_text(&c->put, c->row ? table_cell(c->table, column) : STR(""));
	put_empty(&c->put);
	return put_end(&c->put);
}

/* A row for each use of the column, or one that says there is none. */
static bool
put_column(const struct check *c, size_t column)
{
	size_t slots = c->keep + c->set->keep.n;
	struct str name = table_schema(c->table)->name[column];
	bool used = false;

	for (size_t i = 0; i < slots; i++) {
		if (!table_has(c->table, i) ||
		    !str_eq(table_name(c->table, i), name))
			continue;
		used = true;
		if (!put_slot(c, i))
			return false;
	}
	return used || put_unused(c, column);
}

static bool
put_columns(const struct check *c)
{
	static const char *const names[] = {
	    "column", "role", "use", "example", "read_as"};
	size_t n = table_schema(c->table)->count;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(c->put.w, str_of(names[i]));
	writer_begin(c->put.w);
	for (size_t i = 0; i < n; i++)
		if (!put_column(c, i))
			return false;
	return true;
}

/* Roles that the profile gives, but no column has. */
static void
say_absent(const struct check *c)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		const struct words *w = &c->plan.profile->column[i];

		if (w->n > 0 && !table_has(c->table, i))
			diag_say("no column of role '%s': '%s'%s",
			    profile_roles[i], w->word[0],
			    w->n > 1 ? " or another" : "");
	}
}

static bool
check(struct check *c)
{
	struct fault *f = &c->run->fault, cells = {0};

	if (!plan_make(&c->plan, c->set, c->run) ||
	    !plan_table(
		&c->plan, c->set, c->run, &c->table, &c->rows, &c->keep) ||
	    !run_put(c->run, c->table, &c->put))
		return false;
	c->read = rows_next(c->rows, &c->first);
	if (!c->read)
		(void)table_done(c->table, &cells);
	/* A bad row is where the table stops; else none is left. */
	c->row = c->read || cells.code == FAULT_ROW;
	if (!put_columns(c))
		return false;
	say_absent(c);
	if (rows_check(c->rows, f))
		*f = cells;
	if (f->code == FAULT_NONE)
		return true;
	f->code = FAULT_CHECK;
	return false;
}

bool
check_profile(struct run *r, struct settings *set)
{
	struct check c = {.run = r, .set = set};
	bool ok;

	set->profile = set->check_profile;
	ok = check(&c);
	rows_delete(c.rows);
	table_delete(c.table);
	plan_free(&c.plan);
	return ok;
}
