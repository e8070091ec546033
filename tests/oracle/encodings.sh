#!/bin/sh
# encodings.sh: --encoding against Python's codecs, every character that an
# encoding has; and how --lossy and the first wrong byte compare.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite encodings
if ! python3 -c '' 2>/dev/null; then
	skip encodings 'needs python3'
elif [ ! -x "$BINDIR/crm-orders" ]; then
	skip encodings 'needs crm-orders'
else
	python3 tests/oracle/encodings.py ||
		fail encodings "encodings.py: status $?"
fi
suite_end
