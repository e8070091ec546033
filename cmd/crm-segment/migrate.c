/*
 * migrate: --previous: from which class to which each customer went. Ids are
 * numbered, those of the earlier file first.
 */
#include "base/mem.h"
#include "segment.h"

/* Classes of the earlier file come behind ours, where they differ. */
struct migration {
	struct names ids;
	size_t before;   /* ids of the earlier file */
	uint32_t *class; /* of theirs: index into classes */
	size_t class_room;
	bool *seen; /* by theirs: in our rows too */
	struct names classes;
	uint32_t blank; /* the index of "" in classes */
	uint32_t *id;   /* by row of ours */
	size_t id_room;
};

/* Its classes may bear their names in either language. */
static bool
note_before(const struct segment *s, struct table *t)
{
	struct migration *m = s->migration;
	struct str id;
	uint32_t k;

	if (!table_id(t, 0, &id))
		return false;
	k = names_add(&m->ids, id);
	if (k + 1 < m->ids.count)
		return table_reject(t, 0, "twice");
	m->class =
	    mem_grow(m->class, &m->class_room, m->ids.count, sizeof(*m->class));
	m->class[k] = names_add(&m->classes, label_of(s, table_text(t, 1)));
	return true;
}

/* The class column as this run would call it. */
static const char *
column_of(const struct segment *s, struct buf *b)
{
	const char *prefix = s->run->common->prefix;

	buf_printf(
	    b, "%s%s", prefix != NULL ? prefix : "", segment_class_column(s));
	return buf_cstr(b);
}

bool
migrate_begin(struct segment *s)
{
	const struct common *c = s->run->common;
	struct migration *m;
	struct table_form form = {
	    .record = {.delimiter = c->delimiter, .tsv = c->tsv}};
	struct table *t;
	char *file, *files[1];
	struct buf name = {0};
	struct fault *f = &s->run->fault;
	bool ok;

	if (given.previous == NULL)
		return true;
	m = s->migration = mem_zero(1, sizeof(*m));
	m->blank = names_add(&m->classes, STR(""));
	t = table_new(&form);
	file = files[0] = mem_dup(given.previous, strlen(given.previous));
	(void)table_role(t, &segment_roles[ROLE_CUSTOMER]);
	(void)table_column(t, column_of(s, &name), NULL);
	ok = table_open(t, files, 1, f) && table_need(t, 0, f);
	while (ok && table_next(t))
		(void)note_before(s, t);
	ok = ok && table_done(t, f);
	if (!ok)
		f->file = given.previous;
	table_delete(t);
	mem_free(file);
	buf_free(&name);
	m->before = m->ids.count;
	m->seen = mem_zero(m->before + 1, sizeof(*m->seen));
	return ok;
}

bool
migrate_take(struct segment *s, size_t at)
{
	struct migration *m = s->migration;
	struct str id;
	uint32_t k;

	if (!table_id(s->table, ROLE_CUSTOMER, &id))
		return false;
	k = names_add(&m->ids, id);
	if (k < m->before ? m->seen[k] : k + 1 < m->ids.count)
		return table_reject(s->table, ROLE_CUSTOMER, "twice");
	if (k < m->before)
		m->seen[k] = true;
	m->id = mem_grow(m->id, &m->id_room, at + 1, sizeof(*m->id));
	m->id[at] = k;
	return true;
}

/* n by from and to: classes, then one more for outside of that file. */
struct matrix {
	size_t n; /* classes; row and column n: not there */
	size_t *count;
};

static size_t *
cell(const struct matrix *x, size_t from, size_t to)
{
	return &x->count[from * (x->n + 1) + to];
}

static void
count(struct segment *s, struct matrix *x)
{
	struct migration *m = s->migration;
	size_t classes = s->way->classes(s);
	uint32_t *to = mem_resize(NULL, classes + 1, sizeof(*to));

	for (size_t k = 0; k < classes; k++)
		to[k] = names_add(&m->classes, class_label(s, k));
	x->n = m->classes.count;
	x->count = mem_zero((x->n + 1) * (x->n + 1), sizeof(*x->count));
	for (size_t i = 0; i < s->rows; i++) {
		size_t k = segment_class(s, i);
		uint32_t id = m->id[i];

		++*cell(x, id < m->before ? m->class[id] : x->n,
		    k == CLASS_NONE ? m->blank : to[k]);
	}
	for (size_t id = 0; id < m->before; id++)
		if (!m->seen[id])
			++*cell(x, m->class[id], x -> n);
	mem_free(to);
}

/* Our classes in their order, then the rest as it came, then "". */
static size_t *
order_of(const struct segment *s, size_t n)
{
	struct migration *m = s->migration;
	size_t *order = mem_resize(NULL, n + 1, sizeof(*order)), at = 0;
	bool *done = mem_zero(n + 1, sizeof(*done));

	done[m->blank] = true;
	for (size_t k = 0; k < s->way->classes(s); k++) {
		uint32_t c = names_find(&m->classes, class_label(s, k));

		if (!done[c])
			order[at++] = c;
		done[c] = true;
	}
	for (size_t c = 0; c < n; c++)
		if (!done[c])
			order[at++] = c;
	order[at++] = m->blank;
	order[at] = n;
	mem_free(done);
	return order;
}

static void
put_move(const struct segment *s, const struct matrix *x, size_t from,
    size_t to, size_t all)
{
	const struct names *classes = &s->migration->classes;
	size_t n = *cell(x, from, to);

	for (int i = 0; i < 2; i++) {
		size_t c = i == 0 ? from : to;

		if (c == x->n)
			put_empty(&s->put);
		else
			put_text(&s->put, classes->name[c]);
	}
	put_label(&s->put, from == x->n ? "new"
			   : to == x->n ? "gone"
			   : from == to ? "same"
					: "moved");
	put_int(&s->put, (int64_t)n);
	put_real(&s->put, (double)n / (double)all);
	(void)put_end(&s->put);
}

bool
migrate_write(struct segment *s)
{
	static const char *const names[] = {"from", "to", "move", "n", "share"};
	struct matrix x;
	size_t *order;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(s->put.w, str_of(names[i]));
	writer_begin(s->put.w);
	count(s, &x);
	order = order_of(s, x.n);
	for (size_t i = 0; i <= x.n; i++) {
		size_t all = 0;

		for (size_t j = 0; j <= x.n; j++)
			all += *cell(&x, order[i], order[j]);
		for (size_t j = 0; j <= x.n; j++)
			if (*cell(&x, order[i], order[j]) > 0)
				put_move(s, &x, order[i], order[j], all);
	}
	mem_free(order);
	mem_free(x.count);
	return true;
}

void
migrate_end(struct segment *s)
{
	struct migration *m = s->migration;

	if (m == NULL)
		return;
	names_free(&m->ids);
	names_free(&m->classes);
	mem_free(m->class);
	mem_free(m->seen);
	mem_free(m->id);
	mem_free(m);
}
