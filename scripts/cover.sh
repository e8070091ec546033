#!/bin/sh
# cover.sh DIR: lines run, by source file, from the counters in a build folder.
set -eu
cd "$(dirname "$0")/.."
find "$1/lib" "$1/cmd" -name '*.gcda' 2>/dev/null | sort |
	xargs gcov -n -b 2>/dev/null | awk '
/^File / { file = $2; gsub(/\047/, "", file); next }
file !~ /^(lib|cmd)\/.*\.c$/ { next }
/^Lines executed:/ {
	split($0, v, /[:%]/)
	line[file] = v[2]
	lines[file] = $NF
	all += $NF
	run += $NF * v[2] / 100
}
/^Taken at least once:/ {
	split($0, v, /[:%]/)
	branch[file] = v[2]
}
END {
	for (f in line) {
		b = f in branch ? branch[f] "%" : "-"
		printf "%7.2f%% of %5d lines %8s branches  %s\n",
		    line[f], lines[f], b, f | "sort -k7"
	}
	close("sort -k7")
	if (all > 0)
		printf "%7.2f%% of %5d lines\n", 100 * run / all, all
}'
