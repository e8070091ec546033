#!/bin/sh
# style.sh [FILE...]: how long functions, files and lines are. Fails nothing.
set -u
cd "$(dirname "$0")/.." || exit 1
LC_ALL=C
export LC_ALL
[ $# -gt 0 ] || set -- lib/*/*.[ch] cmd/*.c cmd/*/*.c
for f; do
	shift
	[ ! -f "$f" ] || set -- "$@" "$f"
done
[ $# -gt 0 ] || exit 0

# spread WHAT: median, 95th percentile and greatest of "length name" lines.
spread()
{
	sort -n | awk -v what="$1" '
	{ v[NR] = $1; name = $2 }
	END {
		if (NR > 0)
			printf "%s: %d; lines: median %d, p95 %d, max %d (%s)\n",
			    what, NR, v[int((NR + 1) / 2)],
			    v[int(NR * .95 + .999)], v[NR], name
	}'
}

if ctags --version 2>/dev/null | grep -q Universal; then
	ctags -x --kinds-C=f --_xformat='%{end} %n %N %F' "$@" | awk '
	$1 ~ /^[0-9]+$/ { print $1 - $2 + 1, $3 }' >"${TMPDIR:-/tmp}/style.$$"
	spread functions <"${TMPDIR:-/tmp}/style.$$"
	awk '$1 > 80 { print "  over 80: " $2 ", " $1 " lines" }' \
		"${TMPDIR:-/tmp}/style.$$"
	rm -f "${TMPDIR:-/tmp}/style.$$"
fi
for f; do
	echo "$(wc -l <"$f") $f"
done | tee "${TMPDIR:-/tmp}/style.$$" | spread files
awk '$1 > 500 { print "  over 500: " $2 ", " $1 " lines" }' \
	"${TMPDIR:-/tmp}/style.$$"
rm -f "${TMPDIR:-/tmp}/style.$$"
for f; do
	expand -t 8 "$f" | awk -v f="$f" 'length > 80 {
		print "  over 80 columns: " f ":" NR }'
done
exit 0
