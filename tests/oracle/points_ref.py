"""points_ref.sh's work: random streams, the model's answers, crm-points'.

    points_ref.py MODEL TOOL FROM TO EVENTS
"""
import csv
import importlib.util
import io
import random
import subprocess
import sys
import tempfile

MODEL, TOOL, FIRST, LAST, EVENTS = (
    sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))
sys.dont_write_bytecode = True
SPEC = importlib.util.spec_from_file_location("points_ref", MODEL)
REF = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(REF)
END = "2026-01-01"
NAMES = ["ts", "event_id", "member_id", "type", "points", "available",
         "expires", "ref_event_id"]
LEDGER = ["ts", "member_id", "kind", "points", "lot", "event_id",
          "balance_after"]


def day(n):
    return "2024-%02d-%02dT00:00:00" % (1 + n // 28, 1 + n % 28)


def stream(seed):
    """Time goes on; a few events come again, a few are from before."""
    r = random.Random(seed)
    rows, ids, d = [], [], 0
    for i in range(EVENTS):
        d = min(335, d + (r.random() < 450 / EVENTS))
        what = r.choice(["earn"] * 4 + ["redeem"] * 3 +
                        ["reverse_earn", "reverse_redeem"])
        member = "m%d" % r.randrange(1 + EVENTS // 75)
        end = start = ref = ""
        if what.startswith("rev"):
            ref = r.choice([x for x, m in ids[-400:] if m == member] or
                           ["nobody"])
        if what == "earn" and r.random() < .8:
            k = d + r.randint(3, 60)
            end = day(k) if k < 336 else "2025-%02d-%02dT00:00:00" % (
                r.randint(1, 12), r.randint(1, 28))
        if what == "earn" and r.random() < .3 and d + 2 < 336:
            start = day(d + r.randint(1, 2))
        points = r.randint(1, 200) if r.random() < .98 else \
            r.randint(1 << 31, 1 << 40)
        row = dict(zip(NAMES, [day(d), "e%d" % i, member, what, str(points),
                               start, end, ref]))
        ids.append((row["event_id"], member))
        rows.append(row)
        if r.random() < .05:
            rows.append(dict(r.choice(rows)))
        if r.random() < .01:
            rows.append(dict(r.choice(rows), points="7"))
        if r.random() < .01:
            rows.append(dict(row, ts=day(max(0, d - 9)), event_id="b%d" % i))
    return rows


def answer(*args):
    p = subprocess.run([TOOL, "-q", "--as-of", END, *args],
                       capture_output=True, text=True, timeout=120)
    return list(csv.reader(io.StringIO(p.stdout)))


def check(seed, fifo):
    rows = stream(seed)
    REF.Ledger.fifo = fifo
    model, statuses = REF.run(rows, END + "T00:00:00")
    order = ["--spend-order", "fifo" if fifo else "fefo"]
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as f:
        w = csv.DictWriter(f, NAMES, lineterminator="\n")
        w.writeheader()
        w.writerows(rows)
        f.flush()
        got = answer("-m", "status", *order, f.name)
        if got[1:] != [list(s) for s in statuses]:
            return "status"
        got = answer("--on-bad-row", "skip", *order, f.name)
        want = [LEDGER] + [[str(c) for c in line] for line in model.out]
        return "ledger" if got != want else None


BAD = 0
for SEED in range(FIRST, LAST + 1):
    for FIFO in (False, True):
        WHY = check(SEED, FIFO)
        if WHY:
            BAD += 1
            print("FAIL points_ref: seed %d %s: %s" % (
                SEED, "fifo" if FIFO else "fefo", WHY))
print("points_ref: %d passed, %d failed, 0 skipped" % (
    2 * (LAST - FIRST + 1) - BAD, BAD))
sys.exit(BAD > 0)
