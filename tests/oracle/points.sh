#!/bin/sh
# points.sh [FROM TO]: crm-points against points_model.py on random programmes
# with rules, tiers and rewards: every movement, balance and status; replayed,
# with members in another order, and night by night with --state. 40 seeds; a
# long run: tests/oracle/points.sh 1 20000.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

if ! command -v python3 >/dev/null 2>&1; then
	suite points
	skip points "no python3"
	suite_end
fi
exec python3 tests/oracle/points_model.py check "$BINDIR/crm-points" \
	"${1:-1}" "${2:-40}"
