/* index: the tree of --tree over the answers; a row for each node. */
#include "csat.h"

#include <math.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/tree.h"
#include "num/parse.h"

enum { NODE, PARENT, WEIGHT, ITEM };

/* A node's fault becomes the row's. */
static void
add_row(struct table *t, struct tree *tree)
{
	struct str parent = str_trim(table_text(t, PARENT));
	double weight = 1;
	struct fault f;

	if ((parent.n != 0 || !table_blank(t, WEIGHT)) &&
	    !table_real(t, WEIGHT, &weight))
		return;
	if (!tree_add(tree, str_trim(table_text(t, NODE)), parent, weight,
		str_trim(table_text(t, ITEM)), &f))
		table_reject(t, NODE, "%s", f.what);
}

static bool
load_file(struct tree *tree, const char *path, struct fault *f)
{
	static const char *const names[] = {"node", "parent", "weight", "item"};
	struct table *t = table_new(&(struct table_form){0});
	char *file = mem_dup(path, strlen(path));
	bool ok;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		table_column(t, names[i], NULL);
	ok = table_open(t, &file, 1, f);
	while (ok && table_next(t))
		add_row(t, tree);
	ok = ok && table_done(t, f);
	if (!ok)
		f->file = path;
	table_delete(t);
	mem_free(file);
	return ok;
}

/* A built-in tree: node,parent,weight,item and a remark; no quotes. */
static bool
load_text(struct tree *tree, const struct text *text, struct fault *f)
{
	struct str rest = text_view(text), line, cell[4];
	double weight;

	(void)str_split(&rest, '\n', &line);
	while (str_split(&rest, '\n', &line)) {
		size_t n = 0;

		while (n < 4 && str_split(&line, ',', &cell[n]))
			n++;
		if (n == 4 &&
		    parse_real(cell[WEIGHT], '.', &weight) == PARSE_OK &&
		    !tree_add(
			tree, cell[NODE], cell[PARENT], weight, cell[ITEM], f))
			return false;
	}
	return true;
}

static bool
load(struct run *r, struct tree *tree)
{
	const struct text *text;
	struct fault *f = &r->fault;
	bool ok;

	if (o.tree == NULL) {
		run_usage(r, "-m index needs --tree FILE");
		fault_hint(f, "--show-tree acsi prints one to begin with");
		return false;
	}
	text = text_find("trees", str_of(o.tree));
	ok = text != NULL ? load_text(tree, text, f)
			  : load_file(tree, o.tree, f);
	if (!ok)
		return false;
	if (tree_close(tree, o.normalise, f))
		return true;
	f->file = o.tree;
	return false;
}

struct job {
	struct tree tree;
	double *a; /* coefficients of a node */
};

/* Respondents who left out one of the node's items or more. */
static double
lacking(const struct sample *s, const double *a)
{
	double n = 0;

	for (size_t i = 0; i < s->n; i++) {
		bool blank = false;

		for (size_t k = 0; k < s->k; k++)
			blank |= a[k] != 0 && isnan(s->x[i * s->k + k]);
		n += blank ? s->c[i] : 0;
	}
	return n;
}

static bool
put_node(struct survey *s, uint32_t group, const struct sample *a,
    struct job *j, size_t i)
{
	const struct tree_node *node = &j->tree.node[i];
	double width = s->scale.max - s->scale.min;
	struct csat_mean m;

	tree_coefficients(&j->tree, i, j->a);
	csat_linear(a, j->a, o.level, &m);
	group_put(s->group, &s->put, group);
	put_int(&s->put, node->level);
	put_text(&s->put, node->name);
	put_text(&s->put, node->above);
	put_real(&s->put, node->weight);
	put_text(&s->put, node->asked);
	put_count(&s->put, m.n);
	put_count(&s->put, lacking(a, j->a));
	put_real(&s->put, m.value);
	put_real(&s->put, csat_rescale(&s->scale, m.value));
	put_real(&s->put, m.se / width * 100);
	put_interval(&s->put, csat_rescaled(&s->scale, m.at));
	put_mean_note(&s->put, &m);
	return put_end(&s->put);
}

static bool
put_tree(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	struct job *j = arg;

	for (size_t i = 0; i < j->tree.n; i++)
		if (!put_node(s, group, a, j, i))
			return false;
	return true;
}

/* The items are the tree's; --items would say nothing. */
static void
bind_items(struct tree *tree)
{

	for (size_t i = 0; i < tree->items.count; i++) {
		o.items.item =
		    mem_resize(o.items.item, i + 1, sizeof(*o.items.item));
		o.items.item[i] =
		    mem_dup(tree->items.name[i].p, tree->items.name[i].n);
		o.items.n = i + 1;
	}
}

bool
run_index(struct run *r)
{
	static const char *const ours[] = {"level", "node", "parent", "weight",
	    "item", "n", "blank", "value", "index", "se", "low", "high", "note",
	    NULL};
	struct survey s;
	struct job j = {.a = NULL};
	bool ok = survey_begin(&s, r) && load(r, &j.tree);

	if (ok) {
		bind_items(&j.tree);
		j.a = mem_zero(o.items.n, sizeof(*j.a));
		ok = survey_items(&s, NULL) &&
		     survey_open(&s, o.items.n, ours) && survey_read(&s) &&
		     survey_report(&s, put_tree, &j);
	}
	mem_free(j.a);
	tree_free(&j.tree);
	survey_end(&s);
	return ok;
}
