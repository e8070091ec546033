#!/bin/sh
# segment.sh: crm-segment against published numbers, against a second
# computation of every method on a year of a shop's customers, and by what
# must hold of any of them: the order of rows, the unit of money, shares, and
# cuts that are kept and used.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite segment
if ! python3 -c '' 2>/dev/null; then
	skip segment "needs python3"
else
	export CRM_SHARED="${CRM_SHARED:-}"
	python3 tests/oracle/segment.py || fail segment "segment.py: status $?"
fi
suite_end
