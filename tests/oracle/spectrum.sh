#!/bin/sh
# spectrum.sh: what CSV means, by the files of csv-spectrum (npm). They are
# fetched into the build folder when there is npm and a network, and are not
# ours to keep; without them everything counts as skipped.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

version=2.0.0
count=12 # files in it
dir=build/spectrum-$version

get()
{
	[ -d "$dir/package/csvs" ] && return 0
	command -v npm >/dev/null 2>&1 || return 1
	rm -rf "$dir" && mkdir -p "$dir" &&
		(cd "$dir" && limit 60 npm pack --silent \
			"csv-spectrum@$version" >/dev/null 2>&1 &&
			tar -xzf "csv-spectrum-$version.tgz")
}

skip_all()
{
	while [ "$count" -gt 0 ]; do
		echo "skip spectrum" >>"$T/verdicts"
		count=$((count - 1))
	done
	echo "SKIP spectrum: $1"
	suite_end
}

# rows FILE: its rows as JSON, by the one tool that passes rows as they are.
rows()
{
	"$BINDIR/crm-clv" -q -m parts --historic 0 --current 0 --potential 0 \
		-f jsonl "$1" | jq -cS 'del(.clv)'
}

suite spectrum
command -v jq >/dev/null 2>&1 || skip_all "needs jq"
[ -x "$BINDIR/crm-clv" ] || skip_all "needs crm-clv"
get || skip_all "cannot be fetched with npm"

for csv in "$dir"/package/csvs/*.csv; do
	name=$(basename "$csv" .csv)
	rows "$csv" >"$T/got" 2>"$T/err"
	if [ "$name" = location_coordinates ]; then
		# Quotes within a field: we refuse them, and say where.
		if grep -q ':2: stray quote at byte 24$' "$T/err"; then
			pass "$name"
		else
			fail "$name" "no stray quote told"
			show "$T/err"
		fi
		continue
	fi
	jq -cS '.[]' "$dir/package/json/$name.json" >"$T/want"
	if cmp -s "$T/want" "$T/got"; then
		pass "$name"
	else
		fail "$name"
		diff -u "$T/want" "$T/got" >"$T/diff"
		show "$T/err"
		show "$T/diff"
	fi
done
suite_end
