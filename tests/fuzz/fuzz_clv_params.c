/*
 * fuzz_clv_params: any bytes as a parameter file of crm-clv. The tool's own
 * files are linked in, its main.c is included for its options.
 *
 * Properties: no crash; what is refused is told of the file, in a text, at a
 * line that it has, unless what it lacks is the matter; what is accepted has
 * parameters that a model can have, is written as a file that reads as the
 * same and is written as the same bytes, and scores: chances are from 0 to
 * 1, orders not below 0, where they are told at all.
 */
int clv_main(int argc, char **argv);
#define main clv_main
#include "../../cmd/crm-clv/main.c"
#undef main

#include "io/outfile.h"
#include "scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_parameters(const struct scores *s)
{
	must(s->model != NULL);
	for (int i = 0; i < BTYD_PARAMS; i++)
		must(isfinite(s->fit.p[i]) &&
		     (s->fit.p[i] > 0 || (i == 2 && s->fit.p[i] == 0)));
	must(s->covariates.count == s->effects.k);
	for (size_t i = 0; i < s->effects.effects * s->effects.k; i++)
		must(isfinite(s->effects.g[i]));
	for (int i = 0; i < GG_PARAMS && s->spend == SPEND_GAMMA_GAMMA; i++)
		must(isfinite(s->gg.p[i]) && s->gg.p[i] > 0);
	must(s->unit >= UNIT_DAY && s->unit <= UNIT_OPPORTUNITY);
}

static void
write_out(const struct scores *s, struct buf *to)
{
	struct run r = {.common = &o.common};

	o.params_out = scratch_name(1);
	must(params_write(&r, s));
	must(outfile_commit(&r.output[RUN_PARAMS], 1, &r.fault));
	scratch_get(1, to);
}

static void
same_numbers(const double *a, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		must(a[i] == b[i] || (isnan(a[i]) && isnan(b[i])));
}

static void
check_round(const struct scores *s)
{
	struct buf first = {0}, second = {0};
	struct run r = {.common = &o.common};
	struct scores again;

	write_out(s, &first);
	must(params_read(&r, scratch_name(1), &again));
	must(again.model == s->model && again.unit == s->unit &&
	     again.spend == s->spend && again.as_of == s->as_of);
	same_numbers(again.fit.p, s->fit.p, BTYD_PARAMS);
	same_numbers(
	    again.fit.cov, s->fit.cov, (size_t)BTYD_PARAMS * BTYD_PARAMS);
	must(again.effects.k == s->effects.k);
	same_numbers(again.effects.g, s->effects.g, COVARIATE_EFFECTS);
	same_numbers(again.effects.cov, s->effects.cov,
	    (size_t)COVARIATE_PARAMS * COVARIATE_PARAMS);
	if (s->spend == SPEND_GAMMA_GAMMA)
		same_numbers(again.gg.p, s->gg.p, GG_PARAMS);
	write_out(&again, &second);
	must(str_eq(buf_view(&first), buf_view(&second)));
	names_free(&again.covariates);
	buf_free(&first);
	buf_free(&second);
}

static void
chance(double p)
{
	must(isnan(p) || (p >= 0 && p <= 1));
}

static void
check_scores(const struct scores *s)
{
	static const struct history h[] = {
	    {.x = 0, .tx = 0, .T = 40},
	    {.x = 1, .tx = 38, .T = 38},
	    {.x = 7, .tx = 100, .T = 300},
	    {.x = 3, .tx = 5, .T = 6},
	    {.x = 500, .tx = 9000, .T = 10000},
	};
	struct run r = {.common = &o.common};
	struct clv_terms terms;
	struct scorer *c;

	if (!terms_settle(&r, s, &terms) ||
	    (c = scorer_new(s, &terms, &r.fault)) == NULL) {
		must(r.fault.what[0] != '\0');
		return;
	}
	for (size_t i = 0; i < sizeof(h) / sizeof(*h); i++) {
		struct customer u = {
		    .h = h[i], .spend = 20, .margin = 0.5, .weight = 1};
		struct value v;

		if (s->model->row_ok(&h[i]) != NULL)
			continue;
		for (size_t k = 0; k < s->effects.k; k++)
			u.z[k] = (double)i - 1;
		scorer_score(c, &u, &v);
		chance(v.answer.alive);
		chance(v.answer.any);
		must(!(v.answer.orders < 0) && !(v.answer.discounted < 0));
		must(!(v.low > v.high));
	}
	scorer_delete(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = scratch_put(0, (const char *)data, size);
	struct run r = {.common = &o.common};
	struct scores s;

	o.interval = true;
	if (params_read(&r, path, &s)) {
		check_parameters(&s);
		check_round(&s);
		check_scores(&s);
	} else {
		check_refused(&r.fault, path, lines(data, size));
	}
	names_free(&s.covariates);
	return 0;
}
