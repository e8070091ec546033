#!/usr/bin/env python3
"""A naive ledger of points with rules, tiers and rewards: what crm-points is
held against. Everything is recomputed from lists, in Fractions and dates; it
knows the manual pages, not the C.

  points_model.py make SEED DIR        a random programme and its events
  points_model.py run DIR WHAT         WHAT: ledger, balances or status
  points_model.py check TOOL FROM TO   crm-points on the seeds FROM to TO

DIR/options holds options of crm-points, one a line.
Conditions are names compared with literals, joined by "and".
"""
import csv
import io
import itertools
import os
import random
import re
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from fractions import Fraction

NEVER = datetime.max
EARNED = ["earned", "redeemed", "expired", "reversed", "adjusted",
          "written_off", "debt_created", "debt_repaid"]


# ---- calendar ------------------------------------------------------------

def last_day(y, m):
    n = date(y + m // 12, m % 12 + 1, 1)
    return (n - timedelta(1)).day


def add_months(d, n):
    k = d.year * 12 + d.month - 1 + n
    y, m = k // 12, k % 12 + 1
    return date(y, m, min(d.day, last_day(y, m)))


def midnight(d):
    return datetime(d.year, d.month, d.day)


def expiry_end(text, day):
    if text in ("", "never"):
        return NEVER
    m = re.fullmatch(r"(\d+)([dm])", text)
    if m:
        n = int(m[1])
        return midnight(day + timedelta(n) if m[2] == "d"
                        else add_months(day, n))
    m = re.fullmatch(r"end-of-(month|quarter|year)(?:\+(\d+))?", text)
    if m:
        size = {"month": 1, "quarter": 3, "year": 12}[m[1]]
        k = (day.year * 12 + day.month - 1) // size + 1 + int(m[2] or 0)
        return datetime(k * size // 12, k * size % 12 + 1, 1)
    return midnight(date.fromisoformat(text) + timedelta(1))


def cap_period(per, day):
    return {"day": day, "week": day - timedelta(day.weekday()),
            "month": (day.year, day.month), "year": day.year,
            "ever": 0}[per]


# ---- rules ---------------------------------------------------------------

def holds(text, names):
    for part in filter(None, text.split(" and ")):
        name, op, want = re.fullmatch(
            r"(\w+) (=|>=|<=|>|<) (.*)", part).groups()
        have = names[name]
        if want.startswith("'"):
            want = want.strip("'")
            if have == "":
                return False
        else:
            if have == "":
                return False
            have, want = Fraction(have), Fraction(want)
        if not {"=": have == want, ">=": have >= want, "<=": have <= want,
                ">": have > want, "<": have < want}[op]:
            return False
    return True


def rounded(x, how):
    down = x.numerator // x.denominator
    rest = x - down
    if how == "ceil":
        return down + (rest > 0)
    if how == "half-up":
        return down + (rest >= Fraction(1, 2))
    if how == "half-even":
        return down + (rest > Fraction(1, 2) or
                       (rest == Fraction(1, 2) and down % 2 == 1))
    return down


def convert(rate, whole, net):
    bands = [(Fraction(a), Fraction(b)) for a, b in
             (w.split(":") for w in rate.split())] if ":" in rate \
        else [(Fraction(0), Fraction(rate))]
    if whole:
        return net * [b for a, b in bands if net >= a][-1]
    total = Fraction(0)
    for i, (a, b) in enumerate(bands):
        top = bands[i + 1][0] if i + 1 < len(bands) else net
        total += max(min(net, top) - a, Fraction(0)) * b
    return total


class Part:
    """What one grant gives as a function of the net amount."""

    def __init__(self, rule, unit, ways=(), times=(), points=0, least=0):
        self.rule, self.unit = rule, unit
        self.ways, self.times = ways, times
        self.points, self.least = points, least

    def give(self, net):
        if net <= 0:
            return 0
        if not self.ways:
            return self.points if net >= self.least else 0
        way = [w for w in self.ways if net >= low(w)]
        if not way:
            return 0
        x = convert(way[0]["rate"], way[0]["bands"] == "whole", net)
        for factor, least in self.times:
            if net >= least:
                x *= factor
        return rounded(x, way[0]["round"] or "floor")


def low(rule):
    return Fraction(rule["min"] or 0)


def kind(rule):
    return rule["kind"] or ("base" if rule["rate"] else
                            "times" if rule["times"] else "bonus")


def units(rule):
    return {"": ["points"], "both": ["points", "growth"]}.get(
        rule["unit"], [rule["unit"]])


class Programme:
    def __init__(self, rules, tiers, rewards, options):
        for i, r in enumerate(rules):
            r["index"] = i
        self.rules, self.tiers, self.rewards = rules, tiers, rewards
        self.options = options

    def judged(self, on, names, day, activity=""):
        for r in self.rules:
            if (r["on"] or "purchase") != on:
                continue
            if on == "activity" and r["activity"] != activity:
                continue
            if r["from"] and day < date.fromisoformat(r["from"]):
                continue
            if r["until"] and day > date.fromisoformat(r["until"]):
                continue
            if holds(r["when"], names):
                yield r

    def parts(self, on, names, day, issuer, multiplier, net, activity=""):
        """Parts in order of rules, each with the issuer it goes to."""
        rows = list(self.judged(on, names, day, activity))
        out = []
        for who in sorted({r["issuer"] or issuer for r in rows}):
            for unit in ("points", "growth"):
                mine = [r for r in rows if (r["issuer"] or issuer) == who
                        and unit in units(r)]
                ways = [r for r in mine if kind(r) == "base"]
                times = [(Fraction(r["times"]), low(r)) for r in mine
                         if kind(r) == "times"]
                if unit == "points" and who == issuer:
                    times.append((multiplier, Fraction(0)))
                out += [(Part(r, unit, points=int(r["points"]),
                              least=low(r)), who)
                        for r in mine if kind(r) == "bonus"]
                held = [r for r in ways if net >= low(r)]
                if held:
                    out.append((Part(held[0], unit, ways, times), who))
        return sorted(out, key=lambda p: (
            p[0].unit == "growth", p[0].rule["index"]))


# ---- tiers ---------------------------------------------------------------

class Hold:
    """A tier of an account, and until when."""

    def __init__(self, p, day):
        self.p, self.tier, self.since = p, 0, day
        self.until = self.judged = None

    def window_first(self, day, enrolled):
        form = self.p.options.get("window", "12m")
        if form == "year":
            return date(day.year, 1, 1)
        if form == "anniversary":
            k = 0
            while add_months(enrolled, 12 * (k + 1)) <= day:
                k += 1
            return min(day, add_months(enrolled, 12 * k)) \
                if k else date.min
        return add_months(day, -int(form[:-1])) + timedelta(1)

    def window_until(self, day, enrolled):
        form = self.p.options.get("window", "12m")
        if form == "year":
            return date(day.year + 1, 12, 31)
        if form == "anniversary":
            k = 1
            while add_months(enrolled, 12 * k) <= day:
                k += 1
            return add_months(enrolled, 12 * (k + 1)) - timedelta(1)
        return add_months(day, int(form[:-1]))

    def earned_on(self, day, enrolled):
        judged = self.window_until(day, enrolled)
        if self.judged is None or judged > self.judged:
            self.judged = judged
            self.until = judged + timedelta(
                int(self.p.options.get("grace", 0)))

    def set(self, tier, day, enrolled, since):
        if tier != self.tier:
            self.tier, self.since = tier, since
        self.judged = self.until = None
        if tier > 0:
            self.earned_on(day, enrolled)

    def keep(self, i):
        t = self.p.tiers[i]
        return Fraction(t["keep"] or t["at"])

    def at(self, total):
        return max(i for i, t in enumerate(self.p.tiers)
                   if total >= Fraction(t["at"]) or i == 0)

    def reach(self, day, enrolled, total):
        best = self.at(total)
        if best > self.tier:
            self.set(best, day, enrolled, day)
        elif self.tier > 0 and total >= self.keep(self.tier):
            self.earned_on(day, enrolled)

    def review(self, day, enrolled, total_on):
        while self.until is not None and day > self.until:
            then, judged = self.until + timedelta(1), self.judged
            total = total_on(judged)
            tier = self.tier if total >= self.keep(self.tier) \
                else self.at(total)
            self.set(tier, judged, enrolled, then)


# ---- ledger --------------------------------------------------------------

class Lot:
    def __init__(self, name, seq, size, available, expires):
        self.name, self.seq, self.size, self.left = name, seq, size, size
        self.available, self.expires, self.back = available, expires, 0


class Account:
    def __init__(self, issuer, member):
        self.issuer, self.member = issuer, member
        self.lots, self.debt, self.growth = [], 0, 0
        self.sum = dict.fromkeys(EARNED, 0)
        self.orders, self.months, self.log = 0, [], []
        self.hold = self.first = None
        self.used = {}
        self.more = False   # has gained something that qualifies

    def outstanding(self):
        return sum(x.left for x in self.lots)

    def balance(self):
        return self.outstanding() - self.debt


class Order:
    def __init__(self, account, net):
        self.account, self.net = account, net
        self.points = []   # [part, account, lot or [growth granted]]


class Ledger:
    def __init__(self, programme):
        self.p, self.o = programme, programme.options
        self.accounts, self.members = {}, {}
        self.seen, self.lots, self.uses, self.orders = {}, {}, {}, {}
        self.referrer, self.friends_paid = {}, set()
        self.lines, self.status, self.seq = [], [], 0

    def account(self, issuer, member):
        return self.accounts.setdefault((issuer, member),
                                        Account(issuer, member))

    def post(self, ts, a, what, points, lot, event):
        self.lines.append((ts, a.member, a.issuer, what, points, lot, event,
                           a.balance()))

    # -- time

    def tick(self, a, ts):
        due = sorted((x for x in a.lots if x.left and x.expires <= ts),
                     key=lambda x: (x.expires, x.seq))
        for x in due:
            n, x.left = x.left, 0
            a.sum["expired"] += n
            self.post(x.expires, a, "expire", -n, x.name, "")

    def touch(self, a, ts):
        self.tick(a, ts)
        self.settle(a, ts, "")
        self.review(a, ts)

    def review(self, a, ts):
        if a.hold:
            a.hold.review(ts.date(), self.enrolled(a),
                          lambda d: self.total(a, d))

    def active(self, a, ts):
        fifo = self.o.get("spend-order") == "fifo"
        return sorted((x for x in a.lots
                       if x.left and x.available <= ts < x.expires),
                      key=lambda x: x.seq if fifo else (x.expires, x.seq))

    def settle(self, a, ts, event):
        for x in self.active(a, ts) if a.debt else []:
            k = min(a.debt, x.left)
            x.left -= k
            a.debt -= k
            a.sum["debt_repaid"] += k
            self.post(ts, a, "repay", 0, x.name, event)
            if not a.debt:
                break

    # -- tiers

    def enrolled(self, a):
        return self.members[a.member].get("enrolled") or a.first

    def total(self, a, day):
        first = a.hold.window_first(day, self.enrolled(a))
        return max(Fraction(0), sum(
            (v for d, v in a.log if first <= d <= day), Fraction(0)))

    def qualify(self, a, what, day, v):
        by = self.o.get("qualify") or (
            "growth" if any("growth" in units(r) for r in self.p.rules)
            else "spend")
        if a.hold and what == by and v:
            a.log.append((day, Fraction(v)))
            a.more |= v > 0

    def reach(self, a, day):
        """A tier is got or kept by an event that adds to what qualifies."""
        if a.hold and a.more:
            a.hold.reach(day, self.enrolled(a), self.total(a, day))
        a.more = False

    # -- postings

    def lot(self, a, ts, name, n, event, what="earn", available=None,
            expires=NEVER):
        self.seq += 1
        x = Lot(name, self.seq, n, available or ts, expires)
        a.lots.append(x)
        a.sum["earned" if what == "earn" else "adjusted"] += n
        self.post(ts, a, what, n, name, event)
        if name == event:
            self.lots[(a.issuer, a.member, name)] = x
        return x

    def take_back(self, a, ts, own, n, event):
        """n points of a grant: its lot, then others, then debt."""
        for x in [own] + [y for y in self.active(a, ts) if y is not own]:
            k = min(n, x.left)
            if k:
                x.left -= k
                n -= k
                a.sum["reversed"] += k
                self.post(ts, a, "reverse_earn", -k, x.name, event)
        if n and self.o.get("negative") == "clamp":
            a.sum["written_off"] += n
            self.post(ts, a, "write_off", 0, "", event)
        elif n:
            a.debt += n
            a.sum["debt_created"] += n
            self.post(ts, a, "debt", -n, "", event)

    def can_take(self, a, ts, own, n):
        own_left = own.left
        return own_left + sum(x.left for x in self.active(a, ts)
                              if x is not own) >= n

    def grant(self, e, a_event, parts, terms_net, names, order, prefix):
        """Caps, then lots. Growth alone touches no account."""
        touched, grown, first = [], [], True
        for part, issuer in parts:
            a = self.account(issuer, names["member"])
            n = part.give(terms_net)
            r = part.rule
            if n and r["cap"]:
                m = re.fullmatch(r"(\d+)(x?) per (\w+)", r["cap"])
                key = (r["name"], part.unit,
                       cap_period(m[3], e["day"]))
                used = a.used.get(key, 0)
                n = (n if used < int(m[1]) else 0) if m[2] \
                    else min(n, int(m[1]) - used)
                if n:
                    a.used[key] = used + (1 if m[2] else n)
            if not n:
                continue
            if part.unit == "growth":
                a.growth += n
                self.qualify(a, "growth", e["day"], n)
                order.append([part, a, [n]])
                grown.append(a)
                continue
            if a not in touched and a is not a_event:
                self.touch(a, e["ts"])
            touched.append(a)
            day = e["day"]
            if r["available"]:
                day += timedelta(int(r["available"][:-1]))
            start = e["ts"] if not r["available"] else midnight(day)
            name = e["event_id"] if first and not prefix \
                else e["event_id"] + "+" + r["name"]
            first = False
            x = self.lot(a, e["ts"], name, n, e["event_id"],
                         available=start, expires=expiry_end(
                             r["expires"] or self.o.get("expires", ""), day))
            self.qualify(a, "points", e["day"], n)
            order.append([part, a, x])
        for a in {id(t): t for t in touched + grown}.values():
            if a is not a_event:
                if a in touched:
                    self.settle(a, e["ts"], e["event_id"])
                self.reach(a, e["day"])

    # -- facts

    def names(self, a, e):
        m = self.members[a.member]
        month = e["day"].year * 12 + e["day"].month
        streak, k = 1, month - 1
        while k in a.months:
            streak, k = streak + 1, k - 1
        born = m.get("birthday")
        today = (e["day"].month, e["day"].day)
        common = last_day(e["day"].year, 2) == 28
        tier = self.p.tiers[a.hold.tier]["name"] if a.hold else ""
        return dict(
            e, member=a.member, tier=tier, orders=a.orders,
            first_order=int(a.orders == 0), streak=streak,
            streak_start=int(month not in a.months),
            birthday_today=int(born is not None and (
                born == today or
                (born == (2, 29) and common and today == (2, 28)))),
            birthday_month=int(born is not None and born[0] == today[0]),
            balance=a.balance(), weekday=e["day"].isoweekday(),
            day=e["day"].day, month=e["day"].month, hour=e["ts"].hour)

    def multiplier(self, a):
        return Fraction(self.p.tiers[a.hold.tier]["multiplier"] or 1) \
            if a.hold else Fraction(1)

    # -- events

    def purchase(self, a, e):
        net = Fraction(e["amount"])
        names = self.names(a, e)
        order = self.orders[(a.issuer, a.member, e["event_id"])] = \
            Order(a, net)
        parts = self.p.parts("purchase", names, e["day"], a.issuer,
                             self.multiplier(a), net)
        self.grant(e, a, parts, net, names, order.points, False)
        a.orders += 1
        a.months.append(e["day"].year * 12 + e["day"].month)
        self.qualify(a, "spend", e["day"], net)
        self.qualify(a, "orders", e["day"], 1)
        self.refer(a, e, net, names, order)
        return "ok"

    def refer(self, a, e, net, names, order):
        who = self.referrer.get((a.issuer, a.member))
        if who is None or (a.issuer, a.member) in self.friends_paid:
            return
        parts = [p for p in self.p.parts("referral", names, e["day"],
                                         a.issuer, Fraction(1), net)
                 if p[0].give(net)]
        if not parts:
            return
        self.friends_paid.add((a.issuer, a.member))
        b = self.account(a.issuer, who)
        if b is not a:
            self.touch(b, e["ts"])
        self.grant(e, b, parts, net, dict(names, member=who), order.points,
                   True)
        if b is not a:
            self.settle(b, e["ts"], e["event_id"])
            self.reach(b, e["day"])

    def refund(self, a, e):
        order = self.orders.get((a.issuer, a.member, e["ref_event_id"]))
        if order is None:
            return "unknown_ref"
        back = Fraction(e["amount"])
        if back > order.net:
            return "over_refund"
        net = order.net - back
        others = []
        for part, b, held in order.points:
            if b is not a and b not in others and isinstance(held, Lot):
                others.append(b)
        for b in others:
            self.touch(b, e["ts"])
        todo = []
        for part, b, held in order.points:
            lot = isinstance(held, Lot)
            have = held.size - held.back if lot else held[0]
            n = have - min(have, part.give(net))
            if n:
                todo.append((part, b, held, n))
        if self.o.get("negative") == "reject":
            need = {}
            for part, b, held, n in todo:
                if isinstance(held, Lot):
                    need.setdefault(id(b), [b, 0, set()])
                    need[id(b)][1] += n
                    need[id(b)][2].add(held)
            for b, n, own in need.values():
                pool = {id(x): x for x in self.active(b, e["ts"])}
                pool.update({id(x): x for x in own})
                if sum(x.left for x in pool.values()) < n:
                    return "insufficient"
        order.net = net
        for part, b, held, n in todo:
            if isinstance(held, Lot):
                self.take_back(b, e["ts"], held, n, e["event_id"])
                held.back += n
                self.qualify(b, "points", e["day"], -n)
            else:
                held[0] -= n
                b.growth -= n
                self.qualify(b, "growth", e["day"], -n)
        self.qualify(a, "spend", e["day"], -back)
        if net == 0:
            self.qualify(a, "orders", e["day"], -1)
        for b in others:
            self.settle(b, e["ts"], e["event_id"])
        return "ok"

    def earn(self, a, e):
        x = self.lot(a, e["ts"], e["event_id"], int(e["points"]),
                     e["event_id"],
                     available=instant(e["available"]),
                     expires=instant(e["expires"]) or expiry_end(
                         self.o.get("expires", ""),
                         (instant(e["available"]) or e["ts"]).date()))
        self.qualify(a, "points", e["day"], x.size)
        return "ok"

    def redeem(self, a, e):
        n = int(e["points"] or 0)
        if e.get("reward"):
            r = [x for x in self.p.rewards if x["name"] == e["reward"]][0]
            n = int(r["points"])
            if r["limit"]:
                m = re.fullmatch(r"(\d+) per (\w+)", r["limit"])
                key = ("reward", r["name"], cap_period(m[2], e["day"]))
                if a.used.get(key, 0) >= int(m[1]):
                    return "limit"
        lots = self.active(a, e["ts"])
        if sum(x.left for x in lots) < n:
            return "insufficient"
        if e.get("reward") and r["limit"]:
            a.used[key] = a.used.get(key, 0) + 1
        left, used = n, []
        for x in lots:
            k = min(left, x.left)
            if not k:
                break
            x.left -= k
            left -= k
            used.append([x, k])
            self.post(e["ts"], a, "redeem", -k, x.name, e["event_id"])
        a.sum["redeemed"] += n
        self.uses[(a.issuer, a.member, e["event_id"])] = used
        return "ok"

    def reverse_earn(self, a, e):
        x = self.lots.get((a.issuer, a.member, e["ref_event_id"]))
        n = int(e["points"])
        if x is None:
            return "unknown_ref"
        if x.back + n > x.size:
            return "over_reversal"
        if self.o.get("negative") == "reject" and \
                not self.can_take(a, e["ts"], x, n):
            return "insufficient"
        self.take_back(a, e["ts"], x, n, e["event_id"])
        x.back += n
        self.qualify(a, "points", e["day"], -n)
        return "ok"

    def reverse_redeem(self, a, e):
        used = self.uses.get((a.issuer, a.member, e["ref_event_id"]))
        if used is None:
            return "unknown_ref"
        n = int(e["points"] or sum(k for _, k in used))
        if sum(k for _, k in used) < n or n == 0:
            return "over_reversal"
        extend = re.fullmatch(r"extend=(\d+)d", self.o.get("restore", ""))
        for u in reversed(used):
            k = min(n, u[1])
            if not k:
                continue
            x = u[0]
            u[1] -= k
            n -= k
            if extend and x.expires <= e["ts"]:
                x.expires = midnight(e["day"] + timedelta(int(extend[1])))
            x.left += k
            a.sum["redeemed"] -= k
            self.post(e["ts"], a, "reverse_redeem", k, x.name, e["event_id"])
        for x in sorted((x for x in a.lots
                         if x.left and x.expires <= e["ts"]),
                        key=lambda x: (x.expires, x.seq)):
            k, x.left = x.left, 0
            a.sum["expired"] += k
            self.post(e["ts"], a, "expire", -k, x.name, e["event_id"])
        return "ok"

    def activity(self, a, e):
        names = self.names(a, e)
        parts = self.p.parts("activity", names, e["day"], a.issuer,
                             Fraction(1), Fraction(1), e["activity"])
        self.grant(e, a, parts, Fraction(1), names, [], False)
        return "ok"

    def referral(self, a, e):
        key = (a.issuer, e["friend"])
        if key in self.referrer:
            return "duplicate_referral"
        self.referrer[key] = a.member
        return "ok"

    def adjust(self, a, e):
        n = int(e["points"])
        if n > 0:
            self.lot(a, e["ts"], e["event_id"], n, e["event_id"], "adjust",
                     instant(e["available"]),
                     instant(e["expires"]) or expiry_end(
                         self.o.get("expires", ""),
                         (instant(e["available"]) or e["ts"]).date()))
            return "ok"
        n = -n
        lots = self.active(a, e["ts"])
        if sum(x.left for x in lots) < n and \
                self.o.get("negative", "debt") != "debt":
            return "insufficient"
        for x in lots:
            k = min(n, x.left)
            if k:
                x.left -= k
                n -= k
                a.sum["adjusted"] -= k
                self.post(e["ts"], a, "adjust", -k, x.name, e["event_id"])
        if n:
            a.debt += n
            a.sum["debt_created"] += n
            self.post(e["ts"], a, "debt", -n, "", e["event_id"])
        return "ok"

    def tier(self, a, e):
        i = [t["name"] for t in self.p.tiers].index(e["tier"])
        a.hold.set(i, e["day"], self.enrolled(a), e["day"])
        return "ok"

    # -- the stream

    def apply(self, e):
        content = tuple(sorted((k, v) for k, v in e.items()
                               if k not in ("event_id", "channel")))
        if e["event_id"] in self.seen:
            return "duplicate" if self.seen[e["event_id"]] == content \
                else "conflict"
        e = dict(e, ts=instant(e["ts"]))
        e["day"] = e["ts"].date()
        m = self.members.setdefault(e["member_id"], {"last": e["ts"]})
        if e["ts"] < m["last"]:
            return "out_of_order"
        self.seen[e["event_id"]] = content
        m["last"] = e["ts"]
        if e.get("birthday"):
            m["birthday"] = tuple(map(int, e["birthday"].split("-")[-2:]))
        if e.get("enrolled"):
            m["enrolled"] = date.fromisoformat(e["enrolled"])
        a = self.account(e.get("issuer", ""), e["member_id"])
        if a.first is None:
            a.first = e["day"]
            if self.p.tiers:
                a.hold = Hold(self.p, e["day"])
        self.touch(a, e["ts"])
        r = getattr(self, e["type"])(a, e)
        if r == "ok":
            self.settle(a, e["ts"], e["event_id"])
            if e["type"] != "tier":
                self.reach(a, e["day"])
            for b in self.accounts.values():
                self.check(b)
        return r

    def check(self, a):
        s = a.sum
        assert all(0 <= x.left <= x.size for x in a.lots)
        assert s["earned"] + s["adjusted"] == s["redeemed"] + \
            s["expired"] + s["reversed"] + s["debt_repaid"] + \
            a.outstanding(), (a.member, s, a.outstanding())
        assert s["debt_created"] == s["debt_repaid"] + a.debt

    def close(self, as_of):
        """Points end and tiers are reviewed; debt waits for the next touch."""
        for a in list(self.accounts.values()):
            self.tick(a, as_of)
            self.review(a, as_of)


def instant(text):
    return datetime.fromisoformat(text) if text else None


# ---- random programmes ----------------------------------------------------

RULE = ["name", "on", "activity", "kind", "unit", "when", "from", "until",
        "min", "rate", "bands", "times", "points", "round", "cap",
        "available", "expires"]
EVENT = ["ts", "event_id", "member_id", "type", "points", "amount",
         "available", "expires", "ref_event_id", "reward", "activity",
         "friend", "tier", "birthday", "channel"]


def write(path, columns, rows):
    with open(path, "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(columns)
        w.writerows([[r.get(c, "") for c in columns] for r in rows])


def make(seed, folder):
    r = random.Random(seed)
    when = ["", "", "channel = 'app'", "weekday >= 6", "first_order = 1",
            "orders >= 2", "streak >= 2 and streak_start = 1",
            "birthday_month = 1", "birthday_today = 1", "balance > 300",
            "month = 6 and channel = 'shop'", "hour < 12"]
    tiers = r.random() < .6
    if tiers:
        when += ["tier = 'gold'", "tier = 'silver'"]
    rounds = ["", "floor", "half-up", "half-even", "ceil"]
    expires = ["", "never", "30d", "3m", "end-of-month", "end-of-quarter+1",
               "end-of-year", "2025-08-31"]
    rules = []
    for i in range(r.randint(1, 8)):
        k = r.choice(["base", "times", "bonus"]) if i else "base"
        rule = {"name": "r%d" % i, "when": r.choice(when) if i else "",
                "unit": r.choice(["", "", "", "growth", "both"])}
        if r.random() < .3:
            rule["min"] = r.choice(["10", "50.5", "100"])
        if r.random() < .2:
            rule["from"] = r.choice(["2025-02-01", "2025-05-15"])
            rule["until"] = r.choice(["2025-06-30", "2025-12-31"])
        if k == "base":
            rule["rate"] = r.choice(["1", "0.5", "1.25", "10", "0.333333",
                                     "0:1 100:1.5 500:2", "0:0.5 50:3"])
            if ":" in rule["rate"]:
                rule["bands"] = r.choice(["", "marginal", "whole"])
            rule["round"] = r.choice(rounds)
        elif k == "times":
            rule["times"] = r.choice(["2", "1.5", "1.1", "0.5"])
        else:
            rule["points"] = str(r.choice([5, 50, 200]))
            rule["on"] = r.choice(["", "", "purchase", "activity",
                                   "referral"])
            if rule["on"] == "activity":
                rule["activity"] = r.choice(["review", "sign_in"])
                rule.pop("min", None)
        if k != "times":
            if r.random() < .3:
                rule["cap"] = r.choice(
                    ["20 per day", "100 per month", "3x per week",
                     "1x per ever", "2x per year"])
            if rule["unit"] != "growth":
                rule["expires"] = r.choice(expires)
                if r.random() < .2:
                    rule["available"] = r.choice(["7d", "14d"])
        rules.append(rule)
    write(folder + "/rules.csv", RULE, rules)
    options = {"negative": r.choice(["debt", "debt", "clamp", "reject"]),
               "spend-order": r.choice(["fefo", "fefo", "fifo"]),
               "expires": r.choice(expires),
               "restore": r.choice(["original", "original", "extend=30d"])}
    if tiers:
        by = r.choice(["spend", "points", "orders"])
        if any(x["unit"] in ("growth", "both") for x in rules):
            by = r.choice([by, "growth"])
        options.update({"qualify": by,
                        "window": r.choice(["12m", "3m", "year",
                                            "anniversary"]),
                        "grace": r.choice(["0", "0", "20"])})
        scale = 1 if by == "orders" else 100
        write(folder + "/tiers.csv",
              ["name", "at", "multiplier", "keep"],
              [{"name": "base", "at": "0"},
               {"name": "silver", "at": str(3 * scale),
                "multiplier": "1.25",
                "keep": r.choice(["", str(2 * scale)])},
               {"name": "gold", "at": str(8 * scale),
                "multiplier": "1.5"}])
    write(folder + "/rewards.csv", ["name", "kind", "points", "limit"],
          [{"name": "mug", "kind": "gift", "points": "40"},
           {"name": "draw", "kind": "draw", "points": "10",
            "limit": r.choice(["1 per week", "2 per ever"])}])
    with open(folder + "/options", "w") as f:
        for k, v in options.items():
            if v:
                print("--%s=%s" % (k, v), file=f)
    events(r, folder, tiers)


def events(r, folder, tiers):
    ids, out, t = [], [], datetime(2025, 1, 1)
    people = ["m%d" % i for i in range(r.randint(1, 8))]
    kinds = ["purchase"] * 6 + ["refund"] * 3 + ["earn", "adjust"] + \
        ["redeem"] * 4 + ["reverse_earn", "reverse_redeem", "activity",
                          "activity", "referral"] + ["tier"] * tiers
    for i in range(r.randint(5, 160)):
        if r.random() < .7:
            t += timedelta(seconds=r.choice([1, 3600, 86400, 400000]))
        who, what = r.choice(people), r.choice(kinds)
        e = {"ts": t.isoformat(), "event_id": "e%d" % i, "member_id": who,
             "type": what, "channel": r.choice(["app", "shop", ""])}
        mine = [x for x in ids if x[1] == who and x[2] == {
            "refund": "purchase", "reverse_earn": r.choice(
                ["earn", "purchase", "adjust"]),
            "reverse_redeem": "redeem"}.get(what)]
        if what in ("refund", "reverse_earn", "reverse_redeem"):
            e["ref_event_id"] = r.choice(mine)[0] if mine else "e0"
        if what in ("purchase", "refund"):
            e["amount"] = r.choice(["9.99", "10", "53.91", "600", "0.5",
                                    "120.005"])
            if what == "refund" and mine and r.random() < .6:
                e["amount"] = [x["amount"] for x in out if
                               x["event_id"] == e["ref_event_id"]][0]
        if what in ("earn", "redeem", "reverse_earn", "reverse_redeem"):
            e["points"] = str(r.choice([1, 10, 53, 200]))
        if what == "reverse_redeem" and r.random() < .5:
            e["points"] = ""
        if what == "adjust":
            e["points"] = str(r.choice([25, -25, -400]))
        if what == "earn" and r.random() < .6:
            e["expires"] = (t + timedelta(r.choice([1, 30, 100]))
                            ).isoformat()
            if r.random() < .3:
                e["available"] = (t + timedelta(hours=12)).isoformat()
        if what == "redeem" and r.random() < .4:
            e["points"], e["reward"] = "", r.choice(["mug", "draw"])
        if what == "activity":
            e["activity"] = r.choice(["review", "sign_in", "quiz"])
        if what == "referral":
            e["friend"] = r.choice([x for x in people if x != who] + ["z"])
        if what == "tier":
            e["tier"] = r.choice(["base", "silver", "gold"])
        if r.random() < .05:
            e["birthday"] = r.choice(["1990-06-15", "02-29", "03-01"])
        ids.append((e["event_id"], who, what))
        out.append(e)
        if r.random() < .05:
            out.append(dict(r.choice(out)))
    write(folder + "/events.csv", EVENT, out)


# ---- running ---------------------------------------------------------------

def table(path):
    if not os.path.exists(path):
        return []
    return list(csv.DictReader(open(path, newline="")))


END = datetime(2026, 6, 30, 23, 59, 59, 999999)


def load(folder):
    options = {}
    for line in open(folder + "/options"):
        name, _, value = line.strip()[2:].partition("=")
        options[name] = value
    rules = table(folder + "/rules.csv")
    for r in rules:
        for c in RULE + ["issuer"]:
            r.setdefault(c, "")
    return Programme(rules, table(folder + "/tiers.csv"),
                     table(folder + "/rewards.csv"), options)


def answers(programme, events):
    """The three tables, each a list of rows of texts."""
    x = Ledger(programme)
    status = [["event_id", "status"]]
    for e in events:
        status.append([e["event_id"], x.apply(e)])
    x.close(END)
    ledger = [["ts", "member_id", "kind", "points", "lot", "event_id",
               "balance_after"]]
    for ts, m, i, k, n, lot, ev, b in sorted(x.lines, key=lambda n: n[1]):
        ledger.append([ts.isoformat(), m, k, str(n), lot, ev, str(b)])
    balances = [["member_id"] + EARNED +
                ["outstanding", "debt", "balance", "tier"]]
    for (i, m), a in sorted(x.accounts.items(), key=lambda n: n[0][1]):
        balances.append([m] + [str(a.sum[k]) for k in EARNED] + [
            str(a.outstanding()), str(a.debt), str(a.balance()),
            x.p.tiers[a.hold.tier]["name"] if a.hold else ""])
    return {"status": status, "ledger": ledger, "balances": balances}


def run(folder, what):
    rows = answers(load(folder), table(folder + "/events.csv"))[what]
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)


# ---- against crm-points ------------------------------------------------------

class Tool:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def args(self):
        out = [line.strip() for line in open(self.folder + "/options")]
        for name in ("rules", "tiers", "rewards"):
            path = "%s/%s.csv" % (self.folder, name)
            if os.path.exists(path):
                out += ["--" + name, path]
        return out

    def rows(self, *more):
        p = subprocess.run([self.path, "-q"] + self.args() + list(more),
                           capture_output=True, text=True, timeout=60)
        if p.returncode != 0:
            raise Exception("status %d: %s" % (p.returncode, p.stderr))
        return list(csv.reader(io.StringIO(p.stdout)))

    def table(self, what, events, *more):
        """In the model's form: its columns, members in order."""
        skip = [] if what == "status" else ["--on-bad-row", "skip"]
        got = self.rows("-m", what, "--as-of", END.date().isoformat(),
                        *skip, *more, events)
        if what == "status":
            return got
        keep = [i for i, c in enumerate(got[0])
                if c not in ("pending", "growth")]
        got = [[r[i] for i in keep] for r in got]
        by = got[0].index("member_id")
        return got[:1] + sorted(got[1:], key=lambda r: r[by])


def by_day(folder, tool, events):
    """The same in several nights with --state: movements and balances."""
    r = random.Random(len(events))
    days = sorted({e["ts"][:10] for e in events})
    cuts = sorted(r.sample(days, min(len(days), r.randint(1, 4))))
    state, ledger, begin = folder + "/state", [], ""
    for end in cuts + [END.date().isoformat()]:
        part = [e for e in events if begin < e["ts"][:10] <= end]
        write(folder + "/part.csv", EVENT, part)
        got = tool.rows("-m", "ledger", "--as-of", end, "--on-bad-row",
                        "skip", "--state", state, folder + "/part.csv")
        ledger += got if not ledger else got[1:]
        begin = end
    write(folder + "/part.csv", EVENT, [])
    balances = tool.table("balances", folder + "/part.csv", "--state", state)
    return ledger[:1] + sorted(ledger[1:], key=lambda r: r[1]), balances


def differ(want, got):
    for a, b in itertools.zip_longest(want, got):
        if a != b:
            return "wanted %s, got %s" % (a, b)
    return None


def check_seed(path, seed):
    with tempfile.TemporaryDirectory() as folder:
        make(seed, folder)
        tool, name = Tool(path, folder), folder + "/events.csv"
        events = table(name)
        want = answers(load(folder), events)
        for what in ("status", "balances", "ledger"):
            why = differ(want[what], tool.table(what, name))
            if why:
                return "%s: %s" % (what, why)
        # A file given twice is a file given once.
        why = differ(want["balances"], tool.table("balances", name, name))
        if why:
            return "replay: " + why
        # Members do not see each other, but for referrals.
        if not any(e["type"] == "referral" for e in events):
            write(folder + "/sorted.csv", EVENT,
                  sorted(events, key=lambda e: e["member_id"]))
            why = differ(want["balances"],
                         tool.table("balances", folder + "/sorted.csv"))
            if why:
                return "members: " + why
        ledger, balances = by_day(folder, tool, events)
        for name, a, b in (("balances", want["balances"], balances),
                           ("ledger", want["ledger"], ledger)):
            why = differ(a, b)
            if why:
                return "state, %s: %s" % (name, why)
        return None


def check(path, first, last):
    bad = 0
    for seed in range(first, last + 1):
        try:
            why = check_seed(path, seed)
        except Exception as e:
            why = repr(e)
        if why:
            bad += 1
            print("FAIL points: seed %d: %s" % (seed, why))
    print("points: %d passed, %d failed, 0 skipped" % (
        last - first + 1 - bad, bad))
    sys.exit(bad > 0)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), sys.argv[3])
    elif sys.argv[1] == "check":
        check(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        run(sys.argv[2], sys.argv[3])
