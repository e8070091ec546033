#include "ledger/plan.h"

#include "base/mem.h"
#include "num/dec.h"

/* A plan that is being made. */
struct maker {
	struct plans *p;
	const struct holding *h;
	const struct event *e;
	int64_t multiplier;
	struct plan plan;
};

void
plans_free(struct plans *p)
{
	arena_free(&p->arena);
	names_free(&p->keys);
	mem_free(p->plan);
	mem_free(p->share);
	mem_free(p->candidate);
	buf_free(&p->key);
}

static const struct rule *
held(const struct maker *m, size_t i)
{
	return &m->h->rule[m->h->held[i]];
}

static bool
is_share(const struct maker *m, const struct share *s, const struct rule *rule,
    enum unit unit)
{
	return rule->unit[unit] && s->unit == unit &&
	       str_eq(s->issuer, rule_issuer(rule, m->e));
}

static void
add_candidate(struct maker *m, struct share *s, size_t i)
{
	struct plans *p = m->p;

	p->candidate = mem_grow(p->candidate, &p->candidate_room,
	    p->candidates + 1, sizeof(*p->candidate));
	p->candidate[p->candidates++] = m->h->held[i];
	s->n++;
}

/* A base row that an earlier one with no larger min hides is left out. */
static void
add_bases(struct maker *m, struct share *s, size_t from)
{
	int64_t min = 0;

	for (size_t i = from; i < m->h->n; i++) {
		const struct rule *rule = held(m, i);

		if (rule->kind != KIND_BASE || !is_share(m, s, rule, s->unit) ||
		    (s->n > 0 && rule->min >= min))
			continue;
		min = rule->min;
		add_candidate(m, s, i);
	}
}

/* Whether a share of this plan has that base's issuer and unit already. */
static bool
has_base(const struct maker *m, const struct rule *rule, enum unit unit)
{
	const struct plans *p = m->p;

	for (size_t i = m->plan.share; i < p->shares; i++) {
		const struct share *s = &p->share[i];
		const struct rule *first = &m->h->rule[p->candidate[s->first]];

		if (first->kind == KIND_BASE && is_share(m, s, rule, unit))
			return true;
	}
	return false;
}

static void
add_share(struct maker *m, size_t i, enum unit unit)
{
	struct plans *p = m->p;
	const struct rule *rule = held(m, i);
	struct share s = {.unit = unit, .first = p->candidates};

	if (!rule->unit[unit] || rule->kind == KIND_TIMES ||
	    (rule->kind == KIND_BASE && has_base(m, rule, unit)))
		return;
	s.issuer = arena_str(&p->arena, rule_issuer(rule, m->e));
	s.own = str_eq(s.issuer, m->e->issuer);
	if (rule->kind == KIND_BASE)
		add_bases(m, &s, i);
	else
		add_candidate(m, &s, i);
	p->share = mem_grow(
	    p->share, &p->share_room, p->shares + 1, sizeof(*p->share));
	p->share[p->shares++] = s;
	m->plan.shares++;
}

static void
put_dec(struct buf *b, const char *word, int64_t v)
{
	buf_puts(b, word);
	b->n += dec_put(buf_room(b, DEC_MAX), v, '.');
}

static void
put_min(struct buf *b, int64_t min)
{
	if (min > 0)
		put_dec(b, " min ", min);
}

/* What multiplies the share: the tier, then rows. */
static void
put_factors(const struct maker *m, struct buf *b, const struct share *s)
{
	if (m->multiplier != 0 && m->multiplier != DEC_ONE &&
	    s->unit == UNIT_POINTS && s->own)
		put_dec(b, " times ", m->multiplier);
	for (size_t i = 0; i < m->h->n; i++) {
		const struct rule *rule = held(m, i);

		if (rule->kind != KIND_TIMES || !is_share(m, s, rule, s->unit))
			continue;
		put_dec(b, " times ", rule->times);
		put_min(b, rule->min);
	}
}

static void
put_share(const struct maker *m, struct buf *b, const struct share *s)
{
	const uint32_t *candidate = &m->p->candidate[s->first];
	const struct rule *rule = &m->h->rule[candidate[0]];

	if (rule->kind == KIND_BONUS) {
		buf_printf(b, "add %lld", (long long)rule->points);
		put_min(b, rule->min);
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		rule = &m->h->rule[candidate[i]];
		buf_puts(b, i > 0 ? " else convert " : "convert ");
		buf_str(b, rule->way);
		put_min(b, rule->min);
	}
	put_factors(m, b, s);
}

/* The plan's terms. Their text is ours, so it cannot be wrong. */
static void
make_terms(struct maker *m)
{
	struct buf b = {0};
	struct fault f;

	for (size_t i = 0; i < m->plan.shares; i++) {
		buf_puts(&b, i > 0 ? "; " : "");
		put_share(m, &b, plan_share(m->p, &m->plan, i));
	}
	if (m->plan.shares > 0)
		(void)terms_add_text(
		    m->p->terms, buf_view(&b), &m->plan.terms, &f);
	buf_free(&b);
}

/* All that a plan depends on, as bytes. */
static struct str
make_key(const struct maker *m)
{
	const struct holding *h = m->h;
	struct buf *key = &m->p->key;

	key->n = 0;
	buf_put(key, (const char *)&m->multiplier, sizeof(m->multiplier));
	buf_put(key, (const char *)&h->n, sizeof(h->n));
	buf_put(key, (const char *)h->held, h->n * sizeof(*h->held));
	if (h->issuers)
		buf_str(key, m->e->issuer);
	return buf_view(key);
}

struct plan
plan_for(struct plans *p, const struct holding *h, const struct event *e,
    int64_t multiplier)
{
	struct maker m = {p, h, e, multiplier, {.share = p->shares}};
	size_t known = p->keys.count, at = names_add(&p->keys, make_key(&m));

	if (at < known)
		return p->plan[at];
	for (size_t i = 0; i < h->n; i++)
		for (int unit = 0; unit < RULE_UNITS; unit++)
			add_share(&m, i, (enum unit)unit);
	make_terms(&m);
	p->plan = mem_grow(p->plan, &p->room, at + 1, sizeof(*p->plan));
	p->plan[at] = m.plan;
	return m.plan;
}

uint32_t
plan_giver(const struct plans *p, const struct rule *rule,
    const struct share *s, int64_t net)
{
	size_t i = s->first;

	while (i + 1 < s->first + s->n && rule[p->candidate[i]].min > net)
		i++;
	return p->candidate[i];
}
