/* -m rfm --save and --use: the scales, and the map box by box. */
#include "base/buf.h"
#include "rfm.h"

static const char letters[] = "rfm";

static void
save_scale(struct keep *k, int which, const struct rfm_scale *scale)
{
	char key[] = "r.above";

	key[0] = letters[which];
	keep_put_real(k, key, scale->above);
	memcpy(key + 2, "cut", sizeof("cut"));
	for (int i = 0; i < scale->bins - 1; i++)
		keep_put_real(k, key, scale->cut[i]);
}

static void
save_box(struct keep *k, const struct segmap *m, const struct segbox *box)
{
	keep_put_text(k, "segment", m->names.name[box->name]);
	for (int i = 0; i < 3; i++) {
		struct buf b = {0};
		char key[] = "r";

		key[0] = letters[i];
		if (box->high[i] == 0)
			buf_putc(&b, '*');
		else
			buf_printf(&b, "%d-%d", box->low[i], box->high[i]);
		keep_put_text(k, key, buf_view(&b));
		buf_free(&b);
	}
}

bool
rfm_save(const struct segment *s, struct keep *k)
{
	const struct rfm_state *st = s->state;

	keep_put_real(k, "bins", st->bins);
	for (int i = 0; i < 3; i++)
		save_scale(k, i, &st->scale[i]);
	keep_put_text(k, "map",
	    !st->named ? STR("none")
	    : st->mean ? STR("eight")
		       : str_of(st->map_name));
	for (size_t i = 0; st->named && i < st->map.count; i++)
		save_box(k, &st->map, &st->map.box[i]);
	return true;
}

static bool
use_scale(struct keep *k, int which, struct rfm_scale *scale)
{
	char key[] = "r.above";
	double above;

	key[0] = letters[which];
	if (!keep_real(k, key, &above))
		return false;
	scale->above = above != 0;
	scale->fewer = which == ROLE_R;
	memcpy(key + 2, "cut", sizeof("cut"));
	return keep_reals(k, key, scale->cut, (size_t)scale->bins - 1);
}

static bool
use_boxes(struct keep *k, struct segmap *m)
{
	size_t at[4] = {0};
	struct str row[4];

	while (keep_next(k, "segment", &at[0], &row[0])) {
		for (int i = 0; i < 3; i++) {
			char key[] = "r";

			key[0] = letters[i];
			if (!keep_next(k, key, &at[i + 1], &row[i + 1]))
				return keep_fail(
				    k, at[0], "a segment without its ranges");
		}
		if (!segmap_add(m, row, k->fault)) {
			fault_at(k->fault, k->file, k->line[at[0] - 1]);
			return false;
		}
	}
	return m->count > 0 || keep_text(k, "segment", &row[0]);
}

bool
rfm_use(struct segment *s, struct keep *k)
{
	struct rfm_state *st = s->state;
	struct str map;
	size_t bins;

	if (!keep_count(k, "bins", RFM_BINS_MIN, RFM_BINS_MAX, &bins) ||
	    !keep_text(k, "map", &map))
		return false;
	st->bins = (int)bins;
	for (int i = 0; i < 3; i++) {
		st->scale[i] = (struct rfm_scale){.bins = st->bins};
		if (!use_scale(k, i, &st->scale[i]))
			return false;
	}
	st->named = !str_is(map, "none");
	st->mean = str_is(map, "eight");
	st->map_name = given.use;
	if (!st->named)
		return true;
	if (!use_boxes(k, &st->map))
		return false;
	if (st->map.bins > st->bins)
		return keep_fail(k, 0, "its map has more bins than it says");
	rfm_fill_map(st, false);
	return true;
}
