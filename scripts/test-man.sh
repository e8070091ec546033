#!/bin/sh
# test-man.sh [PAGE...]: runs the EXAMPLES of man/*.[157]. In a .Bd -literal
# block, "$ " begins a command, which goes on while a line ends in a backslash
# or a bar; what follows is its exact standard output, where "..." stands for
# any lines. The commands of a page share a copy of tests/data/man, and of
# tests/data/programmes below it.
set -u
cd "$(dirname "$0")/.." || exit 1
. scripts/testlib.sh

# examples PAGE DIR: DIR/N.cmd and DIR/N.want for every command.
examples()
{
	awk -v dir="$2" '
	function plain(s) {
		gsub(/\\&/, "", s)
		gsub(/\\-/, "-", s)
		gsub(/\\\(aq/, "\047", s)
		gsub(/\\\(dq/, "\"", s)
		gsub(/\\\(ga/, "`", s)
		gsub(/\\\(ha/, "^", s)
		gsub(/\\\(ti/, "~", s)
		gsub(/\\\(rs|\\e/, "\\", s)
		return s
	}
	/^\.Sh / { here = /^\.Sh EXAMPLES/ }
	/^\.Ed/ { block = more = n0 = 0 }
	here && /^\.Bd .*-literal/ { block = 1; next }
	!block || /^\.\\"/ { next }
	{ line = plain($0) }
	more || /^\$ / {
		if (!more) {
			n++
			n0 = 1
			printf "" >(dir "/" n ".want")
			sub(/^\$ /, "", line)
		}
		print line >(dir "/" n ".cmd")
		more = line ~ /[\\|]$/
		next
	}
	n0 { print line >(dir "/" n ".want") }' "$1"
}

# one PAGE: its commands in turn, in one folder.
one()
{
	page=${1##*/}
	work=$T/$page
	mkdir -p "$work/in" "$work/ex"
	[ ! -d tests/data/man ] || cp -R tests/data/man/. "$work/in"
	[ ! -d tests/data/programmes ] || cp -R tests/data/programmes "$work/in"
	examples "$1" "$work/ex"
	i=1
	while [ -f "$work/ex/$i.cmd" ]; do
		ex=$work/ex/$i
		(cd "$work/in" && limit 60 env -i PATH="$BINDIR:$PATH" \
			LC_ALL=C TZ=UTC HOME="$work/in" sh "$ex.cmd") \
			</dev/null >"$ex.got" 2>"$ex.err"
		status=$?
		if [ "$status" -eq 0 ] &&
			awk -f scripts/match.awk "$ex.want" "$ex.got"; then
			pass "$page"
		else
			fail "$page" "example $i, status $status"
			show "$ex.cmd"
			diff -u "$ex.want" "$ex.got" >"$ex.diff"
			show "$ex.diff"
			show "$ex.err"
		fi
		i=$((i + 1))
	done
	case $page in
	crm-*.1) [ "$i" -gt 1 ] || fail "$page" "has no example" ;;
	esac
}

if [ "${1:-}" = --one ]; then
	told=$T/${2##*/}.told
	one "$2" >"$told"
	cat "$told"
	exit 0
fi

suite man
if [ $# -eq 0 ]; then
	if ./scripts/mancheck.sh >"$T/drift" 2>&1; then
		pass 'pages and options agree'
	else
		fail 'pages and options agree'
		show "$T/drift"
	fi
fi
[ $# -gt 0 ] || set -- man/*.[157]
for page; do
	[ ! -f "$page" ] || echo "$page"
done >"$T/list"
each scripts/test-man.sh <"$T/list"
[ -s "$T/list" ] || [ -n "$(tools)" ] || skip man "no tools, no pages"
suite_end
