/* -m kmeans --report and --explain: centres and how good the clusters are. */
#include "base/buf.h"
#include "kmeans.h"

void
kmeans_report_header(const struct segment *s)
{
	static const char *const names[] = {"inertia", "silhouette",
	    "total_inertia", "mean_silhouette", "ch", "db"};
	const struct kmeans_state *st = s->state;
	struct buf b = {0};

	for (size_t i = 0; i < st->features; i++) {
		b.n = 0;
		if (st->feature[i].dropped)
			continue;
		buf_printf(&b, "centre_%s", st->feature[i].name);
		writer_column(s->put.w, buf_view(&b));
	}
	buf_free(&b);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(s->put.w, str_of(names[i]));
}

/* A coordinate of a centre as its column has it. */
static double
unscaled(const struct kmeans_state *st, const struct feature *f, double x)
{
	x = x * f->sd + f->mean;
	return st->log ? expm1(x) : x;
}

void
kmeans_report_cells(const struct segment *s, size_t k)
{
	const struct kmeans_state *st = s->state;
	const struct clusters_quality *q = &st->quality;
	size_t at = 0;

	for (size_t i = 0; i < st->features; i++)
		if (!st->feature[i].dropped)
			put_real(
			    &s->put, unscaled(st, &st->feature[i],
					 st->fit.centre[k * st->d + at++]));
	put_real(&s->put, q->inertia[k]);
	put_real(&s->put, q->silhouette[k]);
	put_real(&s->put, q->total);
	put_real(&s->put, q->mean);
	put_real(&s->put, q->ch);
	put_real(&s->put, q->db);
}

static void
explain_features(const struct segment *s)
{
	const struct kmeans_state *st = s->state;

	for (size_t i = 0; i < st->features; i++) {
		const struct feature *f = &st->feature[i];
		struct explain e = EXPLAIN_NONE;

		e.part = "feature";
		e.name = str_of(f->name);
		e.from = f->mean;
		e.to = f->mean + f->sd;
		e.note = f->dropped ? "the same in all rows: left out"
			 : st->log  ? "0 to 1 of log(1 + x), scaled"
				    : "0 to 1 of x, scaled";
		explain_row(s, &e);
	}
}

static void
explain_tries(const struct segment *s)
{
	const struct kmeans_state *st = s->state;

	for (size_t i = 0; i < st->tries; i++) {
		const struct tried *t = &st->tried[i];
		struct buf b = {0};

		buf_printf(&b, "k = %zu", t->k);
		explain_value(s, "inertia", buf_cstr(&b), t->inertia,
		    "squared distances to the centres");
		explain_value(s, "silhouette", buf_cstr(&b), t->silhouette,
		    st->quality.simplified ? "simplified: by distances to "
					     "centres"
					   : "exact");
		explain_value(s, "ch", buf_cstr(&b), t->ch,
		    "Calinski-Harabasz, more is better");
		explain_value(s, "db", buf_cstr(&b), t->db,
		    "Davies-Bouldin, less is better");
		buf_free(&b);
	}
}

void
kmeans_explain(const struct segment *s)
{
	explain_features(s);
	explain_tries(s);
	explain_classes(s, "cluster");
	explain_rule(s, "kmeans",
	    s->fixed ? "the nearest centre of --use"
		     : "the nearest centre; numbered by the first feature "
		       "of the centres");
}
