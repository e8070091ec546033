#!/bin/sh
# points.sh [EVENTS [MEMBERS]]: crm-points on one core: seconds of processor
# time, events a second and bytes taken, with points given and with rules,
# with --state, and for one member with very many lots. Files of TMPDIR are
# made once. Build first: make && make build/release/bench/gen_points.
#
# Wanted, of 10 million events and a million members: 2 million events a
# second; 120 bytes a member, 32 a live lot, 32 a remembered id, 48 an order;
# twice the lots of one member take little more than twice the time.
set -eu
cd "$(dirname "$0")/../.."
: "${BINDIR:=build/bin}" "${OBJ:=build/release}"
events=${1:-10000000} members=${2:-1000000}
dir=${TMPDIR:-/tmp}/crm-bench-points
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT
mkdir -p "$dir"
one=
! command -v taskset >/dev/null || one='taskset -c 0'

# file NAME ARG...: a file of events, made if it is not there.
file()
{
	name=$dir/$1-$events-$members.csv
	shift
	[ -f "$name" ] || {
		"$OBJ/bench/gen_points" "$@" >"$name.new"
		mv "$name.new" "$name"
	}
	cat "$name" >/dev/null
}

# run WHAT N ARG...: crm-points on the file, and what it took for N events.
run()
{
	what=$1 n=$2
	shift 2
	# shellcheck disable=SC2086 # words, or nothing
	command time -f '%U %S %M' -o "$T/time" $one "$BINDIR/crm-points" -v \
	    "$@" "$name" >"$T/out" 2>"$T/err"
	awk -v what="$what" -v n="$n" '{
		printf "%-22s %7.2f s %6.2f M events/s %7.1f MiB\n",
	    what, $1 + $2, n / ($1 + $2) / 1e6, $3 / 1024 }' "$T/time"
	sed -n 's/.*memory: /    /p' "$T/err"
}

file given -n "$events" -m "$members"
run 'given, balances' "$events" -m balances
run 'given, ledger' "$events" -m ledger
run 'given, status' "$events" -m status
run 'given, state' "$events" -m balances --state "$T/state" --as-of 2024-12-31
run 'state, read and write' "$events" -m balances --state "$T/state" \
    --as-of 2024-12-31
file rules -n "$events" -m "$members" -r
run 'default rules' "$events" -m balances
cat >"$T/rules.csv" <<END
name,on,activity,rate,times,points,when,cap,expires
base,purchase,,1,,,,,12m
app,purchase,,,2,,channel = 'app',,
weekend,purchase,,,,10,weekday >= 6,1x per day,12m
review,activity,review,,,5,,50 per month,12m
END
run 'rules' "$events" -m balances --rules "$T/rules.csv"
for n in 100000 200000 400000; do
	name=$dir/one-$n.csv
	[ -f "$name" ] || "$OBJ/bench/gen_points" -1 -n $n >"$name"
	run "one member, $((n / 2)) lots" $n -m balances
done
