#!/bin/sh
# test-fuzz.sh: every fuzz target replays its corpus, tests/fuzz/corpus/NAME,
# in the build at hand; each input is one test.
set -u
cd "$(dirname "$0")/.." || exit 1
. scripts/testlib.sh

one()
{
	name=${1##*/}
	name=${name%.c}
	corpus=tests/fuzz/corpus/${name#fuzz_}
	out=$T/$name
	if [ ! -x "$OBJ/fuzz/$name-replay" ]; then
		fail "$name" "is not built"
	elif limit 120 "$OBJ/fuzz/$name-replay" "$corpus" >"$out" 2>&1; then
		n=$(sed -n 's/^replay: \([0-9]*\) inputs$/\1/p' "$out")
		[ "${n:-0}" -gt 0 ] || fail "$name" "no input in $corpus"
		while [ "${n:-0}" -gt 0 ]; do
			echo "pass $name"
			n=$((n - 1))
		done >>"$T/verdicts"
	else
		fail "$name" "status $?"
		tail -n 30 "$out" | sed 's/^/    /'
	fi
}

if [ "${1:-}" = --one ]; then
	one "$2"
	exit 0
fi

suite fuzz
for f in tests/fuzz/fuzz_*.c; do
	[ ! -f "$f" ] || echo "$f"
done >"$T/list"
if [ -s "$T/list" ]; then
	each scripts/test-fuzz.sh <"$T/list"
else
	skip fuzz "no target"
fi
suite_end
