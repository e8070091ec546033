#!/bin/sh
# survey.sh: every mode of crm-csat from one answer file as survey tools write
# them (a byte order mark, CRLF, words in two languages, blanks and n/a),
# against a second computation in Python.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite survey
if ! python3 -c '' 2>/dev/null; then
	skip survey "needs python3"
else
	python3 tests/oracle/survey.py || fail survey "survey.py: status $?"
fi
suite_end
