/* alpha: Cronbach's alpha of a scale, and what each item does to it. */
#include "csat.h"

#include <math.h>

#include "base/mem.h"
#include "model/alpha.h"

static void
put_scale(struct survey *s, uint32_t group, const struct alpha *a)
{
	group_put(s->group, &s->put, group);
	put_label(&s->put, "scale");
	put_empty(&s->put);
	put_count(&s->put, a->n);
	put_count(&s->put, a->incomplete);
	put_real(&s->put, a->mean);
	put_real(&s->put, a->sd);
	put_real(&s->put, a->alpha);
	put_interval(&s->put, a->at);
	put_empty(&s->put);
	put_empty(&s->put);
	put_note(&s->put, a->n, a->why);
}

static void
put_item(struct survey *s, uint32_t group, const struct alpha *a,
    const char *name, const struct alpha_item *item)
{
	group_put(s->group, &s->put, group);
	put_label(&s->put, "item");
	put_label(&s->put, name);
	put_count(&s->put, a->n);
	put_count(&s->put, a->incomplete);
	put_real(&s->put, item->mean);
	put_real(&s->put, item->sd);
	put_empty(&s->put);
	put_empty(&s->put);
	put_empty(&s->put);
	put_real(&s->put, item->total);
	put_real(&s->put, item->dropped);
	put_note(&s->put, a->n, item->sd == 0 ? "no variance" : NULL);
}

static bool
put_alpha(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	struct alpha_item *item = arg;
	struct alpha all;

	alpha_of(a, o.level, &all, item);
	put_scale(s, group, &all);
	for (size_t i = 0; i < s->items.n && put_end(&s->put); i++)
		put_item(s, group, &all, survey_item_name(s, i), &item[i]);
	return put_end(&s->put);
}

bool
run_alpha(struct run *r)
{
	static const char *const ours[] = {"level", "item", "n", "incomplete",
	    "mean", "sd", "alpha", "low", "high", "item_total", "alpha_dropped",
	    "note", NULL};
	struct alpha_item *item = NULL;
	struct survey s;
	bool ok = survey_begin(&s, r) && survey_items(&s, "items");

	if (ok) {
		item = mem_zero(s.items.n, sizeof(*item));
		ok = survey_open(&s, s.items.n, ours) && survey_read(&s) &&
		     survey_report(&s, put_alpha, item);
	}
	mem_free(item);
	survey_end(&s);
	return ok;
}
