#!/bin/sh
# test-unit.sh [NAME...]: the unit and property tests, each source one binary
# that speaks TAP. NAME as in test_dec. WRAP goes before each.
set -u
cd "$(dirname "$0")/.." || exit 1
. scripts/testlib.sh

# tap NAME STATUS OUTPUT: a verdict per line of TAP; a plan that was not kept,
# or a bad status without a "not ok", is a crash.
tap()
{
	awk -v name="$1" '
	/^1\.\.[0-9]+/ { plan += substr($1, 4) }
	# cmocka 1.1 calls a skipped test "not ok".
	/^(not )?ok.*# *SKIP/ { print "skip " name ":" $0; n++; next }
	/^not ok/ { sub(/^not ok [0-9]* *-* */, ""); print "fail " name ":" $0
		bad++; n++; next }
	/^ok/ { print "pass " name; n++ }
	END { exit n != plan || n == 0 ? 2 : bad > 0 }' "$3" >"$3.verdicts"
	told=$?
	cat "$3.verdicts" >>"$T/verdicts"
	if [ "$told" -eq 2 ] || { [ "$told" -eq 0 ] && [ "$2" -ne 0 ]; }; then
		fail "$1" "died with status $2 before the end of its plan"
		show "$3"
	elif [ "$told" -eq 1 ]; then
		echo "FAIL $1"
		grep -v '^ok' "$3" | head -n 60 | sed 's/^/    /'
	fi
}

if [ "${1:-}" = --one ]; then
	name=${2##*/}
	out=$T/$name.tap
	# shellcheck disable=SC2086
	CMOCKA_MESSAGE_OUTPUT=TAP limit 180 ${WRAP:-} "$2" >"$out" 2>&1
	tap "$name" $? "$out"
	exit 0
fi

suite unit
for f in tests/unit/test_*.c tests/prop/prop_*.c; do
	name=${f##*/}
	name=${name%.c}
	[ -f "$f" ] || continue
	case " ${*:-$name} " in
	*" $name "*) ;;
	*) continue ;;
	esac
	test=$OBJ/$f
	if [ -x "${test%.c}" ]; then
		echo "${test%.c}" >>"$T/list"
	else
		fail "$name" "is not built"
	fi
done
[ ! -f "$T/list" ] || each scripts/test-unit.sh <"$T/list"
suite_end
