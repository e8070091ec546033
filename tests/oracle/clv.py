"""clv.py: the work of clv.sh, which sets BINDIR, CRM_SHARED and T.

A reference row is known by its model, its data set (or parameters) and its
quantity. What crm-clv has no option for is skipped and counted.
"""
import csv
import functools
import math
import os
import re
import subprocess

TOOL = os.environ["BINDIR"] + "/crm-clv"
DATA = os.environ["CRM_SHARED"] + "/data/clv/"
WORK = os.environ["T"] + "/"
YEAR = 365.25 / 7  # weeks
HEAD = "customer_id,frequency,recency,T,monetary_value"
HELD = "frequency,recency,T,frequency_holdout,duration_holdout\n"
counts = {}


def verdict(kind, what=""):
    counts[kind] = counts.get(kind, 0) + 1
    if kind == "fail":
        print("FAIL clv:", what)
    with open(WORK + "verdicts", "a") as f:
        f.write(kind + " clv\n")


def run(*args, text=None):
    """The rows that crm-clv prints, as dicts."""
    out = subprocess.run([TOOL, "-q", "--digits", "17", *args], input=text,
                         capture_output=True, text=True)
    if out.returncode != 0:
        raise RuntimeError("%s: %s" % (args, out.stderr))
    return list(csv.DictReader(out.stdout.splitlines()))


METHOD = {"pnbd": "paretonbd"}
BG = ("r", "alpha", "a", "b")
LETTERS = {"bgnbd": BG, "mbgnbd": BG, "paretonbd": ("r", "alpha", "s", "beta"),
           "bgbb": ("alpha", "beta", "gamma", "delta")}
PAPER = {"bgnbd": (.243, 4.414, .793, 2.426),
         "paretonbd": (.553, 10.578, .606, 11.669)}


def params(name, model, p, gg=None):
    """A parameter file made by hand; every order is worth 1 without gg."""
    unit = "opportunity" if model == "bgbb" else "week"
    lines = ["key,value", "format,crm-clv 1", "method," + model,
             "unit," + unit]
    lines += ["%s,%s" % kv for kv in zip(LETTERS[model], p)]
    lines += ["spend,gamma-gamma"] if gg else ["spend,mean", "mean_spend,1"]
    lines += ["%s,%s" % kv for kv in zip(("p", "q", "v"), gg or ())]
    with open(WORK + name, "w") as f:
        f.write("\n".join(lines + ["end,crm-clv 1", ""]))
    return WORK + name


# --- data sets

@functools.lru_cache(None)
def exact():
    """Weeks to the day, with the exact mean of the repeat days."""
    days = {}
    with open(DATA + "cdnow_sample.csv") as f:
        for row in csv.DictReader(f):
            if row["date"] <= "1997-09-30":
                of = days.setdefault(int(row["sample_id"]), {})
                of.setdefault(row["date"], []).append(
                    float(row["dollar_value"]))
    lines = [HEAD]
    with open(DATA + "cdnow_sample_cbs_exact.csv") as f:
        for row in csv.DictReader(f):
            of = days[int(row["customer_id"])]
            sums = [sum(of[d]) for d in sorted(of)][1:]
            mean = sum(sums) / len(sums) if sums else 0
            lines.append("%s,%s,%s,%s,%.17g" % (
                row["customer_id"], row["x"], row["t_x"], row["T_cal"], mean))
    return "\n".join(lines) + "\n"


@functools.lru_cache(None)
def rounded():
    with open(DATA + "cdnow_sample_summary_monetary.csv") as f:
        return HEAD + "\n" + f.read().split("\n", 1)[1]


def data_of(dataset):
    return rounded() if "2dp" in dataset else exact()


@functools.lru_cache(None)
def fitted(model, data):
    """What --fit says, by name, and the parameter file."""
    keep = WORK + "fit.%s.%d" % (model, data is exact())
    rows = run("-m", model, "--unit", "week", "--fit", "--params-out", keep,
               text=data)
    return {(r["method"], r["parameter"]): r for r in rows}, keep


# --- one answer for each quantity

NUMBER = r"([0-9.e-]+)"
HISTORY = r"x=%s tx=%s T=%s" % (NUMBER, NUMBER, NUMBER)


def row_of(x, tx, t, spend="1"):
    return "%s\nc,%s,%s,%s,%s\n" % (HEAD, x, tx, t, spend)


def ask(path, history, horizon, column, *more):
    return float(run("--params", path, "--horizon", horizon, *more,
                     text=row_of(*history))[0][column])


