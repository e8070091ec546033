#include "model/members.h"

#include <math.h>

#include "model/proportion.h"

uint64_t
members_all(const struct members_count *c)
{
	return c->opening + c->fresh;
}

static double
share(uint64_t k, uint64_t n, double z, double *low, double *high)
{
	struct interval at = proportion_wilson((double)k, (double)n, z);

	*low = at.low;
	*high = at.high;
	return n > 0 ? (double)k / (double)n : (double)NAN;
}

void
members_rates(
    const struct members_count *c, double z, struct members_rates *out)
{
	out->fresh = c->opening > 0 ? (double)c->fresh / (double)c->opening
				    : (double)NAN;
	out->active = share(
	    c->active, members_all(c), z, &out->active_low, &out->active_high);
	out->churn =
	    share(c->lost, c->was_active, z, &out->churn_low, &out->churn_high);
}
