#!/bin/sh
# badinput.sh: a thousand broken tables, each with what it must get; they are
# made, and described, by badinput.py.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

if ! command -v python3 >/dev/null 2>&1; then
	suite badinput
	skip badinput "no python3"
	suite_end
fi
exec python3 tests/oracle/badinput.py "$BINDIR"
