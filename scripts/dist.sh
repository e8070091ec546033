#!/bin/sh
# dist.sh OUT.tar.gz: the sources as a tarball, the same bytes from the same
# files anywhere: names sorted, one date (SOURCE_DATE_EPOCH, else that of the
# last commit), no owner, no umask. Needs GNU tar.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C
export LC_ALL
name=crm-utils-$(cat VERSION)
out=$1
mkdir -p "$(dirname "$out")"

# A tarball's own files have the date of the one it came from.
if [ -e .git ]; then
	date=$(git log -1 --format=%ct)
	git ls-files | sort >"$out.list"
else
	date=$(stat -c %Y VERSION)
	find . -name build -prune -o -type f -print | sed 's,^\./,,' |
		sort >"$out.list"
fi

tar --no-recursion --sort=name --format=ustar --numeric-owner --owner=0 \
	--group=0 --mode=u=rwX,go=rX --mtime="@${SOURCE_DATE_EPOCH:-$date}" \
	--transform "s,^,$name/,S" -cf "$out.tmp" -T "$out.list"
gzip -9n <"$out.tmp" >"$out"
rm -f "$out.tmp" "$out.list"
echo "$out"
