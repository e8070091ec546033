#include "model/churn.h"

#include <math.h>

#include "model/proportion.h"

void
churn_stay(struct churn *c, size_t first, size_t last, bool before)
{
	if (before)
		c->at[first].returned++;
	else
		c->at[first].fresh++;
	if (last + 1 < c->n)
		c->at[last + 1].lost++;
}

uint64_t
churn_closing(const struct churn_count *c)
{
	return c->opening + c->fresh + c->returned - c->lost;
}

void
churn_close(struct churn *c)
{
	for (size_t t = 1; t < c->n; t++)
		c->at[t].opening = churn_closing(&c->at[t - 1]);
}

void
churn_rates(const struct churn_count *c, enum churn_base base, double z,
    struct churn_rates *out)
{
	double lost = (double)c->lost;
	struct interval at;

	out->base = (double)c->opening;
	if (base == CHURN_BUYERS)
		out->base += (double)(c->fresh + c->returned);
	at = proportion_wilson(lost, out->base, z);
	out->rate = out->base > 0 ? lost / out->base : (double)NAN;
	out->low = at.low;
	out->high = at.high;
	out->retention =
	    out->base > 0 ? (out->base - lost) / out->base : (double)NAN;
	out->lifetime = c->lost > 0     ? out->base / lost
			: out->base > 0 ? (double)INFINITY
					: (double)NAN;
	out->relative =
	    i128_sign(c->bought) > 0
		? i128_to_double(c->lost_bought) / i128_to_double(c->bought)
		: (double)NAN;
}
