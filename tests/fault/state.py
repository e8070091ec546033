#!/usr/bin/env python3
"""What crm-points --state survives.

  state.py BINDIR SHIM KILLS [SEED]

A night's run is interrupted in every way there is; the state must then be the
old one or the new one to the last byte, and the run done again must end in
the new state, with the same balances.

  kill     kill -9 at KILLS random instants
  fault    the Nth write, fsync, rename, close, open, malloc fails, once and
           from then on; writes are torn (failnth.c)
  flip     a byte of the state is another one: it is told, nothing is written
  cut      the state ends early, or goes on
  writers  many runs at once: each waits or is told
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

ERRNO = {"write": 28, "fsync": 5, "rename": 13, "close": 5, "open": 24,
         "read": 5, "malloc": 12}


def events(path, first, n, day):
    r = random.Random(first)
    with open(path, "w") as f:
        print("ts,event_id,member_id,type,points,amount,ref_event_id",
              file=f)
        for i in range(first, first + n):
            m = "m%d" % r.randrange(400)
            kind = r.choice(["purchase", "purchase", "earn", "redeem"])
            if kind == "purchase":
                print(day, "e%d" % i, m, kind, "", r.randrange(500) / 4, "",
                      sep=",", file=f)
            else:
                print(day, "e%d" % i, m, kind, r.randrange(1, 90), "", "",
                      sep=",", file=f)


class Night:
    def __init__(self, tool):
        self.tool = tool
        self.dir = tempfile.mkdtemp(prefix="crm-state.")
        self.state = self.dir + "/state"
        with open(self.dir + "/rules.csv", "w") as f:
            f.write("name,rate,expires\nbase,1,12m\n")
        events(self.dir + "/one.csv", 0, 4000, "2024-01-05")
        events(self.dir + "/two.csv", 4000, 4000, "2024-01-06")
        self.must(self.args("one.csv", "2024-01-05"))
        self.old = self.bytes()
        self.must(self.args("two.csv", "2024-01-06"))
        self.new = self.bytes()
        assert self.old != self.new
        self.passed = self.failed = 0

    def args(self, name, day, *more):
        return [self.tool, "-q", "-m", "balances", "--rules",
                self.dir + "/rules.csv", "--state", self.state, "--as-of",
                day, "-o", self.dir + "/out.csv"] + list(more) + [
                    "%s/%s" % (self.dir, name)]

    def bytes(self):
        with open(self.state, "rb") as f:
            return f.read()

    def must(self, args):
        p = subprocess.run(args, capture_output=True)
        if p.returncode != 0:
            raise Exception(p.stderr)
        with open(self.dir + "/out.csv", "rb") as f:
            return f.read()

    def reset(self, data=None):
        for name in self.rest():
            os.unlink(self.dir + "/" + name)
        with open(self.state, "wb") as f:
            f.write(self.old if data is None else data)

    def rest(self, *more):
        """What lies about; a killed run leaves its temporaries."""
        mine = ("one.csv", "two.csv", "rules.csv") + more
        return [n for n in os.listdir(self.dir) if n not in mine]

    def night(self, env=None):
        e = dict(os.environ, LC_ALL="C")
        e.update(env or {})
        return subprocess.Popen(self.args("two.csv", "2024-01-06"), env=e,
                                stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)

    def verdict(self, name, why):
        if why is None:
            self.passed += 1
        else:
            self.failed += 1
            print("FAIL state: %s: %s" % (name, why))

    def whole(self):
        """Old or new; and the night again ends in the new."""
        now = self.bytes()
        if now not in (self.old, self.new):
            return "neither the old state nor the new one"
        rest = self.rest("state", "state.lock", "out.csv")
        self.must(self.args("two.csv", "2024-01-06"))
        if self.bytes() != self.new:
            return "the night done again ends in another state"
        return rest

    # -- kill -9

    def kills(self, n, r):
        self.reset()
        t = time.monotonic()
        self.night().wait()
        span = time.monotonic() - t
        seen = {"old": 0, "new": 0}
        for i in range(n):
            self.reset()
            p = self.night()
            time.sleep(r.random() * span * 1.1)
            p.kill()
            p.wait()
            seen["new" if self.bytes() == self.new else "old"] += 1
            why = self.whole()
            self.verdict("kill %d" % i, why if isinstance(why, str) else None)
        print("state: %d kills: %d left the old state, %d the new one" % (
            n, seen["old"], seen["new"]))

    # -- faults

    def counted(self, shim):
        path = self.dir + "/count"
        self.reset()
        self.night({"LD_PRELOAD": shim, "FAIL_MODE": "count",
                    "FAIL_COUNT_FILE": path}).wait()
        with open(path) as f:
            n = {k: int(v) for k, v in (x.split() for x in f)}
        os.unlink(path)
        return n

    def faults(self, shim):
        for call, n in self.counted(shim).items():
            if call not in ERRNO or n == 0:
                continue
            steps = sorted({1, 2, n, n - 1} | set(
                range(1, n + 1, max(1, n // 24))) - {0})
            for mode in ("once", "sticky", "short"):
                if mode == "short" and call not in ("read", "write"):
                    continue
                for k in [x for x in steps if 1 <= x <= n]:
                    self.reset()
                    p = self.night({"LD_PRELOAD": shim, "FAIL_CALL": call,
                                    "FAIL_MODE": mode,
                                    "FAIL_ERRNO": str(ERRNO[call]),
                                    "FAIL_NTH": str(k)})
                    said = p.communicate()[1]
                    why = self.whole()
                    if not isinstance(why, str):
                        why = "left behind: %s" % why[:3] if why else None
                    if p.returncode not in (0, 1):
                        why = "status %d" % p.returncode
                    if p.returncode == 1 and said.count(b"\n") < 1:
                        why = "no message"
                    self.verdict("%s %s %d" % (call, mode, k), why)

    # -- damage

    def damage(self, r):
        n = len(self.old)
        bad = [(at, self.old[:at] + bytes([self.old[at] ^ (
            1 << r.randrange(8))]) + self.old[at + 1:])
            for at in sorted({0, n - 1, n - 2} | {
                r.randrange(n) for _ in range(150)})]
        bad += [(at, self.old[:at]) for at in
                [0, 1, n // 2, n - 1] + [r.randrange(n) for _ in range(20)]]
        bad += [(n, self.old + b"x\n"), (n, self.old + self.old),
                (n, self.old.replace(b"\n", b"\r\n")),
                (0, b"\xef\xbb\xbf" + self.old), (0, b"\0" * n),
                (0, b"crm-points-state\t1\n")]
        for at, data in bad:
            self.reset(data)
            p = self.night()
            said = p.communicate()[1]
            why = None
            if p.returncode != 1:
                why = "status %d" % p.returncode
            elif self.state.encode() not in said:
                why = "the message does not name it: %r" % said
            elif self.bytes() != data:
                why = "it was written to"
            elif os.path.exists(self.dir + "/out.csv"):
                why = "balances of a damaged state"
            self.verdict("damage at %d: %r..." % (at, data[:9]), why)

    # -- two at once

    def writers(self):
        self.reset()
        many = [self.night() for _ in range(12)]
        said = [p.communicate()[1] for p in many]
        busy = sum(p.returncode == 1 for p in many)
        why = None
        if any(p.returncode not in (0, 1) for p in many):
            why = "a status beyond 0 and 1"
        elif busy == len(many):
            why = "nobody got through"
        elif any(p.returncode == 1 and b"state" not in s
                 for p, s in zip(many, said)):
            why = "who did not get through was not told"
        elif self.bytes() != self.new:
            why = "not the state of one run"
        self.verdict("writers", why)
        print("state: 12 writers at once: %d were told to wait" % busy)

    def patient(self):
        self.reset()
        many = [subprocess.Popen(
            self.args("two.csv", "2024-01-06", "--wait", "60"),
            stderr=subprocess.PIPE) for _ in range(6)]
        for p in many:
            p.communicate()
        self.verdict("patient writers", None if self.bytes() == self.new and
                     all(p.returncode == 0 for p in many)
                     else "not all got through")


def main():
    night = Night(os.path.join(sys.argv[1], "crm-points"))
    r = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    try:
        night.kills(int(sys.argv[3]), r)
        if os.path.exists(sys.argv[2]):
            night.faults(sys.argv[2])
        night.damage(r)
        night.writers()
        night.patient()
    finally:
        shutil.rmtree(night.dir)
    print("state: %d passed, %d failed, 0 skipped" % (
        night.passed, night.failed))
    sys.exit(night.failed > 0)


if __name__ == "__main__":
    main()
