#!/usr/bin/env bash
# run.sh SECONDS [NAME...]: runs each fuzz target for so long, beginning with its seeds; what it finds stays in
# build/fuzz/found. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.."
seconds=$1; shift
passed=0 failed=0
mkdir -p build/fuzz/found
one() {  # one NAME
    local name=$1
    mkdir -p "build/fuzz/corpus/$name"
    build/fuzz/tests/fuzz/fuzz_"$name" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=16384 -artifact_prefix="build/fuzz/found/$name-" >"build/fuzz/$name.log" 2>&1
}
[ $# -gt 0 ] || set -- $(ls tests/fuzz/*.cpp | xargs -n 1 basename | sed 's/\.cpp$//')
for name in "$@"; do
    if one "$name"; then
        passed=$((passed + 1)); echo "$name: $(grep -oE 'stat::number_of_executed_units: .*|Done [0-9]+ runs.*' "build/fuzz/$name.log" | tail -n 1)"
    else
        failed=$((failed + 1)); echo "$name FAILED"; tail -n 40 "build/fuzz/$name.log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
