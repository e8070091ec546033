# match.awk WANT GOT: status 0 when the files have the same lines, a line
# "..." in WANT standing for any number of lines, none included.
FILENAME == ARGV[1] { want[++nw] = $0; next }
{ got[++ng] = $0 }
END {
	i = j = 1
	while (j <= ng) {
		if (i <= nw && want[i] == "...") {
			star = i++
			mark = j
		} else if (i <= nw && (want[i] "") == (got[j] "")) {
			i++
			j++
		} else if (star) {
			i = star + 1
			j = ++mark
		} else
			exit 1
	}
	while (i <= nw && want[i] == "...")
		i++
	exit i <= nw
}
