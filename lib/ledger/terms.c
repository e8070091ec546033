/*
 * A table keeps its texts in a set of names, and what they mean in flat
 * arrays that all of them share.
 */
#include "ledger/terms.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "ledger/big.h"
#include "num/dec.h"
#include "num/parse.h"
#include "num/print.h"

struct band {
	int64_t from, rate; /* [millionths] */
};

struct way {
	int64_t min;
	size_t band, bands;
	bool whole;
	enum rounding round;
};

struct factor {
	int64_t by, min;
};

/* Bonuses have no way. */
struct part {
	int64_t points, min;
	size_t way, ways;
	size_t factor, factors;
};

struct term {
	size_t part, parts;
};

/* What has been read of all texts; counts go back when a text is bad. */
struct counts {
	size_t bands, ways, factors, parts;
};

struct terms_table {
	struct names texts;
	struct term *term;
	size_t terms, term_room;
	struct band *band;
	struct way *way;
	struct factor *factor;
	struct part *part;
	struct counts n, room;
};

struct reader {
	struct terms_table *t;
	struct str text, word; /* word.n = 0 at the end */
	size_t next;
	struct fault *f;
};

static const char *const rounding_names[] = {
    "floor", "half-up", "half-even", "ceil"};

bool
rounding_parse(struct str s, enum rounding *r)
{
	for (int i = ROUND_FLOOR; i <= ROUND_CEIL; i++)
		if (str_eq_nocase(str_trim(s), str_of(rounding_names[i]))) {
			*r = (enum rounding)i;
			return true;
		}
	return false;
}

const char *
rounding_name(enum rounding r)
{
	return rounding_names[r];
}

struct terms_table *
terms_new(void)
{
	return mem_zero(1, sizeof(struct terms_table));
}

void
terms_delete(struct terms_table *t)
{
	if (t == NULL)
		return;
	names_free(&t->texts);
	mem_free(t->term);
	mem_free(t->band);
	mem_free(t->way);
	mem_free(t->factor);
	mem_free(t->part);
	mem_free(t);
}

uint32_t
terms_count(const struct terms_table *t)
{
	return (uint32_t)t->texts.count;
}

struct str
terms_text(const struct terms_table *t, uint32_t id)
{
	return t->texts.name[id - 1];
}

size_t
terms_parts(const struct terms_table *t, uint32_t id)
{
	return t->term[id - 1].parts;
}

/* Words end at blanks; a semicolon is one of its own. */
static void
advance(struct reader *r)
{
	size_t i = r->next, n = r->text.n;
	const char *p = r->text.p;

	while (i < n && p[i] == ' ')
		i++;
	r->word = (struct str){p + i, 0};
	while (i + r->word.n < n && p[i + r->word.n] != ' ' &&
	       p[i + r->word.n] != ';')
		r->word.n++;
	if (r->word.n == 0 && i < n)
		r->word.n = 1;
	r->next = i + r->word.n;
}

static bool
bad(struct reader *r, const char *what)
{
	fault_set(r->f, FAULT_FORM, "at %zu: %s",
	    (size_t)(r->word.p - r->text.p) + 1, what);
	if (r->word.n > 0)
		fault_value(r->f, r->word);
	return false;
}

static bool
take(struct reader *r, const char *word)
{
	if (!str_is(r->word, word))
		return false;
	advance(r);
	return true;
}

static bool
number(struct reader *r, struct str s, int64_t *v)
{
	if (s.n == 0 || dec_parse(NULL, s, v) != DEC_OK || *v < 0)
		return bad(r, "a decimal is wanted");
	return true;
}

static bool
read_min(struct reader *r, int64_t *min)
{
	*min = 0;
	if (!take(r, "min"))
		return true;
	if (!number(r, r->word, min))
		return false;
	advance(r);
	return true;
}

