#!/usr/bin/env python3
"""Names and contents that do not belong into the tree."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
files = listed.stdout.split() if listed.returncode == 0 else []
broken = []
for name in files:
    if re.search(r"(^|/)(utils?|helpers?|common|misc)(/|\.)", name):
        broken.append(f"{name}: a name that says nothing")
    if re.match(r"(build|var|node_modules)/", name):
        broken.append(f"{name}: build output")
    file = ROOT / name
    if not file.exists() or file.suffix in {".png", ".gz", ".ico"} or name.startswith("tools/check_tree"):
        continue
    try:
        text = file.read_text()
    except UnicodeDecodeError:
        continue
    for mark in ("TO" + "DO", "FIX" + "ME", "/wo" + "rk/"):
        if mark in text:
            broken.append(f"{name}: contains {mark}")
for cpp in [f for f in files if f.startswith("src/") or f.startswith("slices/")]:
    if cpp.endswith("beast.hpp"):
        broken.append(cpp)
beast = [f for f in files if f.endswith((".cpp", ".hpp")) and "boost/beast" in (ROOT / f).read_text()]
if len(beast) > 4:
    broken.append("more than four files name Beast: " + ", ".join(beast))
print("\n".join(broken))
sys.exit(1 if broken else 0)
