"""clv_lifetimes.py SUMMARY.csv [paretonbd]: lifetimes on the customers of
crm-summary; a line "what seconds result" for each step, in seconds of
processor time, reading the file left out. Run by clv.sh."""
import sys
import time
import warnings

import pandas
from lifetimes import BetaGeoFitter, GammaGammaFitter, ParetoNBDFitter

warnings.simplefilter("ignore")
data = pandas.read_csv(sys.argv[1])
x, tx, age, mean = (data[k] for k in (
    "frequency", "recency", "T", "monetary_value"))


def timed(what, work, show=lambda m: ",".join(
        "%s=%.5g" % kv for kv in m.params_.items())):
    start = time.perf_counter()
    try:
        result = work()
    except Exception as e:  # ConvergenceError: the time was spent all the same
        print(what, time.perf_counter() - start, type(e).__name__, flush=True)
        return None
    print(what, time.perf_counter() - start, show(result), flush=True)
    return result


if "paretonbd" in sys.argv:
    timed("paretonbd", lambda: ParetoNBDFitter().fit(x, tx, age))
    sys.exit()
bg = timed("bgnbd", lambda: BetaGeoFitter().fit(x, tx, age))
back = (x > 0) & (mean > 0)
gg = timed("gamma-gamma", lambda: GammaGammaFitter().fit(x[back], mean[back]))
if bg is not None and gg is not None:
    timed("score", lambda: gg.customer_lifetime_value(
        bg, x, tx, age, mean, time=12, discount_rate=.01, freq="D"),
        lambda v: "total=%.10g" % v.sum())
