"""churn.py: the work of churn.sh, which sets BINDIR, CRM_SHARED and T.

Every part says what it needs; a part that lacks it is skipped and counted.
"""
import csv
import datetime
import math
import os
import random
import subprocess

BIN = os.environ["BINDIR"] + "/"
SHARED = os.environ.get("CRM_SHARED") or "none"
DATA = SHARED + "/data/"
WORK = os.environ["T"] + "/"


def verdict(kind, what=""):
    if kind != "pass":
        print(kind.upper(), "churn:", what)
    with open(WORK + "verdicts", "a") as f:
        f.write(kind + " churn\n")


def near(what, got, want, tol):
    got = float(got) if got != "" else math.nan
    ok = abs(got - want) <= tol or (math.isnan(got) and math.isnan(want))
    verdict("pass" if ok else "fail",
            "%s: got %.15g, want %.15g" % (what, got, want))


def check(what, ok):
    verdict("pass" if ok else "fail", what)


def run(tool, *args, text=None, status=0):
    """The rows that a tool prints, as dicts; or what it says, if it fails."""
    digits = [] if tool in ("crm-orders", "crm-sim") else ["--digits", "15"]
    out = subprocess.run([BIN + tool, "-q", *digits, *args], input=text,
                         capture_output=True, text=True)
    if out.returncode != status:
        raise RuntimeError("%s %s: %s" % (tool, args, out.stderr))
    if status != 0:
        return out.stderr
    return list(csv.DictReader(out.stdout.splitlines()))


def churn(*args, **more):
    return run("crm-churn", *args, **more)


def table(rows, names):
    return "\n".join([",".join(names)] + [
        ",".join("" if v is None else "%.17g" % v if isinstance(v, float)
                 else str(v) for v in r) for r in rows]) + "\n"


def have(*modules):
    for m in modules:
        try:
            __import__(m)
        except ImportError:
            verdict("skip", "no " + m)
            return False
    return True


# --- a census: who was active in which month, from orders

def month(day):
    return day[:7]


def months(first, last):
    y, m = int(first[:4]), int(first[5:7])
    out = []
    while "%04d-%02d" % (y, m) <= last:
        out.append("%04d-%02d" % (y, m))
        y, m = (y, m + 1) if m < 12 else (y + 1, 1)
    return out


class Census:
    """(customer, month) -> purchases, bought, returned, in millionths."""

    def __init__(self, orders):
        self.of = {}
        self.last = max(d for _, d, _ in orders)
        for who, day, amount in orders:
            cell = self.of.setdefault(who, {}).setdefault(
                month(day), [0, 0, 0])
            if amount < 0:
                cell[2] -= amount
            else:
                cell[0] += 1
                cell[1] += amount
        self.buys = {w: {m for m, c in ms.items() if c[0] > 0}
                     for w, ms in self.of.items()}
        first = min(m for ms in self.buys.values() for m in ms)
        self.months = months(first, month(self.last))
        next_day = (datetime.date.fromisoformat(self.last) +
                    datetime.timedelta(days=1))
        self.partial = next_day.day != 1

    def rate(self):
        seen = set()
        for i, m in enumerate(self.months):
            now = {w for w, b in self.buys.items() if m in b}
            before = self.months[i - 1] if i > 0 else None
            was = {w for w, b in self.buys.items() if before in b}
            lost = was - now
            bought = sum(self.of[w][before][1] for w in was)
            gone = sum(self.of[w][before][1] for w in lost)
            yield (m, len(was), len(now - seen), len((now & seen) - was),
                   len(lost), len(now), gone / bought if bought else math.nan)
            seen |= now

    def cohorts(self):
        firsts = {w: min(b) for w, b in self.buys.items() if b}
        for c in self.months:
            members = [w for w, f in firsts.items() if f == c]
            total = 0
            for since, m in enumerate(months(c, self.months[-1])):
                if not members:
                    break
                cells = [self.of[w].get(m, [0, 0, 0]) for w in members]
                orders = sum(x[0] for x in cells)
                bought = sum(x[1] for x in cells)
                revenue = bought - sum(x[2] for x in cells)
                total += revenue
                yield (c, since, m, len(members),
                       sum(x[0] > 0 for x in cells), revenue,
                       total / len(members) / 1e6,
                       bought / orders / 1e6 if orders else math.nan)