static bool
read_band(struct reader *r, struct way *w)
{
	struct terms_table *t = r->t;
	struct str rate = r->word, from;
	struct band b;

	if (!str_split(&rate, ':', &from) || rate.p == NULL)
		return bad(r, "a band is wanted, as 100:1.5");
	if (!number(r, from, &b.from) || !number(r, rate, &b.rate))
		return false;
	if (w->bands == 0 ? b.from != 0
			  : b.from <= t->band[t->n.bands - 1].from)
		return bad(r, "bands begin at 0 and ascend");
	t->band =
	    mem_grow(t->band, &t->room.bands, t->n.bands + 1, sizeof(*t->band));
	t->band[t->n.bands++] = b;
	w->bands++;
	advance(r);
	return true;
}

static bool
read_way(struct reader *r)
{
	struct terms_table *t = r->t;
	struct way w = {.band = t->n.bands};

	if (!take(r, "convert"))
		return bad(r, "'convert' is wanted");
	while (!str_is(r->word, "marginal") && !str_is(r->word, "whole"))
		if (!read_band(r, &w))
			return false;
	if (w.bands == 0)
		return bad(r, "a band is wanted, as 100:1.5");
	w.whole = str_is(r->word, "whole");
	advance(r);
	if (!rounding_parse(r->word, &w.round))
		return bad(r, "a rounding is wanted, as floor");
	advance(r);
	if (!read_min(r, &w.min))
		return false;
	t->way =
	    mem_grow(t->way, &t->room.ways, t->n.ways + 1, sizeof(*t->way));
	t->way[t->n.ways++] = w;
	return true;
}

static bool
read_factor(struct reader *r)
{
	struct terms_table *t = r->t;
	struct factor x;

	if (!number(r, r->word, &x.by))
		return false;
	advance(r);
	if (!read_min(r, &x.min))
		return false;
	t->factor = mem_grow(
	    t->factor, &t->room.factors, t->n.factors + 1, sizeof(*t->factor));
	t->factor[t->n.factors++] = x;
	return true;
}

static bool
read_points(struct reader *r, struct part *p)
{
	if (parse_i64(r->word, &p->points) != PARSE_OK || p->points < 1)
		return bad(r, "points are wanted");
	advance(r);
	return read_min(r, &p->min);
}

static bool
read_conversion(struct reader *r, struct part *p)
{
	do {
		if (!read_way(r))
			return false;
		p->ways++;
	} while (take(r, "else"));
	while (take(r, "times")) {
		if (!read_factor(r))
			return false;
		p->factors++;
	}
	return true;
}

static bool
read_part(struct reader *r, struct term *term)
{
	struct terms_table *t = r->t;
	struct part p = {.way = t->n.ways, .factor = t->n.factors};

	if (take(r, "add") ? !read_points(r, &p) : !read_conversion(r, &p))
		return false;
	t->part =
	    mem_grow(t->part, &t->room.parts, t->n.parts + 1, sizeof(*t->part));
	t->part[t->n.parts++] = p;
	term->parts++;
	return true;
}

static void
put_dec(struct buf *b, int64_t v)
{
	b->n += dec_put(buf_room(b, DEC_MAX), v, '.');
}

static void
put_min(struct buf *b, int64_t min)
{
	if (min == 0)
		return;
	buf_puts(b, " min ");
	put_dec(b, min);
}

static void
put_way(struct buf *b, const struct terms_table *t, const struct way *w)
{
	buf_puts(b, "convert ");
	for (size_t i = 0; i < w->bands; i++) {
		put_dec(b, t->band[w->band + i].from);
		buf_putc(b, ':');
		put_dec(b, t->band[w->band + i].rate);
		buf_putc(b, ' ');
	}
	buf_puts(b, w->whole ? "whole " : "marginal ");
	buf_puts(b, rounding_name(w->round));
	put_min(b, w->min);
}

static void
put_part(struct buf *b, const struct terms_table *t, const struct part *p)
{
	if (p->ways == 0) {
		buf_puts(b, "add ");
		b->n += print_i64(buf_room(b, PRINT_MAX), p->points);
		put_min(b, p->min);
	}
	for (size_t i = 0; i < p->ways; i++) {
		buf_puts(b, i > 0 ? " else " : "");
		put_way(b, t, &t->way[p->way + i]);
	}
	for (size_t i = 0; i < p->factors; i++) {
		buf_puts(b, " times ");
		put_dec(b, t->factor[p->factor + i].by);
		put_min(b, t->factor[p->factor + i].min);
	}
}

