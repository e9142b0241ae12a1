#!/usr/bin/env bash
# run.sh [--long]: every fault test against the real binary ($MAINSTAY_BIN or the debug build); each counts one. Ends with
# "N passed, N failed". --long is the form for a night: more kills, every n of the n-th faults.
set -uo pipefail
cd "$(dirname "$0")/../.."
export MAINSTAY_BIN=${MAINSTAY_BIN:-$PWD/build/debug/src/app/mainstay}
[ -x "$MAINSTAY_BIN" ] || { echo "no program at $MAINSTAY_BIN" >&2; echo "0 passed, 1 failed"; exit 1; }
kills=25 postgres_kills=5 limit=120 every=
if [ "${1:-}" = --long ]; then kills=300 postgres_kills=50 limit=3600 every=--every; fi
passed=0 failed=0
attempt() {  # attempt NAME COMMAND...
    local name=$1 began=$SECONDS; shift
    echo "$name"
    if timeout --kill-after=10 $limit "$@"; then
        echo "  ok ($((SECONDS - began)) s)"; passed=$((passed + 1))
    else
        echo "  FAILED: $name ($((SECONDS - began)) s)"; failed=$((failed + 1))
    fi
}
attempt "ledger, SQLite" python3 tests/faults/ledger.py --kills $kills
attempt "ledger, PostgreSQL" tests/support/with_postgres.sh python3 tests/faults/ledger.py --kills $postgres_kills
attempt "n-th faults" python3 tests/faults/nth_fault_test.py $every
attempt "hard times" python3 tests/faults/hard_times_test.py
attempt "hard times, PostgreSQL" tests/support/with_postgres.sh python3 tests/faults/cut_database_test.py $every
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