def read_orders(path):
    with open(path) as f:
        return [(r["customer_id"], r["date"][:10],
                 round(float(r["amount"]) * 1e6)) for r in csv.DictReader(f)]


def compare_census(name, path):
    c = Census(read_orders(path))
    got = churn(path)
    want = list(c.rate())
    ok = len(got) == len(want)
    for i, (g, w) in enumerate(zip(got, want)):
        ok &= g["period"] == w[0] and int(g["opening"]) == w[1]
        if i + 1 == len(want) and c.partial:
            ok &= all(g[k] == "" for k in g if k not in ("period", "opening"))
            continue
        ok &= tuple(int(g[k]) for k in ("new", "returned", "lost",
                                        "closing")) == w[2:6]
        ok &= (g["churn_rate"] == "") == (w[1] == 0)
        if w[1] > 0:
            ok &= abs(float(g["churn_rate"]) - w[4] / w[1]) < 1e-12
            ok &= math.isnan(w[6]) or abs(
                float(g["relative_churn"]) - w[6]) < 1e-12
    check(name + ": rate", ok)
    got = run("crm-cohort", path)
    want = list(c.cohorts())
    ok = len(got) == len(want)
    for g, w in zip(got, want):
        ok &= (g["cohort"], int(g["since"]), g["period"], int(g["size"]),
               int(g["customers"])) == w[:5]
        ok &= round(float(g["revenue"]) * 1e6) == w[5]
        ok &= abs(float(g["cum_revenue_per_customer"]) - w[6]) < 1e-8
        ok &= (g["average_order"] == "") == math.isnan(w[7])
        ok &= math.isnan(w[7]) or abs(float(g["average_order"]) - w[7]) < 1e-9
        ok &= g["partial"] == str(c.partial and w[2] == c.months[-1]).lower()
    check(name + ": cohorts", ok)


def compare_second(name, path):
    """Days from the first purchase to the second, or to the last date."""
    orders = read_orders(path)
    end = datetime.date.fromisoformat(max(d for _, d, _ in orders))
    days, want = {}, {}
    for who, day, amount in orders:
        if amount >= 0:
            days.setdefault(who, []).append(datetime.date.fromisoformat(day))
    for of in days.values():
        of.sort()
        again = len(of) > 1
        t = ((of[1] if again else end) - of[0]).days
        cell = want.setdefault(t, [0, 0])
        cell[0 if again else 1] += 1
    got = {int(r["time"]): [int(r["events"]), int(r["censored"])]
           for r in churn("-m", "survival", "--event", "second-order", path)}
    check(name + ": second orders", got == want)


def census():
    path = WORK + "sim.csv"
    for seed in "1", "2":
        with open(path, "w") as f:
            subprocess.run([BIN + "crm-sim", "--customers", "3000", "--days",
                            "400", "--seed", seed], stdout=f, check=True)
        lines = open(path).read().splitlines()
        rng = random.Random(seed)
        for i in range(1, len(lines)):  # some rows become refunds
            if rng.random() < .05:
                head, amount = lines[i].rsplit(",", 1)
                lines[i] = head + ",-" + amount
        open(path, "w").write("\n".join(lines) + "\n")
        compare_census("crm-sim " + seed, path)
        compare_second("crm-sim " + seed, path)
    if not os.path.exists(DATA + "uci_online_retail.csv.gz"):
        return verdict("skip", "no UCI data")
    with open(WORK + "uci.csv", "w") as f:
        subprocess.run([BIN + "crm-orders", "-q", "-p", "uci",
                        DATA + "uci_online_retail.csv.gz"], stdout=f,
                       check=True)
    compare_census("UCI", WORK + "uci.csv")
    compare_second("UCI", WORK + "uci.csv")
    first = [int(r["customers"]) for r in run("crm-cohort", WORK + "uci.csv")
             if r["cohort"] == "2010-12"]
    check("UCI: LOYALTY C5", first == [885, 324, 286, 340, 321, 352, 321, 309,
                                       313, 350, 331, 445, 235])


