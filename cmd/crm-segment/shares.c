/* shares: --shares and --names of pyramid and abc. */
#include "base/mem.h"
#include "model/pyramid.h"
#include "num/dec.h"
#include "segment.h"

static bool
bad_share(struct run *r, const char *what, const char *value)
{
	run_usage(r, "--shares: %s", what);
	fault_value(&r->fault, str_of(value));
	return false;
}

static bool
parse_shares(struct run *r, struct tiers *t)
{
	const struct opt_list *l = &given.shares;
	int64_t sum = 0;
	char text[DEC_MAX + 1];

	if (l->n > PYRAMID_MAX)
		return run_usage(
		    r, "--shares: more than %d tiers", PYRAMID_MAX);
	for (size_t i = 0; i < l->n; i++) {
		enum dec_status status =
		    dec_parse(NULL, str_of(l->item[i]), &t->share[i]);

		if (status != DEC_OK)
			return bad_share(r, dec_problem(status), l->item[i]);
		if (t->share[i] <= 0 || t->share[i] > PYRAMID_WHOLE)
			return bad_share(
			    r, "not above 0 and up to 100", l->item[i]);
		sum += t->share[i];
	}
	t->n = l->n;
	if (sum == PYRAMID_WHOLE)
		return true;
	text[dec_put(text, sum, '.')] = '\0';
	return run_usage(
	    r, "--shares: they make %s %% together, not 100", text);
}

static bool
check_names(struct run *r, const struct tiers *t, size_t n)
{
	if (n != t->n)
		return run_usage(r, "%zu shares, but %zu names", t->n, n);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			if (t->name[i][0] == '\0' ||
			    (j < i && strcmp(t->name[i], t->name[j]) == 0))
				return run_usage(r,
				    "--names: empty or twice: '%s'",
				    t->name[i]);
	return true;
}

bool
tiers_begin(struct run *r, struct tiers *t, const int64_t *shares,
    const char *const *names, size_t n)
{
	bool named = given.names.n > 0;

	if (given.use != NULL && (named || given.shares.n > 0))
		return run_usage(r, "--use has shares and names already");
	t->share = mem_zero(PYRAMID_MAX, sizeof(*t->share));
	t->n = n;
	for (size_t i = 0; i < n; i++)
		t->share[i] = shares[i] * DEC_ONE;
	if (given.shares.n > 0 && !parse_shares(r, t))
		return false;
	t->name = named ? given.names.item : names;
	return check_names(r, t, named ? given.names.n : n);
}

void
tiers_end(struct tiers *t)
{
	mem_free(t->share);
	for (size_t i = 0; i < t->kept_n; i++)
		mem_free(t->kept[i]);
	mem_free(t->kept);
	mem_free(t->kept_names);
}

bool
tiers_save(struct keep *k, const struct tiers *t, const double *floor)
{
	char share[DEC_MAX];

	for (size_t i = 0; i < t->n; i++) {
		size_t n = dec_put(share, t->share[i], '.');

		keep_put_text(k, "tier", str_of(t->name[i]));
		keep_put_text(k, "share", (struct str){share, n});
		keep_put_real(k, "floor", floor[i]);
	}
	return true;
}

bool
tiers_use(struct keep *k, struct tiers *t, double *floor)
{
	struct str s;
	size_t at = 0;

	t->kept = mem_zero(PYRAMID_MAX, sizeof(*t->kept));
	t->kept_names = mem_zero(PYRAMID_MAX, sizeof(*t->kept_names));
	while (keep_next(k, "tier", &at, &s)) {
		if (t->kept_n == PYRAMID_MAX)
			return keep_fail(k, at, "too many tiers");
		t->kept[t->kept_n] = mem_dup(s.p, s.n);
		t->kept_names[t->kept_n] = t->kept[t->kept_n];
		t->kept_n++;
	}
	if (t->kept_n == 0)
		return keep_text(k, "tier", &s);
	t->n = t->kept_n;
	t->name = t->kept_names;
	at = 0;
	for (size_t i = 0; i < t->n; i++)
		if (!keep_next(k, "share", &at, &s) ||
		    dec_parse(NULL, s, &t->share[i]) != DEC_OK)
			return keep_fail(k, at, "not a share for each tier");
	return keep_reals(k, "floor", floor, t->n);
}
