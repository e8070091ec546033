/* -m kmeans --save and --use: features, their scale, and the centres. */
#include "base/mem.h"
#include "kmeans.h"

void
kmeans_add_feature(struct kmeans_state *st, struct str name)
{
	st->feature = mem_grow(st->feature, &st->feature_room, st->features + 1,
	    sizeof(*st->feature));
	st->feature[st->features++] =
	    (struct feature){.name = mem_dup(name.p, name.n), .sd = 1};
}

bool
kmeans_save(const struct segment *s, struct keep *k)
{
	const struct kmeans_state *st = s->state;

	keep_put_real(k, "log", st->log);
	keep_put_real(k, "clusters", (double)st->fit.k);
	for (size_t i = 0; i < st->features; i++) {
		const struct feature *f = &st->feature[i];

		if (f->dropped)
			continue;
		keep_put_text(k, "feature", str_of(f->name));
		keep_put_real(k, "mean", f->mean);
		keep_put_real(k, "sd", f->sd);
	}
	for (size_t i = 0; i < st->fit.k * st->fit.d; i++)
		keep_put_real(k, "centre", st->fit.centre[i]);
	return true;
}

static bool
use_scale(struct keep *k, struct kmeans_state *st)
{
	double *v = mem_resize(NULL, 2 * st->features, sizeof(*v));
	bool ok = keep_reals(k, "mean", v, st->features) &&
		  keep_reals(k, "sd", v + st->features, st->features);

	for (size_t i = 0; ok && i < st->features; i++) {
		st->feature[i].mean = v[i];
		st->feature[i].sd = v[st->features + i];
		ok = st->feature[i].sd > 0 ||
		     keep_fail(k, 0, "a deviation not above 0");
	}
	mem_free(v);
	return ok;
}

bool
kmeans_use(struct segment *s, struct keep *k)
{
	struct kmeans_state *st = s->state;
	struct str name;
	size_t at = 0, clusters;
	double log_first;

	if (!keep_real(k, "log", &log_first) ||
	    !keep_count(k, "clusters", 1, KMEANS_MAX, &clusters))
		return false;
	st->log = log_first != 0;
	while (keep_next(k, "feature", &at, &name))
		kmeans_add_feature(st, name);
	if (st->features == 0)
		return keep_text(k, "feature", &name);
	st->d = st->features;
	st->fit = (struct kmeans){.k = clusters, .d = st->d, .settled = true};
	st->fit.centre =
	    mem_resize(NULL, clusters * st->d, sizeof(*st->fit.centre));
	return use_scale(k, st) &&
	       keep_reals(k, "centre", st->fit.centre, clusters * st->d);
}