/* The id of what was read last; forgets it if it was known. */
static uint32_t
intern(struct terms_table *t, struct term term, struct counts before)
{
	struct buf b = {0};
	size_t known = t->texts.count;
	uint32_t id;

	for (size_t i = 0; i < term.parts; i++) {
		buf_puts(&b, i > 0 ? "; " : "");
		put_part(&b, t, &t->part[term.part + i]);
	}
	id = names_add(&t->texts, buf_view(&b)) + 1;
	buf_free(&b);
	if (t->texts.count == known) {
		t->n = before;
		return id;
	}
	t->term =
	    mem_grow(t->term, &t->term_room, t->terms + 1, sizeof(*t->term));
	t->term[t->terms++] = term;
	return id;
}

bool
terms_add_text(
    struct terms_table *t, struct str text, uint32_t *id, struct fault *f)
{
	struct reader r = {.t = t, .text = text.n > 0 ? text : STR(""), .f = f};
	struct counts before = t->n;
	struct term term = {.part = t->n.parts};
	bool ok;

	advance(&r);
	do
		ok = read_part(&r, &term);
	while (ok && take(&r, ";"));
	if (ok && r.word.n > 0)
		ok = bad(&r, "'else', 'times' or ';' is wanted");
	if (!ok) {
		t->n = before;
		return false;
	}
	*id = intern(t, term, before);
	return true;
}

/* Millionths of millionths. Rates and parts of net are at least 0. */
static struct i128
convert(const struct terms_table *t, const struct way *w, int64_t net)
{
	const struct band *b = &t->band[w->band];
	struct i128 sum = {0, 0};
	size_t last = 0;

	while (last + 1 < w->bands && net >= b[last + 1].from)
		last++;
	if (w->whole)
		return i128_mul(net, b[last].rate);
	for (size_t i = 0; i <= last; i++)
		sum = i128_add(
		    sum, i128_mul((i < last ? b[i + 1].from : net) - b[i].from,
			     b[i].rate));
	return sum;
}

static bool
rounds_up(enum rounding round, enum big_rest rest, bool odd)
{
	switch (round) {
	case ROUND_FLOOR:
		return false;
	case ROUND_HALF_UP:
		return rest >= BIG_HALF;
	case ROUND_HALF_EVEN:
		return rest == BIG_ABOVE || (rest == BIG_HALF && odd);
	case ROUND_CEIL:
		break;
	}
	return rest != BIG_EXACT;
}

/* w times a factor; *places counts its decimals, without zeros at the end. */
static bool
multiply(struct big *w, int64_t by, int *places)
{
	int n = 6;

	while (n > 0 && by % 10 == 0) {
		by /= 10;
		n--;
	}
	*places += n;
	return big_mul(w, (uint64_t)by);
}

static int64_t
converted(const struct terms_table *t, const struct part *p,
    const struct way *way, int64_t net)
{
	struct big w;
	enum big_rest rest;
	int places = 12;
	int64_t points;

	big_set(&w, convert(t, way, net));
	for (size_t i = 0; i < p->factors; i++) {
		const struct factor *x = &t->factor[p->factor + i];

		if (net >= x->min && !multiply(&w, x->by, &places))
			return INT64_MAX;
	}
	rest = big_shift(&w, places);
	if (!big_to_i64(&w, &points) || points == INT64_MAX)
		return INT64_MAX;
	return points + rounds_up(way->round, rest, points % 2 != 0);
}

int64_t
terms_points(
    const struct terms_table *t, uint32_t id, uint32_t part, int64_t net)
{
	const struct part *p = &t->part[t->term[id - 1].part + part];

	if (net <= 0)
		return 0;
	if (p->ways == 0)
		return net >= p->min ? p->points : 0;
	for (size_t i = 0; i < p->ways; i++)
		if (net >= t->way[p->way + i].min)
			return converted(t, p, &t->way[p->way + i], net);
	return 0;
}
