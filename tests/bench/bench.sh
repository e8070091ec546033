#!/bin/sh
# bench.sh: our tools beside others on the same files in the same run: medians,
# throughput, peak memory, and what is claimed of them as ratios of medians.
# `make bench` builds what it needs; README.md has the machine and results.
#
#   BENCH_ROWS   orders in the files: 10000000
#   BENCH_SET    sets of jobs: summary pipe forms gzip reader columns peers
#                scale, or some of them
#   BENCH_RUNS   runs of each job, in turn (A B C A B C): 5
#   BENCH_SCALE  orders of each step of scale: 1000000 10000000 100000000
#   BENCH_DIR    for the files, 3.5 GB at 10 million: build/bench
#   BENCH_OTHER  one more job for summary: a command that reads "$F"
# shellcheck disable=SC2016,SC2015
set -eu
cd "$(dirname "$0")/../.."
: "${BENCH_ROWS:=10000000}" "${BENCH_RUNS:=5}" "${BENCH_DIR:=build/bench}"
: "${BENCH_SET:=summary pipe forms gzip reader columns peers scale}"
: "${BENCH_SCALE:=1000000 10000000 100000000}" "${BENCH_OTHER:=}"
: "${BINDIR:=build/bin}" "${OBJ:=build/release}"
PATH=$PWD/$BINDIR:$PWD/$OBJ/bench:$PWD/tests/bench:$PATH
NODE_PATH=$PWD/$BENCH_DIR/npm/node_modules
export PATH NODE_PATH
results=$BENCH_DIR/results
npm_package=@duckdb/node-api@1.5.6-r.1

# SET JOB NEEDS FILE RUNS COMMAND: FILE is $F to it, made by file(), below.
# RUNS 1 is for those that take minutes.
jobs()
{
	cat <<-'E'
	summary  ours-j1   -         notes   n crm-summary -q -j 1 "$F"
	summary  ours-j2   -         notes   n crm-summary -q -j 2 "$F"
	summary  duckdb    duckdb    notes   n peers.sh duckdb "$F"
	summary  other     other     notes   n eval "$BENCH_OTHER"
	summary  pandas    pandas    notes   1 peers.sh pandas "$F"
	summary  miller    mlr       notes   1 peers.sh miller "$F"
	pipe     file-j1   -         notes   n crm-summary -q -j 1 "$F"
	pipe     pipe-j1   -         notes   n cat "$F" | crm-summary -q -j 1
	pipe     file-j2   -         notes   n crm-summary -q -j 2 "$F"
	pipe     pipe-j2   -         notes   n cat "$F" | crm-summary -q -j 2
	forms    plain     -         plain   n crm-summary -q -j 1 "$F"
	forms    notes     -         notes   n crm-summary -q -j 1 "$F"
	forms    crlf      -         crlf    n crm-summary -q -j 1 "$F"
	forms    quoted    -         quoted  n crm-summary -q -j 1 "$F"
	gzip     inflate   -         gz      n inflate "$F"
	gzip     ours-j1   -         gz      n crm-summary -q -j 1 "$F"
	gzip     ours-j2   -         gz      n crm-summary -q -j 2 "$F"
	gzip     ours      -         gz      n crm-summary -q "$F"
	reader   wc        -         notes   n wc -l "$F"
	reader   index     -         notes   n bench_reader index best "$F"
	reader   next      -         notes   n bench_reader next best "$F"
	reader   split     -         notes   n bench_reader split best "$F"
	reader   bind      -         notes   n bench_reader bind best "$F"
	reader   libcsv    -         notes   n bench_reader libcsv best "$F"
	columns  two       -         wide    n columns 2 "$F"
	columns  twelve    -         wide    n columns 12 "$F"
	peers    ours-j1   -         plain   n crm-summary -q -j 1 "$F"
	peers    duckdb    duckdb    plain   n peers.sh duckdb "$F"
	peers    duckdb-1  duckdb    plain   n peers.sh duckdb-1 "$F"
	peers    datamash  datamash  plain   1 peers.sh datamash "$F"
	peers    pandas    pandas    plain   1 peers.sh pandas "$F"
	peers    sqlite    sqlite3   plain   1 peers.sh sqlite "$F"
	peers    mawk      mawk      plain   1 peers.sh mawk "$F"
	peers    gawk      gawk      plain   1 peers.sh gawk "$F"
	peers    miller    mlr       plain   1 peers.sh miller "$F"
	E
}

