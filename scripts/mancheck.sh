#!/bin/sh
# mancheck.sh: every tool has a page, every option of --dump-options is an
# item (.It Fl) of it and conversely, and mandoc finds nothing to say.
set -u
cd "$(dirname "$0")/.." || exit 1
LC_ALL=C
export LC_ALL
bin=${BINDIR:-build/bin}
status=0

# documented PAGE: the long and short options of its items, one a line.
documented()
{
	awk '/^\.It / {
		for (i = 2; i < NF; i++) {
			if ($i != "Fl")
				continue
			name = $(i + 1)
			if (name == "Fl")
				name = "-" $(i + 2)
			else if (name ~ /^\\-/)
				sub(/^\\-/, "-", name)
			print "-" name
			i++
		}
	}' "$1" | sort -u
}

for tool in "$bin"/crm-*; do
	[ -x "$tool" ] || continue
	page=man/${tool##*/}.1
	if [ ! -f "$page" ]; then
		echo "$page: is missing"
		status=1
		continue
	fi
	has=$("$tool" --dump-options | awk -F '\t' '{ print "--" $1
		if ($2 != "") print "-" $2 }' | sort -u)
	says=$(documented "$page")
	for o in $has; do
		echo "$says" | grep -qxe "$o" && continue
		echo "$page: $o is not described"
		status=1
	done
	for o in $says; do
		echo "$has" | grep -qxe "$o" && continue
		echo "$page: $o is no option of ${tool##*/}"
		status=1
	done
done

for page in man/*.[157]; do
	[ -f "$page" ] || continue
	command -v mandoc >/dev/null 2>&1 || break
	found=$(mandoc -Tlint -W style "$page" | grep -v \
		-e 'referenced manual not found' -e 'unusual Xr' \
		-e 'outdated mandoc.db')
	[ -z "$found" ] && continue
	echo "$found"
	status=1
done
exit $status
