/*
 * servqual: expectations and perceptions -> gaps by item and dimension. The
 * answers come one a row (respondent, dimension, item, expectation,
 * perception), or one respondent a row in columns e1 to e22 and p1 to p22.
 */
#include "servqual.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/sort.h"
#include "model/servqual.h"
#include "num/parse.h"

static void
bind(struct survey *s, struct gaps *j)
{
	static char e[SERVQUAL_ITEMS][4], p[SERVQUAL_ITEMS][4];

	j->respondent = survey_role(s, COL_RESPONDENT);
	j->dimension = survey_role(s, COL_DIMENSION);
	j->item = survey_role(s, COL_ITEM);
	j->expectation = survey_role(s, COL_EXPECTATION);
	j->perception = survey_role(s, COL_PERCEPTION);
	for (int i = 0; i < SERVQUAL_ITEMS; i++) {
		(void)snprintf(e[i], sizeof(e[i]), "e%d", i + 1);
		(void)snprintf(p[i], sizeof(p[i]), "p%d", i + 1);
		j->wide_e[i] = table_role(s->t, &(struct role){.name = e[i]});
		j->wide_p[i] = table_role(s->t, &(struct role){.name = p[i]});
	}
}

static bool
need(struct survey *s, struct gaps *j)
{
	struct fault *f = &s->r->fault;

	if (!table_has(s->t, j->expectation))
		for (int i = 0; i < SERVQUAL_ITEMS; i++)
			j->wide |= table_has(s->t, j->wide_e[i]);
	for (int i = 0; j->wide && i < SERVQUAL_ITEMS; i++)
		if (table_has(s->t, j->wide_e[i]) &&
		    !table_need(s->t, j->wide_p[i], f))
			return false;
	return j->wide || (table_need(s->t, j->item, f) &&
			      table_need(s->t, j->expectation, f) &&
			      table_need(s->t, j->perception, f));
}

/* The item of that dimension and name, added when it is new. */
static uint32_t
item_of(struct gaps *j, struct str dimension, struct str name)
{
	struct buf key = {0};
	size_t known = j->items.count;
	struct item *new;
	uint32_t i;

	buf_str(&key, dimension);
	buf_putc(&key, '\0');
	buf_str(&key, name);
	i = names_add(&j->items, buf_view(&key));
	buf_free(&key);
	if (j->items.count == known)
		return i;
	j->all = mem_grow(j->all, &j->items_room, known + 1, sizeof(*j->all));
	new = &j->all[i];
	*new = (struct item){.dimension = names_add(&j->dimensions, dimension)};
	new->name = j->items.name[i];
	new->name.p += dimension.n + 1;
	new->name.n -= dimension.n + 1;
	new->numbered = parse_i64(new->name, &new->number) == PARSE_OK;
	return i;
}

static uint32_t
add_person(struct gaps *j, uint32_t i, uint32_t group, double weight)
{
	j->person = mem_grow(
	    j->person, &j->people_room, (size_t)i + 1, sizeof(*j->person));
	j->person[i] = (struct person){group, weight};
	return i;
}

/* Rows of one respondent in one group are one person; without a column of
 * respondents, each row is. */
static bool
person_of(struct survey *s, struct gaps *j, double weight, uint32_t *person)
{
	struct buf key = {0};
	size_t known = j->people.count;
	uint32_t group;

	if (!group_find(s->group, s->t, &group))
		return false;
	buf_put(&key, (const char *)&group, sizeof(group));
	if (j->wide || !table_has(s->t, j->respondent)) {
		uint64_t row = table_rows(s->t);

		buf_put(&key, (const char *)&row, sizeof(row));
	} else {
		buf_str(&key, table_text(s->t, j->respondent));
	}
	*person = names_add(&j->people, buf_view(&key));
	buf_free(&key);
	if (j->people.count > known)
		(void)add_person(j, *person, group, weight);
	return j->person[*person].weight == weight ||
	       table_reject(
		   s->t, (long)s->weight, "a respondent has two weights");
}

