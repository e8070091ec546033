#!/bin/sh
# test-cli.sh [TOOL[/CASE]...]: the cases in tests/cli, a folder each; what is
# in it stands in tests/README.md. UPDATE=1 accepts what comes out; BINDIR
# says where the tools are; WRAP goes before each tool.
set -u
cd "$(dirname "$0")/.." || exit 1
. scripts/testlib.sh

# run DIR: in a copy of the folder, with nothing of our environment.
run()
{
	mkdir -p "$work/in"
	[ ! -f "$1/data" ] ||
		cp -R "tests/data/$(cat "$1/data")/." "$work/in"
	cp -R "$1/." "$work/in"
	for f in cmd out err rc shared needs data; do
		rm -f "$work/in/$f"
	done
	rm -f "$work"/in/want-*
	# shellcheck disable=SC2086
	(cd "$work/in" && limit 60 env -i PATH="$BINDIR:$PATH" LC_ALL=C \
		TZ=UTC HOME="$work/in" \
		${CRM_SHARED:+"CRM_SHARED=$CRM_SHARED" "SHARED=$CRM_SHARED"} \
		${CRM_RECORD_PATH:+"CRM_RECORD_PATH=$CRM_RECORD_PATH"} \
		${ASAN_OPTIONS:+"ASAN_OPTIONS=$ASAN_OPTIONS"} \
		${UBSAN_OPTIONS:+"UBSAN_OPTIONS=$UBSAN_OPTIONS"} \
		${TSAN_OPTIONS:+"TSAN_OPTIONS=$TSAN_OPTIONS"} \
		sh "$top/$1/cmd") </dev/null >"$work/out" 2>"$work/err"
	echo $? >"$work/rc"
}

# same WANT GOT: exact bytes, unless WANT has a "..." line.
same()
{
	cmp -s "$1" "$2" ||
		{ grep -qx '\.\.\.' "$1" && awk -f scripts/match.awk "$1" "$2"; }
}

# compare DIR: the differences on standard output; none is a pass.
compare()
{
	echo 0 >"$work/rc.default"
	: >"$work/out.default"
	: >"$work/err.default"
	for f in rc out err; do
		want=$1/$f
		[ -f "$want" ] || want=$work/$f.default
		same "$want" "$work/$f" ||
			diff -u -L "wanted $f" -L "got $f" "$want" "$work/$f"
	done
	for want in "$1"/want-*; do
		[ -f "$want" ] || continue
		got=$work/in/${want##*/want-}
		if [ ! -f "$got" ]; then
			echo "not written: ${got##*/}"
		else
			same "$want" "$got" || diff -u -L "$want" \
				-L "got ${want##*/want-}" "$want" "$got"
		fi
	done
	grep -q '^==[0-9]*==' "$work/err" && [ -n "${WRAP:-}" ] &&
		cat "$work/err"
}

# accept DIR: what differs becomes what is wanted.
accept()
{
	for f in rc out err; do
		case $f in
		rc) none=$([ "$(cat "$work/rc")" = 0 ] && echo y) ;;
		*) none=$([ -s "$work/$f" ] || echo y) ;;
		esac
		if [ -n "$none" ]; then
			rm -f "$1/$f"
		elif ! { [ -f "$1/$f" ] && same "$1/$f" "$work/$f"; }; then
			cp "$work/$f" "$1/$f"
		fi
	done
	for want in "$1"/want-*; do
		[ ! -f "$want" ] || same "$want" "$work/in/${want##*/want-}" ||
			cp "$work/in/${want##*/want-}" "$want"
	done
}

if [ "${1:-}" = --one ]; then
	name=${2#tests/cli/}
	work=$T/keep/$name
	if [ ! -f "$2/cmd" ]; then
		fail "$name" "has no cmd"
	elif [ -f "$2/shared" ] && [ -z "${CRM_SHARED:-}" ]; then
		skip "$name" "needs ../shared"
	elif [ -f "$2/needs" ] &&
		! (PATH=$BINDIR:$PATH sh "$2/needs") >/dev/null 2>&1; then
		skip "$name" "needs: $(head -n 1 "$2/needs")"
	else
		run "$2"
		[ -z "${UPDATE:-}" ] || accept "$2"
		compare "$2" >"$work/diff"
		if [ -s "$work/diff" ]; then
			{ fail "$name"; show "$work/diff"; } >"$work/told"
			cat "$work/told"
		else
			pass "$name"
			rm -rf "$work"
		fi
	fi
	exit 0
fi

suite cli
export CRM_SHARED
wanted="$*"
for dir in tests/cli/*/*/; do
	dir=${dir%/}
	case $dir in
	*/conform | *'*'*) continue ;;
	esac
	[ -n "$wanted" ] || echo "$dir"
	for w in $wanted; do
		case ${dir#tests/cli/}/ in
		"$w"/*) echo "$dir" ;;
		esac
	done
done >"$T/list"
each scripts/test-cli.sh <"$T/list"
[ -z "$(tools)" ] && [ ! -s "$T/list" ] && skip cli "no tools, no cases"
# Empty parents of passed cases are nothing to look at.
find "$T/keep" -depth -type d -exec rmdir {} + 2>/dev/null
suite_end
