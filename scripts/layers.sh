#!/bin/sh
# layers.sh: includes only go down, external headers stay in their one file,
# and what CONTRIBUTING.md forbids is not called. Says each breach and fails.
set -u
cd "$(dirname "$0")/.." || exit 1
LC_ALL=C
export LC_ALL

# shellcheck disable=SC2016
find lib cmd -name '*.[ch]' 2>/dev/null | sort | xargs awk '
BEGIN {
	down["base"] = "base"
	down["num"] = "num base"
	down["io"] = "io base"
	down["expr"] = "expr num base"
	down["model"] = "model num base"
	down["tab"] = "tab io num base"
	down["ledger"] = "ledger expr num base"
	down["fold"] = "fold tab io num base"
	down["shop"] = "shop expr tab io num base"
	down["cli"] = "cli tab io num base"
	home["csv.h"] = "lib/io/grammar.c"
	home["zlib.h"] = "lib/io/gunzip.c lib/io/outfile.c"
	home["iconv.h"] = "lib/io/decode.c"
	home["getopt.h"] = "lib/cli/opt.c"
	# Only for digits beyond the exact fast path, behind our own grammar.
	allowed["strtod"] = "lib/num/parse.c"

	never = "qsort strtod strtof atof atoi atol sscanf strptime mktime" \
	    " setlocale rand srand random alloca gets system popen tmpnam" \
	    " lgamma"
	heap = "malloc calloc realloc strdup strndup"
	silent = "exit _exit abort printf puts putchar perror getenv time" \
	    " clock clock_gettime gettimeofday localtime localtime_r" \
	    " isatty err errx warn warnx"
}

function within(word, list) {
	return index(" " list " ", " " word " ") > 0
}

function breach(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
	bad = 1
}

# The line without comments and the insides of strings.
function code(s,    out, c, i, two) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		two = substr(s, i, 2)
		if (comment) {
			if (two == "*/") {
				comment = 0
				i++
			}
		} else if (quote != "") {
			if (c == "\\")
				i++
			else if (c == quote)
				quote = ""
		} else if (two == "/*") {
			comment = 1
			i++
		} else if (two == "//")
			break
		else if (c == "\"" || c == "\047")
			quote = c
		else
			out = out c
	}
	quote = ""
	return out
}

FNR == 1 {
	split(FILENAME, part, "/")
	layer = part[1] == "lib" ? part[2] : "cmd"
	comment = 0
	if (layer != "cmd" && !(layer in down))
		breach("no such layer: " layer)
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, piece, "\"")
	to = piece[2]
	if (index(to, "/") == 0) {
		if (layer != "cmd" || part[3] == "")
			breach("include by layer: " to)
	} else {
		sub("/.*", "", to)
		if (layer != "cmd" && !within(to, down[layer]))
			breach(layer " must not include " piece[2])
	}
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	split($0, piece, /[<>]/)
	if (piece[2] in home && !within(FILENAME, home[piece[2]]))
		breach("<" piece[2] "> belongs to " home[piece[2]])
}

{
	s = code($0)
	if (layer != "cmd" && layer != "cli" && s ~ /[^a-z_](stderr|stdout)[^a-z_]/)
		breach("the library does not print")
	# Calls only: a name before "(", no member, not a declared part of one.
	while (match(s, /[A-Za-z_][A-Za-z_0-9]*[ \t]*\(/)) {
		name = substr(s, RSTART, RLENGTH - 1)
		before = RSTART > 1 ? substr(s, RSTART - 1, 1) : ""
		s = substr(s, RSTART + RLENGTH)
		sub(/[ \t]+$/, "", name)
		if (before == "." || before == ">")
			continue
		if (within(name, never) && allowed[name] != FILENAME)
			breach(name "() is not used here")
		else if (within(name, heap) && FILENAME != "lib/base/mem.c")
			breach(name "() belongs to lib/base/mem.c")
		else if (within(name, silent) && layer != "cmd" &&
		    layer != "cli" && FILENAME != "lib/base/mem.c")
			breach(name "() is for cli and cmd")
	}
}

END { exit bad }' /dev/null
