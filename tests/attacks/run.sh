#!/usr/bin/env bash
# Every attack test against the real binary ($MAINSTAY_BIN or the debug build); each counts one. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.."
export MAINSTAY_BIN=${MAINSTAY_BIN:-$PWD/build/debug/src/app/mainstay}
[ -x "$MAINSTAY_BIN" ] || { echo "no program at $MAINSTAY_BIN" >&2; echo "0 passed, 1 failed"; exit 1; }
passed=0 failed=0
for test in tests/attacks/*_test.py; do
    echo "$test"; began=$SECONDS
    if timeout --kill-after=10 120 python3 "$test"; then
        echo "  ok ($((SECONDS - began)) s)"; passed=$((passed + 1))
    else
        echo "  FAILED: $test ($((SECONDS - began)) s)"; failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
