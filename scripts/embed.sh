#!/bin/sh
# embed.sh FILE...: C source on standard output that holds the files, each
# lib/text/KIND/NAME.ext, as base/text.h declares them. Bytes, not string
# literals: no limit on their length, and any encoding survives.
set -eu
LC_ALL=C
export LC_ALL

echo '/* Made by scripts/embed.sh. */'
echo '#include "base/text.h"'

n=0
for f; do
	printf '\nstatic const unsigned char body%d[] = {\n' "$n"
	od -An -v -tu1 "$f" | awk '{
		for (i = 1; i <= NF; i++)
			printf "%s,", $i
		print ""
	} END { print "0};" }'
	n=$((n + 1))
done

printf '\nconst struct text texts[] = {\n'
n=0
for f; do
	name=${f##*/}
	kind=${f%/*}
	printf '\t{"%s", "%s", (const char *)body%d, sizeof(body%d) - 1},\n' \
		"${kind##*/}" "${name%.*}" "$n" "$n"
	n=$((n + 1))
done
# C has no empty arrays; the count leaves this row out.
printf '\t{0, 0, 0, 0},\n};\n\nconst size_t texts_count = %d;\n' "$n"
