#!/bin/sh
# conform.sh [TOOL...]: what every tool does the same, checked on every tool
# found. tests/cli/TOOL/conform says how to make one work; tests/README.md
# describes it.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

version=$(cat VERSION)
cr=$(printf '\r')
tab=$(printf '\t')

# has OPTION: whether the tool has it, by its long name.
has()
{
	grep -q "^$1$tab" options
}

# tool ARG...: runs it; got, err and rc are what came of it.
tool()
{
	limit 30 "$BINDIR/$tool" "$@" >got 2>err </dev/null
	rc=$?
}

# fed FILE ARG...: on FILE as an operand, with the arguments that suit it.
fed()
{
	operand=$1
	shift
	eval "set -- $args \"\$@\""
	tool "$@" "$operand"
}

# piped FILE ARG...: the same on standard input.
piped()
{
	operand=$1
	shift
	eval "set -- $args \"\$@\""
	limit 30 "$BINDIR/$tool" "$@" >got 2>err <"$operand"
	rc=$?
}

# bad WHY: a check fails once, for however many reasons.
bad()
{
	if [ -n "$failed_here" ]; then
		echo "    and: $1"
		return
	fi
	fail "$tool: $what" "$1"
	show err 6
	failed_here=1
}

# check WHAT: names the checks until ok.
check()
{
	what=$1
	failed_here=
}

ok()
{
	[ -n "$failed_here" ] || pass "$tool: $what"
}

# status N: that, and words to match: a message where it is not 0.
status()
{
	[ "$rc" -eq "$1" ] || bad "status $rc, wanted $1"
}

# quiet: nothing on standard error but what a good run says there.
quiet()
{
	grep -vxF -f good.err err >said
	[ ! -s said ] || bad 'it speaks on standard error'
}

# message [PATTERN]: the first line said, beyond what a good run says, begins
# with the tool's name, and one matches PATTERN. No byte harms a terminal.
message()
{
	grep -vxF -f good.err err >said
	head -n 1 said | grep -q "^$tool: " || bad 'no message'
	[ -z "${1:-}" ] || grep -q -e "$1" said || bad "no message like: $1"
	! LC_ALL=C grep -q '[[:cntrl:]]' said || bad 'raw control bytes'
	[ "$(grep -c "^$tool: " said)" -le 1 ] || bad 'more than one message'
}

empty()
{
	[ ! -s got ] || bad 'something on standard output'
}

same()
{
	cmp -s got "${1:-good}" || {
		diff "${1:-good}" got | head -n 5 >>err
		bad 'other output'
	}
}

# refused WHAT FILE PATTERN [ARG...]: status 1 and a message.
refused()
{
	check "$1"
	pattern=$3
	file=$2
	shift 3
	fed "$file" "$@"
	status 1
	message "$pattern"
	ok
}

# alike WHAT FILE [ARG...]: the output of the plain run, quietly.
alike()
{
	check "$1"
	shift
	fed "$@"
	status 0
	quiet
	same
	ok
}

# --- without input ---

check_help()
{
	check '--help'
	tool --help
	status 0
	[ ! -s err ] || bad 'it speaks on standard error'
	[ -s got ] || bad 'no help'
	long=$(awk 'length > 80' got | head -n 1)
	[ -z "$long" ] || bad "over 80 columns: $long"
	while IFS=$tab read -r name _; do
		grep -qe "--$name\([^a-z0-9-]\|\$\)" got ||
			bad "--$name is not in it"
	done <options
	cp got help
	tool -h
	status 0
	same help
	ok
}

check_options()
{
	check '--dump-options'
	tool --dump-options
	status 0
	[ -s got ] || bad 'no options'
	awk -F '\t' '
	NF != 6 || $1 !~ /^[a-z0-9][a-z0-9-]*$/ || length($2) > 1 ||
	    $5 == "" || $6 == "" || seen["--" $1]++ ||
	    ($2 != "" && seen["-" $2]++) { print; exit }' got >odd
	[ ! -s odd ] || bad "malformed or twice: $(cat odd)"
	for o in help version; do
		has "$o" || bad "no --$o"
	done
	ok
}

check_version()
{
	check '--version'
	tool --version
	status 0
	[ ! -s err ] || bad 'it speaks on standard error'
	[ "$(head -n 1 got)" = "$tool (crm-utils) $version" ] ||
		bad "first line: $(head -n 1 got)"
	ok
}

