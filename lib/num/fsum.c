/*
 * Neumaier's compensated sum; Welford's running moments, and the same update
 * for a co-moment: xy += (x - old mean x) (y - new mean y).
 */
#include "num/fsum.h"

double
fsum_of(const double *v, size_t n)
{
	struct fsum s = {0, 0};

	for (size_t i = 0; i < n; i++)
		fsum_add(&s, v[i]);
	return fsum_value(&s);
}

void
moments_add(struct moments *m, double v)
{
	double d = v - m->mean;

	m->n += 1;
	m->mean += d / m->n;
	m->m2 += d * (v - m->mean);
}

double
moments_var(const struct moments *m)
{
	return m->n < 2 ? (double)NAN : m->m2 / (m->n - 1);
}

void
comoments_add(struct comoments *m, double x, double y)
{
	double dx = x - m->mean_x, dy = y - m->mean_y;

	m->n += 1;
	m->mean_x += dx / m->n;
	m->mean_y += dy / m->n;
	m->xx += dx * (x - m->mean_x);
	m->yy += dy * (y - m->mean_y);
	m->xy += dx * (y - m->mean_y);
}

double
comoments_corr(const struct comoments *m)
{
	double r;

	if (m->n < 2 || !(m->xx > 0) || !(m->yy > 0))
		return (double)NAN;
	r = m->xy / (sqrt(m->xx) * sqrt(m->yy));
	return r > 1 ? 1 : r < -1 ? -1 : r;
}
