#!/bin/sh
# segment.sh [CUSTOMERS]: crm-segment -m rfm of CUSTOMERS (10000000) against
# what one rule costs, which passes rows through, on the same file in one run:
# at most twice the wall. States the peak memory. RUNS (3: medians count),
# MEMORY (256M: --memory of rfm).
set -eu
cd "$(dirname "$0")/../.."
: "${BINDIR:=build/bin}" "${RUNS:=3}" "${MEMORY:=256M}"
n=${1:-10000000}
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT

awk -v n="$n" 'BEGIN {
	srand(1)
	print "customer_id,first_date,last_date,orders,amount,days_since_last"
	for (i = 1; i <= n; i++) {
		k = int(1 / (rand() + .01))
		printf "c%d,2024-%02d-%02d,2024-12-%02d,%d,%.2f,%d\n", i,
		    1 + int(rand() * 12), 1 + int(rand() * 28),
		    1 + int(rand() * 28), k, k * (5 + 100 * rand()),
		    int(365 * rand())
	}
}' >"$T/in.csv"
printf 'name,condition\nvip,amount >= 1000 and orders > 3\n' >"$T/rules.csv"

# measure NAME COMMAND...: seconds to $T/NAME, peak KiB to $T/NAME.peak
measure()
{
	to=$1
	shift
	command time -f '%e %M' -o "$T/time" "$@" >"$T/out"
	awk '{ print $1 }' "$T/time" >>"$T/$to"
	awk '{ print $2 }' "$T/time" >>"$T/$to.peak"
}

median()
{
	sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

i=0
while [ "$i" -lt "$RUNS" ]; do
	measure rules "$BINDIR/crm-segment" -m rules \
		--rules "$T/rules.csv" "$T/in.csv"
	measure rfm "$BINDIR/crm-segment" -q -m rfm --memory "$MEMORY" \
		--tmpdir "$T" "$T/in.csv"
	i=$((i + 1))
done
awk -v n="$n" -v a="$(median "$T/rfm")" -v b="$(median "$T/rules")" \
	-v p="$(median "$T/rfm.peak")" -v m="$MEMORY" 'BEGIN {
	printf "rfm of %d customers: %.2f s, one rule %.2f s; ratio %.2f, " \
	    "bound 2: %s; peak memory %.0f MiB under --memory %s\n",
	    n, a, b, a / b, a / b <= 2 ? "holds" : "FAILS", p / 1024, m
}'
