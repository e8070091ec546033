"""survey.py: the work of survey.sh, which sets BINDIR and T.

tests/data/survey.csv is read again and each figure is made from its textbook
definition. Student's quantiles need scipy; without it those intervals are
left out.
"""
import csv
import io
import math
import os
import statistics
import subprocess

try:
    from scipy.stats import t as student
except ImportError:
    student = None

TOOL = os.environ["BINDIR"] + "/crm-csat"
WORK = os.environ["T"] + "/"
FILE = "tests/data/survey.csv"
PAIRS = "tests/data/servqual.csv"
Z = 1.959963984540054
ITEMS = ("service", "price", "delivery")
WORDS = dict(zip(("very satisfied", "satisfied", "neutral", "dissatisfied",
                  "very dissatisfied"), (5, 4, 3, 2, 1)))
WORDS.update(zip(("很满意", "满意", "一般", "不满意", "很不满意"),
                 (5, 4, 3, 2, 1)))
YES = {"yes": 1, "是": 1, "1": 1, "no": 0, "否": 0, "0": 0}


def verdict(ok, what):
    if not ok:
        print("FAIL survey:", what)
    with open(WORK + "verdicts", "a") as f:
        f.write("%s survey\n" % ("pass" if ok else "fail"))


def near(what, got, want):
    got = float(got) if got != "" else math.nan
    verdict(abs(got - want) <= 1e-9 * max(1, abs(want)),
            "%s: %r, wanted %r" % (what, got, want))


def same(what, got, want):
    verdict(got == want, "%s: %r, wanted %r" % (what, got, want))


def run(*args, file=FILE):
    out = subprocess.run([TOOL, "-q", "--digits", "17", *args, file],
                         capture_output=True, text=True)
    if out.returncode != 0:
        raise RuntimeError("%s: %s" % (args, out.stderr))
    return list(csv.DictReader(io.StringIO(out.stdout)))


def answer(cell):
    cell = cell.strip()
    if cell in ("", "n/a"):
        return None
    return WORDS.get(cell.lower()) or float(cell)


def yes(cell):
    return YES.get(cell)


with open(FILE, encoding="utf-8-sig", newline="") as f:
    SURVEY = list(csv.DictReader(f))
with open(PAIRS, newline="") as f:
    GAPS = list(csv.DictReader(f))
same("respondents", len(SURVEY), 60)


def column(name, where=lambda r: True):
    v = [answer(r[name]) for r in SURVEY if where(r)]
    return [x for x in v if x is not None]


