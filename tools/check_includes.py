#!/usr/bin/env python3
"""Checks who may include whom. The tables below are the rules; ARCHITECTURE.md has the reasons."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SLICES = {p.name for p in (ROOT / "slices").iterdir() if (p / "CMakeLists.txt").exists()}

MAY_INCLUDE = {  # layer -> layers of ours it may name
    "base": {"base"},
    "algo": {"base", "algo"},
    "kit": {"base", "kit"},
    "slice": {"base", "algo", "kit"},
    "app": {"base", "algo", "kit", "app"} | SLICES,
}
ONLY_IN = {  # third-party header prefix -> the only folders that may name it
    "boost/beast": ["src/kit/http/"],
    "boost/asio": ["src/kit/", "src/app/", "tests/"],
    "sqlite3.h": ["src/kit/db/"],
    "libpq": ["src/kit/db/"],
    "gmime": ["src/kit/mail/"],
    "gumbo": ["src/kit/webpage/"],
    "curl/": ["src/kit/"],
    "sodium": ["src/kit/"],
    "openssl": ["src/kit/"],
}


def slices_used_by(name):
    found = re.search(r"USES\s+([^)]*?)(KIT|\))", (ROOT / "slices" / name / "CMakeLists.txt").read_text())
    return found.group(1).split() if found else []


def allowed(path, header):
    for prefix, homes in ONLY_IN.items():
        if header.startswith(prefix):
            return path.startswith(tuple(homes))
    owner = header.split("/")[0]
    if owner not in SLICES and owner not in MAY_INCLUDE:
        return True  # standard library, a permitted third party, or test support
    place = path.split("/")
    if "tests" in place:
        return True  # tests look inside
    if place[0] != "slices":
        if place[1] == "app" and owner in SLICES:
            inner = ("smtp_settings.hpp", "seeds.hpp", "build_search.hpp")
            return header == f"{owner}/{owner}.hpp" or header.split("/")[-1] in inner
        return owner in MAY_INCLUDE[place[1]]
    mine = place[1]
    if owner in SLICES and owner != mine:
        return owner in slices_used_by(mine) and header == f"{owner}/{owner}.hpp"
    return owner == mine or owner in MAY_INCLUDE["slice"]


def cycles():
    state = {}

    def visit(name, trail):
        if state.get(name) == "done":
            return None
        if name in trail:
            return trail[trail.index(name):] + [name]
        for used in slices_used_by(name):
            found = visit(used, trail + [name])
            if found:
                return found
        state[name] = "done"
        return None

    for name in sorted(SLICES):
        found = visit(name, [])
        if found:
            return found
    return None


def main():
    broken = False
    for file in sorted([*ROOT.glob("src/**/*.?pp"), *ROOT.glob("slices/**/*.?pp")]):
        path = file.relative_to(ROOT).as_posix()
        for number, line in enumerate(file.read_text().splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
            if include and not allowed(path, include.group(1)):
                print(f"{path}:{number}: may not include {include.group(1)}")
                broken = True
    circle = cycles()
    if circle:
        print("slices use each other in a circle: " + " -> ".join(circle))
        broken = True
    return 1 if broken else 0


sys.exit(main())
