/*
 * bench_clv FILE: processor seconds of the models on the customers of
 * crm-summary, in memory as another library has them: fits from arrays, and
 * value to arrays. Lines are "what seconds result"; clv.sh runs it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/thread.h"
#include "model/btyd.h"
#include "model/clv.h"
#include "model/gammagamma.h"

struct customers {
	struct history *h;
	double *spend, *clv;
	size_t n;
};

/* A field of an unquoted CSV line, by its place. */
static double
field(const char *line, int at)
{
	while (at-- > 0 && line != NULL)
		line = strchr(line, ',') != NULL ? strchr(line, ',') + 1 : NULL;
	return line != NULL ? strtod(line, NULL) : 0;
}

static int
place_of(const char *header, const char *name)
{
	const char *found = strstr(header, name);
	int at = 0;

	if (found == NULL) {
		fprintf(stderr, "bench_clv: no column %s\n", name);
		exit(1);
	}
	for (; header < found; header++)
		at += *header == ',';
	return at;
}

static void
load(const char *path, struct customers *c)
{
	FILE *f = fopen(path, "r");
	char line[4096];
	size_t room = 0;
	int x, tx, T, m;

	if (f == NULL || fgets(line, sizeof(line), f) == NULL) {
		perror(path);
		exit(1);
	}
	x = place_of(line, ",frequency") + 1;
	tx = place_of(line, ",recency") + 1;
	T = place_of(line, ",T") + 1;
	m = place_of(line, ",monetary_value") + 1;
	while (fgets(line, sizeof(line), f) != NULL) {
		if (c->n == room) {
			room = 2 * room + 1024;
			c->h = mem_resize(c->h, room, sizeof(*c->h));
			c->spend =
			    mem_resize(c->spend, room, sizeof(*c->spend));
		}
		c->h[c->n] = (struct history){
		    field(line, x), field(line, tx), field(line, T)};
		c->spend[c->n++] = field(line, m);
	}
	fclose(f);
	c->clv = mem_zero(c->n, sizeof(*c->clv));
}

/* Seconds that have passed. */
static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
since(double start)
{
	return now() - start;
}

static void
fit(const struct btyd_model *m, const struct customers *c, struct btyd_fit *out)
{
	double start = now();
	int threads = thread_processors() - 1;
	struct cells cells = {0};
	struct fault f = {0};

	for (size_t i = 0; i < c->n; i++)
		(void)cells_add(&cells, c->h[i].x, c->h[i].tx, c->h[i].T, 1);
	cells_close(&cells);
	cells.threads = &threads;
	if (!btyd_fit(m, &cells, out, &f)) {
		fprintf(stderr, "bench_clv: %s\n", f.what);
		exit(1);
	}
	printf("%s %.4f", m->name, since(start));
	for (int i = 0; i < BTYD_PARAMS; i++)
		printf("%c%s=%.5g", i > 0 ? ',' : ' ', m->param[i], out->p[i]);
	printf("\n");
	cells_free(&cells);
}

static void
fit_spend(const struct customers *c, struct gg_fit *out)
{
	double start = now();
	struct cells cells = {0};
	struct fault f = {0};

	for (size_t i = 0; i < c->n; i++)
		(void)gg_add(&cells, c->h[i].x, c->spend[i], 1);
	cells_close(&cells);
	if (!gg_fit(&cells, false, out, &f)) {
		fprintf(stderr, "bench_clv: %s\n", f.what);
		exit(1);
	}
	printf("gamma-gamma %.4f p=%.5g,q=%.5g,v=%.5g\n", since(start),
	    out->p[0], out->p[1], out->p[2]);
	cells_free(&cells);
}

/* Twelve months of 30 days, from their ends, at 1 % each. */
static void
score(const struct btyd_model *m, const double *p, const double *gg,
    const struct customers *c)
{
	struct clv_terms terms = {.horizon = 360,
	    .step = 30,
	    .year = 30,
	    .discount = .01,
	    .at_end = true};
	double start = now();
	struct fault f;
	struct clv *clv = clv_new(m, p, &terms, &f);
	double sum = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct clv_answer a;

		clv_score(clv, &c->h[i], &a);
		c->clv[i] = a.discounted * gg_mean(gg, c->h[i].x, c->spend[i]);
	}
	printf("score %.4f", since(start));
	for (size_t i = 0; i < c->n; i++)
		sum += c->clv[i];
	printf(" total=%.10g\n", sum);
	clv_delete(clv);
}

int
main(int argc, char **argv)
{
	struct customers c = {0};
	struct btyd_fit bg, pareto;
	struct gg_fit gg;

	if (argc != 2) {
		fprintf(stderr, "usage: bench_clv FILE\n");
		return 2;
	}
	load(argv[1], &c);
	fit(&btyd_bgnbd, &c, &bg);
	fit_spend(&c, &gg);
	score(&btyd_bgnbd, bg.p, gg.p, &c);
	fit(&btyd_paretonbd, &c, &pareto);
	return 0;
}
