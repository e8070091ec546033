#!/bin/sh
# orders.sh [ORDERS]: bytes a second and memory of crm-orders on a Shopify
# export of ORDERS (default 1500000, about 1 GB), beside crm-summary's bytes a
# second on as many bytes of plain orders, and whether the export comes to
# what its generator says. Best of RUNS (3). Needs GNU time.
set -eu
cd "$(dirname "$0")/../.."
: "${BINDIR:=build/bin}" "${RUNS:=3}" "${CC:=cc}"
n=${1:-1500000}
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT
$CC -O2 -o "$T/gen_shopify" tests/bench/gen_shopify.c
$CC -O2 -o "$T/gen" tests/bench/gen.c -lm
"$T/gen_shopify" -n "$n" >"$T/shopify.csv" 2>"$T/truth"
bytes=$(wc -c <"$T/shopify.csv")
# A row of gen's has 52 bytes or so.
"$T/gen" -n $((bytes / 52)) >"$T/orders.csv"

# best NAME FILE COMMAND...: the run with the least time.
best()
{
	name=$1 file=$2
	shift 2
	for _ in $(seq "$RUNS"); do
		/usr/bin/time -f '%e %U %S %M' -o "$T/one" "$@" "$file" \
			>"$T/out" 2>/dev/null
		cat "$T/one" >>"$T/times.$name"
	done
	sort -g "$T/times.$name" | head -n 1 |
		awk -v name="$name" -v bytes="$(wc -c <"$file")" '{
		printf "%-24s %6.0f MB/s, %6.0f MB/s of cpu, %6.1f MB held\n",
		    name, bytes / $1 / 1e6, bytes / ($2 + $3) / 1e6, $4 / 1024
		print bytes / $1, $4 * 1024 >"'"$T"'/rate"; close("'"$T"'/rate") }'
}

best "crm-summary" "$T/orders.csv" "$BINDIR/crm-summary"
mv "$T/rate" "$T/summary"
best "crm-orders -p shopify" "$T/shopify.csv" "$BINDIR/crm-orders" -p shopify
cat "$T/summary" "$T/rate" | awk -v n="$n" '{ rate[NR] = $1; held = $2 }
	END { printf "claim: at least .50 of the bytes a second of crm-summary: %.2f\n",
	    rate[2] / rate[1]
	printf "claim: about 150 bytes an order: %.0f\n", held / n }'
awk -F, 'NR > 1 { n++; c += int($4 * 100 + .5) }
	END { printf "orders %d, net %d.%02d\n", n, c / 100, c % 100 }' \
	"$T/out" | diff - "$T/truth" && echo "to the cent: $(cat "$T/truth")"
best "  --dedupe last" "$T/shopify.csv" "$BINDIR/crm-orders" -p shopify \
	--dedupe last
best "  --lines" "$T/shopify.csv" "$BINDIR/crm-orders" -p shopify --lines
best "  --events" "$T/shopify.csv" "$BINDIR/crm-orders" -p shopify --events
