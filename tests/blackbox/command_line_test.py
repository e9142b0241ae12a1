#!/usr/bin/env python3
"""Mail through a pipe, a look into a mail, and history from mbox and maildir, twice."""
import json, os, re

from desk import SAMPLES, Desk, Folder, case, mail, run, samples


def report(said):
    """{"mails": 40, "new tickets": 30, ...} of the last line of an import."""
    line = said.strip().splitlines()[-1]
    return {name.strip(): int(number) for number, name in re.findall(r"(\d+) ([a-z ]+)", line)}


def as_mbox(files, path):
    with open(path, "wb") as out:
        for file in files:
            out.write(b"From someone@example.org Sat Nov 21 12:00:00 2026\n")
            raw = open(file, "rb").read()
            for line in raw.split(b"\n"):
                out.write((b">" if re.match(rb">*From ", line) else b"") + line + b"\n")
            out.write(b"\n")


def as_maildir(files, path):
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(path, part))
    for number, file in enumerate(files):
        part, flags = ("cur", ":2,S") if number % 2 else ("new", "")
        open(os.path.join(path, part, "%d.mail%s" % (number, flags)), "wb").write(open(file, "rb").read())


def check_pipe(desk):
    raw = mail("from a pipe")
    code, said, wrong = desk.command("mail", "deliver", "--to", "help@desk.example", data=raw)
    assert code == 0 and said.startswith("new_ticket "), (code, said, wrong)
    assert desk.ticket("from a pipe")["channel"] == "mail"
    assert desk.command("mail", "deliver", "--to", "help@desk.example", data=raw)[1].startswith("duplicate ")
    code, said, _ = desk.command("mail", "deliver", "--to", "nobody@desk.example", data=mail("lost?"))
    assert code == 0 and said.startswith("unprocessed"), said
    assert [kept["recipient"] for kept in desk.items("/mail/unprocessed")] == ["nobody@desk.example"]
    case("a mail through a pipe is a ticket beside the running server; one for nobody is kept and shown")


def check_unopened(folder):
    for name, words in (("nowhere", ["--data", os.path.join(folder, "nowhere")]),
                        ("no database", ["--data", os.path.join(folder, "empty"), "--database", "postgres://nobody@127.0.0.1:1/none"])):
        os.makedirs(os.path.join(folder, "empty"), mode=0o700, exist_ok=True)
        code, said, wrong = run("mail", "deliver", "--to", "help@desk.example", *words, data=mail("later"))
        assert code == 75 and wrong.startswith("mainstay: "), (name, code, said, wrong)
    case("exit code 75 when the database cannot be opened: the mail server keeps the mail")


def check_inspect():
    for file in samples(5):
        code, said, wrong = run("mail", "inspect", file)
        assert code == 0, (file, wrong)
        seen = json.loads(said)
        assert "subject" in seen and "from" in seen and "verdict" in seen, (file, list(seen))
    code, _, wrong = run("mail", "inspect", "/nowhere/at/all.eml")
    assert code == 2 and "/nowhere/at/all.eml" in wrong, (code, wrong)
    case("five published mails are shown as JSON")


def check_import(desk, folder):
    files = samples(60)
    as_mbox(files[:40], os.path.join(folder, "old.mbox"))
    as_maildir(files[40:], os.path.join(folder, "old"))
    for kind, place, count in (("mbox", "old.mbox", 40), ("maildir", "old", len(files) - 40)):
        before = len(desk.items("/tickets?view=all"))
        code, said, wrong = desk.command("import", kind, os.path.join(folder, place), "--project", "harbor")
        assert code == 0, (said, wrong)
        first = report(said)
        after = len(desk.items("/tickets?view=all"))
        assert first["mails"] == count and after - before == first["new tickets"] and first["new tickets"] > count // 2, (first, before, after)
        code, said, _ = desk.command("import", kind, os.path.join(folder, place), "--project", "harbor")
        again = report(said)
        assert code == 0 and again["known already"] == again["mails"] == count and again["new tickets"] == 0, again
        assert len(desk.items("/tickets?view=all")) == after
        case("%s: %s" % (kind, said.strip().splitlines()[-1]))
    assert [m["to"] for m in desk.items("/mail/outbox?state=held")] == ["li.wei@customer.example"] and not desk.items("/mail/outbox"), "history is not answered"


def check_list(desk, folder):
    path = os.path.join(folder, "list.mbox")
    first = mail("[users] how to tune", "A <a@one.example>", "users@lists.example", List_Id="<users.lists.example>")
    first_id = re.search(rb"Message-ID: (\S+)", first).group(1).decode()
    answers = [mail("Re: [users] how to tune", "%s <%s@two.example>" % (name, name), "users@lists.example", "So says %s.\r\n" % name,
                    In_Reply_To=first_id, References=first_id, List_Id="<users.lists.example>") for name in ("b", "c")]
    with open(path, "wb") as out:
        for raw in (first, *answers):
            out.write(b"From x Sat Nov 21 12:00:00 2026\n" + raw.replace(b"\r\n", b"\n") + b"\n")
    code, said, wrong = desk.command("import", "mbox", path, "--project", "harbor", "--public-list", "users@lists.example")
    assert code == 0 and report(said)["new tickets"] == 1 and report(said)["replies"] == 2, (said, wrong)
    thread = desk.ticket("[users] how to tune")
    assert [m["author"]["email"] for m in thread["messages"]] == ["a@one.example", "b@two.example", "c@two.example"], thread["messages"]
    case("on a public list anybody joins a thread by its references")


def check_mistakes(desk, folder):
    for words, word in ((("import", "mbox", os.path.join(folder, "none.mbox"), "--project", "harbor"), "none.mbox"),
                        (("import", "mbox", os.path.join(folder, "old.mbox"), "--project", "nothing"), "nothing"),
                        (("import", "pst", os.path.join(folder, "old.mbox"), "--project", "harbor"), "pst"),
                        (("import", "maildir", folder, "--project", "harbor"), "maildir"), (("import",), "import"),
                        (("audit", "verify", "--from", "x"), "--from"), (("mail", "eat"), "mail deliver"), (("user", "add", "--email", "no"), "mail")):
        code, said, wrong = desk.command(*words, data=b"\n")
        assert code in (1, 2) and word in wrong and "terminate" not in wrong, (words, code, said, wrong)
    case("mistakes are named")


with Folder() as folder:
    assert os.path.isdir(SAMPLES), SAMPLES
    with Desk(folder) as desk:
        desk.set_up()
        check_pipe(desk)
        check_unopened(folder)
        check_inspect()
        check_import(desk, folder)
        check_list(desk, folder)
        check_mistakes(desk, folder)
        assert desk.command("audit", "verify")[0] == 0
        assert desk.stop() == 0
print("ok")
