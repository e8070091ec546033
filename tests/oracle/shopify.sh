#!/bin/sh
# shopify.sh: crm-orders on a made export against what its maker says it comes
# to, to the cent: whole, in parts, in parts that overlap, and line by line.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite shopify
PATH=$BINDIR:$PATH
if ! ${CC:-cc} -O1 -o "$T/gen" tests/bench/gen_shopify.c 2>"$T/err"; then
	skip shopify "no C compiler"
	suite_end
fi
"$T/gen" -n 6000 >"$T/all.csv" 2>"$T/truth"

# verdict NAME: whether rows on standard input come to the truth.
verdict()
{
	awk -F, 'NR > 1 { n += !seen[$2]++; c += int($4 * 100 + ($4 < 0 ? -.5 : .5)) }
		END { printf "orders %d, net %d.%02d\n", n, c / 100, c % 100 }' |
		cat >"$T/got"
	if cmp -s "$T/truth" "$T/got"; then
		pass "$1"
	else
		fail "$1" "$(diff "$T/truth" "$T/got")"
	fi
}

# part FROM TO: the orders of these numbers, with the header.
part()
{
	awk -v from="$1" -v to="$2" 'NR == 1 { print; next }
		/^#/ { at = substr($0, 2) + 0 }
		at >= from && at <= to' "$T/all.csv"
}

part 0 3000 >"$T/1.csv"
part 3001 9999 >"$T/2.csv"
part 0 4000 >"$T/a.csv"
part 2000 6000 >"$T/b.csv"
part 5000 9999 >"$T/c.csv"
cd "$T" || exit 1

crm-orders -q -p shopify all.csv | verdict whole
crm-orders -q -p auto all.csv | verdict auto
gzip -c all.csv | crm-orders -q -p shopify | verdict gzip
crm-orders -q -p shopify 1.csv 2.csv | verdict "two parts"
crm-orders -q -p shopify 2.csv 1.csv | verdict "two parts, turned round"
crm-orders -q -p shopify --dedupe order a.csv b.csv c.csv | verdict overlap
crm-orders -q -p shopify --dedupe last a.csv b.csv c.csv |
	verdict "overlap, the last counts"
crm-orders -q -p shopify --dedupe last c.csv all.csv a.csv b.csv |
	verdict "overlap of four"
crm-orders -q -p shopify --lines all.csv | verdict lines
crm-orders -q -p shopify --lines --dedupe last a.csv b.csv c.csv |
	verdict "lines that overlap"
crm-orders -q -p shopify --currency USD --rates /dev/stdin all.csv <<-'R' |
	currency,rate
	EUR,1
R
	verdict "rates of one"

suite_end
