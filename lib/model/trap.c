#include "model/trap.h"

#include <math.h>

struct trap_change
trap_change(
    const struct trap_share *before, const struct trap_share *after, double z)
{
	struct trap_change out = {
	    .delta = (double)NAN, .at = {(double)NAN, (double)NAN}};

	if (isnan(before->share) || isnan(after->share))
		return out;
	out.delta = after->share - before->share;
	out.at = proportion_newcombe(after->share * after->size, after->size,
	    before->share * before->size, before->size, z);
	out.certain = out.at.low > 0 || out.at.high < 0;
	return out;
}

enum trap_verdict
trap_verdict(const struct trap_change *satisfaction,
    const struct trap_change *repurchase)
{
	const double none = 1e-12;

	if (isnan(satisfaction->delta) || isnan(repurchase->delta))
		return TRAP_UNKNOWN;
	if (satisfaction->delta > none)
		return repurchase->delta > none ? TRAP_GROWTH : TRAP_TRAP;
	return repurchase->delta > none ? TRAP_REPURCHASE : TRAP_NONE;
}
