#!/bin/sh
# peers.sh PEER FILE: what others make of FILE's orders: by customer the
# count, the first and the last date and the sum, where they can also the
# count of distinct dates. gawk, mawk and datamash want a file without quotes.
set -eu
# shellcheck disable=SC2016
by_awk='NR > 1 {
	n[$1]++
	if (!($1 in first) || $3 < first[$1]) first[$1] = $3
	if ($3 > last[$1]) last[$1] = $3
	sum[$1] += $4
} END {
	for (c in n) print c, first[c], last[c], n[c], sum[c]
}'
case $1 in
duckdb) exec node "$(dirname "$0")/duckdb.js" "$2" 2 ;;
duckdb-1) exec node "$(dirname "$0")/duckdb.js" "$2" 1 ;;
pandas)
	exec "${PYTHON:-/usr/bin/python3}" - "$2" <<'P'
import sys

import pandas

orders = pandas.read_csv(sys.argv[1], parse_dates=['date'],
                         usecols=['customer_id', 'date', 'amount'])
orders.groupby('customer_id').agg(
    {'date': ['min', 'max', 'nunique'],
     'amount': ['count', 'sum']}).to_csv('/dev/null')
P
	;;
miller)
	exec mlr --icsv --ocsv stats1 -a count,min,max,sum -f date,amount \
		-g customer_id "$2"
	;;
datamash)
	exec sh -c 'tail -n +2 "$1" | LC_ALL=C sort -t , -k 1,1 |
		datamash -t , -g 1 count 3 first 3 last 3 sum 4' sh "$2"
	;;
sqlite)
	exec sqlite3 :memory: '.mode csv' ".import $2 t" '.mode csv' "
		select customer_id, min(date), max(date), count(*),
			sum(amount), count(distinct date)
		from t group by customer_id"
	;;
gawk) LC_ALL=C exec gawk -F , -v OFS=, "$by_awk" "$2" ;;
mawk) exec mawk -F , -v OFS=, "$by_awk" "$2" ;;
*)
	echo "peers.sh: no peer $1" >&2
	exit 2
	;;
esac
