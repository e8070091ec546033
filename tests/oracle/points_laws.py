"""points_laws.sh's work: what must hold of crm-points whatever the model.

    points_laws.py TOOL FROM TO

spend   first-expired-first-out lets no more of a member's points end than
        first-in-first-out, on the same earns and redemptions, none refused
days    what moves on the days between two closings is what the balances of
        the two differ by, of all and of each member
"""
import collections
import csv
import datetime
import io
import random
import subprocess
import sys
import tempfile

TOOL, FIRST, LAST = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
NAMES = ["ts", "event_id", "member_id", "type", "points", "available",
         "expires", "ref_event_id"]
BEGIN, DAYS, EVENTS = datetime.date(2024, 1, 1), 400, 300


def day(n):
    return (BEGIN + datetime.timedelta(days=n)).isoformat()


def run(rows, *args):
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as f:
        w = csv.DictWriter(f, NAMES, lineterminator="\n")
        w.writeheader()
        w.writerows(rows)
        f.flush()
        p = subprocess.run([TOOL, "-q", *args, f.name], capture_output=True,
                           text=True, timeout=120, check=True)
    return list(csv.DictReader(io.StringIO(p.stdout)))


def event(d, i, r, what, points, **more):
    row = dict.fromkeys(NAMES, "")
    row.update(ts=day(d), event_id="e%d" % i, type=what, points=str(points),
               member_id="m%d" % r.randrange(6), **more)
    return row


def stream(r, kinds):
    """Time goes on; ends come early and late, in no order."""
    rows = []
    for i in range(EVENTS):
        d = i * DAYS // EVENTS
        what = r.choice(kinds)
        row = event(d, i, r, what, r.randint(1, 200))
        if what == "earn" and r.random() < .9:
            row["expires"] = day(d + r.randint(8, 150))
        if what == "earn" and r.random() < .2:
            row["available"] = day(d + r.randint(1, 7))
        if what == "adjust" and r.random() < .5:
            row["points"] = "-" + row["points"]
        if what.startswith("reverse"):
            before = [x["event_id"] for x in rows
                      if x["member_id"] == row["member_id"] and
                      x["type"] == what[8:]]
            row["ref_event_id"] = r.choice(before or ["nobody"])
        rows.append(row)
    return rows


def check_spend(r):
    rows = stream(r, ["earn"] * 3 + ["redeem"] * 2)
    orders = ("fefo", "fifo")
    while True:
        refused = {x["event_id"] for o in orders
                   for x in run(rows, "-m", "status", "--spend-order", o)
                   if x["status"] != "ok"}
        if not refused:
            break
        rows = [x for x in rows if x["event_id"] not in refused]
    lost = [{x["member_id"]: int(x["expired"])
             for x in run(rows, "-m", "balances", "--spend-order", o,
                          "--as-of", day(DAYS + 200))} for o in orders]
    for member, points in lost[0].items():
        if points > lost[1][member]:
            return "%s loses %d points, %d first-in-first-out" % (
                member, points, lost[1][member])
    DIFFER.append(lost[0] != lost[1])
    return None


def balances(rows, n):
    got = run(rows, "-m", "balances", "--as-of", day(n))
    return collections.Counter({x["member_id"]: int(x["balance"])
                                for x in got})


def check_days(r):
    rows = stream(r, ["earn"] * 4 + ["redeem"] * 3 + ["adjust"] +
                  ["reverse_earn", "reverse_redeem"])
    moved = collections.defaultdict(collections.Counter)
    for x in run(rows, "-m", "ledger", "--as-of", day(DAYS + 200)):
        moved[x["ts"][:10]][x["member_id"]] += int(x["points"])
    ends = sorted(r.sample(range(DAYS + 200), 6))
    ends.append(ends[-1] + 1)
    opening = collections.Counter()
    n = 0
    for end in ends:
        closing = balances(rows, end)
        for d in range(n, end + 1):
            for member, points in moved[day(d)].items():
                opening[member] += points
        for member in set(opening) | set(closing):
            if opening[member] != closing[member]:
                return "%s closes %s with %d, moved %d" % (
                    member, day(end), closing[member], opening[member])
        if sum(opening.values()) != sum(closing.values()):
            return "totals at %s" % day(end)
        n = end + 1
        opening = closing
    return None


BAD = 0
DIFFER = []
for SEED in range(FIRST, LAST + 1):
    for NAME, CHECK in (("spend", check_spend), ("days", check_days)):
        WHY = CHECK(random.Random("%s %d" % (NAME, SEED)))
        if WHY:
            BAD += 1
            print("FAIL points_laws: %s, seed %d: %s" % (NAME, SEED, WHY))
# A law that never had a choice says nothing.
if not any(DIFFER):
    BAD += 1
    print("FAIL points_laws: spend: the orders never differed")
print("points_laws: %d passed, %d failed, 0 skipped" % (
    2 * (LAST - FIRST + 1) + 1 - BAD, BAD))
sys.exit(BAD > 0)
