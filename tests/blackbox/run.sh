#!/usr/bin/env bash
# Every black-box program against the real binary ($MAINSTAY_BIN or the debug build); each counts one. Ends with
# "N passed, N failed". With names (run.sh imap quickstart) only the programs that contain one of them.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=$PWD/build/debug
export MAINSTAY_BIN=${MAINSTAY_BIN:-$build/src/app/mainstay}
[ -x "$MAINSTAY_BIN" ] || { echo "no program at $MAINSTAY_BIN" >&2; echo "0 passed, 1 failed"; exit 1; }
probe=$build/tests/blackbox/mail/mail_probe
passed=0 failed=0
wanted=("$@")
is_wanted() {
    [ ${#wanted[@]} = 0 ] && return 0
    local part
    for part in "${wanted[@]}"; do [[ $1 == *"$part"* ]] && return 0; done
    return 1
}
attempt() {  # attempt NAME COMMAND...
    local name=$1 began=$SECONDS; shift
    echo "$name"
    if timeout --kill-after=10 180 "$@"; then
        echo "  ok ($((SECONDS - began)) s)"
    else
        echo "  FAILED: $name ($((SECONDS - began)) s)"; return 1
    fi
}
count() { if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }
run() {
    is_wanted "$1" || return 0
    attempt "$@"; count $?
}
beside() {  # like run, while the others go on; `gather` waits for them
    is_wanted "$1" || return 0
    attempt "$@" >"$logs/${1//\//_}" 2>&1 &
    waiting+=("$! $logs/${1//\//_}")
}
gather() {
    local one
    for one in ${waiting[@]+"${waiting[@]}"}; do
        wait "${one%% *}"; count $?
        cat "${one#* }"
    done
}
logs=$(mktemp -d) waiting=()
leave() {
    local one
    for one in ${waiting[@]+"${waiting[@]}"}; do kill $(ps -o pid= --ppid "${one%% *}") 2>/dev/null; done
    rm -rf "$logs"
}
trap leave EXIT
trap 'exit 1' INT TERM
beside tests/e2e/html_attacks.py python3 tests/e2e/html_attacks.py "$build/tests/corpora/sanitise_cases"
beside corpora "$build/tests/corpora/corpora_tests" --no-colors=true
for test in tests/blackbox/*_test.py; do
    case $test in
        *two_nodes_test.py | *backup_test.py | *upgrade_test.py) run "$test" tests/support/with_postgres.sh python3 "$test" ;;
        *) run "$test" python3 "$test" ;;
    esac
done
for test in tests/blackbox/mail/*_test.py; do run "$test" python3 "$test" "$probe"; done
gather
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
