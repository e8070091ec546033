#!/bin/sh
# points_laws.sh [FROM TO]: laws of crm-points on random streams: no more points
# end first-expired-first-out than first-in-first-out, and days add up from one
# closing to the next. 5 seeds; a long run: tests/oracle/points_laws.sh 1 500.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

if ! command -v python3 >/dev/null 2>&1; then
	suite points_laws
	skip points_laws "no python3"
	suite_end
fi
exec python3 tests/oracle/points_laws.py "$BINDIR/crm-points" \
	"${1:-1}" "${2:-5}"
