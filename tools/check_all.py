#!/usr/bin/env python3
"""Runs every tools/check_*.py and ends with "N passed, N failed"."""
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
good = bad = 0
for check in sorted(HERE.glob("check_*.py")):
    if check.name == "check_all.py":
        continue
    done = subprocess.run([sys.executable, check], capture_output=True, text=True)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {check.name}")
    if done.returncode:
        print(done.stdout + done.stderr)
        bad += 1
    else:
        good += 1
print(f"{good} passed, {bad} failed")
sys.exit(1 if bad else 0)
