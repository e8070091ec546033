#!/bin/sh
# powercut.sh [TOOL...]: cuts the power at every call that changes a file
# (powercut.c), in a job of each tool that replaces a file by -o, and in what
# jobs/*.sh add: a file is then the old one or the new one, whatever part of
# the unsynced bytes and names was lost, and the same job done again ends as
# one that was never interrupted.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

case $OBJ in
/*) shim=$OBJ/powercut.so ;;
*) shim=$top/$OBJ/powercut.so ;;
esac

# cut NTH DATA NAMES COMMAND...
cut_power()
{
	nth=$1 data=$2 names=$3
	shift 3
	env LD_PRELOAD="$shim" CUT_NTH="$nth" CUT_DATA="$data" \
		CUT_NAMES="$names" CUT_FILE="$work/calls" "$@"
}

# trial NAME FILE SETUP JOB: shell texts run in an empty folder. SETUP makes
# the old FILE, JOB replaces it.
trial()
{
	name=$1 file=$2 setup=$3 job=$4
	work=$T/$name
	mkdir -p "$work/new"
	(cd "$work/new" && eval "$setup" && cp "$file" ../old.file &&
		cut_power 0 none lost sh -c "$job") >/dev/null 2>"$work/err" || {
		fail "$name" "the job fails without a cut: $(cat "$work/err")"
		return
	}
	cp "$work/new/$file" "$work/new.file"
	n=$(cat "$work/calls")
	cmp -s "$work/old.file" "$work/new.file" &&
		fail "$name" 'the job changes nothing'
	images=0
	for data in none half zeros; do
		for names in lost kept; do
			i=1
			while [ $i -le $((n + 1)) ]; do
				image || return
				i=$((i + 1)) images=$((images + 1))
			done
		done
	done
	echo "powercut: $name: $images images of $n calls"
	pass "$name"
}

# image: one cut, one look, one more run. What the program has reported done
# is there for good.
image()
{
	rm -rf "$work/disk"
	mkdir "$work/disk"
	(cd "$work/disk" && eval "$setup" &&
		cut_power $i $data $names sh -c "$job") >/dev/null 2>&1
	if { [ $i -gt "$n" ] ||
		! cmp -s "$work/disk/$file" "$work/old.file"; } &&
		! cmp -s "$work/disk/$file" "$work/new.file"; then
		fail "$name" "cut at $i, $data, $names: not the old file, or not the new"
		return 1
	fi
	(cd "$work/disk" && sh -c "$job") >/dev/null 2>"$work/err"
	if ! cmp -s "$work/disk/$file" "$work/new.file"; then
		fail "$name" "cut at $i, $data, $names: done again, it differs"
		show "$work/err" 3
		return 1
	fi
}

# replaces TOOL: -o over an old file, plain and compressed.
replaces()
{
	dir=tests/cli/$1/conform
	[ -f "$dir/args" ] || return
	input=
	[ ! -f "$dir/input.csv" ] || input=input.csv
	args=$(head -n 1 "$dir/args")
	for out in res.csv res.csv.gz; do
		trial "$1-$out" "$out" "cp -R '$top/$dir/.' . && echo old >$out" \
			"'$BINDIR/$1' $args -q -o $out $input"
	done
}

if [ "${1:-}" = --one ]; then
	if [ -f "$2" ]; then
		# shellcheck disable=SC1090
		. "$2"
	else
		replaces "$2"
	fi
	exit 0
fi

suite powercut
if [ ! -f "$shim" ]; then
	skip powercut 'no shim in this build (a sanitizer, or not Linux)'
	suite_end
fi
{
	if [ $# -gt 0 ]; then
		printf '%s\n' "$@"
	else
		tools
		ls "$top"/tests/fault/jobs/*.sh 2>/dev/null
	fi
} | each tests/fault/powercut.sh
suite_end