def given(model, dataset):
    """The parameter file of a data set that is parameters, or a fit."""
    p = re.findall(r"(?:^| )\w+=%s" % NUMBER, dataset.replace("(exactly) ",
                                                              ""))
    if len(p) == 4:
        return params("given", model, p)
    if "paper params" in dataset:
        return params("given", model, PAPER[model])
    return fitted(model, data_of(dataset))[1]


def from_history(model, dataset, quantity):
    path = given(model, dataset)
    h = re.search(HISTORY, quantity)
    if h and quantity.startswith("P(alive) "):
        return ask(path, h.groups(), "1w", "p_alive")
    m = re.match(r"E\[Y\((?:t=)?%s\)\] " % NUMBER, quantity)
    if h and m:
        return ask(path, h.groups(), m[1] + "w", "expected_orders")
    m = re.match(r"DERT delta=%s " % NUMBER, quantity)
    if h and m:
        rate = repr(math.expm1(float(m[1]) * YEAR))
        return ask(path, h.groups(), "inf", "clv", "--discount", rate)
    new = ("0", "0", "0")
    m = re.match(r"E\[X\(%s\)\]" % NUMBER, quantity)
    if m:
        return ask(path, new, m[1] + "w", "expected_orders")
    m = re.match(r"P\(X\(%s\)=0\)$" % NUMBER, quantity)
    if m and model != "mbgnbd":
        return 1 - ask(path, new, m[1] + "w", "p_order")
    m = re.match(r"P\(alive at T\+(\d+) given", quantity)
    if m:
        h = ("2", "30.43", "38.86")
        later = ask(path, h, "1w", "p_alive_at", "--alive-at", m[1] + "w")
        return later / ask(path, h, "1w", "p_alive")
    if quantity.startswith("DET continuous"):
        rate = repr(1.01 ** (YEAR / 4.345) - 1)
        return ask(path, ("2", "30.43", "38.86"), "52.14w", "clv",
                   "--discount", rate, "--step", "0.01d")
    m = re.match(r"P\(X\(%s\)=([1-6])\)$" % NUMBER, quantity)
    if m:
        rows = run("--params", path, "--validate", text=HELD + "0,0,%s,0,1\n"
                   % m[1])
        return float(rows[int(m[2])]["n_expected"])
    m = re.match(r"cum repeat wk(\d+)$", quantity)
    return cumulative(path, float(m[1])) if m else None


@functools.lru_cache(None)
def births():
    with open(DATA + "cdnow_sample_cbs_exact.csv") as f:
        ages = [float(r["T_cal"]) for r in csv.DictReader(f)]
    return [max(ages) - t for t in ages]


def cumulative(path, week):
    """Repeat orders by then of all who have come."""
    total = 0
    for born in sorted(set(births())):
        if born < week:
            total += births().count(born) * ask(
                path, ("0", "0", "0"), "%.17gw" % (week - born),
                "expected_orders")
    return total


# --- BG/BB: a year is an opportunity

def expected_donors():
    """Of 0 and 6 orders in six years."""
    head, *rows = donors().splitlines()
    text = head + ",frequency_holdout,duration_holdout\n" + "".join(
        r + ",0,5\n" for r in rows)
    rows = run("--params", donor_fit()[1], "--age", "periods", "--weight",
               "weights", "--validate", text=text)
    return [float(rows[k]["n_expected"]) for k in (0, 6)]


def donors():
    with open(DATA + "donations_bgbb.csv") as f:
        return f.read()


@functools.lru_cache(None)
def donor_fit():
    keep = WORK + "fit.bgbb"
    rows = run("-m", "bgbb", "--age", "periods", "--weight", "weights",
               "--fit", "--params-out", keep, text=donors())
    return {r["parameter"]: r for r in rows}, keep


def opportunities(dataset, quantity):
    rows, path = donor_fit()
    kind, _, name = quantity.rpartition(".")
    if kind in ("param", "se") or name == "loglik":
        return float(rows[name]["std_error" if kind == "se" else "estimate"])
    if quantity.startswith("sum E[Y(5)]"):
        return math.fsum(
            float(r["weights"]) * float(r["expected_orders"]) for r in run(
                "--params", path, "--age", "periods", "--horizon", "5y",
                text=donors()))
    if quantity.startswith("expected donors with 0 / 6"):
        return expected_donors()
    p = re.findall(r"(?:^| )\w+=%s" % NUMBER, dataset)
    path = params("given", "bgbb", p)
    h = re.search(r"x=(\d+) tx=(\d+) n=(\d+)", quantity)
    m = re.match(r"E\[X\((\d+)\)\]", quantity)
    if m:
        return ask(path, ("0", "0", "0"), m[1] + "y", "expected_orders")
    if h is None:
        return None
    if quantity.startswith("P(alive at n+1)"):
        return ask(path, h.groups(), "1y", "p_alive_at", "--alive-at", "1y")
    if quantity.startswith("P(alive at n)"):
        return ask(path, h.groups(), "1y", "p_alive")
    if quantity.startswith("E[Y(n*=5)]"):
        return ask(path, h.groups(), "5y", "expected_orders")
    # a year of 365.25 days is the opportunity
    return ask(path, h.groups(), "inf", "clv", "--discount", "0.1")


