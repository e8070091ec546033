#!/bin/sh
# reader.sh [FILE]: median seconds of RUNS (7) interleaved passes over FILE
# (default: 500 MiB of orders in TMPDIR), and ratios to `wc -l`. PATHS names
# the reader's paths. Build first: make bench-build.
set -eu
cd "$(dirname "$0")/../.."
: "${OBJ:=build/release}" "${RUNS:=7}" "${PATHS:=best}"
bench=$OBJ/tests/bench/bench_reader
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT
file=${1:-${TMPDIR:-/tmp}/crm-bench-orders.csv}
[ -f "$file" ] || "$bench" make 500 >"$file"
cat "$file" >/dev/null

seconds()
{
	a=$(date +%s%N)
	"$@" >/dev/null
	echo $((($(date +%s%N) - a) / 1000))e-6
}

i=0
while [ $i -lt "$RUNS" ]; do
	seconds wc -l "$file" >>"$T/wc"
	for path in $PATHS; do
		for way in index next split bind; do
			seconds "$bench" "$way" "$path" "$file" \
				>>"$T/$way-$path"
		done
	done
	[ -n "${NO_LIBCSV:-}" ] ||
		seconds "$bench" libcsv best "$file" >>"$T/z-libcsv"
	i=$((i + 1))
done

median()
{
	sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

wc=$(median "$T/wc")
for f in "$T"/*; do
	median "$f" | awk -v name="${f##*/}" -v wc="$wc" \
		'{ printf "%-14s %8.3f s %7.2f x wc -l\n", name, $1, $1 / wc }'
done
