#!/bin/sh
# completions.sh bash|zsh|fish TOOL: a completion script on standard output,
# made from TOOL --dump-options (long, letter, argument, default, group, help).
set -eu
LC_ALL=C
export LC_ALL
shell=$1
tool=$2
name=${tool##*/}
options=$("$tool" --dump-options)

# An argument that is a list of words (csv|tsv) completes to them, FILE and
# DIR to names of files.
bash()
{
	printf '%s\n' "$options" | awk -F '\t' -v tool="$name" '
	function sq(s) { gsub(/\047/, "\047\\\047\047", s); return s }
	{
		keys = "--" $1
		all = all " --" $1
		if ($2 != "") {
			keys = keys "|-" $2
			all = all " -" $2
		}
		if ($3 ~ /^[a-z0-9-]+(\|[a-z0-9-]+)+$/) {
			gsub(/\|/, " ", $3)
			act = "COMPREPLY=($(compgen -W \047" sq($3) \
			    "\047 -- \"$cur\"))"
		} else if ($3 ~ /DIR/)
			act = "COMPREPLY=($(compgen -d -- \"$cur\"))"
		else if ($3 ~ /FILE/)
			act = "COMPREPLY=($(compgen -f -- \"$cur\"))"
		else if ($3 != "")
			act = ":"
		else
			next
		arms = arms "\t" keys ")\n\t\t" act "\n\t\treturn\n\t\t;;\n"
	}
	END {
		f = tool
		gsub(/-/, "_", f)
		print "# bash completion for " tool
		print "_" f "()\n{"
		print "\tlocal cur=${COMP_WORDS[COMP_CWORD]}"
		print "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}"
		print "\tCOMPREPLY=()"
		if (arms != "")
			printf "\tcase $prev in\n%s\tesac\n", arms
		print "\tif [[ $cur == -* ]]; then"
		print "\t\tCOMPREPLY=($(compgen -W \047" substr(all, 2) \
		    "\047 -- \"$cur\"))"
		print "\telse"
		print "\t\tCOMPREPLY=($(compgen -f -- \"$cur\"))"
		print "\tfi\n}"
		print "complete -o filenames -F _" f " " tool
	}'
}

zsh()
{
	printf '%s\n' "$options" | awk -F '\t' -v tool="$name" '
	function q(s) {
		gsub(/\\/, "\\\\", s)
		gsub(/[\[\]:]/, "\\\\&", s)
		gsub(/\047/, "\047\\\047\047", s)
		return s
	}
	function line(opt, eq, arg, help,    act) {
		act = ""
		if (arg ~ /^[a-z0-9-]+(\|[a-z0-9-]+)+$/) {
			gsub(/\|/, " ", arg)
			act = ":value:(" arg ")"
		} else if (arg ~ /DIR/)
			act = ":" q(arg) ":_files -/"
		else if (arg ~ /FILE/)
			act = ":" q(arg) ":_files"
		else if (arg != "")
			act = ":" q(arg) ": "
		print "\t\047*" opt (arg != "" ? eq : "") "[" q(help) "]" \
		    act "\047 \\"
	}
	BEGIN {
		print "#compdef " tool
		print "_arguments -s -S \\"
	}
	{
		line("--" $1, "=", $3, $6)
		if ($2 != "")
			line("-" $2, "+", $3, $6)
	}
	END { print "\t\047*:file:_files\047" }'
}

fish()
{
	printf '%s\n' "$options" | awk -F '\t' -v tool="$name" '
	function q(s) {
		gsub(/\\/, "\\\\", s)
		gsub(/\047/, "\\\047", s)
		return "\047" s "\047"
	}
	{
		s = "complete -c " tool " -l " $1
		if ($2 != "")
			s = s " -s " $2
		if ($3 ~ /^[a-z0-9-]+(\|[a-z0-9-]+)+$/) {
			gsub(/\|/, " ", $3)
			s = s " -x -a " q($3)
		} else if ($3 ~ /FILE|DIR/)
			s = s " -r -F"
		else if ($3 != "")
			s = s " -x"
		print s " -d " q($6)
	}'
}

case $shell in
bash | zsh | fish) "$shell" ;;
*)
	echo "completions.sh: no such shell: $shell" >&2
	exit 2
	;;
esac
