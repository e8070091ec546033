#include "model/lifecycle.h"

#include "base/i128.h"
#include "num/dec.h"

/* a against b times factor: as i128_cmp. */
static int
against(int64_t a, int64_t b, int64_t factor)
{
	return i128_cmp(i128_mul(a, DEC_ONE), i128_mul(b, factor));
}

static enum stage
next_stage(const struct lifecycle *l, const struct lifecycle_form *form,
    int64_t volume)
{
	if (l->periods == 0)
		return STAGE_EXPLORATION;
	if (volume > 0 && against(volume, l->last, form->growth) >= 0)
		return STAGE_FORMATION;
	if (against(volume, l->most, form->decline) <= 0)
		return STAGE_DECLINE;
	return STAGE_STABILITY;
}

void
lifecycle_step(
    struct lifecycle *l, const struct lifecycle_form *form, int64_t volume)
{
	l->stage = next_stage(l, form, volume);
	l->periods++;
	l->last = volume;
	if (volume > l->most)
		l->most = volume;
	l->grown += l->stage == STAGE_FORMATION || l->stage == STAGE_STABILITY;
	l->stable += l->stage == STAGE_STABILITY;
}

void
lifecycle_idle(struct lifecycle *l, uint64_t n)
{
	if (n == 0)
		return;
	l->stage = STAGE_DECLINE;
	l->periods += n;
	l->last = 0;
}

enum pattern
lifecycle_pattern(const struct lifecycle *l)
{
	if (l->stable >= 2)
		return PATTERN_LONG_LASTING;
	if (l->last > 0 || l->periods == 0)
		return PATTERN_OPEN;
	return l->grown == 0   ? PATTERN_EARLY_ABORT
	       : l->grown == 1 ? PATTERN_MID_WAY
			       : PATTERN_EARLY_EXIT;
}
