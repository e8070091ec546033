#!/bin/sh
# clv.sh: crm-clv against the collection of published and high-precision
# values in $CRM_SHARED/reference/clv.csv, each within its own tolerance, and
# against the textbooks' formulas for every customer of the CDNOW sample.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite clv
if [ -z "${CRM_SHARED:-}" ] || [ ! -f "$CRM_SHARED/reference/clv.csv" ]; then
	skip clv "needs ../shared"
elif ! python3 -c '' 2>/dev/null; then
	skip clv "needs python3"
elif [ ! -x "$BINDIR/crm-clv" ]; then
	skip clv "needs crm-clv"
else
	export CRM_SHARED
	python3 tests/oracle/clv.py || fail clv "clv.py: status $?"
fi
suite_end
