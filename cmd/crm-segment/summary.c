/* summary: a report in one row, for methods that give a number, no class. */
#include "base/sort.h"
#include "num/fsum.h"
#include "num/quant.h"
#include "segment.h"

static const char *const names[] = {
    "n", "negative", "mean", "sd", "min", "p25", "median", "p75", "max"};

/* In ascending order, so that no order of rows shows. */
static struct moments
moments_of(const double *v, size_t n)
{
	struct moments m = {0};

	for (size_t i = 0; i < n; i++)
		moments_add(&m, v[i]);
	return m;
}

static size_t
sort_known(double *v, size_t n)
{
	size_t known = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(v[i]))
			v[known++] = v[i];
	sort_doubles(v, known);
	return known;
}

bool
summary_write(struct segment *s, double *v, size_t n)
{
	struct put *p = &s->put;
	struct moments m;
	size_t negative = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(p->w, str_of(names[i]));
	if (s->way->report_header != NULL)
		s->way->report_header(s);
	writer_begin(p->w);
	if (s->rows == 0)
		return true;
	n = sort_known(v, n);
	while (negative < n && v[negative] < 0)
		negative++;
	m = moments_of(v, n);
	put_int(p, (int64_t)n);
	put_int(p, (int64_t)negative);
	put_real(p, n > 0 ? m.mean : (double)NAN);
	put_real(p, n > 1 ? sqrt(moments_var(&m)) : (double)NAN);
	for (int i = 0; i <= 4; i++)
		put_real(p, quant(v, n, .25 * i, QUANT_LINEAR));
	if (s->way->report_cells != NULL)
		s->way->report_cells(s, 0);
	return put_end(p);
}
