#!/bin/sh
# lint.sh C-FILE...: what can be said without running anything. Linters that
# are not installed are named and left out; install-deps lint installs them.
# shellcheck disable=SC2317
set -u
cd "$(dirname "$0")/.." || exit 1
cc=${CC:-cc}
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
status=0

# check NAME COMMAND...
check()
{
	name=$1
	shift
	if "$@"; then
		echo "lint: $name: ok"
	else
		echo "lint: $name: FAILED"
		status=1
	fi
}

have()
{
	command -v "$1" >/dev/null 2>&1 || {
		echo "lint: $1: skipped, not installed"
		return 1
	}
}

# Each header stands alone.
headers()
{
	for h in lib/*/*.h; do
		[ -f "$h" ] || continue
		echo "#include \"${h#lib/}\"" | "$cc" -std=c11 -Ilib -Wall \
			-Wextra -D_POSIX_C_SOURCE=200809L -Werror \
			-fsyntax-only -xc - || return 1
	done
}

shells()
{
	for f in scripts/* tests/*/*.sh .ci/*; do
		[ -f "$f" ] && head -n 1 "$f" | grep -q 'sh' && echo "$f"
	done | xargs shellcheck -x
}

# Whole words such as machine paths have no place in what we ship.
paths()
{
	! git grep -nE '(^|[^[:alnum:]])/(home|root|work)/' -- \
		. ':!scripts/lint.sh' 2>/dev/null
}

check layers ./scripts/layers.sh
check manuals ./scripts/mancheck.sh
check headers headers
check paths paths
if have shellcheck; then
	check shellcheck shells
fi
if have cppcheck; then
	mkdir -p build/cppcheck
	check cppcheck cppcheck --quiet --std=c11 --error-exitcode=1 -Ilib \
		-j "$jobs" --cppcheck-build-dir=build/cppcheck \
		--enable=warning,portability --inline-suppr \
		--suppress=missingInclude --suppress=normalCheckLevelMaxBranches \
		lib cmd
fi
if have clang-tidy; then
	check clang-tidy "${MAKE:-make}" -s -k -j "$jobs" tidy
fi
if have clang-format; then
	# Told, not failed: releases of clang-format differ.
	n=$(for f; do
		clang-format "$f" | cmp -s - "$f" || echo "$f"
	done | wc -l)
	echo "lint: clang-format would change $n files (make format)"
fi
./scripts/style.sh
exit $status
