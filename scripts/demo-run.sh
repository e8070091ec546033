#!/bin/sh
# demo-run.sh: a sample shop, its customers, what they will be worth and who
# they are. BINDIR says where the tools are.
set -eu
cd "$(dirname "$0")/.."
case ${BINDIR:=build/bin} in
/*) ;;
*) BINDIR=$(pwd)/$BINDIR ;;
esac
for tool in crm-sim crm-orders crm-summary crm-clv crm-segment; do
	[ -x "$BINDIR/$tool" ] || {
		echo "demo: $tool is not built" >&2
		exit 1
	}
done
PATH=$BINDIR:$PATH
LC_ALL=C
export PATH LC_ALL

dir=build/demo
rm -rf "$dir"
mkdir -p "$dir"

# step COMMAND: shows it, and runs it in the demo's folder.
step()
{
	printf '\n$ %s\n' "$1"
	(cd "$dir" && sh -c "$1")
}

# top N COLUMN FILE COLUMN...: the rows with the N greatest, some columns.
top()
{
	n=$1 by=$2 file=$3
	shift 3
	at=$(head -n 1 "$file" | tr , '\n' | grep -nx "$by" | cut -d : -f 1)
	{
		head -n 1 "$file"
		tail -n +2 "$file" | sort -t , -k "$at,${at}gr" -k 1,1 |
			head -n "$n"
	} | awk -F , -v want="$*" '
	NR == 1 {
		n = split(want, name, " ")
		for (i = 1; i <= NF; i++)
			at[$i] = i
	}
	{
		for (i = 1; i <= n; i++) {
			cell = $(at[name[i]])
			if (NR > 1 && cell ~ /^[0-9]+\.[0-9]+$/)
				cell = sprintf("%.2f", cell)
			printf(i == 1 ? "%-12s" : i < n ? "%13s" : "  %s", cell)
		}
		print ""
	}'
}

echo 'A sample shop: two years of orders of 2,000 customers, as a shop exports'
echo 'them: notes with commas and line breaks, gzip.'
step 'crm-sim --customers 2000 --days 730 --seed 7 --dirty -o shop.csv.gz'

echo
echo 'Orders, customers, value: tables flow, filters add columns.'
step 'crm-orders shop.csv.gz -o orders.csv'
step 'crm-summary orders.csv -o summary.csv'
step 'crm-clv --margin 0.3 summary.csv -o clv.csv'
step 'crm-segment -m rfm clv.csv -o customers.csv'

echo
echo 'The same in one go; the bytes are equal:'
step 'crm-orders -q shop.csv.gz | crm-summary -q | crm-clv -q --margin 0.3 |
    crm-segment -q -m rfm | cmp - customers.csv && echo equal'

echo
echo 'The ten customers worth most within the next year:'
top 10 clv "$dir/customers.csv" \
	customer_id orders amount p_alive clv segment

echo
echo 'Who they are, by recency, frequency and money:'
step 'crm-segment -q -m rfm --report --digits 4 -f table clv.csv'

cat <<EOF

All of it is in $dir. Now with your own export: any CSV that has a customer,
a date and an amount (--customer, --date, --amount name the columns), or a
shop's own form (-p shopify; crm-orders --help lists them):

    PATH=\$PWD/build/bin:\$PATH
    crm-orders YOUR-EXPORT.csv | crm-summary | crm-clv --margin 0.3 |
        crm-segment -m rfm > customers.csv
EOF