def wilson(k, n):
    centre = (k / n + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(
        k / n * (1 - k / n) / n + Z * Z / (4 * n * n))
    return centre - half, centre + half


def check_rate(what, row, k, n, share="share", low="low", high="high"):
    near(what, row[share], k / n)
    a, b = wilson(k, n)
    near(what + " low", row[low], max(a, 0))
    near(what + " high", row[high], min(b, 1))


def check_mean(what, row, v):
    mean, sd = statistics.fmean(v), statistics.stdev(v)
    near(what, row["mean"], mean)
    if "sd" in row:
        near(what + " sd", row["sd"], sd)
    if student is not None:
        half = student.ppf(.975, len(v) - 1) * sd / math.sqrt(len(v))
        near(what + " low", row["low"], mean - half)
        near(what + " high", row["high"], mean + half)


def check_topbox():
    for region in ("east", "north", "south"):
        got = [r for r in run("--items", ",".join(ITEMS), "--na", "n/a",
                              "--by", "region") if r["region"] == region]
        for row, item in zip(got, ITEMS):
            v = column(item, lambda r: r["region"] == region)
            same("topbox n", int(row["n"]), len(v))
            same("topbox blank", int(row["blank"]), 20 - len(v))
            check_rate("topbox " + item, row, sum(x >= 4 for x in v), len(v))


def check_means():
    for row in run("-m", "mean", "--items", ",".join(ITEMS), "--na", "n/a"):
        if row["item"] == "overall":
            means = [statistics.fmean(column(i)) for i in ITEMS]
            near("overall", row["mean"], statistics.fmean(means))
        else:
            check_mean("mean " + row["item"], row, column(row["item"]))
        near("index", row["index"], (float(row["mean"]) - 1) / 4 * 100)


def check_effort():
    row, = run("-m", "ces", "--items", "effort")
    v = column("effort")
    check_mean("ces", row, v)
    check_rate("ces easy", row, sum(x >= 5 for x in v), len(v), "easy_share",
               "easy_low", "easy_high")


def check_acsi():
    names = ("satisfaction", "expectancy", "ideal")
    weights = (.3885, .3190, .2925)
    got = run("-m", "acsi", "--weights", ",".join(map(str, weights)))
    own = [sum(w * (float(r[c]) - 1) / 9 * 100
               for c, w in zip(names, weights)) for r in SURVEY]
    near("acsi", got[-1]["score"], statistics.fmean(own))
    near("acsi se", got[-1]["se"], statistics.stdev(own) / math.sqrt(60))


def check_index():
    with open(WORK + "tree.csv", "w") as f:
        f.write("node,parent,weight,item\ncsi,,,\nquality,csi,.6,\n"
                "value,csi,.4,price\ns,quality,.5,service\n"
                "d,quality,.5,delivery\n")
    got = {r["node"]: r for r in run("-m", "index", "--tree",
                                     WORK + "tree.csv", "--na", "n/a")}
    s, p, d = (statistics.fmean(column(c)) for c in ITEMS)
    near("tree", got["csi"]["value"], .3 * s + .3 * d + .4 * p)
    near("tree index", got["csi"]["index"],
         (.3 * s + .3 * d + .4 * p - 1) / 4 * 100)


def check_servqual():
    got = {(r["dimension"], r["item"]): r
           for r in run("-m", "servqual", "--scale", "1-7", file=PAIRS)}
    ends = {"tangibles": (1, 4), "reliability": (5, 9),
            "responsiveness": (10, 13), "assurance": (14, 17),
            "empathy": (18, 22)}
    overall = []
    for dimension, (first, last) in ends.items():
        gaps = []
        for k in range(first, last + 1):
            pairs = [(float(r["e%d" % k]), float(r["p%d" % k]))
                     for r in GAPS if r["p%d" % k] != ""]
            gaps.append(statistics.fmean(p - e for e, p in pairs))
            near("gap %d" % k, got[dimension, str(k)]["gap"], gaps[-1])
        overall.append(statistics.fmean(gaps))
        near(dimension, got[dimension, ""]["gap"], overall[-1])
    near("gap", got["", ""]["gap"], statistics.fmean(overall))


def check_delivered():
    value = ("product", "service_value", "personnel", "image")
    cost = ("money", "time", "psychic", "physical")
    got = run("-m", "delivered", "--benefits", ",".join(value), "--prefix",
              "our_")
    same("delivered", [float(r["our_delivered_value"]) for r in got],
         [sum(float(r[c]) for c in value) - sum(float(r[c]) for c in cost)
          for r in SURVEY])


def check_expectation():
    got = run("-m", "expectation", "--prefix", "our_")
    word = {1: "delighted", 0: "neutral", -1: "dissatisfied"}
    for row, r in zip(got, SURVEY):
        if r["q1"] == "":
            same("verdict", row["our_verdict"], "")
        else:
            d = float(r["q1"]) - float(r["q0"])
            near("satisfaction", row["our_satisfaction"], d)
            same("verdict", row["our_verdict"], word[(d > 0) - (d < 0)])


def complete(names):
    v = [[answer(r[c]) for c in names] for r in SURVEY]
    return [x for x in v if None not in x]


def alpha(rows):
    k = len(rows[0])
    items = sum(statistics.variance(c) for c in zip(*rows))
    return k / (k - 1) * (1 - items / statistics.variance(map(sum, rows)))


def correlation(x, y):
    return statistics.correlation(x, y)


def check_alpha():
    got = run("-m", "alpha", "--items", ",".join(ITEMS), "--na", "n/a")
    v = complete(ITEMS)
    same("alpha n", int(got[0]["n"]), len(v))
    near("alpha", got[0]["alpha"], alpha(v))
    for i, row in enumerate(got[1:]):
        rest = [x[:i] + x[i + 1:] for x in v]
        near("alpha dropped", row["alpha_dropped"], alpha(rest))
        near("item total", row["item_total"],
             correlation([x[i] for x in v], [sum(x) for x in rest]))


def check_drivers():
    got = run("-m", "drivers", "--items", ",".join(ITEMS), "--na", "n/a")
    performance = [statistics.fmean(column(i)) for i in ITEMS]
    importance = [correlation(*zip(*complete((i, "overall")))) for i in ITEMS]
    names = {(True, True): "keep up", (True, False): "concentrate",
             (False, True): "overkill", (False, False): "low priority"}
    for row, p, q in zip(got, performance, importance):
        near("performance", row["performance"], p)
        near("importance", row["importance"], q)
        same("quadrant", row["quadrant"],
             names[q >= statistics.fmean(importance),
                   p >= statistics.fmean(performance)])


def check_measures():
    got = {r["measure"]: r for r in run("-m", "measures")}

    def rate(base, *any_of):
        n = k = 0
        for r in SURVEY:
            said = [yes(r[c]) for c in any_of]
            if yes(r[base]) != 1 or not (1 in said or None not in said):
                continue
            n += 1
            k += 1 in said
        return k, n
    for name, base, *any_of in (
            ("reputation", "knows", "praises"),
            ("repeat", "bought", "bought_again", "would_buy",
             "would_recommend"),
            ("complaint", "bought", "complained"),
            ("fault-tolerance", "had_fault", "bought_after_fault")):
        k, n = rate(base, *any_of)
        same(name, (int(got[name]["count"]), int(got[name]["n"])), (k, n))
        check_rate(name, got[name], k, n, "value")
    near("choice time", got["choice-time"]["value"], statistics.median(
        float(r["choice_time"]) for r in SURVEY if r["choice_time"] != ""))


def check_trap():
    got = run("-m", "trap", "--satisfaction", "overall", "--na", "n/a",
              "--period", "quarter")
    rates = []
    for row, months in zip(got, (("01", "02", "03"), ("04", "05", "06"))):
        in_time = [r for r in SURVEY if r["date"][5:7] in months]
        s = [x for x in (answer(r["overall"]) for r in in_time)
             if x is not None]
        b = [x for x in (yes(r["repurchase"]) for r in in_time)
             if x is not None]
        rates.append(((sum(x >= 4 for x in s), len(s)), (sum(b), len(b))))
        for what, (k, n) in zip(("satisfaction", "repurchase"), rates[-1]):
            near(what, row[what], k / n)
            same(what + " n", int(row[what + "_n"]), n)
    for what, (k, n), (m, o) in zip(("satisfaction", "repurchase"), *rates):
        # Newcombe's hybrid score interval of the change.
        a, (l1, u1), b, (l2, u2) = k / n, wilson(k, n), m / o, wilson(m, o)
        near(what + " delta", got[1][what + "_delta"], b - a)
        near(what + " low", got[1][what + "_low"],
             b - a - math.hypot(b - l2, u1 - a))
        near(what + " high", got[1][what + "_high"],
             b - a + math.hypot(u2 - b, a - l1))
    same("verdict", got[1]["verdict"], "trap")


def check_order():
    """The same bytes whatever the order of the rows."""
    with open(FILE, "rb") as f:
        records = f.read()
    head, *rest = records.split(b"\r\n")  # a comment has a bare LF
    rest.remove(b"")
    items = ("--items", ",".join(ITEMS), "--na", "n/a")
    for mode, args in (
            ("topbox", items), ("mean", items + ("--weight", "weight")),
            ("ces", ("--items", "effort", "--by", "region")), ("acsi", ()),
            ("index", ("--tree", WORK + "tree.csv", "--na", "n/a")),
            ("delivered", ("--benefits", "product,service_value,personnel,"
                           "image", "--report")),
            ("expectation", ("--report",)), ("alpha", items),
            ("drivers", items + ("--importance", "beta")), ("measures", ()),
            ("trap", ("--satisfaction", "overall", "--na", "n/a",
                      "--period", "quarter"))):
        outs = []
        for name, rows in (("up.csv", rest), ("down.csv", rest[::-1]),
                           ("odd.csv", rest[1::2] + rest[::2])):
            with open(WORK + name, "wb") as f:
                f.write(b"\r\n".join([head, *rows, b""]))
            outs.append(run("-m", mode, *args, file=WORK + name))
        same("order of rows, " + mode, outs[1:], [outs[0]] * 2)


for check in (check_topbox, check_means, check_effort, check_acsi,
              check_index, check_servqual, check_delivered,
              check_expectation, check_alpha, check_drivers, check_measures,
              check_trap, check_order):
    check()
