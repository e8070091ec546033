#!/bin/sh
# paths.sh: the tools' answers on every path of the reader (CRM_RECORD_PATH),
# which must be those of libcsv alone: the conform input of each tool, clean,
# and as CRLF, quoted, with a stray quote and with its last line torn.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

# variants DIR: files to read, made from its input.csv.
variants()
{
	in=$1/input.csv
	cp "$in" "$T/clean.csv"
	sed "s/\$/$(printf '\r')/" "$in" >"$T/crlf.csv"
	sed 's/[^,]*/"&"/g' "$in" >"$T/quoted.csv"
	tr '\n' '\r' <"$in" >"$T/cr.csv"
	sed '3s/^/x"/' "$in" >"$T/stray.csv"
	sed '$s/[^,]*$/"/' "$in" >"$T/torn.csv"
}

# run PATH FILE: what the tool says of it, with the status.
run()
{
	(
		cd "$T/work" || exit
		CRM_RECORD_PATH=$1
		export CRM_RECORD_PATH
		eval "set -- $(cat args) \"$2\""
		limit 30 "$BINDIR/$tool" "$@" 2>&1
		echo "status $?"
	)
}

suite paths
for tool in $(tools); do
	conform=tests/cli/$tool/conform
	[ -f "$conform/input.csv" ] || continue
	rm -rf "$T/work"
	cp -R "$conform" "$T/work"
	variants "$conform"
	for path in best swar sse2 avx2 neon; do
		CRM_RECORD_PATH=$path "$BINDIR/$tool" --version \
			>/dev/null 2>&1 || continue
		for f in clean crlf quoted cr stray torn; do
			run "$path" "$T/$f.csv" >"$T/got"
			run libcsv "$T/$f.csv" >"$T/want"
			if cmp -s "$T/want" "$T/got"; then
				pass "$tool $path $f"
			else
				fail "$tool $path $f"
				diff "$T/want" "$T/got" >"$T/diff"
				show "$T/diff" 6
			fi
		done
	done
done
suite_end