check_usage()
{
	check 'an unknown option'
	tool --no-such-option
	status 2
	empty
	message 'no-such-option'
	[ "$(grep -c . err)" -eq 2 ] || bad 'not two lines'
	sed -n 2p err | grep -q -e '--help' || bad 'line 2 does not say --help'
	ok
}

# to_full WHAT ARG...: a device that is full.
to_full()
{
	check "$1 to a full device"
	shift
	limit 30 "$BINDIR/$tool" "$@" >/dev/full 2>err </dev/null
	rc=$?
	status 1
	message
	ok
}

# closed WHAT ARG...: no standard output at all.
closed()
{
	check "$1 to a closed standard output"
	shift
	limit 30 "$BINDIR/$tool" "$@" >&- 2>err </dev/null
	rc=$?
	status 1
	message
	ok
}

# gone WHAT ARG...: a reader that has left already, and one that leaves.
gone()
{
	check "$1 to a closed pipe"
	shift
	: >got
	{
		sleep 0.1
		limit 30 "$BINDIR/$tool" "$@" 2>err </dev/null
		echo $? >rc
	} | :
	rc=$(cat rc)
	[ "$rc" -eq 141 ] || [ "$rc" -eq 0 ] || bad "status $rc, wanted 141"
	quiet
	limit 30 "$BINDIR/$tool" "$@" 2>err </dev/null | head -n 1 >/dev/null
	quiet
	ok
}

check_output()
{
	if [ -c /dev/full ]; then
		to_full '--help' --help
		to_full '--version' --version
		to_full 'a run' "$@"
	else
		skip "$tool: full device" 'no /dev/full'
	fi
	closed '--version' --version
	closed 'a run' "$@"
	gone 'a run' "$@"
	has output || return
	check '-o FILE'
	tool "$@" -o new
	status 0
	empty
	mv new got 2>/dev/null
	same
	tool "$@" -o no-such-folder/new
	status 1
	message 'no-such-folder'
	ok
}

check_repeat()
{
	check 'the same bytes again'
	tool "$@"
	same
	ok
	check 'the same bytes in Tokyo'
	TZ=Asia/Tokyo tool "$@"
	status 0
	same
	ok
	if german; then
		check 'the same bytes in German'
		LOCPATH=${german_path:-} LC_ALL=de_DE.UTF-8 tool "$@"
		status 0
		same
		ok
	else
		skip "$tool: de_DE.UTF-8" 'no such locale'
	fi
}

# german: whether there is a locale with a decimal comma, or one can be made.
german()
{
	[ ! -d "$T/locale/de_DE.UTF-8" ] || german_path=$T/locale
	[ -n "${german_path:-}" ] ||
		locale -a 2>/dev/null | grep -qi '^de_DE\.utf-\{0,1\}8$'
}

# --- with input ---

# The arguments that suit the tool replace its own: none.
# shellcheck disable=SC2120
check_files()
{
	alike 'a file' input.csv
	check 'standard input'
	piped input.csv
	status 0
	same
	piped input.csv -
	status 0
	same
	ok
	refused 'a missing file' no-such.csv 'no-such\.csv.*No such file'
	mkdir -p folder
	refused 'a folder' folder 'folder.*directory'
	if [ "$(id -u)" -eq 0 ]; then
		skip "$tool: an unreadable file" 'root reads all'
	else
		cp input.csv secret.csv
		chmod 0 secret.csv
		refused 'an unreadable file' secret.csv 'secret\.csv.*denied'
	fi
	check 'closed standard input'
	eval "set -- $args"
	limit 30 "$BINDIR/$tool" "$@" >got 2>err <&-
	rc=$?
	status 1
	message
	tool "$@" input.csv <&-
	status 0
	same
	ok
	: >empty.csv
	refused 'no bytes' empty.csv 'empty\.csv'
	empty
	check 'a header alone'
	head -n 1 input.csv >header.csv
	fed header.csv
	case $rc in
	0) [ "$(wc -l <got)" -ge 1 ] || bad 'no header' ;;
	1) message ;;
	*) status 0 ;;
	esac
	ok
}

