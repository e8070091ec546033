#include "fold/diary.h"

bool
diary_next(const struct fold_person *p, size_t *at, struct diary_page *page)
{
	if (*at == p->days)
		return false;
	*page = (struct diary_page){.period = p->day[*at].day};
	for (; *at < p->days && p->day[*at].day == page->period; ++*at) {
		const struct day_sum *d = &p->day[*at];
		struct i128 sum = i128_of(d->sum);

		if (d->sum < 0) {
			page->returned = i128_sub(page->returned, sum);
			continue;
		}
		page->orders += d->n;
		page->bought = i128_add(page->bought, sum);
	}
	return true;
}