static void
add_pair(struct gaps *j, uint32_t person, uint32_t item, double expectation,
    double perception)
{
	double gap = perception - expectation;

	j->pair =
	    mem_grow(j->pair, &j->pairs_room, j->pairs + 1, sizeof(*j->pair));
	j->pair[j->pairs++] = (struct pair){
	    person, item, isnan(gap) ? (double)NAN : expectation, gap};
}

static bool
get(struct survey *s, size_t slot, double *v)
{
	return cell_get(s->t, slot, s->bounded ? &s->scale : NULL, false, v);
}

static bool
get_dimension(struct survey *s, const struct gaps *j, struct str *dimension)
{
	const char *name = NULL;
	int64_t number;

	if (table_has(s->t, j->dimension))
		return table_id(s->t, j->dimension, dimension);
	if (!table_int(s->t, j->item, &number))
		return false;
	name = servqual_dimension(number);
	if (name == NULL)
		return table_reject(
		    s->t, (long)j->item, "not an item from 1 to 22");
	*dimension = str_of(name);
	return true;
}

static void
read_long(struct survey *s, struct gaps *j)
{
	struct str dimension = {NULL, 0}, item;
	double expectation, perception, weight;
	uint32_t person;

	if (table_id(s->t, j->item, &item) && get_dimension(s, j, &dimension) &&
	    get(s, j->expectation, &expectation) &&
	    get(s, j->perception, &perception) && survey_weight(s, &weight) &&
	    person_of(s, j, weight, &person))
		add_pair(j, person,
		    item_of(j, str_trim(dimension), str_trim(item)),
		    expectation, perception);
}

static void
read_wide(struct survey *s, struct gaps *j)
{
	double v[SERVQUAL_ITEMS][2], weight;
	uint32_t person;
	char name[4];

	for (int i = 0; i < SERVQUAL_ITEMS; i++)
		if (table_has(s->t, j->wide_e[i]) &&
		    (!get(s, j->wide_e[i], &v[i][0]) ||
			!get(s, j->wide_p[i], &v[i][1])))
			return;
	if (!survey_weight(s, &weight) || !person_of(s, j, weight, &person))
		return;
	for (int i = 0; i < SERVQUAL_ITEMS; i++) {
		if (!table_has(s->t, j->wide_e[i]))
			continue;
		(void)snprintf(name, sizeof(name), "%d", i + 1);
		add_pair(j, person,
		    item_of(j, str_of(servqual_dimension(i + 1)), str_of(name)),
		    v[i][0], v[i][1]);
	}
}

/* Numbers first, by value; then texts, by bytes; then the dimension. */
static int
by_item(uint32_t a, uint32_t b, void *arg)
{
	const struct gaps *j = arg;
	const struct item *x = &j->all[a], *y = &j->all[b];
	int order;

	if (x->numbered != y->numbered)
		return x->numbered ? -1 : 1;
	if (x->numbered && x->number != y->number)
		return x->number < y->number ? -1 : 1;
	order = str_cmp(x->name, y->name);
	return order != 0 ? order
			  : str_cmp(j->dimensions.name[x->dimension],
				j->dimensions.name[y->dimension]);
}

/* Dimensions in the order of their first items; items within them. */
static void
arrange(struct gaps *j)
{
	size_t n = j->items.count, at = 0, found = 0;
	uint32_t *sorted = mem_resize(NULL, n, sizeof(*sorted));
	bool *seen = mem_zero(j->dimensions.count, sizeof(*seen));

	j->order = mem_resize(NULL, n, sizeof(*j->order));
	j->dimension_order =
	    mem_resize(NULL, j->dimensions.count, sizeof(*j->dimension_order));
	for (size_t i = 0; i < n; i++)
		sorted[i] = (uint32_t)i;
	sort_index(sorted, n, by_item, j);
	for (size_t i = 0; i < n; i++) {
		uint32_t d = j->all[sorted[i]].dimension;

		if (seen[d])
			continue;
		seen[d] = true;
		j->dimension_order[found++] = d;
		for (size_t k = i; k < n; k++)
			if (j->all[sorted[k]].dimension == d) {
				j->all[sorted[k]].column = at;
				j->order[at++] = sorted[k];
			}
	}
	mem_free(sorted);
	mem_free(seen);
}

