#!/usr/bin/env python3
"""The commands of the administrator's guide, in English and Chinese, run as they stand there, with its folders put elsewhere."""
import os, re, shlex

from desk import ROOT, Desk, Folder, case, run

BEGINS_OTHER_SERVERS = ("mainstay serve",)  # first_run_test and two_nodes_test do


def commands_of(name):
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", open(os.path.join(ROOT, "docs/admin", name), encoding="utf-8").read())
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("mainstay ") and not line.startswith(BEGINS_OTHER_SERVERS)]


def check_guide(desk, folder, name):
    place = os.path.join(folder, name)
    os.makedirs(os.path.join(place, "backup"))
    with open(os.open(os.path.join(place, "mainstay.passphrase"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
        out.write("correct horse battery staple\n")
    with open(os.path.join(place, "mainstay.toml"), "w") as out:
        out.write('[data]\nfolder = "%s"\n' % desk.data)
    moved = {"/var/lib/mainstay": desk.data, "/etc/": place + "/", "/backup": place + "/backup", "/var/lib/": place + "/"}
    for line in commands_of(name):
        for old, new in moved.items():
            line = re.sub(r"(?<![\w/])" + re.escape(old), new, line)
        code, said, wrong = run(*shlex.split(line)[1:])
        assert code == 0 or (code == 1 and " doctor " in line), (line, code, said, wrong)  # without a mail server the doctor warns
        made = os.path.join(place, "backup", "desk.backup")
        if said.startswith(place) and not os.path.exists(made) and ".backup: " in said:
            os.rename(said.split(": ")[0], made)
    case("%s: %d commands run without a mistake" % (name, len(commands_of(name))))


with Folder() as folder:
    assert commands_of("running.md") == commands_of("running.zh.md") and len(commands_of("running.md")) >= 7, "the guides differ"
    desk = Desk(folder)
    with desk:
        desk.set_up()
        assert desk.post("/tickets", {"subject": "One", "body": "x"}).status == 201
        for guide in ("running.md", "running.zh.md"):
            check_guide(desk, folder, guide)
        assert desk.stop() == 0
print("ok")
