#!/bin/sh
# voice.sh [ANSWERS]: crm-nps of ANSWERS (10000000) by region and month
# against crm-summary of a file of as many rows and bytes, in one run: at most
# 1.2 times its wall. RUNS (3: medians count).
set -eu
cd "$(dirname "$0")/../.."
: "${BINDIR:=build/bin}" "${RUNS:=3}"
n=${1:-10000000}
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT

# The same rows are answers to one and orders to the other: a score is an
# amount, and a tenth as many customers as rows have them.
awk -v n="$n" 'BEGIN {
	srand(1)
	print "customer_id,region,date,score"
	for (i = 1; i <= n; i++)
		printf "c%d,region-%02d,2024-%02d-%02d,%d\n",
		    int(rand() * n / 10), int(rand() * 20),
		    1 + int(rand() * 12), 1 + int(rand() * 28),
		    int(rand() * 11)
}' >"$T/in.csv"

measure()
{
	to=$1
	shift
	command time -f %e -o "$T/time" "$@" >"$T/out"
	cat "$T/time" >>"$T/$to"
}

median()
{
	sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

i=0
while [ "$i" -lt "$RUNS" ]; do
	measure summary "$BINDIR/crm-summary" -q --amount score "$T/in.csv"
	measure nps "$BINDIR/crm-nps" -q --by region --period month \
		--date date "$T/in.csv"
	i=$((i + 1))
done
awk -v n="$n" -v a="$(median "$T/nps")" -v b="$(median "$T/summary")" \
	-v g="$(($(wc -l <"$T/out") - 1))" 'BEGIN {
	printf "nps of %d answers in %d groups: %.2f s, crm-summary of the " \
	    "same file %.2f s; ratio %.2f, bound 1.2: %s\n",
	    n, g, a, b, a / b, a / b <= 1.2 ? "holds" : "FAILS"
}'