# --- value

def valued(model, quantity):
    """One number, or several."""
    if model == "pnbd+gg":
        path = params("sum", "paretonbd", PAPER["paretonbd"],
                      (6.25, 3.74, 15.44))
        rate = repr(math.expm1(.0027 * YEAR))
        return float(run("--params", path, "--horizon", "inf", "--report",
                         "--margin", "1", "--discount", rate,
                         text=exact())[0]["total"])
    rows = run("-m", "bgnbd", "--unit", "week", "--compat", "lifetimes",
               text=rounded())
    clv = [float(r["clv"]) for r in rows]
    if quantity.startswith("sum"):
        return math.fsum(clv)
    return [clv[i - 1] for i in (1, 2, 3, 6)]


@functools.lru_cache(None)
def validated(model):
    """--validate on the holdout of 39 weeks."""
    with open(DATA + "cdnow_sample_cbs_exact.csv") as f:
        lines = [HELD.rstrip()]
        lines += ["%(x)s,%(t_x)s,%(T_cal)s,%(x_star)s,39" % r
                  for r in csv.DictReader(f)]
    path = params("check", model, PAPER[model])
    return {r["frequency"]: r for r in run(
        "--params", path, "--validate", text="\n".join(lines) + "\n")}


def actual(quantity):
    rows = validated("bgnbd")
    m = re.match(r"customers with (\S+) repeat", quantity)
    if m:
        return float(rows[m[1]]["n"])
    m = re.match(r"mean holdout purchases, calibration x=(\S+)$", quantity)
    if m:
        return float(rows[m[1]]["mean_actual"])
    if quantity.startswith("holdout transactions"):
        return float(rows["total"]["actual"])
    return None


def without_dropout(quantity):
    row = [r for r in run("--compare", "--unit", "week", text=exact())
           if r["method"] == "nbd"][0]
    return float(row["loglik"]) if quantity == "loglik" else None


def over_customers(model, dataset, quantity):
    rows = run("--params", given(model, dataset), "--horizon", "39w",
               text=exact())
    if quantity == "sum P(alive)":
        return math.fsum(float(r["p_alive"]) for r in rows)
    x = re.search(r"calibration x=(\d+\+?)$", quantity)[1]
    if model in PAPER:
        return float(validated(model)[x]["mean_expected"])
    orders = [float(r["expected_orders"]) for r in rows
              if r["frequency"] == x]
    return math.fsum(orders) / len(orders)


def spend(dataset, quantity):
    gg = re.findall(r"[pqv]=%s" % NUMBER, dataset)
    x, mean = re.search(r"x=(\d+) mean=%s\]" % NUMBER, quantity).groups()
    path = params("gg", "bgnbd", (.243, 4.414, .793, 2.426), gg)
    tx = "1" if x != "0" else "0"
    return float(run("--params", path, text=row_of(x, tx, "9", mean))[0]
                 ["expected_spend"])


CLOSED = {"m(1+d)": ("immediate",), "m/(1+d": ("ordinary",),
          "m r/(1": ("residual",), "sum t=1": ("residual", "5")}


def closed(quantity):
    timing, *periods = CLOSED.get(quantity[:6], CLOSED.get(
        quantity[:7], ("mid" if "mid-period" in quantity else "immediate",
                       "5")))
    more = ["--periods", *periods] if periods else []
    return float(run("-m", "retention", "--revenue", "100", "--retention",
                     "0.8", "--discount", "0.1", "--timing", timing,
                     *more)[0]["clv"])


def answer(model, dataset, quantity):
    if model == "simple_clv":
        return closed(quantity)
    if model == "actual":
        return actual(quantity)
    if model == "nbd":
        return without_dropout(quantity)
    if model.endswith("+gg"):
        return valued(model, quantity)
    if model == "bgbb":
        return opportunities(dataset, quantity)
    m = re.match(r"expected customers with (\S+) repeat", quantity)
    if m:  # R sums BG/NBD up to the largest frequency there is, 29, only
        return None if (model, m[1]) == ("bgnbd", "7+") else float(
            validated(model)[m[1]]["n_expected"])
    if quantity in ("E[X(0)] (BTYD manual)",) or quantity.startswith("BTYD"):
        return None
    if re.match(r"(param|se)\.\w+$|loglik$", quantity):
        return fit_value(model, dataset, quantity)
    if model == "gg":
        return spend(dataset, quantity)
    if quantity == "sum P(alive)" or quantity.startswith("mean E[Y(39)]"):
        return over_customers(model, dataset, quantity)
    return from_history(model, dataset, quantity)


