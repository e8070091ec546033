"""segment.py: the work of segment.sh, which sets BINDIR, CRM_SHARED and T.

Nothing here shares anything with ours but the definitions of crm-segment(1).
"""
import bisect
import csv
import io
import math
import os
import random
import subprocess
from collections import Counter, defaultdict
from decimal import Decimal

BIN = os.environ["BINDIR"] + "/"
SHARED = os.environ["CRM_SHARED"]
WORK = os.environ["T"] + "/"


def verdict(ok, what):
    if not ok:
        print("FAIL segment:", what)
    with open(WORK + "verdicts", "a") as f:
        f.write("%s segment\n" % ("pass" if ok else "fail"))


def near(what, got, want, tolerance):
    got = float(got) if got != "" else math.nan
    verdict(abs(got - want) <= tolerance,
            "%s: %r, wanted %r within %g" % (what, got, want, tolerance))


def same(what, got, want):
    verdict(got == want, "%s: %r, wanted %r" % (what, got, want))


def run(*args, text=None):
    out = subprocess.run([BIN + args[0], *args[1:]], input=text,
                         capture_output=True, text=True)
    if out.returncode != 0:
        raise RuntimeError("%s: %s" % (args, out.stderr))
    return out.stdout


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def segment(method, *args, text=None):
    return rows(run("crm-segment", "-q", "--digits", "17", "-m", method,
                    *args, text=text))


