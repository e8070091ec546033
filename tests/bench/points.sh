#!/bin/sh
# points.sh [EVENTS [MEMBERS]]: crm-points on one core: seconds of processor
# time, events a second and bytes taken, with points given and with rules,
# with --state, and for one member with very many lots. The last figure is the
# time as a multiple of what crm-summary -j 1 takes for as many orders in the
# same run: of two machines, or of a machine at two times, it says more than
# seconds. Files of TMPDIR are made once. Build first:
# make && make build/release/bench/gen build/release/bench/gen_points.
#
# Wanted, of 10 million events and a million members: 2 million events a
# second, which is 4 times crm-summary where that takes 1.25 s; 120 bytes a
# member, 32 a live lot, 32 a remembered id, 48 an order; twice the lots of
# one member take little more than twice the time.
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

# file NAME GEN ARG...: a file, made if it is not there.
file()
{
	name=$dir/$1-$events-$members.csv
	gen=$OBJ/bench/$2
	shift 2
	[ -f "$name" ] || {
		"$gen" "$@" >"$name.new"
		mv "$name.new" "$name"
	}
	cat "$name" >/dev/null
}

# timed COMMAND...: its user, system seconds and KiB to $T/time.
timed()
{
	# shellcheck disable=SC2086 # words, or nothing
	command time -f '%U %S %M' -o "$T/time" $one "$@" >"$T/out" 2>"$T/err"
}

# run WHAT N ARG...: crm-points on the file, and what it took for N events.
run()
{
	what=$1 n=$2
	shift 2
	timed "$BINDIR/crm-points" -v "$@" "$name"
	awk -v what="$what" -v n="$n" -v events="$events" -v base="$base" '{
		t = $1 + $2 == 0 ? .01 : $1 + $2
		printf "%-22s %7.2f s %6.2f M events/s %7.1f MiB %6.2f\n",
		    what, t, n / t / 1e6, $3 / 1024,
		    t / n / (base / events) }' "$T/time"
	sed -n 's/.*memory: /    /p' "$T/err"
}

file orders gen -n "$events" -c "$members"
timed "$BINDIR/crm-summary" -q -j 1 "$name"
base=$(awk '{ t = $1 + $2; print (t > 0 ? t : .01) }' "$T/time")
printf '%-22s %7.2f s\n' 'crm-summary -j 1' "$base"
file given gen_points -n "$events" -m "$members"
run 'given, balances' "$events" -m balances
run 'given, ledger' "$events" -m ledger
run 'given, status' "$events" -m status
run 'given, state' "$events" -m balances --state "$T/state" --as-of 2024-12-31
run 'state, read and write' "$events" -m balances --state "$T/state" \
    --as-of 2024-12-31
file rules gen_points -n "$events" -m "$members" -r
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