# SET MEASURE JOB BASE BOUND WHAT: job by base is at most bound. The measures
# are columns of the results: wall, memory, or wall by the file's bytes.
claims()
{
	cat <<-'E'
	summary  wall    ours-j1  duckdb   0.40   -j 1 to DuckDB on two threads
	summary  wall    ours-j1  duckdb   0.30   the same, hoped for
	summary  wall    ours-j2  duckdb   0.28   -j 2 to DuckDB on two threads
	summary  wall    ours-j2  duckdb   0.20   the same, hoped for
	summary  wall    ours-j2  ours-j1  1.00   -j 2 to -j 1
	summary  wall    ours-j1  other    0.90   -j 1 to BENCH_OTHER
	summary  wall    ours-j1  pandas   0.10   -j 1 to pandas
	summary  wall    ours-j1  miller   0.0125 -j 1 to Miller
	summary  memory  ours-j1  duckdb   0.25   peak memory to DuckDB's
	pipe     wall    pipe-j1  file-j1  1.70   from a pipe, -j 1
	pipe     wall    pipe-j2  file-j2  1.70   from a pipe, -j 2
	forms    byte    crlf     plain    1.50   CRLF, by the byte
	forms    byte    quoted   plain    1.50   every field quoted, by the byte
	gzip     wall    ours     inflate  1.10   gzip to inflating alone
	gzip     wall    ours-j2  ours-j1  1.00   gzip, -j 2 to -j 1
	reader   wall    index    wc       2.50   index to wc -l
	reader   wall    split    wc       5.00   split fields to wc -l
	columns  wall    two      twelve   0.667  two columns of twelve to all
	E
}

say()
{
	echo "$*" >&2
}

# file KIND [ROWS]: makes it if it is not there; prints its name.
file()
{
	rows=${2:-$BENCH_ROWS}
	name=$BENCH_DIR/$1-$rows.csv
	[ "$1" != gz ] || name=$(file notes "$rows").gz
	if [ ! -f "$name" ]; then
		say "making $name"
		case $1 in
		notes) set -- ;;
		plain) set -- -p ;;
		quoted) set -- -q ;;
		crlf) set -- -r ;;
		wide) set -- -w 12 ;;
		gz) set -- gz ;;
		esac
		if [ "${1:-}" = gz ]; then
			gzip -6 -c "${name%.gz}" >"$name.new"
		else
			gen -n "$rows" -c $(((rows + 9) / 10)) "$@" \
				>"$name.new"
		fi
		mv "$name.new" "$name"
	fi
	echo "$name"
}

has_duckdb()
{
	command -v node >/dev/null && command -v npm >/dev/null || return 1
	[ -d "$NODE_PATH/@duckdb/node-api" ] || {
		mkdir -p "$BENCH_DIR/npm"
		npm install --silent --no-fund --no-audit \
			--prefix "$BENCH_DIR/npm" "$npm_package" >&2
	}
}

# has NEED: whether the job can run here.
has()
{
	case $1 in
	-) ;;
	duckdb) has_duckdb ;;
	other) [ -n "$BENCH_OTHER" ] ;;
	pandas) "${PYTHON:-/usr/bin/python3}" -c 'import pandas' 2>/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# run SET JOB FILE COMMAND: once; a line of wall, cpu, KiB and the file's size.
run()
{
	F=$3
	export F BENCH_OTHER
	if line=$(timed sh -c "$4"); then
		echo "$line $(wc -c <"$F")" >>"$results/$1.$2"
	else
		say "FAILED: $1 $2: $4"
		exit 1
	fi
}

# median FILE: of each column by itself.
median()
{
	for k in 1 2 3 4; do
		cut -d ' ' -f $k "$1" | sort -g | awk '{ v[NR] = $1 }
		END {
			v[0] = v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]
			printf "%.10g ", v[0] / 2
		}'
	done
	echo
}

