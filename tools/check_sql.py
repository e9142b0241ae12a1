#!/usr/bin/env python3
"""SQL rules: named files, columns written out, no string-built SQL outside the one declared helper."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
broken = []
for file in ROOT.glob("slices/*/sql/*.sql"):
    text = file.read_text()
    if re.search(r"SELECT\s+\*", text, re.I):
        broken.append(f"{file.relative_to(ROOT)}: SELECT *")
    if not re.match(r"[a-z]+(_[a-z0-9]+)*(\.pg)?\.sql$", file.name):
        broken.append(f"{file.relative_to(ROOT)}: name it verb_noun.sql")
    if file.name.endswith(".pg.sql") and not (file.parent / file.name.replace(".pg.sql", ".sql")).exists():
        broken.append(f"{file.relative_to(ROOT)}: no {file.name.replace('.pg.sql', '.sql')} beside it")
WORDS = r'"(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) [^"]*"\s*\+'
for file in [*ROOT.glob("slices/**/*.cpp"), *ROOT.glob("src/**/*.cpp")]:
    path = file.relative_to(ROOT).as_posix()
    if "/tests/" in path or path.startswith("src/kit/mail/"):  # IMAP has a SELECT of its own
        continue
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if re.search(WORDS, line):
            broken.append(f"{path}:{number}: SQL put together from strings")
for file in ROOT.glob("slices/*/*.cpp"):
    text = file.read_text()
    if re.search(r"run_script\(", text):
        broken.append(f"{file.relative_to(ROOT)}: run_script is for migrations")
print("\n".join(broken))
sys.exit(1 if broken else 0)
