#!/usr/bin/env bash
# The stories in real Chromium, against the program built by bin/test.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bin/environment
MAINSTAY_BIN=${MAINSTAY_BIN:-build/debug/src/app/mainstay} exec node tests/e2e/run.mjs
