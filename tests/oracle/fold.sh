#!/bin/sh
# fold.sh: one table of customers, however it comes about: crm-summary by
# parts, in order, past memory, on threads, from files, pipes and gzip gives
# the bytes of one plain run; and that run agrees with SQL.
# shellcheck disable=SC2012
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite fold
cd "$T" || exit 1
sum=$BINDIR/crm-summary

# orders ROWS CUSTOMERS SEED: in no order. Refunds, also as the only row of a
# customer; long ids and quoted ones; notes with commas, quotes and newlines.
orders()
{
	awk -v rows="$1" -v customers="$2" -v seed="$3" '
	function draw(n) {
		seed = (seed * 16807) % 2147483647
		return int(seed / 2147483647 * n)
	}
	function id(i) {
		if (i % 11 == 0)
			return sprintf("\"c,%d\"", i)
		return i % 7 ? "c" i : "customer-of-a-distant-country-" i
	}
	BEGIN {
		said = "\"said \"\"hm\"\",\nthen left\""
		print "customer_id,date,amount,shop,note"
		for (i = 0; i < rows; i++) {
			c = draw(3) ? draw(customers / 5) : draw(customers)
			m = 1 + draw(12)
			cents = draw(20000)
			note = draw(20) ? "gift" : said
			printf "%s,%d-%02d-%02d,%s%d.%02d,%s,%s\n", id(c),
				2021 + draw(3), m, 1 + draw(28),
				draw(16) ? "" : "-", cents / 100, cents % 100,
				draw(4) ? "north" : "south", note
		}
	}'
}

# one_line: notes without newlines, so that a line is a row and can be sorted.
one_line()
{
	awk 'NR == 1 || /^(c|"c)/ { sub(/,("said.*|gift)$/, ",gift"); print }'
}

# same NAME WANT GOT
same()
{
	if cmp -s "$2" "$3"; then
		pass "$1"
	else
		fail "$1"
		diff "$2" "$3" >diff.out
		show diff.out 6
	fi
}

# run OUT ARGUMENTS...: says why it failed.
run()
{
	out=$1
	shift
	limit 60 "$sum" -q "$@" >"$out" 2>err || {
		fail "crm-summary $*"
		show err 3
	}
}

orders 4000 700 42 >all.csv
one_line <all.csv >lines.csv
(head -n 1 lines.csv && tail -n +2 lines.csv | LC_ALL=C sort) >sorted.csv

# --- what it says is true ---

sql()
{
	sqlite3 :memory: '.mode csv' '.import all.csv t' "
	select customer_id, min(date), max(date), count(*),
		count(distinct date) - 1, max(date) != min(date)
	from (select *, rowid as r from t where amount not like '-%')
	group by customer_id order by min(r)" | tr -d '"\r'
}
if command -v sqlite3 >/dev/null 2>&1; then
	sql | sort >want
	run got all.csv
	# The ids that hold a comma are quoted, as nothing else is.
	tail -n +2 got | sed 's/"\(c\),\([0-9]*\)"/\1;\2/' | awk -F , -v OFS=, '
	{ sub(/;/, ",", $1); print $1, $2, $3, $4, $7, $2 != $3 }' |
		sort >got.short
	same 'SQL counts the same' want got.short
	sqlite3 :memory: '.mode csv' '.import all.csv t' "select
		sum(cast(round(amount * 100) as int)) from t where customer_id in
		(select customer_id from t where amount not like '-%')" >want
	awk -F , '{ a = $(NF - 6); split(a, d, "."); sign = a ~ /^-/ ? -1 : 1
		cents += d[1] * 100 + sign * substr(d[2] "00", 1, 2) }
		END { print cents }' got >got.short
	same 'SQL adds up the same' want got.short
else
	skip 'SQL counts the same' 'needs sqlite3'
fi

# --- past memory ---

tries='--sort
--period month
--period week --as-of 2023-06-30
--calibrate-until 2022-06-30 --unit week
--calibrate-until 2022-06-30 --period month
--by shop
--by shop --sort
--top 20
--top 50 --sort
--report
--report --by shop
--universe list.csv
--universe list.csv --sort
--partial
--partial --period week --by shop
--money -f jsonl'
printf 'customer_id\nnobody\nc1\nnobody else\nc2\n' >list.csv
run want all.csv
for memory in 1 40K 150K; do
	run got --memory "$memory" --tmpdir . all.csv
	same "--memory $memory" want got
done
echo "$tries" >tries
while read -r how; do
	# shellcheck disable=SC2086
	run want $how all.csv
	# shellcheck disable=SC2086
	run got --memory 60K $how all.csv
	same "--memory 60K $how" want got
