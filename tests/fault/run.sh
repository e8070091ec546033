#!/bin/sh
# run.sh [TOOL[/JOB]...]: makes the Nth call of each kind fail (failnth.c) in a
# small job of each tool, and in those of jobs/TOOL/JOB/, to standard output
# and to -o FILE, and judges:
#
#   the same bytes and status 0, or status 1 with one message and FILE either
#   as it was or complete, nothing beside it
#
# All else fails: a signal, a hang, a silent loss. Short and interrupted
# reads and writes must change nothing. At most 60 calls of a kind are tried,
# all of them with FULL=1. Then memory limits and a full file system.
# shellcheck disable=SC2012
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

case $OBJ in
/*) shim=$OBJ/failnth.so ;;
*) shim=$top/$OBJ/failnth.so ;;
esac

# job OUT: the job of the tool under test, its output to OUT or, when OUT is
# -, to standard output. PRE goes before the tool.
job()
{
	if [ "$1" = - ]; then
		shift
	else
		set -- -o "$1"
	fi
	eval "set -- $args $quiet \"\$@\" $input"
	# shellcheck disable=SC2086
	limit 10 $PRE "$BINDIR/$tool" "$@" >got 2>err </dev/null
}

# told: how many messages err has; hints and the notes of a good run are none.
told()
{
	grep -v '^ *hint: ' err | grep -vxF -f "$base_err" | grep -c . || :
}

# only_out: nothing in out/ but one file that is old or complete.
only_out()
{
	[ "$(ls -A out)" = res.csv ] || return 1
	cmp -s out/res.csv base || { [ "$1" -ne 0 ] &&
		echo old | cmp -s - out/res.csv; }
}

# verdict STATUS KIND MODE: empty when it is good.
verdict()
{
	case $1 in
	0) [ ! -s got ] || cmp -s got base || echo 'status 0, other output' ;;
	1)
		case $3 in
		short | eintr) echo "status 1 in mode $3" ;;
		*) [ "$(told)" -eq 1 ] || echo "$(told) messages" ;;
		esac
		;;
	124) echo 'hangs' ;;
	*) echo "status $1" ;;
	esac
	if [ "$2" = file ]; then
		only_out "$1" || echo "left: $(ls -A out | tr '\n' ' ')"
	elif [ "$1" -eq 0 ] && [ ! -s got ]; then
		echo 'status 0, no output'
	fi
}

# prepare KIND: a fresh folder; OUT is where output goes.
prepare()
{
	OUT=-
	[ "$1" != file ] || {
		rm -rf out
		mkdir out
		echo old >out/res.csv
		OUT=out/res.csv
	}
}

# steps COUNT: 1 to COUNT, or 60 of them: the first 30, the rest spread.
steps()
{
	awk -v n="$1" -v full="${FULL:-}" 'BEGIN {
		for (i = 1; i <= n; i++) {
			if (full == "" && n > 60 && i > 30)
				i = int(30 + (k++ + 1) * (n - 30) / 30)
			print i
		}
	}'
}

# trial NAME KIND CALL MODE ERRNO N...: one verdict for all the N.
trial()
{
	name=$1 kind=$2 call=$3 mode=$4 errno=$5
	shift 5
	for n; do
		prepare "$kind"
		PRE="env LD_PRELOAD=$shim FAIL_CALL=$call FAIL_MODE=$mode \
			FAIL_ERRNO=$errno FAIL_NTH=$n"
		job "$OUT"
		why=$(verdict $? "$kind" "$mode" | tr '\n' ';')
		if [ -n "$why" ]; then
			fail "$name" "call $n: $why"
			show err 5
			return
		fi
	done
	pass "$name"
}

# What each call fails with.
error_of()
{
	case $1 in
	malloc | calloc | realloc) echo 12 ;; # ENOMEM
	open) echo 24 ;;                      # EMFILE
	write) echo 28 ;;                     # ENOSPC
	rename) echo 13 ;;                    # EACCES
	pthread_create) echo 11 ;;            # EAGAIN
	*) echo 5 ;;                          # EIO
	esac
}

# calls KIND: counts the calls of a good run, then makes each fail.
calls()
{
	prepare "$1"
	PRE="env LD_PRELOAD=$shim FAIL_MODE=count FAIL_COUNT_FILE=$work/count"
	if ! job "$OUT" || [ ! -s count ]; then
		fail "$item $1" 'a good run fails under the shim'
		show err
		return
	fi
	grep -q '^write 0' count &&
		fail "$item $1" 'no write was seen: does it print by stdio?'
	while read -r call n; do
		[ "$n" -gt 0 ] || continue
		e=$(error_of "$call")
		s=$(steps "$n")
		# shellcheck disable=SC2086
		set -- "$1" $s
		k=$1
		shift
		trial "$item $k $call once" "$k" "$call" once "$e" "$@"
		trial "$item $k $call sticky" "$k" "$call" sticky "$e" "$@"
		case $call in
		read | write)
			trial "$item $k $call short" "$k" "$call" short 0 0 "$@"
			trial "$item $k $call eintr" "$k" "$call" eintr 4 "$@"
			;;
		open) trial "$item $k $call eintr" "$k" "$call" eintr 4 "$@" ;;
		esac
		set -- "$k"
	done <count
}

# memory: from where the program starts at all, each MiB is enough or told.
memory()
{
	kib=2048 started=
	while [ $kib -le 65536 ]; do
		PRE="$work/under $kib"
		if [ -n "$started" ] || $PRE "$BINDIR/$tool" --version \
			>/dev/null 2>&1; then
			started=y
			prepare stdout
			job "$OUT"
			why=$(verdict $? stdout limit)
			[ -z "$why" ] || {
				fail "$item memory" "ulimit -v $kib: $why"
				show err 5
				return
			}
		fi
		kib=$((kib + 1024))
	done
	pass "$item memory"
}

# full_disk: -o on a tmpfs of 64 KiB with no page left.
full_disk()
{
	mkdir -p out
	rm -rf out/*
	if [ "$(id -u)" -ne 0 ] ||
		! mount -t tmpfs -o size=64k none out 2>/dev/null; then
		skip "$item full disk" 'cannot mount'
		return
	fi
	echo old >out/res.csv
	cat /dev/zero >out/fill 2>/dev/null
	PRE=
	job out/res.csv
	status=$?
	rm -f out/fill
	why=$([ $status -eq 1 ] || echo "status $status"
		[ "$(told)" -eq 1 ] || echo "$(told) messages"
		echo old | cmp -s - out/res.csv || echo 'the old file is lost'
		[ "$(ls -A out)" = res.csv ] || ls -A out)
	umount out
	if [ -z "$why" ]; then
		pass "$item full disk"
	else
		fail "$item full disk" "$(echo "$why" | tr '\n' ';')"
		show err 5
	fi
}

# folder TOOL[/JOB]: where its args and files are.
folder()
{
	case $1 in
	*/*) echo "tests/fault/jobs/$1" ;;
	*) echo "tests/cli/$1/conform" ;;
	esac
}

