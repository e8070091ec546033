#!/bin/sh
# state.sh: what crm-points --state survives (state.py): 40 random kills here,
# more with KILLS=1000; every fault, damage, and several writers.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

case $OBJ in
/*) shim=$OBJ/failnth.so ;;
*) shim=$top/$OBJ/failnth.so ;;
esac
if ! command -v python3 >/dev/null 2>&1; then
	suite state
	skip state 'no python3'
	suite_end
fi
exec python3 tests/fault/state.py "$BINDIR" "$shim" "${KILLS:-40}"