check_forms()
{
	printf '%s' "$(cat input.csv)" >form.csv
	alike 'no final newline' form.csv
	sed "s/\$/$cr/" input.csv >form.csv
	alike 'CRLF' form.csv
	{
		printf '\357\273\277'
		cat input.csv
	} >form.csv
	alike 'a byte order mark' form.csv
	gzip -n <input.csv >form.gz
	alike 'gzip' form.gz
	check 'gzip on standard input'
	piped form.gz
	status 0
	same
	ok
	{
		head -n 2 input.csv | gzip -n
		tail -n +3 input.csv | gzip -n
	} >two.gz
	alike 'two gzip members' two.gz
	n=$(($(wc -c <form.gz) - 6))
	head -c $n form.gz >cut.gz
	refused 'truncated gzip' cut.gz 'cut\.gz'
	{
		cat form.gz
		echo garbage
	} >tail.gz
	refused 'garbage behind gzip' tail.gz 'tail\.gz'
	printf 'PK\003\004\024\000\006\000' >book.xlsx
	refused 'an .xlsx' book.xlsx 'xlsx'
	head -n 3 input.csv | sed 's/$/,"a""b,/' >open.csv
	refused 'an unterminated quote' open.csv '^[^:]*: open\.csv'
}

# widen COLUMNS HEADER CELL: input.csv with columns on the right.
widen()
{
	awk -v n="$1" -v head="$2" -v cell="$3" '{
		printf "%s", $0
		for (i = 1; i <= n; i++)
			printf ",%s", NR == 1 ? head i : cell
		print ""
	}' input.csv
}

check_rows()
{
	# The second row is line 3.
	sed '3s/$/,extra/' input.csv >rows.csv
	refused 'a row too long' rows.csv 'rows\.csv:3: '
	sed '3s/,[^,]*$//' input.csv >rows.csv
	refused 'a row too short' rows.csv 'rows\.csv:3: '
	awk 'NR == 3 { sub(/,/, ",\001") } { print }' input.csv |
		tr '\001' '\000' >rows.csv
	refused 'a NUL byte' rows.csv 'rows\.csv:3: .*NUL'
	if has max-field; then
		long=$(awk 'BEGIN { while (i++ < 2000) printf "x" }')
		widen 1 note "$long" >rows.csv
		refused 'a field too long' rows.csv 'rows\.csv:2: ' \
			--max-field 1000
	else
		skip "$tool: --max-field" 'has none'
	fi
	check '10,000 columns'
	widen 10000 extra v >rows.csv
	fed rows.csv
	status 0
	quiet
	ok
	check 'bytes that are no UTF-8'
	first=$(sed -n '2s/,.*//p' input.csv)
	odd=$(printf '\377\376')
	sed "2s/^/$odd/" input.csv >rows.csv
	fed rows.csv
	status 0
	if grep -q "^$first," good; then
		LC_ALL=C grep -q "^$odd$first," got || bad 'they are lost'
	fi
	ok
}

# wide FILE: it, of ASCII, as UTF-16 with a byte order mark.
wide()
{
	printf '\377\376'
	awk '{
		for (i = 1; i <= length($0); i++)
			printf "%s\001", substr($0, i, 1)
		printf "\n\001"
	}' "$1" | tr '\001' '\000'
}

check_encodings()
{
	[ -f encoded ] || : >encoded
	alike '--encoding utf-8' input.csv --encoding utf-8
	if LC_ALL=C grep -q '[^ -~]' input.csv; then
		skip "$tool: --encoding utf-16" 'input.csv is not ASCII'
	else
		wide input.csv >wide.csv
		gzip -n <wide.csv >wide.gz
		refused 'UTF-16 that is not announced' wide.csv \
			'wide\.csv:1: UTF-16'
		while read -r f; do
			cp "$f" "$f.narrow"
			wide "$f.narrow" >"$f"
		done <encoded
		alike '--encoding utf-16' wide.csv --encoding utf-16
		check 'UTF-16 in gzip on standard input'
		piped wide.gz --encoding utf-16
		status 0
		same
		ok
		while read -r f; do
			mv "$f.narrow" "$f"
		done <encoded
	fi
	widen 1 note '' | sed "3s/\$/$(printf '\377')/" >rows.csv
	refused 'a byte not of --encoding' rows.csv \
		'rows\.csv:3: byte [0-9]* of the input is not utf-8' \
		--encoding utf-8
	check '--lossy'
	fed rows.csv --lossy
	status 0
	message '1 place that could not be decoded'
	ok
	check 'an unknown encoding'
	fed input.csv --encoding no-such
	status 2
	empty
	message 'no-such'
	ok
}

check_zones()
{
	alike '--tz UTC' input.csv --tz UTC
	if [ -f /usr/share/zoneinfo/Asia/Shanghai ]; then
		fed input.csv --tz +08:00
		cp got east
		check '--tz Asia/Shanghai'
		fed input.csv --tz Asia/Shanghai
		status 0
		same east
		ok
	else
		skip "$tool: --tz NAME" 'needs tzdata'
	fi
	for zone in Nowhere/Land ../../etc/passwd /etc/passwd ''; do
		check "--tz '$zone'"
		fed input.csv --tz "$zone"
		status 2
		empty
		message 'unknown zone'
		ok
	done
}

