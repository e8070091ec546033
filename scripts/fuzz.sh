#!/bin/sh
# fuzz.sh FUZZER SECONDS: runs a libFuzzer target from its committed corpus.
# What is new goes to build/fuzz/corpus/NAME; what crashes, to build/fuzz/.
set -eu
cd "$(dirname "$0")/.."
name=${1##*/fuzz_}
found=build/fuzz/corpus/$name
mkdir -p "$found"
set -- "$1" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 \
	-print_final_stats=1 -verbosity=0 -artifact_prefix=build/fuzz/ "$found"
[ ! -d "tests/fuzz/corpus/$name" ] || set -- "$@" "tests/fuzz/corpus/$name"
[ ! -f "tests/fuzz/$name.dict" ] || set -- "$@" -dict="tests/fuzz/$name.dict"
echo "fuzz: $name"
exec "$@"