static int
by_person(uint32_t a, uint32_t b, void *arg)
{
	const struct pair *p = arg;

	return (p[a].person > p[b].person) - (p[a].person < p[b].person);
}

static bool
answered_twice(struct survey *s, const struct gaps *j, const struct pair *p)
{
	fault_set(&s->r->fault, FAULT_DATA,
	    "a respondent answered item '%.*s' twice",
	    (int)j->all[p->item].name.n, j->all[p->item].name.p);
	if (!table_has(s->t, j->respondent))
		return false;
	fault_value(&s->r->fault,
	    (struct str){j->people.name[p->person].p + sizeof(uint32_t),
		j->people.name[p->person].n - sizeof(uint32_t)});
	return false;
}

/* Pairs -> answers: one row for each person: gaps, expectations, and marks
 * of pairs that were asked but not answered. */
static bool
pivot(struct survey *s, struct gaps *j)
{
	size_t n = j->items.count;
	uint32_t *order = mem_resize(NULL, j->pairs, sizeof(*order));
	double *x = mem_resize(NULL, 3 * n, sizeof(*x));
	bool *seen = mem_zero(n, sizeof(*seen)), ok = true;

	for (size_t i = 0; i < j->pairs; i++)
		order[i] = (uint32_t)i;
	sort_index(order, j->pairs, by_person, j->pair);
	for (size_t i = 0; i < j->pairs && ok;) {
		uint32_t person = j->pair[order[i]].person;

		for (size_t k = 0; k < n; k++) {
			x[k] = x[n + k] = x[2 * n + k] = (double)NAN;
			seen[k] = false;
		}
		for (; ok && i < j->pairs && j->pair[order[i]].person == person;
		     i++) {
			const struct pair *p = &j->pair[order[i]];
			size_t k = j->all[p->item].column;

			ok = !seen[k] || answered_twice(s, j, p);
			seen[k] = true;
			x[k] = p->gap;
			x[n + k] = p->expectation;
			x[2 * n + k] = isnan(p->gap) ? 1 : (double)NAN;
		}
		answers_add(&s->answers, j->person[person].group, x,
		    j->person[person].weight);
	}
	mem_free(order);
	mem_free(x);
	mem_free(seen);
	return ok;
}

static bool
weigh(struct survey *s, struct gaps *j)
{
	size_t n = j->dimensions.count;
	const char **name = mem_resize(NULL, n, sizeof(*name));
	bool ok;

	j->weight = mem_resize(NULL, n, sizeof(*j->weight));
	for (size_t i = 0; i < n; i++) {
		struct str d = j->dimensions.name[j->dimension_order[i]];

		name[i] = mem_dup(d.p, d.n);
	}
	ok = n == 0 || weights_get(s->r, name, n, j->weight);
	for (size_t i = 0; i < n; i++)
		mem_free((void *)(uintptr_t)name[i]);
	mem_free(name);
	return ok;
}

static bool
work(struct survey *s, struct gaps *j)
{
	static const char *const ours[] = {"level", "dimension", "item",
	    "weight", "n", "blank", "expectation", "perception", "gap", "se",
	    "low", "high", "note", NULL};

	bind(s, j);
	if (!survey_open(s, 0, ours) || !need(s, j))
		return false;
	while (table_next(s->t)) {
		if (j->wide)
			read_wide(s, j);
		else
			read_long(s, j);
	}
	if (!table_done(s->t, &s->r->fault))
		return false;
	arrange(j);
	answers_init(&s->answers, 3 * j->items.count);
	j->a = mem_zero(3 * j->items.count, sizeof(*j->a));
	return pivot(s, j) && weigh(s, j) && survey_close(s) &&
	       survey_report(s, put_gaps, j);
}

bool
run_servqual(struct run *r)
{
	struct gaps j = {.wide = false};
	struct survey s;
	bool ok = survey_begin(&s, r) && work(&s, &j);

	names_free(&j.items);
	names_free(&j.dimensions);
	names_free(&j.people);
	mem_free(j.all);
	mem_free(j.person);
	mem_free(j.pair);
	mem_free(j.order);
	mem_free(j.dimension_order);
	mem_free(j.weight);
	mem_free(j.a);
	survey_end(&s);
	return ok;
}
