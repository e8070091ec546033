# shellcheck shell=sh
# testlib.sh: what the test suites share. Sourced, from the top folder.
#
# A suite is a script that runs itself again for each item (--one ITEM), some
# at a time. Verdicts are lines of $T/verdicts; what failed is told at once.

LC_ALL=C
export LC_ALL
top=$(pwd)
case ${BINDIR:=build/bin} in
/*) ;;
*) BINDIR=$top/$BINDIR ;;
esac
export BINDIR
: "${OBJ:=build/release}"
export OBJ
if [ -z "${CRM_SHARED:-}" ] && [ -d ../shared ]; then
	CRM_SHARED=$(cd ../shared && pwd)
fi

# suite NAME: scratch space, and who cleans it up.
suite()
{
	suite_name=$1
	T=$(mktemp -d "${TMPDIR:-/tmp}/crm-$1.XXXXXX") || exit 1
	export T
	: >"$T/verdicts"
	trap 'rm -rf "$T"' EXIT
	trap 'exit 1' HUP INT TERM
	[ -z "${WRAP:-}" ] || wrap_tools
}

# Under WRAP every tool is run by a wrapper of the same name.
wrap_tools()
{
	mkdir "$T/bin"
	for tool in "$BINDIR"/crm-*; do
		printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$WRAP" "$tool" \
			>"$T/bin/${tool##*/}"
		chmod +x "$T/bin/${tool##*/}"
	done
	BINDIR=$T/bin
}

pass()
{
	echo "pass $1" >>"$T/verdicts"
}

skip()
{
	echo "skip $1" >>"$T/verdicts"
	echo "SKIP $1${2:+: $2}"
}

# fail NAME WHY...; a file of details, if there is one, comes by show.
fail()
{
	echo "fail $1" >>"$T/verdicts"
	echo "FAIL $1${2:+: $2}"
}

show()
{
	[ ! -s "$1" ] || head -n "${2:-40}" "$1" | sed 's/^/    /'
}

count()
{
	grep -c "^$1" "$T/verdicts" || :
}

# each SCRIPT: runs SCRIPT --one ITEM for every line of standard input.
each()
{
	n=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
	xargs -P "$n" -I '{}' "$top/$1" --one '{}' ||
		fail "$suite_name" "the runner itself failed"
}

# The closing line. Nothing run is a failure too.
suite_end()
{
	[ -s "$T/verdicts" ] || fail "$suite_name" "no test was run"
	bad=$(count fail)
	if [ "$bad" -gt 0 ] && [ -n "$(ls "$T/keep" 2>/dev/null)" ]; then
		trap - EXIT
		echo "$suite_name: left for a look: $T/keep"
	fi
	echo "$suite_name: $(count pass) passed, $bad failed," \
		"$(count skip) skipped"
	[ "$bad" -eq 0 ]
	exit
}

# The tools there are, one name a line.
tools()
{
	for tool in "$BINDIR"/crm-*; do
		[ ! -x "$tool" ] || echo "${tool##*/}"
	done
}

# limit SECONDS COMMAND...: a hang becomes status 124. SLOW times as long is
# allowed where all is slower, as under valgrind.
limit()
{
	seconds=$(($1 * ${SLOW:-1}))
	shift
	if command -v timeout >/dev/null 2>&1; then
		timeout "$seconds" "$@"
	else
		"$@"
	fi
}
