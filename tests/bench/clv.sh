#!/bin/sh
# clv.sh [CUSTOMERS [PYTHON [FILE]]]: crm-clv on CUSTOMERS (100000) simulated
# customers, in two ways: models alone, from arrays to arrays (bench_clv), and
# whole runs of the tool, reading and writing included, with their memory.
# Where PYTHON (python3) can import lifetimes, its calls on the same customers
# stand beside the models, reading left out; it has but one thread.
# FILE is kept, or used again, in place of a summary of its own.
# LIFETIMES='bgnbd paretonbd' says which of its fits to run: Pareto/NBD takes
# half a minute for 100,000. Build first: make bench-build.
set -eu
cd "$(dirname "$0")/../.."
: "${BINDIR:=build/bin}" "${OBJ:=build/release}" "${LIFETIMES=bgnbd paretonbd}"
n=${1:-100000} python=${2:-python3}
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT
file=${3:-$T/summary.csv}
[ -f "$file" ] || "$BINDIR/crm-sim" --customers "$n" --days 730 |
	"$BINDIR/crm-summary" -q -o "$file"
wc -l <"$file" | awk '{ print $1 - 1 " customers" }'

echo 'whole runs (user + system seconds, MiB at most):'
measure()
{
	name=$1
	shift
	/usr/bin/time -o "$T/time" -f '%U %S %M' "$BINDIR/crm-clv" -q "$@"
	awk -v name="$name" '{ printf "%-14s %9.2f s %8.1f MiB\n", name,
		$1 + $2, $3 / 1024 }' "$T/time"
}

for m in mbgnbd bgnbd paretonbd; do
	measure "fit $m" -m $m --spend none --fit -o "$T/fit" "$file"
done
measure 'fit and score' -m bgnbd --params-out "$T/params" -o "$T/out" "$file"
measure score --compat lifetimes --params "$T/params" -o "$T/out" "$file"
measure interval --interval --params "$T/params" -o "$T/out" "$file"
measure 'endless score' --horizon inf --params "$T/params" -o "$T/out" "$file"

echo 'models alone (seconds, on all processors):'
"$OBJ/tests/bench/bench_clv" "$file" >"$T/ours"
: >"$T/theirs"
if "$python" -c 'import lifetimes' 2>/dev/null; then
	for m in $LIFETIMES; do
		"$python" tests/bench/clv_lifetimes.py "$file" "$m"
	done >"$T/theirs"
else
	echo "lifetimes: skipped, $python has none"
fi
while read -r name seconds result; do
	echo "$name $seconds $result"
	awk -v name="$name" -v ours="$seconds" '$1 == name {
		printf "  lifetimes %.2f, %.0f times as long %s\n", $2,
			$2 / ours, $3 }' "$T/theirs"
done <"$T/ours"
