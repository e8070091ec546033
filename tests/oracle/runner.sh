#!/bin/sh
# runner.sh: scripts/test.sh itself: whoever reads only its status or only its
# last line learns whether a test failed.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

# ends NAME WANT FOLDER SUITE: WANT of the status, and of the closing line.
ends()
{
	status=0
	BINDIR=$3 WRAP='' ./scripts/test.sh "$4" >"$T/out" 2>&1 </dev/null ||
		status=1
	bad=$(sed -n '$s/^[0-9]* passed, \([0-9]*\) failed, .*/\1/p' "$T/out")
	if [ "$status" -eq "$2" ] && [ -n "$bad" ] &&
		[ "$((bad > 0))" -eq "$2" ]; then
		pass "$1"
	else
		fail "$1" "status $status, failed: ${bad:-not told}"
		show "$T/out" 5
	fi
}

suite runner
mkdir "$T/none" || exit 1
ends 'a good suite' 0 "$BINDIR" fuzz
ends 'a suite that fails' 1 "$T/none" man
ends 'a suite that is not there' 1 "$BINDIR" no-such-suite
suite_end
