#!/bin/sh
# zones.sh: --tz NAME against Python's zoneinfo, for every zone of the system's
# database: random times of all years, and both sides of each change of the
# clocks from 1880 to 2045.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite zones
if [ ! -f /usr/share/zoneinfo/Europe/Berlin ]; then
	skip zones 'needs tzdata'
elif ! python3 -c 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin")' \
	2>/dev/null; then
	skip zones 'needs python3 with zoneinfo'
elif [ ! -x "$BINDIR/crm-orders" ]; then
	skip zones 'needs crm-orders'
else
	python3 tests/oracle/zones.py || fail zones "zones.py: status $?"
fi
suite_end
