/*
 * keep: the customers of a fit until they are scored: the cell of the
 * history, the spend, and what else this run has columns for. 12 bytes each
 * as a rule.
 */
#include "clv.h"

#include <math.h>

#include "base/mem.h"
#include "tab/spool.h"

struct keep {
	struct spool *spool;
	const struct group *groups;
};

struct keep *
keep_new(uint64_t memory, const char *tmpdir)
{
	struct keep *k = mem_zero(1, sizeof(*k));

	k->spool = spool_new(memory, tmpdir);
	return k;
}

void
keep_delete(struct keep *k)
{
	if (k != NULL)
		spool_delete(k->spool);
	mem_free(k);
}

enum { WORDS = 3, REALS = 7 };

/* Which of the reals this run needs; a spend, margin, cac, weight, rest,
 * held, during. */
static void
wanted(bool *in)
{
	double fixed;

	in[0] = true;
	in[1] = !quantity_fixed(&o.margin, &fixed);
	in[2] = o.cac.given != NULL;
	in[3] = o.weight != NULL;
	in[4] = o.parts;
	in[5] = in[6] = o.validate;
}

/* The same of the words: key, group, stratum. */
static void
wanted_words(bool *in)
{
	in[0] = true;
	in[1] = o.by != NULL;
	in[2] = o.covariates.n > 0;
}

static size_t
pack(char *to, const uint32_t *word, const double *real)
{
	size_t n = 0;
	bool in[REALS], words[WORDS];

	wanted(in);
	wanted_words(words);
	for (int i = 0; i < WORDS; i++)
		if (words[i]) {
			memcpy(to + n, &word[i], sizeof(*word));
			n += sizeof(*word);
		}
	for (int i = 0; i < REALS; i++)
		if (in[i]) {
			memcpy(to + n, &real[i], sizeof(*real));
			n += sizeof(*real);
		}
	return n;
}

static void
unpack(const char *from, uint32_t *word, double *real)
{
	size_t n = 0;
	bool in[REALS], words[WORDS];

	wanted(in);
	wanted_words(words);
	for (int i = 0; i < WORDS; i++)
		if (words[i]) {
			memcpy(&word[i], from + n, sizeof(*word));
			n += sizeof(*word);
		}
	for (int i = 0; i < REALS; i++)
		if (in[i]) {
			memcpy(&real[i], from + n, sizeof(*real));
			n += sizeof(*real);
		}
}

bool
keep_put(
    struct keep *k, uint32_t key, const struct customer *c, struct fault *f)
{
	char bytes[WORDS * sizeof(uint32_t) + REALS * sizeof(double)];
	uint32_t word[WORDS] = {key, c->group, c->stratum};
	double real[REALS] = {c->spend, c->margin, c->cac, c->weight, c->rest,
	    c->held, c->during};
	struct str s = {bytes, 0};

	s.n = pack(bytes, word, real);
	return spool_put(k->spool, s, f);
}

bool
keep_rewind(struct keep *k, const struct group *groups, struct fault *f)
{
	k->groups = groups;
	return spool_rewind(k->spool, f);
}

static void
recall(const struct sample *d, uint32_t key, struct customer *c)
{
	const struct strata *s = &d->strata;

	if (s->k > 0)
		memcpy(c->z, s->z + c->stratum * s->k, s->k * sizeof(*c->z));
	cells_history(s->k > 0 ? &s->cells[c->stratum] : &d->orders, key,
	    &c->h.x, &c->h.tx, &c->h.T);
}

bool
keep_next(struct keep *k, struct customer *c, struct fault *f)
{
	uint32_t word[WORDS] = {0, 0, 0};
	double real[REALS] = {
	    0, 1, (double)NAN, 1, 0, (double)NAN, (double)NAN};
	struct str s;

	if (!spool_next(k->spool, &s, f))
		return false;
	(void)quantity_fixed(&o.margin, &real[1]);
	unpack(s.p, word, real);
	*c = (struct customer){.h = {.x = (double)NAN},
	    .spend = real[0],
	    .margin = real[1],
	    .cac = real[2],
	    .weight = real[3],
	    .rest = real[4],
	    .held = real[5],
	    .during = real[6],
	    .group = word[1],
	    .stratum = word[2]};
	if (word[0] != KEY_NONE)
		recall(&k->groups[word[1]].sample, word[0], c);
	return true;
}
