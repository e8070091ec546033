/*
 * fuzz_churn_params: any bytes as a parameter file of crm-churn -m risk. The
 * tool's own files are linked in, its main.c is included for its roles.
 *
 * Properties: no crash; what is refused is told of the file, in a text, at a
 * line that it has, unless what it lacks is the matter; what is accepted is
 * written as a file that reads as the same and is written as the same bytes;
 * what its features add to the log odds of a cell is the same for both.
 */
int churn_main(int argc, char **argv);
#define main churn_main
#include "../../cmd/crm-churn/main.c"
#undef main

#include <math.h>

#include "../../cmd/crm-churn/risk.h"
#include "io/outfile.h"
#include "scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same_number(double a, double b)
{
	must(a == b || (isnan(a) && isnan(b)));
}

static void
check_model(const struct model *m)
{
	must(m->features > 0 && m->columns >= m->features);
	for (size_t k = 0; k < m->columns; k++) {
		const struct column *c = &m->column[k];

		must(c->feature < m->features && c->sd >= 0);
		must(isfinite(c->weight) && isfinite(c->mean) &&
		     isfinite(c->sd));
	}
}

static void
same_model(const struct model *a, const struct model *b)
{
	static const double numbers[] = {0, -3.5, 1e9};

	must(a->features == b->features && a->columns == b->columns);
	must(strcmp(a->label, b->label) == 0);
	same_number(model_base(a), model_base(b));
	for (size_t i = 0; i < a->features; i++) {
		must(strcmp(a->feature[i], b->feature[i]) == 0);
		must(a->categorical[i] == b->categorical[i]);
		for (size_t k = 0; k < 3; k++)
			same_number(model_part(a, i, numbers[k], STR("month")),
			    model_part(b, i, numbers[k], STR("month")));
		same_number(model_part(a, i, (double)NAN, STR("")),
		    model_part(b, i, (double)NAN, STR("")));
	}
}

static void
write_out(const struct model *m, struct buf *to)
{
	struct run r = {.common = &o.common};

	must(model_write(&r, scratch_name(1), m));
	must(outfile_commit(&r.output[RUN_PARAMS], 1, &r.fault));
	scratch_get(1, to);
}

static void
check_round(const struct model *m)
{
	struct buf first = {0}, second = {0};
	struct run r = {.common = &o.common};
	struct model again;

	write_out(m, &first);
	must(model_read(&r, scratch_name(1), &again));
	check_model(&again);
	same_model(m, &again);
	write_out(&again, &second);
	must(str_eq(buf_view(&first), buf_view(&second)));
	model_free(&again);
	buf_free(&first);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = scratch_put(0, (const char *)data, size);
	struct run r = {.common = &o.common};
	struct model m;

	if (model_read(&r, path, &m)) {
		check_model(&m);
		check_round(&m);
	} else {
		check_refused(&r.fault, path, lines(data, size));
	}
	model_free(&m);
	return 0;
}
