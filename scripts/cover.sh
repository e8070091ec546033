#!/bin/sh
# cover.sh DIR: lines run, by source file, from the counters in a build folder.
set -eu
cd "$(dirname "$0")/.."
find "$1/lib" "$1/cmd" -name '*.gcda' 2>/dev/null | sort |
	xargs gcov -n -b 2>/dev/null | awk '
/^File / { file = $2; gsub(/\047/, "", file); next }
file !~ /^(lib|cmd)\/.*\.c$/ { next }
# Behind the last file come the sums of all.
/^Lines executed:/ && file in line { file = "" }
/^Lines executed:/ && file != "" {
	split($0, v, /[:%]/)
	line[file] = v[2]
	lines[file] = $NF
}
/^Taken at least once:/ && file != "" {
	split($0, v, /[:%]/)
	branch[file] = v[2]
	branches[file] = $NF
}
END {
	for (f in line) {
		top = substr(f, 1, 3)
		all[top] += lines[f]
		run[top] += lines[f] * line[f] / 100
		ways[top] += branches[f]
		taken[top] += branches[f] * branch[f] / 100
		b = f in branch ? branch[f] "%" : "-"
		printf "%7.2f%% of %5d lines %8s branches  %s\n",
		    line[f], lines[f], b, f | "sort -k7"
	}
	close("sort -k7")
	for (top in all)
		printf "%7.2f%% of %5d lines %7.2f%% of %5d branches  %s\n",
		    100 * run[top] / all[top], all[top],
		    100 * taken[top] / ways[top], ways[top], top
}'
