#!/bin/sh
# matrix.sh [NAME...]: the CLI cases under other circumstances, one a line:
# name, compiler's build, threads (-: as the case has it), environment of the
# tools; what else a case runs keeps its own, for awk has a locale's decimals.
# Every case must give the bytes it always gives.
set -u
cd "$(dirname "$0")/.." || exit 1
top=$(pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/crm-matrix.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM

circumstances()
{
	cat <<-END
	german build/bin - LOCPATH=$T LC_ALL=de_DE.UTF-8 TZ=Asia/Kathmandu
	chinese build/bin - LOCPATH=$T LC_ALL=zh_CN.GB18030 TZ=Pacific/Apia
	threads-1 build/bin 1
	threads-2 build/bin 2
	threads-4 build/bin 4
	clang build/clang/bin -
	old-processor build/bin - GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-AVX512F,-AVX512F_Usable,-FMA,-FMA_Usable,-FMA4,-FMA4_Usable
	libcsv build/bin - CRM_RECORD_PATH=libcsv
	swar build/bin - CRM_RECORD_PATH=swar
	END
}

# locales: those that the environment names; nothing ours looks at them.
locales()
{
	command -v localedef >/dev/null 2>&1 || return 0
	localedef -i de_DE -f UTF-8 "$T/de_DE.UTF-8" >/dev/null 2>&1
	localedef -i zh_CN -f GB18030 "$T/zh_CN.GB18030" >/dev/null 2>&1
}

# bin BINDIR THREADS ENVIRONMENT: a folder of the tools, which get that, and
# -j THREADS first.
bin()
{
	rm -rf "${T:?}/bin"
	mkdir "$T/bin"
	for tool in "$1"/crm-*; do
		j=
		if [ "$2" != - ] && "$tool" --dump-options |
			grep -q '^threads	'; then
			j="-j $2"
		fi
		# -m kmeans alone has threads in crm-segment.
		cat >"$T/bin/${tool##*/}" <<-END
		#!/bin/sh
		case "${tool##*/} \$*" in
		crm-segment*kmeans*) j="$j" ;;
		crm-segment*) j= ;;
		*) j="$j" ;;
		esac
		exec env $3 "$top/$tool" \$j "\$@"
		END
		chmod +x "$T/bin/${tool##*/}"
	done
}

locales
failed=0 passed=0
circumstances >"$T/list"
while read -r name build threads env; do
	case " ${*:-$name} " in
	*" $name "*) ;;
	*) continue ;;
	esac
	bin "$build" "$threads" "$env"
	if BINDIR=$T/bin ./scripts/test-cli.sh >"$T/log" 2>&1 </dev/null; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		grep '^FAIL' "$T/log" | head -n 5
	fi
	echo "matrix: $name: $(tail -n 1 "$T/log")"
done <"$T/list"
echo "matrix: $passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