# --- survival, by statsmodels

def survival():
    if not have("numpy", "statsmodels"):
        return
    import numpy as np
    from statsmodels.duration.survfunc import SurvfuncRight, survdiff
    rng = np.random.RandomState(7)
    n = 400
    time = rng.randint(1, 40, n).astype(float)
    event = (rng.rand(n) < .6).astype(int)
    entry = np.minimum(rng.randint(0, 20, n), time - 1)
    group = rng.randint(0, 4, n)
    text = table(zip(time.tolist(), event.tolist(), group.tolist()),
                 ("duration", "event", "g"))
    late = table(zip(time.tolist(), event.tolist(), entry.tolist()),
                 ("duration", "event", "entry"))
    for name, ours, theirs in (
            ("curve", churn("-m", "survival", text=text),
             SurvfuncRight(time, event)),
            ("late entry", churn("-m", "survival", text=late),
             SurvfuncRight(time, event, entry=entry))):
        rows = {float(r["time"]): r for r in ours}
        ok = True
        for t, s, se, risk, d in zip(theirs.surv_times, theirs.surv_prob,
                                     theirs.surv_prob_se, theirs.n_risk,
                                     theirs.n_events):
            r = rows[t]
            ok &= abs(float(r["survival"]) - s) < 1e-12
            ok &= int(r["at_risk"]) == risk and int(r["events"]) == d
            ok &= s == 0 or abs(float(r["std_error"]) - se) < 1e-9
        check(name + " as statsmodels has it", ok)
    chi2, p = survdiff(time, event, group)
    r = churn("-m", "survival", "--by", "g", "--report", text=text)[0]
    near("log-rank of four groups", r["logrank_chi2"], chi2, 1e-9)
    near("its p", r["logrank_p"], p, 1e-12)


# --- contracts, by scipy

