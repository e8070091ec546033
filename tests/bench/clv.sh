#!/bin/sh
# clv.sh [CUSTOMERS [PYTHON [FILE]]]: processor seconds and peak memory of
# crm-clv on CUSTOMERS (100000) simulated customers, and where PYTHON (python3)
# can import lifetimes, its seconds on the same ones. Ours are of whole runs,
# reading and writing included; those of lifetimes of its calls alone.
# FILE is kept, or used again, in place of a summary of its own.
# LIFETIMES='bgnbd paretonbd' says which of its fits to run: Pareto/NBD takes
# minutes. Build first: make.
set -eu
cd "$(dirname "$0")/../.."
: "${BINDIR:=build/bin}" "${LIFETIMES=bgnbd paretonbd}"
n=${1:-100000} python=${2:-python3}
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT
file=${3:-$T/summary.csv}
[ -f "$file" ] || "$BINDIR/crm-sim" --customers "$n" --days 730 |
	"$BINDIR/crm-summary" -q -o "$file"

# What is run, user + system seconds, MiB at most.
measure()
{
	name=$1
	shift
	/usr/bin/time -o "$T/time" -f '%U %S %M' "$@"
	awk -v name="$name" '{ printf "crm-clv   %-12s %9.2f s %8.1f MiB\n",
		name, $1 + $2, $3 / 1024 }' "$T/time" | tee -a "$T/ours"
}

wc -l <"$file" | awk '{ print $1 - 1 " customers" }'
for m in mbgnbd bgnbd paretonbd; do
	measure $m "$BINDIR/crm-clv" -q -m $m --spend none --fit \
		-o "$T/fit-$m" "$file"
done
measure all "$BINDIR/crm-clv" -q -m bgnbd --params-out "$T/params" \
	-o "$T/out" "$file"
measure score "$BINDIR/crm-clv" -q --compat lifetimes --params "$T/params" \
	-o "$T/scored" "$file"
measure interval "$BINDIR/crm-clv" -q --interval --params "$T/params" \
	-o "$T/scored" "$file"
measure inf "$BINDIR/crm-clv" -q --horizon inf --params "$T/params" \
	-o "$T/scored" "$file"

if ! "$python" -c 'import lifetimes' 2>/dev/null; then
	echo "skipped: $python has no lifetimes"
	exit
fi
for m in $LIFETIMES; do
	"$python" tests/bench/clv_lifetimes.py "$file" "$m"
done | while read -r name seconds result; do
	awk -v name="$name" -v s="$seconds" -v result="$result" '
		$2 == name { ours = $3 }
		END {
			printf "lifetimes %-12s %9.2f s", name, s
			if (ours > 0)
				printf ", %.0f times as long", s / ours
			print ": " result
		}' "$T/ours"
done
awk -F, '$2 ~ /^(r|alpha|a|b|s|beta)$/ { print $1, $2, $3 }' "$T"/fit-bgnbd \
	"$T/fit-paretonbd"
