# shellcheck shell=sh disable=SC2154
# A ledger carried from day to day.
trial points-state state "cp '$top'/tests/fault/jobs/points/*.csv . &&
	'$BINDIR/crm-points' -q --state state --as-of 2024-01-05 one.csv" \
	"'$BINDIR/crm-points' -q --state state --as-of 2024-01-06 -o out.csv two.csv"