done <tries
"$sum" all.csv >want 2>want.err
"$sum" --memory 60K all.csv >got 2>got.err
same '--memory says the same' want.err got.err
if ls crm-* >/dev/null 2>&1; then
	fail 'no temporary file is left'
else
	pass 'no temporary file is left'
fi

# --- in order ---

for how in '--as-of 2023-12-31' '--as-of 2023-02-28 --period week' \
	'--as-of 2023-12-31 --calibrate-until 2022-06-30' \
	'--as-of 2023-12-31 --by shop' '--partial' '--partial --by shop'; do
	# shellcheck disable=SC2086
	run want --sort $how lines.csv
	# shellcheck disable=SC2086
	run got --sorted --sort $how sorted.csv
	same "--sorted $how" want got
done

# --- in parts ---

# split_rows KIND PARTS SEED: lines.csv to part.1, part.2, ..., by what KIND
# says; within a part the rows keep their order.
split_rows()
{
	rm -f part.*
	awk -F , -v kind="$1" -v parts="$2" -v seed="$3" '
	function draw(n) {
		seed = (seed * 16807) % 2147483647
		return int(seed / 2147483647 * n)
	}
	function part_of(key) {
		if (!(key in part))
			part[key] = 1 + draw(parts)
		return part[key]
	}
	function years(date) {
		return date - 2021 + substr(date, 6, 2) / 13
	}
	BEGIN { draw(1); draw(1) }
	NR == 1 {
		for (i = 1; i <= parts; i++)
			print >("part." i)
		next
	}
	{
		date = $(NF - 3)
		k = 1 + draw(parts)
		if (kind == "customer")
			k = part_of($1 $(NF - 4))
		else if (kind == "time")
			k = 1 + int(parts / 3 * years(date))
		print >("part." (k > parts ? parts : k))
	}' lines.csv
}

# parts ARGUMENTS...: each part.N as a partial summary, done.N.
parts()
{
	rm -f done.*
	for p in part.*; do
		run "done.${p#part.}" --partial "$@" "$p"
	done
}

seed=7
for kind in row customer time; do
	for n in 2 3 8; do
		seed=$((seed * 31 + 1))
		split_rows $kind $n $seed
		parts
		run got --merge --sort done.*
		run want --sort lines.csv
		same "--merge of $n by $kind" want got
		# All but the first at once, then the first: parts of parts.
		rest=$(ls done.* | tail -n +2)
		# shellcheck disable=SC2086
		run rest --merge --partial $rest
		run got --merge --sort --calibrate-until 2022-06-30 done.1 rest
		run want --sort --calibrate-until 2022-06-30 lines.csv
		same "--merge of a part and $((n - 1)) others, by $kind" \
			want got
	done
	parts --by shop
	run got --merge --sort --by shop --memory 50K done.*
	run want --sort --by shop lines.csv
	same "--merge --by --memory, by $kind" want got
	run got --merge --report --by shop --sort done.*
	run want --report --by shop --sort lines.csv
	same "--merge --report, by $kind" want got
	parts --period month --memory 50K
	run got --merge --period month --as-of 2023-03-31 --sort done.*
	run want --period month --as-of 2023-03-31 --sort lines.csv
	same "--merge --period --as-of, by $kind" want got
done
run want --partial --sort lines.csv
run got --merge --partial --sort done.* --period month
tail -n 1 got | grep -q period=month || fail 'the mark tells the period'
split_rows row 4 99
parts
run got --merge --partial --sort done.*
same '--merge --partial is --partial' want got

# The time of the parts' making does not matter, nor does their order.
run got --merge --sort done.4 done.2 done.3 done.1
run want --sort lines.csv
same '--merge in another order' want got

# --- on threads ---

# Long enough for every stage to get its thread.
orders 260000 30000 5 >long.csv
gzip -1 -c long.csv >long.csv.gz
run want -j 1 long.csv
for j in 2 3 8; do
	run got -j $j long.csv
	same "-j $j, a file" want got
	# shellcheck disable=SC2002
	cat long.csv | run got -j $j
	same "-j $j, a pipe" want got
	run got -j $j long.csv.gz
	same "-j $j, gzip" want got
	# shellcheck disable=SC2002
	cat long.csv.gz | run got -j $j -
	same "-j $j, gzip from a pipe" want got
	run got -j $j --memory 2M long.csv
	same "-j $j, past memory" want got
done
while read -r how; do
	# shellcheck disable=SC2086
	run want -j 1 $how long.csv
	# shellcheck disable=SC2086
	run got -j 4 $how long.csv.gz
	same "-j 4 $how" want got
done <<'EOF'
--sort --period week --by shop
--calibrate-until 2022-06-30 --unit week -f tsv
--partial --no-progress
--top 20000 -f jsonl
--no-header-out -D ;
-f table
EOF