def fit_value(model, dataset, quantity):
    rows, _ = fitted("bgnbd" if model == "gg" else model, data_of(dataset))
    kind, _, name = quantity.rpartition(".")
    row = rows[("gamma-gamma" if model == "gg" else model, name)]
    return float(row["std_error" if kind == "se" else "estimate"])


def near(got, want, tolerance):
    if isinstance(got, list):
        return all(near(*pair, tolerance)
                   for pair in zip(got, map(float, re.split("[ /]+", want))))
    limit, _, rel = tolerance.replace("%", "e-2 rel").partition(" ")
    return abs(got - float(want)) <= float(limit) * (
        abs(float(want)) if rel else 1)


ASKED = ("bgnbd", "mbgnbd", "pnbd", "bgbb", "nbd", "gg", "simple_clv",
         "actual", "bgnbd+gg", "pnbd+gg")


def check_references():
    with open(os.environ["CRM_SHARED"] + "/reference/clv.csv") as f:
        for row in csv.DictReader(f):
            if row["model"] not in ASKED:
                continue
            name = "%(model)s, %(dataset)s, %(quantity)s" % row
            got = answer(METHOD.get(row["model"], row["model"]),
                         row["dataset"], row["quantity"])
            if got is None:
                counts["unasked"] = counts.get("unasked", 0) + 1
            elif near(got, row["value"], row["tolerance"]):
                verdict("pass")
            else:
                verdict("fail", "%s: %s, not %s within %s" % (
                    name, got, row["value"], row["tolerance"]))


# --- every customer, by the textbooks' formulas

def hyp2f1(a, b, c, z):
    term = total = 1.0
    n = 0
    while abs(term) > 1e-17 * abs(total):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        n += 1
    return total


@functools.lru_cache(None)
def orders_alive(p, m, x, age, t):
    r, alpha, a, b = p
    b += m
    g = alpha + age
    return (a + b + x - 1) / (a - 1) * (
        1 - (g / (g + t)) ** (r + x)
        * hyp2f1(r + x, b + x, a + b + x - 1, t / (g + t)))


def alive(p, m, x, tx, age):
    r, alpha, a, b = p
    if x == 0 and m == 0:
        return 1.0
    return 1 / (1 + a / (b + x - 1 + m)
                * ((alpha + age) / (alpha + tx)) ** (r + x))


def expect(p, m, gg, row, rate):
    x, tx, age = (float(row[k]) for k in ("frequency", "recency", "T"))
    living = alive(p, m, x, tx, age)
    step = YEAR / 12
    at = [orders_alive(p, m, x, age, k * step) if k else 0
          for k in range(13)]
    worth = sum((at[k] - at[k - 1]) * (1 + rate) ** -((k - .5) / 12)
                for k in range(1, 13))
    p_, q, v = gg
    mean = float(row["monetary_value"]) if x > 0 else 0
    money = p_ * (v + x * mean) / (p_ * x + q - 1)
    return {"p_alive": living, "expected_orders": living * at[12],
            "expected_spend": money, "clv": .3 * money * living * worth}


def check_customers(model, m):
    rows, path = fitted(model, rounded())
    p = tuple(float(rows[(model, k)]["estimate"])
              for k in ("r", "alpha", "a", "b"))
    gg = [float(rows[("gamma-gamma", k)]["estimate"]) for k in "pqv"]
    worst = {}
    scored = run("--params", path, "--margin", "0.3", text=rounded())
    for row in scored:
        for key, want in expect(p, m, gg, row, .10).items():
            off = abs(float(row[key]) / want - 1)
            worst[key] = max(worst.get(key, 0), off)
    print("clv: %s, %d customers, worst relative error: %s" % (
        model, len(scored),
        ", ".join("%s %.1e" % kv for kv in worst.items())))
    for key, off in worst.items():
        verdict("pass" if off < 1e-8 else "fail",
                "%s of the %s sample is off by %g" % (key, model, off))


check_references()
check_customers("bgnbd", 0)
check_customers("mbgnbd", 1)
print("clv: %d reference values checked, %d have no option: see unit tests" % (
    counts.get("pass", 0) + counts.get("fail", 0) - 8,
    counts.get("unasked", 0)))