check_columns()
{
	column=$(cat bad-column)
	at=$(head -n 1 input.csv | tr , '\n' | grep -nxF "$column" | cut -d : -f 1)
	if [ -z "$at" ]; then
		fail "$tool: bad-column" "input.csv has no column $column"
		return
	fi
	awk -F , -v OFS=, -v at="$at" 'NR == 3 { $at = "x1" } { print }' \
		input.csv >bad.csv
	refused 'a bad cell' bad.csv \
		"^$tool: bad\\.csv:3: column '$column': .*'x1'"
	check 'a bad cell on standard input'
	piped bad.csv
	status 1
	message "^$tool: <stdin>:3: column '$column': .*'x1'"
	ok
	awk -F , -v at="$at" '{ print $0 "," $at }' input.csv >twice.csv
	refused 'a used name twice' twice.csv "$column"
	empty
	awk -F , -v OFS=, -v at="$at" 'NR == 1 { $at = "zz" } { print }' \
		input.csv >none.csv
	if [ ! -f optional-column ]; then
		refused 'a missing column' none.csv "$column"
		empty
	fi
	if [ -f role ]; then
		refused 'an unknown column' input.csv 'no-such-column' \
			"$(cat role)" no-such-column
		empty
	else
		skip "$tool: an unknown column" 'no role'
	fi
	check_skip
}

check_skip()
{
	if ! has on-bad-row; then
		skip "$tool: --on-bad-row" 'has none'
		return
	fi
	sed 3d input.csv >rest.csv
	fed rest.csv
	cp got rest
	check '--on-bad-row skip'
	fed bad.csv --on-bad-row skip
	status 0
	same rest
	ok
	check '--on-bad-row of an unknown way'
	fed bad.csv --on-bad-row no-such
	status 2
	empty
	message
	ok
	has rejects || return
	check '--rejects'
	fed bad.csv --rejects rejects.csv
	status 0
	same rest
	[ "$(head -n 1 rejects.csv)" = file,line,column,reason,row ] ||
		bad "its header: $(head -n 1 rejects.csv)"
	[ "$(wc -l <rejects.csv)" -eq 2 ] || bad 'not one row in it'
	sed -n 2p rejects.csv | grep -q "^bad\\.csv,3,$column," ||
		bad "its row: $(sed -n 2p rejects.csv)"
	ok
}

# --- a tool ---

one()
{
	tool=$1
	work=$T/$tool
	if [ -d "tests/cli/$tool/conform" ]; then
		cp -R "tests/cli/$tool/conform" "$work"
	else
		mkdir "$work"
		fail "$tool: conform" "no tests/cli/$tool/conform"
	fi
	cd "$work" || exit 1
	: >good.err
	"$BINDIR/$tool" --dump-options >options 2>/dev/null </dev/null
	check_options
	check_help
	check_version
	check_usage
	[ -f args ] || return
	args=$(cat args)
	check 'a plain run'
	eval "set -- $args"
	[ ! -f input.csv ] || set -- "$@" input.csv
	tool "$@"
	status 0
	[ -s got ] || bad 'no output'
	ok
	cp got good
	cp err good.err
	[ -z "$failed_here" ] || return
	check_output "$@"
	check_repeat "$@"
	if [ ! -f input.csv ]; then
		for w in files forms rows columns encodings; do
			skip "$tool: $w" 'reads none'
		done
		return
	fi
	# shellcheck disable=SC2119
	check_files
	check_forms
	check_rows
	check_columns
	check_encodings
	if has tz; then
		check_zones
	else
		skip "$tool: --tz" 'has none'
	fi
}

if [ "${1:-}" = --one ]; then
	(one "$2") >"$T/$2.told" 2>&1
	cat "$T/$2.told"
	exit 0
fi

suite conform
# Where de_DE is not installed but its source is, it is made here.
if ! german && command -v localedef >/dev/null 2>&1; then
	mkdir "$T/locale"
	localedef -i de_DE -f UTF-8 "$T/locale/de_DE.UTF-8" >/dev/null 2>&1 ||
		rm -rf "$T/locale/de_DE.UTF-8"
fi
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(tools)
for tool; do
	echo "$tool"
done >"$T/list"
[ $# -gt 0 ] || skip conform 'no tools'
each tests/cli/conform.sh <"$T/list"
suite_end
