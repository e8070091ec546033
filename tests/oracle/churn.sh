#!/bin/sh
# churn.sh: crm-churn and crm-cohort against scikit-learn, statsmodels and
# scipy where there are any, against a census in plain Python, and against
# the collection of reference values in $CRM_SHARED where that is.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite churn
python=
for p in python3 /usr/bin/python3; do
	[ -z "$python" ] || break
	"$p" -c 'import numpy' 2>/dev/null && python=$p
done
[ -n "$python" ] || ! python3 -c '' 2>/dev/null || python=python3
if [ -z "$python" ]; then
	skip churn "needs python3"
elif [ ! -x "$BINDIR/crm-churn" ] || [ ! -x "$BINDIR/crm-cohort" ]; then
	skip churn "needs crm-churn and crm-cohort"
else
	export BINDIR T CRM_SHARED
	"$python" tests/oracle/churn.py || fail churn "churn.py: status $?"
fi
suite_end
