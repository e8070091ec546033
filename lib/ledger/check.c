#include "ledger/check.h"

#include "base/i128.h"
#include "base/mem.h"
#include "ledger/engine_priv.h"

static bool
broken(const struct ledger *l, uint32_t i, const char *what, struct fault *f)
{
	fault_set(f, FAULT_DATA, "%s", what);
	fault_value(f, members_name(&l->members, i));
	return false;
}

static bool
check_lot(const struct ledger *l, uint32_t i, struct fault *f)
{
	int64_t size = lots_size(&l->lots, i), rest = lots_rest(&l->lots, i);
	int64_t reversed = lots_reversed(&l->lots, i);

	if (rest < 0 || rest > size || reversed < 0 || reversed > size)
		return broken(l, l->lots.at[i].account,
		    "a lot has more left than it had", f);
	if (rest != 0 && (l->lots.at[i].marks & LOT_PENDING) == 0 &&
	    date_of_instant(flow_end(l, i)) <
		l->members.at[l->lots.at[i].account].due)
		return broken(l, l->lots.at[i].account,
		    "a lot ends before the account thinks", f);
	return true;
}

static bool
check_account(
    const struct ledger *l, uint32_t i, struct i128 rest, struct fault *f)
{
	static const enum sum in[] = {SUM_EARNED, SUM_ADJUSTED};
	static const enum sum out[] = {
	    SUM_REDEEMED, SUM_EXPIRED, SUM_REVERSED, SUM_DEBT_REPAID};
	const struct members *t = &l->members;
	struct i128 sum = i128_of(0);
	int64_t fits;

	for (int k = 0; k < 2; k++)
		sum = i128_add(sum, i128_of(members_sum(t, i, in[k])));
	if (!i128_to_i64(sum, &fits))
		return broken(l, i, "more points than 63 bits hold", f);
	for (int k = 0; k < 4; k++)
		sum = i128_sub(sum, i128_of(members_sum(t, i, out[k])));
	if (i128_cmp(sum, rest) != 0)
		return broken(l, i,
		    "what came in is not what went out and "
		    "what is left",
		    f);
	if (members_sum(t, i, SUM_DEBT_CREATED) <
		members_sum(t, i, SUM_DEBT_REPAID) ||
	    members_sum(t, i, SUM_DEBT_REPAID) < 0)
		return broken(l, i, "more debt repaid than created", f);
	return true;
}

bool
ledger_check(const struct ledger *l, struct fault *f)
{
	struct i128 *rest = mem_zero(l->members.count, sizeof(*rest));
	bool ok = true;

	for (uint32_t i = 0; ok && i < l->lots.count; i++) {
		struct i128 *sum = &rest[l->lots.at[i].account];

		ok = check_lot(l, i, f);
		*sum = i128_add(*sum, i128_of(lots_rest(&l->lots, i)));
	}
	for (uint32_t i = 0; ok && i < l->members.count; i++)
		ok = check_account(l, i, rest[i], f);
	mem_free(rest);
	return ok;
}
