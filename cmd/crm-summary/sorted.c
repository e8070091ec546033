/* --sorted: orders by customer; what is done with one is forgotten. */
#include "base/mem.h"
#include "fold/key.h"
#include "summary.h"

/* Ids that do not decrease do not come again later, either. */
static bool
check_order(struct work *w, struct str before, struct str id)
{
	struct fault *f = &w->r->fault;

	if (str_cmp(before, id) <= 0)
		return true;
	fault_set(f, FAULT_FORM, "not sorted: less than the id before it");
	fault_at(f, table_file(w->t), table_line(w->t));
	fault_column(f, table_name(w->t, CUSTOMER));
	fault_value(f, id);
	fault_hint(f, "LC_ALL=C sort; or leave --sorted out");
	return false;
}

/* Writes the rows of one id, which are several with --by. */
static bool
flush(struct work *w)
{
	struct roll_order order = {.by_id = o.sort, .all = o.partial};
	struct fold_person p;
	bool ok = fold_finish(w->fold, &w->r->fault);
	size_t n;
	uint32_t *row;

	if (!ok)
		return false;
	row = roll_choose(&order, w->fold, &n);
	for (size_t i = 0; ok && i < n; i++) {
		fold_get(w->fold, row[i], &p);
		ok = write_person(w, &p);
	}
	mem_free(row);
	fold_clear(w->fold);
	return ok;
}

static bool
read_sorted(struct work *w)
{
	struct buf last = {0};
	struct fold_row row = {0};
	bool ok = true;

	while (ok && read_order(w, &row)) {
		struct str rest, id = key_first(row.id, &rest);

		if (!str_eq(id, buf_view(&last))) {
			ok = (last.n == 0 || flush(w)) &&
			     check_order(w, buf_view(&last), id);
			last.n = 0;
			buf_str(&last, id);
		}
		ok = ok && fold_add(w->fold, &row, 1, &w->r->fault);
	}
	ok = ok && table_done(w->t, &w->r->fault) && flush(w);
	buf_free(&last);
	return ok;
}

bool
sorted_all(struct work *w)
{
	struct fold_form form = fold_options();

	w->fold = fold_new(&form);
	if (!read_header(w) || !run_put(w->r, w->t, &w->put))
		return false;
	write_header(w);
	return read_sorted(w) && (!o.partial || write_mark(w));
}
