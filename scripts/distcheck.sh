#!/bin/sh
# distcheck.sh TARBALL: unpacks it in two places, builds and checks, compares
# the binaries and a second tarball, installs, and uninstalls to nothing.
set -eu
cd "$(dirname "$0")/.."
tarball=$(pwd)/$1
name=crm-utils-$(cat VERSION)
unset MAKEFLAGS MAKELEVEL MFLAGS || :
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-dist.XXXXXX")
trap 'rm -rf "$T"' EXIT

for side in a b; do
	mkdir "$T/$side"
	tar -C "$T/$side" -xzf "$tarball"
done
make -C "$T/b/$name" -j2 all >/dev/null
cd "$T/a/$name"
make -j2 all
make check
make dist >/dev/null
cmp "$tarball" "build/$name.tar.gz"
for f in build/bin/*; do
	[ ! -f "$f" ] || cmp "$f" "$T/b/$name/$f"
done
make install DESTDIR="$T/root" PREFIX=/usr
find "$T/root" -type f 2>/dev/null | sort | sed "s,^$T/root,installs ,"
make uninstall DESTDIR="$T/root" PREFIX=/usr
left=$(find "$T/root" ! -type d 2>/dev/null)
if [ -n "$left" ]; then
	echo "distcheck: left behind: $left" >&2
	exit 1
fi
echo "distcheck: $name is fit to ship"