one()
{
	item=$1 tool=${1%%/*}
	work=$T/$(echo "$item" | tr / +)
	cp -R "$(folder "$item")" "$work"
	cd "$work" || exit 1
	if [ -f needs ] && ! (PATH=$BINDIR:$PATH sh ./needs) >/dev/null 2>&1; then
		skip "$item" "needs: $(head -n 1 needs)"
		return
	fi
	[ ! -f make ] || sh ./make
	args=$(cat args)
	input=$([ ! -f input.csv ] || echo input.csv)
	quiet=$("$BINDIR/$tool" --dump-options | sed -n 's/^quiet	.*/-q/p')
	# shellcheck disable=SC2016
	printf '#!/bin/sh\nulimit -v "$1" || exit\nshift\nexec "$@"\n' >under
	chmod +x under
	PRE=
	base_err=$work/base.err
	: >base.err
	if ! job -; then
		fail "$item" 'a good run fails'
		show err
		return
	fi
	cp got base
	cp err base.err
	calls stdout
	if "$BINDIR/$tool" --dump-options | grep -q '^output	'; then
		calls file
		full_disk
	fi
	memory
}

if [ "${1:-}" = --one ]; then
	told=$(one "$2" 2>&1)
	[ -z "$told" ] || echo "$told"
	exit 0
fi

suite fault
# shellcheck disable=SC2046
[ $# -gt 0 ] ||
	set -- $(tools) $(cd tests/fault/jobs && ls -d crm-*/*)
for item; do
	if [ -d "$(folder "$item")" ]; then
		echo "$item"
	else
		fail "$item" "has no $(folder "$item")"
	fi
done >"$T/list"
grep '^FAIL' "$T/list"
if [ ! -f "$shim" ]; then
	skip fault 'no shim in this build (a sanitizer, or not Linux)'
elif [ -n "$(tools)" ]; then
	grep -v '^FAIL' "$T/list" | each tests/fault/run.sh
else
	skip fault 'no tools'
fi
suite_end
