#!/usr/bin/env python3
"""The commands of the guide run as they stand there, in one shell, against the demo."""
import os, re, subprocess

from desk import ROOT, Desk, Folder, case, clean_environment, run

GUIDE = os.path.join(ROOT, "docs/api/quickstart.md")

with Folder() as folder:
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", open(GUIDE).read())
    assert len(blocks) >= 5, "the guide has no commands"
    desk = Desk(folder, flags=["--demo"])
    code, _, wrong = run("seed", "demo", "--data", desk.data, "--demo", "--log-level", "warning", timeout=120)
    assert code == 0, wrong
    with desk:
        base = "http://127.0.0.1:%d" % desk.port
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", "\n".join(blocks)], capture_output=True, text=True, timeout=120, cwd=folder,
                              env=clean_environment(BASE=base))
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        numbers = re.findall(r"(?m)^\d{3,}$", done.stdout)
        assert "412" in numbers, numbers
        case("%d blocks of commands run without a mistake" % len(blocks))
        assert desk.stop() == 0
print("ok")