# jobs_of SET: those that can run, each file made and in memory.
jobs_of()
{
	jobs | while read -r set job need kind runs command; do
		[ "$set" = "$1" ] || continue
		if ! has "$need"; then
			say "skipped: $set $job needs $need"
			continue
		fi
		path=$(file "$kind")
		cat "$path" >/dev/null
		echo "$job $path $runs $command"
	done
}

measure()
{
	jobs_of "$1" >"$BENCH_DIR/jobs"
	i=1
	while [ $i -le "$BENCH_RUNS" ]; do
		while read -r job path runs command; do
			[ "$runs" = n ] || [ $i -le "$runs" ] || continue
			say "run $i: $1 $job"
			run "$1" "$job" "$path" "$command" </dev/null
		done <"$BENCH_DIR/jobs"
		i=$((i + 1))
	done
	while read -r job path runs command; do
		median "$results/$1.$job" >"$results/$1.$job.median"
		awk -v set="$1" -v job="$job" -v rows="$BENCH_ROWS" '{
			printf "%-8s %-9s %9.3f %9.3f %9.1f %9.0f %9.2f\n",
				set, job, $1, $2, $3 / 1024, $4 / $1 / 1e6,
				rows / $1 / 1e6 }' "$results/$1.$job.median"
	done <"$BENCH_DIR/jobs"
}

# Time by the row as files grow, and the largest within a bound of memory.
scale()
{
	for rows in $BENCH_SCALE; do
		F=$(file notes "$rows")
		export F
		cat "$F" >/dev/null
		timed sh -c 'crm-summary -q -j 1 --memory 1T "$F"' |
			awk -v rows="$rows" '{
				printf "%-8s %-9s %9.3f %9.3f %9.1f %9s %9.2f\n",
				"scale", rows, $1, $2, $3 / 1024, "",
				rows / $1 / 1e6 }'
	done
	timed sh -c 'crm-summary -q -j 1 --memory 512M \
		--tmpdir "'"$BENCH_DIR"'" "$F"' | tee "$results/scale.bound" |
		awk -v rows="$rows" '{
			printf "%-8s %-9s %9.3f %9.3f %9.1f %9s %9.2f\n",
			"scale", "in 512M", $1, $2, $3 / 1024, "",
			rows / $1 / 1e6 }'
	crm-summary -q --memory 1T "$F" | cksum >"$BENCH_DIR/want"
	crm-summary -q --memory 512M --tmpdir "$BENCH_DIR" "$F" | cksum |
		cmp -s - "$BENCH_DIR/want" && same=0 || same=1
	echo "$same" >"$results/scale.same"
}

check_scale()
{
	[ -f "$results/scale.same" ] || return 0
	awk '{ kib = $3 / 1024 / 512
		printf "%-40s %7.2f %9.3f  %s\n", "peak memory to --memory 512M",
			1.05, kib, kib <= 1.05 ? "ok" : "NO" }' \
		"$results/scale.bound"
	awk '{ printf "%-40s %7d %9d  %s\n", "bytes that differ, then",
			0, $1, $1 == 0 ? "ok" : "NO" }' "$results/scale.same"
}

check()
{
	claims | while read -r set what job base bound text; do
		a=$results/$set.$job.median b=$results/$set.$base.median
		[ -f "$a" ] && [ -f "$b" ] || continue
		cat "$a" "$b" | awk -v what="$what" -v bound="$bound" \
			-v text="$text" '
		{ v[NR] = what == "wall" ? $1 : what == "memory" ? $3 : $1 / $4 }
		END {
			r = v[1] / v[2]
			printf "%-40s %7.4g %9.3f  %s\n", text, bound, r,
				r <= bound ? "ok" : "NO"
		}'
	done
	check_scale
}

mkdir -p "$BENCH_DIR"
rm -rf "$results"
mkdir "$results"
printf '%-8s %-9s %9s %9s %9s %9s %9s\n' \
	set job 'wall s' 'cpu s' MiB MB/s Mrows/s
for set in $BENCH_SET; do
	if [ "$set" = scale ]; then
		scale
	else
		measure "$set"
	fi
done
printf '\n%-40s %7s %9s\n' 'ratio of medians' 'at most' measured
check