def write(name, head, lines):
    with open(WORK + name, "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([head, *lines])
    return WORK + name


# --- published numbers

def check_published():
    toy = "x,y\n" + "".join(
        "%d,%d\n" % (a + c, b + d) for a, b in ((0, 0), (10, 10), (20, 0))
        for c, d in ((0, 0), (1, 0), (0, 1)))
    fit = segment("kmeans", "-k", "3", "--raw", "--features", "x,y",
                  "--report", text=toy)
    near("toy inertia", fit[0]["total_inertia"], 4, 1e-12)
    near("toy silhouette", fit[0]["mean_silhouette"], .918888, 5e-7)
    for k, inertia, silhouette in ((2, 152.347952, .681046),
                                   (3, 78.851441, .552819)):
        fit = segment("kmeans", "-k", str(k), "--raw", "--report",
                      "--features", "sepal_length,sepal_width,"
                      "petal_length,petal_width", "tests/data/iris.csv")
        near("iris inertia", fit[0]["total_inertia"], inertia, 1e-6)
        near("iris silhouette", fit[0]["mean_silhouette"], silhouette, 1e-6)
    same("iris sizes", [r["n"] for r in fit], ["50", "62", "38"])
    best = segment("kmeans", "--k-range", "2-6", "--raw", "--report",
                   "--features", "sepal_length,sepal_width,petal_length,"
                   "petal_width", "tests/data/iris.csv")
    same("iris by silhouette", len(best), 2)
    for n, want in ((100, (1, 19, 30, 50)), (995, (10, 189, 299, 497)),
                    (10, (1, 1, 3, 5)), (1, (1, 0, 0, 0))):
        text = "amount\n" + "".join("%d\n" % i for i in range(n))
        got = segment("pyramid", "--report", text=text)
        same("pyramid of %d" % n, tuple(int(r["n"]) for r in got), want)


def check_rfm_sample():
    """What R made of the sample of its package rfm."""
    path = SHARED + "/data/loyalty/rfm_data_orders_expected.csv"
    columns = ("--recency", "recency_days", "--frequency", "frequency",
               "--monetary", "monetary")
    got = segment("abc", "--value", "monetary", "--explain", path)
    part = {r["name"]: r for r in got}
    near("sample gini", part["gini"]["from"], .289603, 5e-7)
    near("sample top 20", part["top 20 %"]["from"], .35623, 5e-6)
    near("sample half", part["top 50 %"]["from"], .70616, 5e-6)
    near("sample top 1", part["top 1 %"]["from"], .02564, 5e-6)
    # 606 customers make 80 %; the next one has as much as the last of them.
    same("sample A", part["A"]["n"], "607")
    got = segment("rfm", *columns, "--ties", "quantile", "--explain", path)
    cuts = {(r["name"], r["score"]): r for r in got if r["part"] == "score"}
    for name, want in (("frequency", (4, 5, 6, 8)),
                       ("monetary", (255.8, 382, 506.4, 666))):
        for score, cut in enumerate(want, 2):
            near("sample cut of " + name, cuts[name, str(score)]["from"],
                 cut, 1e-9)
    for name, want in (("recency_days", (197, 200, 199, 199, 200)),
                       ("frequency", (268, 187, 176, 244, 120)),
                       ("monetary", (200, 200, 198, 202, 195))):
        same("sample scores of " + name,
             tuple(int(cuts[name, str(i)]["n"]) for i in range(1, 6)), want)
    tile = segment("rfm", *columns, "--ties", "ntile", path)
    pack = segment("rfm", *columns, "--ties", "quantile", path)
    near("ntile and package agree on F",
         sum(a["f"] == b["f"] for a, b in zip(tile, pack)) / 995, .760, 5e-4)
    for map_, want in (
            ("rfm-r", (35, 342, 170, 9, 104, 47, 28, 10, 102, 148)),
            ("rfm-r-old", (158, 278, 229, None, None, 35, 50, 86, None, 111,
                           48))):
        got = segment("rfm", *columns, "--ties", "quantile", "--map", map_,
                      "--report", path)
        for r, n in zip(got, want):
            if n is not None:
                same(map_ + " " + r["segment"], int(r["n"]), n)
    for k, inertia, silhouette in ((2, 1757.779081, .371282),
                                   (3, 1302.332501, .315389)):
        fit = segment("kmeans", "-k", str(k), "--log", "--report",
                      "--features", "recency_days,frequency,monetary", path)
        # At k = 2 there is a better one than the published.
        verdict(float(fit[0]["total_inertia"]) <= inertia + 1e-6,
                "sample inertia, k = %d" % k)
        near("sample silhouette", fit[0]["mean_silhouette"], silhouette, 1e-6)


# --- the second computation

RF = {}
for name, r, f in (("hibernating", (1, 2), (1, 2)), ("at-risk", (1, 2), (3, 4)),
                   ("cant-lose", (1, 2), (5,)), ("about-to-sleep", (3,), (1, 2)),
                   ("need-attention", (3,), (3,)), ("loyal", (3, 4), (4, 5)),
                   ("promising", (4,), (1,)), ("new", (5,), (1,)),
                   ("potential-loyalist", (4, 5), (2, 3)),
                   ("champions", (5,), (4, 5))):
    for i in r:
        for j in f:
            assert (i, j) not in RF
            RF[i, j] = name
assert len(RF) == 25


def rank_scores(values, bins, fewer):
    """min(q, floor((minrank - 1) q / n) + 1), worst first."""
    v = sorted(-x if fewer else x for x in values)
    return [bisect.bisect_left(v, -x if fewer else x) * bins // len(v) + 1
            for x in values]


def ntile_scores(values, bins, fewer):
    """NTILE over days or orders as they stand; days counted down."""
    n = len(values)
    score = [0] * n
    for place, i in enumerate(sorted(range(n), key=lambda i: values[i])):
        big, extra = divmod(n, bins)
        edge = extra * (big + 1)
        at = place // (big + 1) if place < edge else \
            extra + (place - edge) // big
        score[i] = bins - at if fewer else at + 1
    return score


def check_rfm(table, path):
    got = segment("rfm", path)
    cols = [[Decimal(r[c]) for r in table]
            for c in ("days_since_last", "orders", "amount")]
    scores = [rank_scores(cols[k], 5, k == 0) for k in range(3)]
    same("rfm by rank", [(int(r["r"]), int(r["f"]), int(r["m"]))
                         for r in got], list(zip(*scores)))
    same("rfm segments", [r["segment"] for r in got],
         [RF[r, f] for r, f in zip(scores[0], scores[1])])
    # How far recipes are from it, which split equals by the order of rows.
    tiles = [ntile_scores(c, 5, k == 0) for k, c in enumerate(cols)]
    got = segment("rfm", "--ties", "ntile", path)
    same("rfm by ntile", [(int(r["r"]), int(r["f"]), int(r["m"]))
                          for r in got], list(zip(*tiles)))
    off = sum(a != b for a, b in zip(scores[1], tiles[1])) / len(table)
    verdict(.3 < off < .45, "rank and ntile differ in %g of F" % off)
    # The recipes' scores of the same customers in another order.
    order = random.Random(1).sample(range(len(table)), len(table))
    shuffled = write("shuffled.csv", list(table[0]),
                     [list(table[i].values()) for i in order])
    for ties, low, high in (("ntile", .25, .40), ("rank", 0, 0)):
        plain = {r["customer_id"]: r["f"]
                 for r in segment("rfm", "--ties", ties, path)}
        moved = sum(plain[r["customer_id"]] != r["f"] for r in segment(
            "rfm", "--ties", ties, shuffled)) / len(table)
        verdict(low <= moved <= high,
                "%s: shuffling changes %g of F" % (ties, moved))


def check_pyramid(table, path):
    v = sorted((Decimal(r["amount"]) for r in table), reverse=True)
    floor = [v[-(-len(v) * c // 100) - 1] for c in (1, 20, 50)]
    want = [next((t for t, f in zip(("gold", "silver", "bronze"), floor)
                  if Decimal(r["amount"]) >= f), "iron") for r in table]
    same("pyramid", [r["tier"] for r in segment("pyramid", path)], want)


def check_abc(table, path):
    v = sorted((Decimal(r["amount"]) for r in table), reverse=True)
    whole, larger, before = sum(v), Decimal(0), {}
    for x in v:
        before.setdefault(x, larger)
        larger += x
    upto = {}
    larger = Decimal(0)
    for x in v:
        larger += x
        upto[x] = larger / whole
    got = segment("abc", path)
    want = ["A" if before[x] < Decimal("0.80") * whole else
            "B" if before[x] < Decimal("0.95") * whole else "C"
            for x in (Decimal(r["amount"]) for r in table)]
    same("abc", [r["class"] for r in got], want)
    verdict(all(abs(float(r["cum_share"]) -
                    float(upto[Decimal(r["amount"])])) < 1e-12 for r in got),
            "abc cum_share")
    part = {r["name"]: r for r in segment("abc", "--explain", path)}
    near("gini of UCI", part["gini"]["from"], .715205, 5e-7)
    near("top 1 % of UCI", part["top 1 %"]["from"], .31999, 5e-6)
    near("top 20 % of UCI", part["top 20 %"]["from"], .74617, 5e-6)
    same("80 % of UCI", part["A"]["n"], "1133")


def check_status(table, path):
    def status(r):
        orders, days = int(r["orders"]), int(r["days_since_last"])
        return "lost" if days > 180 else "loyal" if orders >= 5 else \
            "repeat" if orders > 1 else "first-time"
    got = segment("status", "--lost-days", "180", path)
    same("status", [r["status"] for r in got], [status(r) for r in table])
    got = segment("status", "--lost-days", "9999", "--report", path)
    again = sum(int(r["n"]) for r in got if r["status"] in ("repeat", "loyal"))
    same("repeat customers of UCI", again, 2845)


def check_matrix(table, path):
    def median(v):
        v = sorted(v)
        return (v[(len(v) - 1) // 2] + v[len(v) // 2]) / 2
    x, y = ([Decimal(r[c]) for r in table] for c in ("orders", "amount"))
    a, b = median(x), median(y)
    want = ["%s-%s" % ("high" if p >= a else "low",
                       "high" if q >= b else "low") for p, q in zip(x, y)]
    got = segment("matrix", "--x", "orders", "--y", "amount", path)
    same("matrix", [r["quadrant"] for r in got], want)


def check_rules(table, path):
    rules = write("rules.csv", ["name", "condition"], [
        ["vip", "amount >= 1000 and orders > 3"],
        ["lapsed", "days_since_last > 180 or last_date < 2011-02-01"],
        ["new", "first_date between 2011-11-01 and 2011-12-31 "
                "and not orders in (2, 3)"],
        ["small", "amount / orders < 150"]])

    def name(r):
        amount, orders = Decimal(r["amount"]), int(r["orders"])
        if amount >= 1000 and orders > 3:
            return "vip"
        if int(r["days_since_last"]) > 180 or r["last_date"] < "2011-02-01":
            return "lapsed"
        if "2011-11-01" <= r["first_date"] <= "2011-12-31" and \
                orders not in (2, 3):
            return "new"
        return "small" if amount < 150 * orders else "Others"
    got = segment("rules", "--rules", rules, path)
    same("rules", [r["segment"] for r in got], [name(r) for r in table])


def check_ratio(table, path):
    got = segment("ratio", "--num", "amount", "--den", "orders", path)
    verdict(all(abs(float(g["ratio"]) - float(r["amount"]) / int(r["orders"]))
                <= 1e-12 * abs(float(g["ratio"]))
                for g, r in zip(got, table)), "ratio")
    got = segment("ratio", "--num", "amount", "--den", "refund_amount",
                  "--minus", path)
    same("ratio --minus", [Decimal(g["ratio"]) for g in got],
         [Decimal(r["amount"]) - Decimal(r["refund_amount"]) for r in table])


def check_composite(table, path):
    weights = write("weights.csv", ["indicator", "weight"],
                    [["orders", 3], ["amount", 5], ["days_since_last", -2]])
    v = {c: [float(r[c]) for r in table]
         for c in ("orders", "amount", "days_since_last")}

    def scaled(c, x, down):
        low, high = min(v[c]), max(v[c])
        return (high - x if down else x - low) / (high - low) * 100
    got = segment("composite", "--weights", weights, path)
    worst = max(abs(float(g["score"]) -
                    (.3 * scaled("orders", float(g["orders"]), False) +
                     .5 * scaled("amount", float(g["amount"]), False) +
                     .2 * scaled("days_since_last",
                                 float(g["days_since_last"]), True)))
                for g in got)
    near("composite", worst, 0, 1e-10)


def stages(volumes):
    out, most = [], Decimal(0)
    for i, v in enumerate(volumes):
        out.append("exploration" if i == 0 else
                   "formation" if v > 0 and v >= volumes[i - 1] *
                   Decimal("1.25") else
                   "decline" if v <= most * Decimal("0.75") else "stability")
        most = max(most, v)
    return out


def pattern(volumes, life):
    ended, grown = volumes[-1] == 0, sum(
        s in ("formation", "stability") for s in life)
    stable = life.count("stability")
    if stable >= 2:
        return "long-lasting"
    return "" if not ended else ("early-abort", "mid-way", "early-exit")[
        min(grown, 2)]


def check_lifecycle(table, path, orders):
    last = max(r["date"] for r in orders)
    assert last == "2011-12-09"
    months = ["2010-12"] + ["2011-%02d" % m for m in range(1, 12)]
    by = defaultdict(Decimal)
    for r in orders:
        by[r["customer_id"], r["date"][:7]] += Decimal(r["amount"])
    want = []
    for r in table:
        v = [max(by[r["customer_id"], m], Decimal(0)) for m in months]
        while v and v[0] == 0:
            v.pop(0)
        life = stages(v)
        want.append((life[-1], pattern(v, life)) if v else ("", ""))
    got = segment("lifecycle", "--orders", WORK + "orders.csv", path)
    same("lifecycle", [(r["stage"], r["pattern"]) for r in got], want)


def check_kmeans(table, path):
    got = segment("kmeans", "-k", "4", "--log", "--distance", path)
    cols = [[math.log1p(float(r[c])) for r in table]
            for c in ("days_since_last", "orders", "amount")]
    z = []
    for c in cols:
        mean = math.fsum(c) / len(c)
        sd = math.sqrt(math.fsum((x - mean) ** 2 for x in c) / len(c))
        z.append([(x - mean) / sd for x in c])
    points = list(zip(*z))
    member = defaultdict(list)
    for p, g in zip(points, got):
        member[int(g["cluster"])].append(p)
    centre = {k: tuple(math.fsum(c) / len(m) for c in zip(*m))
              for k, m in member.items()}
    # Each customer is with the nearest mean, which is that of its cluster.
    wrong, inertia = 0, 0
    for p, g in zip(points, got):
        d = {k: math.dist(p, c) for k, c in centre.items()}
        inertia += d[int(g["cluster"])] ** 2
        wrong += d[int(g["cluster"])] > min(d.values()) + 1e-9
        wrong += abs(d[int(g["cluster"])] - float(g["distance"])) > 1e-9
    same("kmeans: nearest centres", wrong, 0)
    first = [centre[k][0] for k in sorted(centre)]
    verdict(first == sorted(first), "kmeans: labels ascend")
    try:
        from sklearn.cluster import KMeans
    except ImportError:
        return
    fit = KMeans(4, n_init=20, random_state=0).fit(points)
    verdict(inertia <= fit.inertia_ * (1 + 1e-9),
            "kmeans: inertia %r, scikit-learn's %r" % (inertia, fit.inertia_))


# --- what must hold of any method

METHODS = (
    ("rfm", ()), ("rfm", ("--bins", "7", "--map", "none")),
    ("rfm", ("--map", "eight")), ("rfm", ("--ties", "quantile")),
    ("pyramid", ()), ("abc", ("--clip",)), ("kmeans", ("-k", "3")),
    ("status", ("--lost-days", "90")),
    ("matrix", ("--x", "days_since_last", "--y", "amount")),
    ("matrix", ("--preset", "relationship", "--x", "orders", "--y",
                "amount")),
    ("composite", ("--weights", WORK + "weights.csv")),
    ("composite", ("--weights", WORK + "weights.csv", "--scale", "z")))
LOCAL = (("rules", ("--rules", WORK + "rules.csv")),
         ("ratio", ("--num", "amount", "--den", "orders")))


def draw(seed):
    """Customers with many equals, some blank, some in the red."""
    r = random.Random(seed)
    n = r.choice((1, 2, 7, 60, 400)) + 8
    out = []
    for i in range(n):
        row = ["c%d" % i, "2011-%02d-01" % r.randint(1, 12), "2011-12-01",
               r.choice((1, 1, 1, 2, 3, 5, 9)),
               "%.2f" % r.choice((r.uniform(-20, 900), 10, 99.5)), 0,
               r.randint(0, 200)]
        if r.random() < .05:
            row[3] = row[4] = row[6] = ""
        out.append(row)
    return out


HEAD = ("customer_id", "first_date", "last_date", "orders", "amount",
        "refund_amount", "days_since_last")


def ours(method, args, path):
    """By customer, what is appended."""
    return {r["customer_id"]: tuple(r.values())[len(HEAD):]
            for r in segment(method, *args, path)}


def check_properties(seed):
    lines = draw(seed)
    path = write("any.csv", HEAD, lines)
    shuffled = write("shuffled.csv", HEAD,
                     random.Random(seed).sample(lines, len(lines)))
    cents = write("cents.csv", HEAD, [
        r[:4] + [r[4] and str(1024 * Decimal(r[4]))] + r[5:] for r in lines])
    for method, args in METHODS + LOCAL:
        what = "%s %s, seed %d: " % (method, " ".join(args), seed)
        first = ours(method, args, path)
        same(what + "rows in another order", ours(method, args, shuffled),
             first)
        for way in ("--report", "--explain"):
            same(what + way + " of rows in another order",
                 *(run("crm-segment", "-q", "--digits", "17", "-m", method,
                       *args, way, p) for p in (shuffled, path)))
        if method in ("kmeans", "composite"):
            got = ours(method, args, cents)
            verdict(all(g == f or abs(float(g[0]) - float(f[0])) < 1e-9
                        for g, f in zip(got.values(), first.values())),
                    what + "money in another unit")
        elif method not in ("rules", "ratio") and "quantile" not in args:
            same(what + "money in another unit",
                 {k: v[:1] if method == "abc" else v
                  for k, v in ours(method, args, cents).items()},
                 {k: v[:1] if method == "abc" else v
                  for k, v in first.items()})
        if method not in ("composite", "ratio"):
            report = segment(method, *args, "--report", path)
            near(what + "shares", sum(float(r["share"]) for r in report), 1,
                 1e-12)
        if method not in ("rules", "ratio"):
            plain = run("crm-segment", "-q", "-m", method, *args, "--save",
                        WORK + "kept.csv", path)
            used = run("crm-segment", "-q", "-m", method, "--use",
                       WORK + "kept.csv",
                       *(["--clip"] if "--clip" in args else []), path)
            same(what + "kept and used", used, plain)


def check_labels():
    """Every name of ours is there in Chinese."""
    orders = write("o.csv", ["customer_id", "date", "amount"],
                   [["c1", "2024-01-01", 1]])
    row = ("customer_id,days_since_last,orders,amount\nc1,1,1,1\n")
    for method, args in (
            *(("rfm", ("--map", m)) for m in ("classic", "rfm-r", "rfm-r-old",
                                              "eight")),
            ("pyramid", ()), ("lifecycle", ("--orders", orders, "--as-of",
                                            "2024-01-31")), ("status", ()),
            *(("matrix", ("--x", "orders", "--y", "amount", *preset))
              for preset in ((), *(("--preset", p) for p in (
                  "loyalty", "satisfaction", "value-risk",
                  "relationship"))))):
        for r in segment(method, *args, "--labels", "zh", "--report",
                         text=row):
            name = next(iter(r.values()))
            verdict(not name.isascii(), "%s %s: '%s' has no Chinese name" % (
                method, args, name))


def check_eight():
    """Fourteen ones: equals are one, however the rows stand."""
    path = SHARED + "/data/loyalty/rfm_ties.csv"
    got = segment("rfm", "--recency", "recency_days", "--frequency",
                  "frequency", "--monetary", "monetary", path)
    same("fourteen ones", Counter(r["f"] for r in got),
         Counter({"1": 14, "4": 3, "5": 3}))


def main():
    check_published()
    check_labels()
    write("weights.csv", ["indicator", "weight"],
          [["orders", 3], ["amount", 5], ["days_since_last", -2]])
    write("rules.csv", ["name", "condition"],
          [["big", "amount >= 100"], ["gone", "days_since_last > 90"]])
    for seed in range(4):
        check_properties(seed)
    if not SHARED:
        print("segment: the rest needs ../shared")
        return
    check_rfm_sample()
    check_eight()
    with open(WORK + "orders.csv", "w") as f:
        text = run("crm-orders", "-q", "-p", "uci",
                   SHARED + "/data/uci_online_retail.csv.gz")
        f.write("".join(line + "\n" for line in text.splitlines()
                        if not line.endswith(",refund")))
    path = WORK + "customers.csv"
    run("crm-summary", "-q", "-o", path, WORK + "orders.csv")
    with open(path) as f:
        table = rows(f.read())
    with open(WORK + "orders.csv") as f:
        orders = rows(f.read())
    same("customers of UCI", len(table), 4339)
    for check in (check_rfm, check_pyramid, check_abc, check_status,
                  check_matrix, check_rules, check_ratio, check_composite,
                  check_kmeans):
        check(table, path)
    check_lifecycle(table, path, orders)


main()
