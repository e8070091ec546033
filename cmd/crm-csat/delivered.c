/*
 * delivered: what customers get less what it costs them: product, service,
 * personnel and image, less money, time and either psychic and physical cost
 * or energy.
 */
#include "annotate.h"

#include "base/mem.h"

enum { BENEFITS = 4, COSTS = 5, NAMES = 4 };

/* What the columns are usually called: the first that is there is used. */
static const char *const benefit_names[BENEFITS][NAMES] = {
    {"product", "product_value", "产品", "产品价值"},
    {"service", "service_value", "服务", "服务价值"},
    {"personnel", "personnel_value", "人员", "人员价值"},
    {"image", "image_value", "形象", "形象价值"}};

/* Two costs that always are there; then either two or one. */
enum { MONEY, TIME, PSYCHIC, PHYSICAL, ENERGY };
static const char *const cost_names[COSTS][NAMES] = {
    {"money", "money_cost", "货币", "货币成本"},
    {"time", "time_cost", "时间", "时间成本"},
    {"psychic", "psychic_cost", "精神", "精神成本"},
    {"physical", "physical_cost", "体力", "体力成本"},
    {"energy", "energy_cost", "精力", "精力成本"}};

struct side {
	const struct opt_list *given;
	const char *const (*names)[NAMES];
	size_t parts;
	const char *option;
	size_t first; /* slot: NAMES for each part, or those given */
	size_t *slot; /* those in use */
	size_t n;
};

struct sides {
	struct side benefit, cost;
};

static void
bind_side(struct survey *s, struct side *side)
{
	size_t n = side->given->n, slot = 0;

	side->slot = mem_zero(n + side->parts, sizeof(*side->slot));
	if (n > 0) {
		for (side->n = 0; side->n < n; side->n++)
			side->slot[side->n] = table_column(
			    s->t, side->given->item[side->n], side->option);
		return;
	}
	for (size_t i = 0; i < side->parts; i++)
		for (size_t k = 0; k < NAMES; k++) {
			slot = table_role(
			    s->t, &(struct role){.option = side->option,
				      .name = side->names[i][k]});
			if (i == 0 && k == 0)
				side->first = slot;
		}
}

static bool
bind_sides(struct survey *s, void *arg)
{
	struct sides *sides = arg;

	bind_side(s, &sides->benefit);
	bind_side(s, &sides->cost);
	return true;
}

/* The slot of a part that is there, or its first one. */
static size_t
part_slot(const struct survey *s, const struct side *side, size_t part)
{
	size_t first = side->first + part * NAMES;

	for (size_t k = 0; k < NAMES; k++)
		if (table_has(s->t, first + k))
			return first + k;
	return first;
}

static bool
use(struct survey *s, struct side *side, size_t part)
{
	size_t slot = part_slot(s, side, part);

	side->slot[side->n++] = slot;
	return table_need(s->t, slot, &s->r->fault);
}

static bool
check_sides(struct survey *s, void *arg)
{
	struct sides *sides = arg;
	struct side *cost = &sides->cost;
	bool ok = true;

	for (size_t i = 0; sides->benefit.given->n == 0 && i < BENEFITS && ok;
	     i++)
		ok = use(s, &sides->benefit, i);
	if (!ok || cost->given->n > 0)
		return ok;
	ok = use(s, cost, MONEY) && use(s, cost, TIME);
	if (ok && table_has(s->t, part_slot(s, cost, ENERGY)))
		return use(s, cost, ENERGY);
	return ok && use(s, cost, PSYCHIC) && use(s, cost, PHYSICAL);
}

static bool
sum_side(struct survey *s, const struct side *side, double *sum)
{
	double v;

	*sum = 0;
	for (size_t i = 0; i < side->n; i++) {
		if (!form_cell(s, side->slot[i], &v))
			return false;
		*sum += v;
	}
	return true;
}

static bool
get_sides(struct survey *s, void *arg, struct outcome *out)
{
	const struct sides *sides = arg;

	if (!sum_side(s, &sides->benefit, &out->received) ||
	    !sum_side(s, &sides->cost, &out->base))
		return false;
	out->value = out->received - out->base;
	return true;
}

static void
put_delivered(
    const struct put *put, const struct outcome *out, const char *const *names)
{
	(void)names;
	put_real(put, out->received);
	put_real(put, out->base);
	put_real(put, out->value);
}

bool
run_delivered(struct run *r)
{
	static const char *const columns[] = {
	    "total_value", "total_cost", "delivered_value", NULL};
	static const char *const names[] = {"gain", "even", "loss"};
	struct sides sides = {.benefit = {&o.benefits, benefit_names, BENEFITS,
				  "benefits", 0, NULL, 0},
	    .cost = {&o.costs, cost_names, COSTS, "costs", 0, NULL, 0}};
	struct form form = {bind_sides, check_sides, get_sides, columns,
	    put_delivered, names, false, &sides};
	bool ok = form_run(r, &form);

	mem_free(sides.benefit.slot);
	mem_free(sides.cost.slot);
	return ok;
}