# Rows are printed on all threads; the first that cannot be is told.
one_line <long.csv | awk -v OFS=, '{ print } NR % 60000 == 0 {
	print "bad\377" NR, "2021-01-01", 1, "north", "gift" }' >latin.csv
"$sum" -j 1 -f jsonl latin.csv >want 2>want.err
"$sum" -j 4 -f jsonl latin.csv >got 2>got.err
same '-j 4 tells the same row of JSON' want.err got.err
grep -q 'invalid UTF-8' got.err || fail '-j 4 tells what JSON cannot hold'

# The fault of the lowest row, whichever thread finds it; and at once, though
# whoever writes the pipe goes on to have it open.
{
	head -n 200000 long.csv
	echo 'c1,2021-01-01,five,north,gift'
	tail -n 50000 long.csv | grep '^c'
} >bad.csv
gzip -1 -c bad.csv >bad.csv.gz
"$sum" -j 1 bad.csv 2>want.err && fail 'a bad row is a fault'
"$sum" -j 4 bad.csv 2>got.err && fail 'a bad row is a fault on threads'
same '-j 4 finds the same bad row' want.err got.err
"$sum" -j 4 bad.csv.gz 2>got.err
sed 's/bad.csv/bad.csv.gz/' want.err >want
same '-j 4 finds it in gzip' want got.err
mkfifo slow
(cat bad.csv.gz && sleep 30) >slow &
writer=$!
limit 20 "$sum" -j 4 slow 2>got.err
status=$?
kill $writer 2>/dev/null
sed 's/bad.csv/slow/' want.err >want
[ $status -eq 1 ] || fail 'a slow writer is not waited for' "status $status"
same 'a slow writer is not waited for' want got.err

# --- faults of the output, in the midst of it ---

for j in 1 4; do
	"$sum" -q -j $j long.csv >/dev/full 2>err
	status=$?
	if [ $status -eq 1 ] && grep -q 'write error' err; then
		pass "-j $j: a full output is told"
	else
		fail "-j $j: a full output is told" "status $status"
	fi
	"$sum" -q -j $j -f jsonl -o bad.json latin.csv 2>err
	status=$?
	if [ $status -eq 1 ] && [ ! -e bad.json ]; then
		pass "-j $j: what cannot be JSON leaves no file"
	else
		fail "-j $j: what cannot be JSON" "status $status"
	fi
done

# --- faults of the temporary files ---

# told STATUS WANT: the whole answer, or status 1, one message and no answer.
told()
{
	if [ "$1" -eq 0 ]; then
		cmp -s "$2" got
	else
		[ "$1" -eq 1 ] && [ "$(grep -vc '^hint: ' err)" -eq 1 ]
	fi
}

# Wherever the disk is full: when rows are written, or when customers are.
mkdir small
if [ "$(id -u)" -eq 0 ] &&
	mount -t tmpfs -o size=64k none small 2>/dev/null; then
	run want long.csv
	for kib in 64 1000 5000 10000 11000 12000 14000 99000; do
		mount -o remount,size=${kib}k small
		for j in 1 4; do
			limit 60 "$sum" -q -j $j --memory 1M --tmpdir small \
				long.csv >got 2>err
			status=$?
			if told $status want; then
				pass "-j $j: a disk of $kib KiB"
			else
				fail "-j $j: a disk of $kib KiB" "$status"
				show err
			fi
			echo $status >>statuses
		done
	done
	[ -z "$(ls -A small)" ] || fail 'a full disk is left clean'
	[ "$(sort -u statuses | tr -d '\n')" = 01 ] ||
		fail 'a disk is too small, another is not'
	umount small
else
	skip 'a full disk is told' 'cannot mount'
fi

# The Nth call fails: each of the first, then some.
case $OBJ in
/*) shim=$OBJ/failnth.so ;;
*) shim=$top/$OBJ/failnth.so ;;
esac
fails()
{
	PRE="env LD_PRELOAD=$shim FAIL_CALL=$1 FAIL_MODE=once FAIL_ERRNO=5"
	n=0
	while [ $n -lt 300 ]; do
		n=$((n < 20 ? n + 1 : n + 7))
		# shellcheck disable=SC2086
		FAIL_NTH=$n limit 20 $PRE "$sum" -q --memory 1 --tmpdir . \
			all.csv >got 2>err
		status=$?
		told $status want || {
			fail "call $n of $1 fails" "status $status"
			show err
			return
		}
	done
	pass "some calls of $1 fail"
}
if [ -f "$shim" ]; then
	run want all.csv
	for call in open write read malloc realloc; do
		fails $call
	done
else
	skip 'some calls fail' 'no shim in this build'
fi
suite_end
