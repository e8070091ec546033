#!/bin/sh
# kmeans.sh [POINTS]: k-means of POINTS (1000000) x 3 into 5 clusters against
# scikit-learn's, from the same centres, by the same iterations, in one run.
# Build first: make bench-build. ITERATIONS (9), RUNS (5: the least counts).
# Ours does one pass more than ITERATIONS, as scikit-learn does to label.
set -eu
cd "$(dirname "$0")/../.."
: "${OBJ:=build/release}" "${ITERATIONS:=9}" "${RUNS:=5}" "${PYTHON:=python3}"
n=${1:-1000000}
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT

# How customers look: skewed, with clusters that run into one another, so
# that no iteration is the last one too early.
cat >"$T/bench.py" <<'PY'
import os, sys, time, warnings
import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits
warnings.filterwarnings("ignore")
path, n, most, runs = sys.argv[1], *map(int, sys.argv[2:5])
rng = np.random.default_rng(1)
x = np.column_stack([rng.gamma(2, 1, n), rng.normal(0, 1, n),
                     np.log1p(rng.exponential(3, n))])
x = (x - x.mean(axis=0)) / x.std(axis=0)
start = x[rng.choice(n, 5, replace=False)]
with open(path, "wb") as f:
    f.write(np.asfortranarray(x).tobytes(order="F"))
    f.write(np.ascontiguousarray(start).tobytes())
for threads in (1, 2):
    best = 1e300
    with threadpool_limits(threads):
        for _ in range(runs):
            m = KMeans(5, init=start, n_init=1, max_iter=most, tol=0,
                       algorithm="lloyd")
            t = time.perf_counter()
            m.fit(x)
            best = min(best, time.perf_counter() - t)
    print(threads, best, repr(float(m.inertia_)), m.n_iter_)
PY
"$PYTHON" "$T/bench.py" "$T/data" "$n" "$ITERATIONS" "$RUNS" >"$T/theirs"
while read -r threads theirs inertia iterations; do
	"$OBJ/tests/bench/bench_kmeans" "$T/data" "$n" 3 5 \
		$((iterations + 1)) "$threads" "$RUNS" >"$T/ours"
	read -r ours mine _ <"$T/ours"
	awk -v j="$threads" -v a="$ours" -v b="$theirs" -v x="$mine" \
		-v y="$inertia" -v i="$iterations" -v n="$n" 'BEGIN {
		bound = j == 1 ? .7 : .5
		d = x - y
		if (d < 0)
			d = -d
		printf "k-means of %d x 3, k 5, %d iterations, %d thread%s: " \
		    "ours %.3f s, scikit-learn %.3f s; ratio %.3f, bound %s: %s\n",
		    n, i, j, j == 1 ? "" : "s", a, b, a / b, bound,
		    a / b <= bound ? "holds" : "FAILS"
		if (d > 1e-9 * y) {
			printf "not the same inertia: %s and %s\n", x, y
			exit 1
		}
	}'
done <"$T/theirs"
