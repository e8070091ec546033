#!/usr/bin/env python3
"""Membership by brute force, member by member and month by month: a second
computation for crm-members that shares nothing with it but the definitions.

  members.py make SEED DIR     random members.csv and orders.csv
  members.py count DIR         the counts of each month and tier
"""
import csv
import random
import sys
from datetime import date, timedelta
from decimal import Decimal

START = date(2025, 11, 20)


def make(seed, folder):
    r = random.Random(seed)
    ids = ["m%d" % i for i in range(r.randint(1, 30))]
    with open(folder + "/members.csv", "w") as f:
        print("member_id,enrolled,tier", file=f)
        for i in ids:
            days = {START + timedelta(r.randrange(150))
                    for _ in range(r.choice([1, 1, 2, 3]))}
            for d in r.sample(sorted(days), len(days)):
                print(i, d, r.choice(["base", "gold", ""]), sep=",", file=f)
    with open(folder + "/orders.csv", "w") as f:
        print("customer_id,date,amount", file=f)
        for _ in range(r.randint(1, 200)):
            print(r.choice(ids + ["x", "y", ""]),
                  START + timedelta(r.randrange(10, 160)),
                  r.choice(["0", "5", "7.25", "100", "-3.5"]),
                  sep=",", file=f)


def month(d):
    return d.year * 12 + d.month - 1


def begin(m):
    return date(m // 12, m % 12 + 1, 1)


def tier_before(steps, day):
    return [t for d, t in steps if d < day][-1]


def count(folder):
    steps, orders = {}, []
    for row in csv.DictReader(open(folder + "/members.csv")):
        steps.setdefault(row["member_id"], []).append(
            (date.fromisoformat(row["enrolled"]), row["tier"]))
    for row in csv.DictReader(open(folder + "/orders.csv")):
        orders.append((row["customer_id"], date.fromisoformat(row["date"]),
                       Decimal(row["amount"])))
    as_of = max(d for _, d, _ in orders)
    for m in steps:
        steps[m].sort()
    steps_all = {m: s for m, s in steps.items() if s[0][0] <= as_of}
    tiers = sorted({t for s in steps.values() for _, t in s})
    mine = {m: [(d, a) for i, d, a in orders if i == m and d >= s[0][0]]
            for m, s in steps_all.items()}
    first = min(month(d) for _, d, _ in orders)
    print("period,tier,opening,new,active,lost,member_sales,total_sales,"
          "moved_in,moved_out")
    for p in range(first, month(as_of) + 1):
        whole = begin(p + 1) <= as_of + timedelta(1)
        for t in tiers:
            c = dict.fromkeys(["opening", "new", "active", "lost", "in",
                               "out"], 0)
            sales = Decimal(0)
            for m, s in steps_all.items():
                joined = s[0][0]
                if month(joined) > p:
                    continue
                fresh = month(joined) == p
                here = s[0][1] if fresh else tier_before(s, begin(p))
                after = tier_before(s, begin(p + 1))
                buys = {month(d) for d, a in mine[m] if a >= 0}
                c["in"] += after == t and here != t
                if here != t:
                    continue
                c["out"] += after != t
                c["new" if fresh else "opening"] += 1
                c["active"] += p in buys
                c["lost"] += p - 1 in buys and p not in buys
                sales += sum((a for d, a in mine[m] if month(d) == p),
                             Decimal(0))
            row = ["%d-%02d" % (p // 12, p % 12 + 1), t, c["opening"]]
            total = sum((a for _, d, a in orders if month(d) == p), Decimal(0))
            row += [c["new"], c["active"], c["lost"] if p > first else "",
                    plain(sales), plain(total), c["in"], c["out"]
                    ] if whole else [""] * 7
            print(*row, sep=",")


def plain(d):
    s = format(d.normalize(), "f")
    return "0" if s in ("-0", "") else s


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), sys.argv[3])
    else:
        count(sys.argv[2])
