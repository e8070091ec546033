#!/bin/sh
# members.sh: crm-members against members.py, which counts by brute force.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite members
if ! command -v python3 >/dev/null 2>&1; then
	skip members "no python3"
	suite_end
fi

seed=1
while [ $seed -le 25 ]; do
	d=$T/$seed
	mkdir "$d"
	python3 tests/oracle/members.py make $seed "$d"
	python3 tests/oracle/members.py count "$d" >"$d/want"
	"$BINDIR/crm-members" -q --members "$d/members.csv" --by tier \
		"$d/orders.csv" | cut -d , -f 1-4,6,10,14,15,18,19 >"$d/got"
	if cmp -s "$d/want" "$d/got"; then
		pass "seed $seed"
	else
		fail "seed $seed" "$(diff "$d/want" "$d/got" | head -n 6)"
	fi
	seed=$((seed + 1))
done
suite_end
