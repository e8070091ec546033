#!/bin/sh
# fuzz-tools.sh BINDIR SECONDS [JOB...]: AFL++ on whole tools, one job of
# tests/fuzz/jobs after the other, from the job's own seeds, with the dictionary
# of its name if there is one. What crashes or hangs is under
# build/afl/out/JOB/default/; any of it is a failure.
set -eu
cd "$(dirname "$0")/.."
bin=$1 seconds=$2
shift 2
export AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1
export AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0
export UBSAN_OPTIONS=abort_on_error=1:symbolize=0
# The input is written and read a hundred times a second: not on a disk.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
	AFL_TMPDIR=$(mktemp -d /dev/shm/crm-afl-XXXXXX)
	export AFL_TMPDIR
	trap 'rm -rf "$AFL_TMPDIR"' EXIT
	trap 'exit 1' HUP INT TERM
fi

wanted()
{
	[ $# -eq 1 ] && return
	name=$1
	shift
	for j; do
		[ "$j" != "$name" ] || return 0
	done
	return 1
}

status=0
while IFS='|' read -r name seeds command mender; do
	case $name in
	'' | '#'*) continue ;;
	esac
	wanted "$name" "$@" || continue
	in=build/afl/in/$name out=build/afl/out/$name
	rm -rf "$in" "$out"
	mkdir -p "$in" "$out"
	dict=tests/fuzz/$(echo "$name" | tr - _).dict
	[ -f "$dict" ] || dict=
	unset AFL_CUSTOM_MUTATOR_LIBRARY
	[ -z "$mender" ] ||
		export AFL_CUSTOM_MUTATOR_LIBRARY="$bin/../fuzz/$mender.so"
	n=0
	for s in $seeds; do
		n=$((n + 1))
		cp "$s" "$in/$n"
	done
	# shellcheck disable=SC2086
	afl-fuzz -V "$seconds" -m none -t 2000 ${dict:+-x "$dict"} \
		-i "$in" -o "$out" -- "$bin"/$command >"$out/log" 2>&1 || {
		tail -n 5 "$out/log"
		echo "FAIL $name: afl-fuzz"
		status=1
		continue
	}
	found=$(find "$out/default/crashes" "$out/default/hangs" -name 'id:*' |
		wc -l)
	runs=$(sed -n 's/^execs_done *: //p' "$out/default/fuzzer_stats")
	edges=$(sed -n 's/^edges_found *: //p' "$out/default/fuzzer_stats")
	echo "fuzz-tools: $name: $runs runs, $edges edges, $found findings"
	[ "$found" -eq 0 ] || status=1
done <tests/fuzz/jobs
exit $status