def contracts():
    if not have("numpy", "scipy"):
        return
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import betaln
    rng = np.random.RandomState(3)
    for case in range(6):
        a, b = rng.uniform(.4, 2), rng.uniform(.8, 4)
        rows, alive = [], 800
        for t in range(9):
            rows.append((t, alive))
            alive = rng.binomial(alive, (b + t) / (a + b + t))

        def minus(x):
            a, b = np.exp(x)
            ll = 0.0
            for (t, n), (_, m) in zip(rows, rows[1:]):
                ll += (n - m) * (betaln(a + 1, b + t) - betaln(a, b))
            return -(ll + rows[-1][1] * (betaln(a, b + 8) - betaln(a, b)))

        best = min((minimize(minus, x, method="Nelder-Mead", options={
            "xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000})
            for x in ((0, 0), (0, 1))), key=lambda r: r.fun)
        got = {r["parameter"]: float(r["estimate"]) for r in churn(
            "-m", "sbg", "--fit", text=table(rows, ("period", "alive")))
            if r["estimate"] != ""}
        near("loglik of contract %d" % case, got["loglik"], -best.fun, 1e-7)
        near("alpha of contract %d" % case, got["alpha"],
             math.exp(best.x[0]), 1e-4 * math.exp(best.x[0]))
        near("beta of contract %d" % case, got["beta"],
             math.exp(best.x[1]), 1e-4 * math.exp(best.x[1]))


# --- risk, by scikit-learn

FEATURES = ("gender,SeniorCitizen,Partner,Dependents,tenure,PhoneService,"
            "MultipleLines,InternetService,OnlineSecurity,OnlineBackup,"
            "DeviceProtection,TechSupport,StreamingTV,StreamingMovies,"
            "Contract,PaperlessBilling,PaymentMethod,MonthlyCharges,"
            "TotalCharges").split(",")
TELCO = ["-m", "risk", "--customer", "customerID", "--label", "Churn=Yes",
         "--features", ",".join(FEATURES)]


def design(rows, fit):
    """The columns of a fit that crm-churn printed, rebuilt from the rows."""
    out = []
    for r in rows:
        line = []
        for c in fit:
            cell = r[c["feature"]].strip()
            if c["kind"] == "level":
                line.append(float(cell == c["level"]))
            elif c["kind"] == "missing":
                line.append(float(cell == ""))
            else:
                sd = float(c["sd"])
                line.append((float(cell) - float(c["mean"])) / sd
                            if cell != "" and sd > 0 else 0.0)
        out.append(line)
    return out


def coefficients(fit):
    return [c for c in fit if c["kind"] in ("number", "missing", "level")]


def compare_fit(name, args, path, label, penalty):
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    fit = churn(*args, "--penalty", str(penalty), "--fit", path)
    cols = coefficients(fit)
    with open(path) as f:
        rows = list(csv.DictReader(f))
    x = np.array(design(rows, cols))
    y = np.array([label(r) for r in rows])
    for c in cols:  # centred and scaled as StandardScaler does it
        if c["kind"] != "number":
            continue
        v = np.array([float(r[c["feature"]]) for r in rows
                      if r[c["feature"]].strip() != ""])
        near("%s: mean of %s" % (name, c["feature"]), c["mean"], v.mean(),
             1e-10 * abs(v.mean()))
        near("%s: sd of %s" % (name, c["feature"]), c["sd"], v.std(),
             1e-10 * v.std())
    m = LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=1000,
                           solver="newton-cholesky").fit(x, y)
    w = np.concatenate([m.intercept_, m.coef_[0]])
    ours = [float(c["weight"]) for c in fit if c["kind"] == "intercept"]
    ours += [float(c["weight"]) for c in cols]
    off = max(abs(a - b) for a, b in zip(ours, w))
    check("%s: weights off by %g" % (name, off), off < 1e-6)
    return rows, y


def adds_up(name, args, path):
    parts = churn(*args, "--explain", path)
    scores = churn(*args, path)
    key = list(parts[0])[0]
    sums, odds = {}, {}
    for r in parts:
        if r["feature"] == "(log odds)":
            odds[r[key]] = float(r["contribution"])
        else:
            sums[r[key]] = sums.get(r[key], 0) + float(r["contribution"])
    check(name + ": contributions add up", all(
        abs(sums[k] - odds[k]) < 1e-9 for k in odds))
    check(name + ": to the score", len(odds) == len(scores) and all(
        abs(float(s["p_churn"]) - 1 / (1 + math.exp(-odds[s[key]]))) < 1e-12
        for s in scores))
    first = {}
    for r in parts:
        if r["feature"][0] != "(":
            best = first.get(r[key])
            if best is None or float(r["contribution"]) > best[0] + 1e-12:
                first[r[key]] = (float(r["contribution"]), r["feature"])
    check(name + ": the first reason is the largest", all(
        s["reason1"].startswith(first[s[key]][1])
        for s in scores if first[s[key]][0] > 1e-6))


def measures(rows):
    return {r["measure"]: float(r["value"]) for r in rows if r["bin"] == ""}


def telco():
    path = DATA + "clv/telco_churn.csv"
    if not os.path.exists(path):
        return verdict("skip", "no Telco data")
    got = measures(churn(*TELCO, "--evaluate", path))
    check("Telco: AUC %.4f" % got["auc"], got["auc"] >= .84)
    check("Telco: Brier %.4f" % got["brier"], got["brier"] <= .137)
    adds_up("Telco", TELCO, path)
    if not have("numpy", "sklearn"):
        return
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.metrics import brier_score_loss, roc_auc_score
    import numpy as np
    for penalty in 1, 10:
        rows, y = compare_fit("Telco, penalty %d" % penalty, TELCO, path,
                              lambda r: int(r["Churn"] == "Yes"), penalty)
    cols = coefficients(churn(*TELCO, "--fit", path))
    x = np.array(design(rows, cols))
    p = cross_val_predict(LogisticRegression(max_iter=1000), x, y,
                          cv=StratifiedKFold(10, shuffle=True,
                                             random_state=1),
                          method="predict_proba")[:, 1]
    near("Telco: AUC of other folds", got["auc"], roc_auc_score(y, p), .003)
    near("Telco: Brier of other folds", got["brier"],
         brier_score_loss(y, p), .001)


# --- risk without looking ahead, on real orders

SPLIT = ["-m", "risk", "--label", "frequency_holdout=0", "--features",
         "frequency,recency,T,monetary_value,days_since_last"]


def snapshots(orders, days, window):
    """What was known at the end of each day, and the label after it."""
    out, head = [], None
    for day in days:
        end = datetime.date.fromisoformat(day)
        end += datetime.timedelta(days=window)
        text = subprocess.run(
            [BIN + "crm-summary", "-q", "--digits", "17",
             "--calibrate-until", day, "--as-of", end.isoformat(), orders],
            capture_output=True, text=True, check=True).stdout.splitlines()
        head = "date," + text[0]
        out += [day + "," + line for line in text[1:]]
    return [head] + out


def time_split():
    if not os.path.exists(WORK + "uci.csv"):
        return verdict("skip", "no UCI data")
    days = ["2011-04-30", "2011-06-30", "2011-08-31"]
    path = WORK + "snapshots.csv"
    lines = snapshots(WORK + "uci.csv", days, 90)
    open(path, "w").write("\n".join(lines) + "\n")
    args = SPLIT + ["--evaluate", "--split", "2011-07-29"]
    got = measures(churn(*args, path))
    check("UCI: AUC %.4f of the days to come" % got["auc"],
          got["auc"] > .7)
    # A leak: the label's own column, columns of the holdout, rows whose
    # label was not known by the day.
    for leak in "frequency_holdout", "monetary_value_holdout":
        said = churn("-m", "risk", "--label", "frequency_holdout=0",
                     "--features", "frequency," + leak, "--evaluate",
                     "--split", "2011-07-29", path, status=2)
        check("UCI: %s is refused" % leak, leak in said)
    said = churn(*args[:-1], "2011-07-28", path, status=1)
    check("UCI: no label was known the day before", "was known" in said)
    if not have("numpy", "sklearn"):
        return
    import numpy as np
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
    from sklearn.linear_model import LogisticRegression
    with open(path) as f:
        rows = list(csv.DictReader(f))
    names = SPLIT[5].split(",")
    x = np.array([[float(r[k]) for k in names] for r in rows])
    y = np.array([int(r["frequency_holdout"] == "0") for r in rows])
    old = np.array([r["date"] in days[:1] for r in rows])
    new = np.array([r["date"] == days[2] for r in rows])
    old |= np.array([r["date"] == days[1] and datetime.date.fromisoformat(
        days[1]) + datetime.timedelta(days=90) <= datetime.date(2011, 7, 29)
        for r in rows])
    mean, sd = x[old].mean(0), x[old].std(0)
    m = LogisticRegression(tol=1e-10, max_iter=10000).fit(
        (x[old] - mean) / sd, y[old])
    p = m.predict_proba((x[new] - mean) / sd)[:, 1]
    near("UCI: AUC", got["auc"], roc_auc_score(y[new], p), 1e-5)
    near("UCI: Brier", got["brier"], brier_score_loss(y[new], p), 1e-5)
    near("UCI: log loss", got["log_loss"], log_loss(y[new], p), 1e-5)


# --- the reference collection

SBG = {"highend": 2, "regular": 1}


def series(name):
    with open(DATA + "clv/sbg_retention.csv") as f:
        rows = list(csv.reader(f))[1:]
    return [(int(r[0]), round(float(r[SBG[name]]) * 10)) for r in rows]


def at_parameters(alpha, beta):
    """A contract whose fit is these parameters: its expected numbers."""
    rows, alive = [], 1e9
    for t in range(14):
        rows.append((t, alive))
        alive *= (beta + t) / (alpha + beta + t)
    return churn("-m", "sbg", text=table(rows, ("period", "alive")))


def reference_sbg(row):
    what, want, tol = row["quantity"], float(row["value"]), float(
        row["tolerance"])
    if row["dataset"].startswith("alpha="):
        a, b = (float(v.split("=")[1]) for v in row["dataset"].split())
        rows = at_parameters(a, b)
        digits = max(tol, 2e-7 * abs(want))  # the fit is within 1e-7
        if "S(" in what:
            t = int(what.split("S(")[1].split(")")[0])
            return near(what, rows[t]["fitted_survival"], want, digits)
        if "retention" in what:
            t = int(what.split("r_")[1])
            return near(what, rows[t]["fitted_retention"], want, digits)
        t = int(what.split("n=")[1].split()[0]) if "n=" in what else 0
        return near(what, rows[t]["derl"], want, digits)
    name = "highend" if "highend" in row["dataset"] else "regular"
    text = table(series(name), ("period", "alive"))
    fit = {r["parameter"]: r for r in churn(
        "-m", "sbg", "--fit-until", "7", "--fit", text=text)}
    kind, _, of = what.partition(".")
    got = (fit["loglik"]["estimate"] if kind == "loglik" else
           fit[of]["estimate" if kind == "param" else "std_error"])
    return near(row["dataset"] + " " + what, got, want, tol)


def reference_km(row):
    what, value = row["quantity"], row["value"].split()
    tol = float(row["tolerance"])
    args = ["-m", "survival", "--duration", "tenure", "--event", "Churn=Yes"]
    path = DATA + "clv/telco_churn.csv"
    if what.startswith("chi2"):
        r = churn(*args, "--by", "Contract", "--report", path)[0]
        return near(what, r["logrank_chi2"], float(value[0]), tol)
    if what.startswith("median"):
        r = churn(*args, "--by", "Contract", "--report", path)[0]
        return check(what, [r["median"], r["median_low"], r["median_high"]]
                     == ["35", "32", "38"])
    if what.startswith("RMST"):
        r = churn(*args, "--tau", "72", "--report", path)[0]
        near(what, r["rmst"], float(value[0]), tol)
        return near(what, r["rmst_std_error"], float(value[1].strip("()")),
                    1e-5)
    t = what.split("(")[-1].split(")")[0]
    r = churn(*args, "--at", t, path)[0]
    if "CI" in what:
        near(what, r["low"], float(value[0]), tol)
        return near(what, r["high"], float(value[1]), tol)
    return near(what, r["std_error" if "se" in what else "survival"],
                float(value[0]), tol)


def reference():
    path = SHARED + "/reference/clv.csv"
    if not os.path.exists(path):
        return verdict("skip", "no reference collection")
    with open(path) as f:
        for row in csv.DictReader(f):
            if row["model"] == "sbg":
                reference_sbg(row)
            elif row["model"] in ("km", "logrank"):
                reference_km(row)


for part in (census, survival, contracts, telco, time_split, reference):
    try:
        part()
    except (RuntimeError, KeyError, ValueError) as e:
        verdict("fail", "%s: %r" % (part.__name__, e))
