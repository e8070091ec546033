#!/bin/sh
# test.sh [SUITE...]: runs the suites, adds up, and closes with one line
# "N passed, N failed, N skipped". BINDIR and OBJ say what is tested.
set -u
cd "$(dirname "$0")/.." || exit 1
CHECK_SECONDS=${CHECK_SECONDS:-540}

log=$(mktemp "${TMPDIR:-/tmp}/crm-check.XXXXXX") || exit 1
passed=0 failed=0 skipped=0
trap 'rm -f "$log"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]; exit $?' EXIT
trap 'failed=$((failed + 1)); exit 1' HUP INT TERM

script()
{
	case $1 in
	unit | cli | man) echo "scripts/test-$1.sh" ;;
	conform) echo tests/cli/conform.sh ;;
	fault) echo tests/fault/run.sh ;;
	powercut | state) echo "tests/fault/$1.sh" ;;
	fuzz) echo scripts/test-fuzz.sh ;;
	*) echo "tests/oracle/$1.sh" ;;
	esac
}

# add NAME: takes the suite's closing line into the sums.
add()
{
	line=$(tail -n 1 "$log" | sed -n \
		's/^\([a-z_-]*: \)\{0,1\}\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\2 \3 \4/p')
	if [ -z "$line" ]; then
		echo "FAIL $1: ended without its closing line"
		failed=$((failed + 1))
		return 1
	fi
	# shellcheck disable=SC2086
	set -- $line "$1"
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
	if [ $(($1 + $2 + $3)) -eq 0 ]; then
		echo "FAIL $4: no test was run"
		failed=$((failed + 1))
	fi
	[ "$2" -eq 0 ]
}

run()
{
	left=$((CHECK_SECONDS - $(date +%s) + begun))
	[ "$left" -gt 1 ] || left=1
	if command -v timeout >/dev/null 2>&1; then
		timeout "$left" "$(script "$1")" >"$log" 2>&1 </dev/null
	else
		"$(script "$1")" >"$log" 2>&1 </dev/null
	fi
	status=$?
	cat "$log"
	if add "$1" && [ "$status" -ne 0 ]; then
		echo "FAIL $1: status $status"
		failed=$((failed + 1))
	fi
}

begun=$(date +%s)
if [ $# -eq 0 ]; then
	set -- unit cli conform man fault powercut state fuzz
	for f in tests/oracle/*.sh; do
		[ ! -f "$f" ] || set -- "$@" "$(basename "$f" .sh)"
	done
fi
for suite; do
	run "$suite"
done
