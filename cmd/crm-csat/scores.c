/* scores: shares of top boxes, means, effort, and the ACSI score. */
#include "csat.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"

/* A run over items, one row each, by a function that writes the rows. */
static bool
run_items(struct run *r, const char *const *ours,
    bool (*put)(
	struct survey *s, uint32_t group, const struct sample *a, void *arg))
{
	struct survey s;
	double *w = NULL;
	bool ok = survey_begin(&s, r) && survey_items(&s, "items");

	if (ok) {
		w = mem_resize(NULL, s.items.n, sizeof(*w));
		ok = weights_get(r, s.items.item, s.items.n, w) &&
		     survey_open(&s, s.items.n, ours) && survey_read(&s) &&
		     survey_report(&s, put, w);
	}
	mem_free(w);
	survey_end(&s);
	return ok;
}

/* --- topbox --- */

/* With --ordered: the stage that this one ought not to pass. */
static const char *
passes(const struct survey *s, size_t item, double share, double before,
    char *text, size_t size)
{
	if (!o.ordered || item == 0 || !(share > before))
		return NULL;
	(void)snprintf(text, size, "above %s", survey_item_name(s, item - 1));
	return text;
}

static bool
put_topbox(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	double from = top_bound(s->r), before = (double)NAN;
	struct csat_share share;
	char text[100];

	(void)arg;
	for (size_t i = 0; i < s->items.n; i++) {
		csat_share(a, i, from, proportion_z(o.level), &share);
		group_put(s->group, &s->put, group);
		put_label(&s->put, survey_item_name(s, i));
		put_count(&s->put, share.n);
		put_count(&s->put, sample_blank(a, i));
		put_real(&s->put, from);
		put_count(&s->put, share.hits);
		put_real(&s->put, share.share);
		put_interval(&s->put, share.at);
		put_note(&s->put, share.n,
		    passes(s, i, share.share, before, text, sizeof(text)));
		before = share.share;
		if (!put_end(&s->put))
			return false;
	}
	return true;
}

bool
run_topbox(struct run *r)
{
	static const char *const ours[] = {"item", "n", "blank", "from", "top",
	    "share", "low", "high", "note", NULL};

	return run_items(r, ours, put_topbox);
}

/* --- mean --- */

static void
put_mean_row(struct survey *s, uint32_t group, const char *name,
    const struct csat_mean *m, double blank, double sd)
{
	group_put(s->group, &s->put, group);
	put_label(&s->put, name);
	put_count(&s->put, m->n);
	put_count(&s->put, blank);
	put_real(&s->put, m->value);
	put_real(&s->put, sd);
	put_real(&s->put, m->se);
	put_interval(&s->put, m->at);
	put_real(&s->put, csat_rescale(&s->scale, m->value));
	put_mean_note(&s->put, m);
}

static bool
put_mean(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	const double *w = arg;
	struct csat_mean m;

	for (size_t i = 0; i < s->items.n; i++) {
		csat_item(a, i, o.level, &m);
		put_mean_row(s, group, survey_item_name(s, i), &m,
		    sample_blank(a, i), csat_deviation(a, i));
		if (!put_end(&s->put))
			return false;
	}
	if (s->items.n < 2)
		return true;
	csat_linear(a, w, o.level, &m);
	put_mean_row(
	    s, group, "overall", &m, sample_incomplete(a), (double)NAN);
	return put_end(&s->put);
}

bool
run_mean(struct run *r)
{
	static const char *const ours[] = {"item", "n", "blank", "mean", "sd",
	    "se", "low", "high", "index", "note", NULL};

	return run_items(r, ours, put_mean);
}

/* --- ces --- */

static bool
put_ces(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	double from = top_bound(s->r);
	struct csat_share easy;
	struct csat_mean m;

	(void)arg;
	for (size_t i = 0; i < s->items.n; i++) {
		csat_item(a, i, o.level, &m);
		csat_share(a, i, from, proportion_z(o.level), &easy);
		group_put(s->group, &s->put, group);
		put_label(&s->put, survey_item_name(s, i));
		put_count(&s->put, m.n);
		put_count(&s->put, sample_blank(a, i));
		put_real(&s->put, m.value);
		put_interval(&s->put, m.at);
		put_real(&s->put, from);
		put_count(&s->put, easy.hits);
		put_real(&s->put, easy.share);
		put_interval(&s->put, easy.at);
		put_mean_note(&s->put, &m);
		if (!put_end(&s->put))
			return false;
	}
	return true;
}

bool
run_ces(struct run *r)
{
	static const char *const ours[] = {"item", "n", "blank", "mean", "low",
	    "high", "from", "easy", "easy_share", "easy_low", "easy_high",
	    "note", NULL};

	return run_items(r, ours, put_ces);
}

/* --- acsi --- */

static void
put_acsi_row(struct survey *s, uint32_t group, const char *name, double weight,
    double blank, const struct csat_mean *m)
{
	double width = s->scale.max - s->scale.min;

	group_put(s->group, &s->put, group);
	put_label(&s->put, name);
	put_real(&s->put, weight);
	put_count(&s->put, m->n);
	put_count(&s->put, blank);
	put_real(&s->put, m->value);
	put_real(&s->put, csat_rescale(&s->scale, m->value));
	put_real(&s->put, m->se / width * 100);
	put_interval(&s->put, csat_rescaled(&s->scale, m->at));
	put_mean_note(&s->put, m);
}

static bool
put_acsi(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	const double *w = arg;
	struct csat_mean m;

	for (size_t i = 0; i < s->items.n; i++) {
		csat_item(a, i, o.level, &m);
		put_acsi_row(s, group, survey_item_name(s, i), w[i],
		    sample_blank(a, i), &m);
		if (!put_end(&s->put))
			return false;
	}
	csat_linear(a, w, o.level, &m);
	put_acsi_row(s, group, "acsi", 1, sample_incomplete(a), &m);
	return put_end(&s->put);
}

bool
run_acsi(struct run *r)
{
	static const char *const ours[] = {"item", "weight", "n", "blank",
	    "mean", "score", "se", "low", "high", "note", NULL};

	return run_items(r, ours, put_acsi);
}
