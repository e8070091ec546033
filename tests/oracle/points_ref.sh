#!/bin/sh
# points_ref.sh [FROM TO [EVENTS]]: crm-points against the reference model of
# the project's collection, points_ref.py, on random streams of given points,
# in both orders of spending. 6 seeds of 1500 events; a long run:
# tests/oracle/points_ref.sh 1 500 20000.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

model=${CRM_SHARED:-../shared}/points_ref.py
if ! command -v python3 >/dev/null 2>&1 || [ ! -f "$model" ]; then
	suite points_ref
	skip points_ref "no python3, or no points_ref.py"
	suite_end
fi
exec python3 tests/oracle/points_ref.py "$model" "$BINDIR/crm-points" \
	"${1:-1}" "${2:-6}" "${3:-1500}"
