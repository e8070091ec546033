"""Time zones against Python's zoneinfo, which reads the same files.

zones.py rules   prints zone_rules.csv: what zoneinfo, or for rules by number of
                 day the C library, makes of POSIX TZ rules
zones.py         crm-orders --tz NAME over every zone of the system: $BINDIR
                 names the tools, $T/verdicts takes a verdict for each zone
"""
import io
import os
import random
import re
import struct
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from zoneinfo import _zoneinfo, ZoneInfo, available_timezones

FOLDER = '/usr/share/zoneinfo'
EPOCH = datetime(1970, 1, 1)
FIRST = datetime(1600, 1, 3)
LAST = datetime(9999, 12, 29)

# EDT, says RFC 9636, 3.3.
ALL_YEAR = 'XXX3EDT4,0/0,J365/23'

# Both halves of the world, negative daylight, half hours, clocks that change
# on the day before or a week later, all three sorts of days, and daylight
# that never ends.
RULES = [
    'UTC0', '<+0545>-5:45', 'XXX12:34:56',
    'CET-1CEST,M3.5.0,M10.5.0/3', 'EST5EDT,M3.2.0,M11.1.0',
    'AEST-10AEDT,M10.1.0,M4.1.0/3', 'IST-1GMT0,M10.5.0,M3.5.0/1',
    '<+1030>-10:30<+11>-11,M10.1.0,M4.1.0',
    '<-02>2<-01>,M3.5.0/-1,M10.5.0/0', 'EET-2EEST,M4.5.5/0,M10.5.4/24',
    'EET-2EEST,M3.4.4/50,M10.4.4/50', '<-04>4<-03>,M9.1.6/24,M4.1.6/24',
    'IST-2IDT,M3.4.4/26,M10.5.0', 'ABC3DEF,J60,J300/1:30:15',
    'ABC3DEF,59/0,299/24', 'ABC-9DEF,J365/23,J59',
    ALL_YEAR, 'ABC-1DEF-3,M2.5.3/-30,M8.5.6/100',
]


def seconds(t):
    return (t - EPOCH) // timedelta(seconds=1)


def rule_zone(rule):
    """The pure Python one: the other takes no hours beyond a day."""
    head = b'TZif3' + bytes(15)
    data = struct.pack('>6l', 0, 0, 0, 0, 1, 4)
    # Offset -1 s: nobody may use it.
    types = struct.pack('>lbb', -1, 0, 0) + b'LMT\0'
    block = head + data + types
    body = block + block + b'\n' + rule.encode() + b'\n'
    return _zoneinfo.ZoneInfo.from_file(io.BytesIO(body), key=rule)


class LibcZone:
    """For rules by number of day, which zoneinfo takes a day too early: the
    C library's localtime, and local times by what they mean."""

    def __init__(self, rule):
        self.rule = rule

    def local(self, t):
        os.environ['TZ'] = self.rule
        time.tzset()
        return t + timedelta(seconds=time.localtime(seconds(t)).tm_gmtoff)

    def utc(self, t):
        """The first moment that the clocks show t; in a gap, by the offset
        of the day before."""
        near = {self.local(t + d) - (t + d) for d in
            [timedelta(hours=h) for h in (-36, -24, 24, 36)]}
        good = [t - d for d in near if self.local(t - d) == t]
        if good:
            return min(good)
        before = t - timedelta(hours=36)
        return t - (self.local(before) - before)


def to_local(zone, t):
    if isinstance(zone, LibcZone):
        return zone.local(t)
    there = t.replace(tzinfo=timezone.utc).astimezone(zone)
    return there.replace(tzinfo=None)


def to_utc(zone, t):
    if isinstance(zone, LibcZone):
        return zone.utc(t)
    return t - t.replace(tzinfo=zone, fold=0).utcoffset()


def changes(zone, years, step=timedelta(days=20)):
    """Where the offset changes, to the second."""
    t, end = datetime(years[0], 1, 1), datetime(years[1], 1, 1)
    def offset(t):
        return to_local(zone, t) - t
    while t < end:
        if offset(t) != offset(t + step):
            low, high = t, t + step
            while high - low > timedelta(seconds=1):
                mid = low + timedelta(
                    seconds=(high - low) // timedelta(seconds=2))
                if offset(mid) == offset(low):
                    low = mid
                else:
                    high = mid
            yield high
        t += step


def print_rules():
    draw = random.Random(9636)
    print('rule,from,at,gives')
    for rule in RULES:
        by_number = re.search(r',J?\d', rule)
        zone = (timezone(timedelta(hours=-4)) if rule == ALL_YEAR else
            LibcZone(rule) if by_number else rule_zone(rule))
        # Before 1970 glibc takes all years for 1970.
        first = datetime(1971, 1, 1) if by_number else FIRST
        some = [first + timedelta(seconds=draw.randrange(
            (LAST - first) // timedelta(seconds=1))) for _ in range(12)]
        for y in (1999, 2000, 2004, 2100, 2400, 9996):
            for c in changes(zone, (y, y + 1)):
                some += [c + timedelta(seconds=s) for s in (-1, 0)]
        name = rule.replace(',', ' ')
        for t in some:
            print(name, 'utc', seconds(t), seconds(to_local(zone, t)),
                sep=',')
            near = to_local(zone, t) + timedelta(
                seconds=draw.randrange(-5400, 5400))
            for local in (to_local(zone, t), near):
                print(name, 'local', seconds(local),
                    seconds(to_utc(zone, local)), sep=',')


def instants(zone, draw):
    some = [FIRST + timedelta(seconds=draw.randrange(
        (LAST - FIRST) // timedelta(seconds=1))) for _ in range(40)]
    some += [datetime(1970, 1, 1) + timedelta(seconds=draw.randrange(
        130 * 365 * 86400)) for _ in range(60)]
    for c in changes(zone, (1880, 2045), timedelta(days=45)):
        some += [c + timedelta(seconds=s) for s in (-1, 0, 1)]
    return some


def check(name, tool, draw):
    zone = ZoneInfo(name)
    some = instants(zone, draw)
    rows = ''.join(f'c,{i},{t.isoformat()}Z,1\n' for i, t in enumerate(some))
    run = subprocess.run([tool, '-q', '--times', '--tz', name], text=True,
        input='customer_id,order_id,date,amount\n' + rows,
        capture_output=True, check=False)
    if run.returncode != 0:
        return run.stderr
    got = [line.split(',')[2] for line in run.stdout.splitlines()[1:]]
    for t, have in zip(some, got, strict=True):
        want = to_local(zone, t).isoformat()
        if have != want:
            return f'{t.isoformat()}Z: got {have}, wanted {want}'
    return None


def check_all():
    tool = os.path.join(os.environ['BINDIR'], 'crm-orders')
    draw = random.Random(20260101)
    seen = set()
    with open(os.path.join(os.environ['T'], 'verdicts'), 'a') as verdicts:
        for name in sorted(available_timezones()):
            path = os.path.join(FOLDER, name)
            if name in ('localtime', 'Factory') or not os.path.exists(path):
                continue
            with open(path, 'rb') as f:
                body = f.read()
            if body in seen:
                continue
            seen.add(body)
            why = check(name, tool, draw)
            if why is None:
                print('pass', name, file=verdicts)
            else:
                print('fail', name, file=verdicts)
                print(f'FAIL {name}: {why}')


if sys.argv[1:] == ['rules']:
    print_rules()
else:
    check_all()
