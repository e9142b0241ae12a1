#!/usr/bin/env python3
"""backup while the server runs and people write, restore elsewhere; every way in which a backup can be bad; export and import between engines."""
import os, re, sqlite3, stat, subprocess, sys, threading, time, uuid

from desk import Desk, Folder, case, mail, run
import smtplib

CANARY = "canary-" + uuid.uuid4().hex
PG = os.environ.get("MAINSTAY_TEST_PG")


def secret_file(folder, name, text):
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text + "\n")
    return path


def deliver(desk, count):
    with smtplib.LMTP("127.0.0.1", desk.lmtp) as client:
        for n in range(count):
            client.sendmail("li.wei@customer.example", ["help@desk.example"], mail("Mail %d" % n, body="看不到日志 %s\r\n" % CANARY))
        big = mail("With a file", body=("x" * 70 + "\r\n") * 1500 + CANARY + "\r\n")
        client.sendmail("li.wei@customer.example", ["help@desk.example"], big)


def new_database(name):
    subprocess.run(["psql", "-q", PG.replace("%DB%", "postgres"), "-c", "CREATE DATABASE " + name], check=True)
    return PG.replace("%DB%", name)


def files_in(folder):
    found = {}
    for place, _, names in os.walk(os.path.join(folder, "blobs")):
        for name in names:
            found[name] = open(os.path.join(place, name), "rb").read()
    return found


def check_online(desk, folder, passphrase):
    """Writers go on while the backup is made; what was acknowledged before it began is in it."""
    is_over = threading.Event()

    def write():
        n = 0
        while not is_over.is_set():
            assert desk.post("/tickets", {"subject": "while %d" % n, "body": "x"}).status == 201
            n += 1

    writers = [threading.Thread(target=write) for _ in range(3)]
    for one in writers:
        one.start()
    time.sleep(0.3)
    before = len(desk.items("/tickets?view=all"))
    backup = os.path.join(folder, "online.backup")
    code, said, wrong = desk.command("backup", "--to", backup, "--passphrase-file", passphrase)
    is_over.set()
    for one in writers:
        one.join()
    assert code == 0, (said, wrong)
    assert stat.S_IMODE(os.stat(backup).st_mode) == 0o600
    raw = open(backup, "rb").read()
    assert CANARY.encode() not in raw and b"persons" not in raw
    copy = os.path.join(folder, "copy")
    code, said, wrong = run("restore", "--from", backup, "--data", copy, "--passphrase-file", passphrase)
    assert code == 0 and "The event log is whole" in said, (said, wrong)
    with sqlite3.connect(os.path.join(copy, "mainstay.db")) as db:
        tickets = db.execute("SELECT COUNT(*) FROM tickets").fetchone()[0]
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert tickets >= before, (tickets, before)
    assert files_in(copy) == files_in(desk.data) and files_in(copy)
    case("a backup while three people write: %d tickets, all of before are in it" % tickets)
    return backup


def check_serves(folder, name, environment=None, flags=()):
    """A server on the restored data knows people, tickets, search and files, and goes on counting."""
    copy = Desk(folder, name, settings=environment, flags=flags)
    with copy:
        signed_in = copy.post("/sessions", {"email": "ada@desk.example", "password": "lantern-Harbour-93-tide"}, is_anonymous=True)
        assert signed_in.status == 201, signed_in
        cookie = {"cookie": signed_in.headers["set-cookie"].split(";")[0], "origin": "http://127.0.0.1:%d" % copy.port}
        found = copy.get("/search?q=%E7%9C%8B%E4%B8%8D%E5%88%B0", headers=cookie)
        assert found.status == 200 and len(found.json()["items"]) >= 3, found
        highest = max(row["number"] for row in copy.get("/tickets?view=all&limit=200", headers=cookie).json()["items"])
        made = copy.post("/tickets", {"subject": "after", "body": "x"}, headers=cookie)
        assert made.status == 201 and made.json()["number"] > highest, made
        assert copy.stop() == 0
    code, said, wrong = copy.command("audit", "verify")
    assert code == 0 and " 0 mistakes" in said, (said, wrong)


def refused(folder, reason, *words):
    target = os.path.join(folder, "refused")
    code, said, wrong = run("restore", "--data", target, *words)
    assert code == 1 and reason in wrong, (reason, code, said, wrong)
    left = [name for name in os.listdir(folder) if name.startswith("refused")]
    assert not left, left


def check_bad(folder, backup, passphrase):
    bad, raw = os.path.join(folder, "bad.backup"), open(backup, "rb").read()
    for what, bytes_ in {"is truncated": raw[:-100], "was altered": raw[:len(raw) // 2] + bytes([raw[len(raw) // 2] ^ 1]) + raw[len(raw) // 2 + 1:],
                         "was altered near its end": raw + b"x", "is not a backup": b"hello\n" + raw}.items():
        with open(bad, "wb") as out:
            out.write(bytes_)
        refused(folder, what, "--from", bad, "--passphrase-file", passphrase)
    refused(folder, "the passphrase is not the one", "--from", backup, "--passphrase-file", secret_file(folder, "other", "something else entirely"))
    refused(folder, "give it with --passphrase-file", "--from", backup)
    os.chmod(passphrase, 0o644)
    refused(folder, "chmod 600", "--from", backup, "--passphrase-file", passphrase)
    os.chmod(passphrase, 0o600)
    code, _, wrong = run("restore", "--from", backup, "--data", os.path.join(folder, "copy"), "--passphrase-file", passphrase)
    assert code == 1 and "is not empty" in wrong, wrong
    case("a backup that is cut, altered, longer, foreign, or opened with the wrong passphrase is refused in words and leaves nothing")


def check_key_file(desk, folder):
    code, said, wrong = desk.command("backup", "--to", folder)
    assert code == 0 and "NOT inside" in said, (said, wrong)
    backup = re.search(r"^(\S+\.backup): ", said).group(1)
    refused(folder, "--key-file", "--from", backup)
    target = os.path.join(folder, "by_key")
    code, said, wrong = run("restore", "--from", backup, "--data", target, "--key-file", os.path.join(desk.data, "mainstay.key"))
    assert code == 0, (said, wrong)
    case("without a passphrase the key file seals the backup, and is needed to restore it")


def hash_of(data, database=None):
    code, said, wrong = run("content-hash", "--data", data, environment={"MAINSTAY_DATA_DATABASE": database} if database else None)
    assert code == 0, wrong
    return said.strip()


def check_engines(desk, folder):
    """SQLite -> PostgreSQL -> SQLite, and a PostgreSQL backup back into PostgreSQL: the same content everywhere."""
    key, first = os.path.join(desk.data, "mainstay.key"), os.path.join(folder, "first.export")
    code, said, wrong = desk.command("export", "--to", first)
    assert code == 0 and "Not sealed" in said, (said, wrong)
    content = hash_of(desk.data)
    assert content in said
    assert CANARY in open(first, encoding="utf-8", errors="replace").read()
    database, on_pg = new_database("moved"), os.path.join(folder, "on_pg")
    environment = {"MAINSTAY_DATA_DATABASE": database}
    code, said, wrong = run("import", "data", "--from", first, "--data", on_pg, "--key-file", key, environment=environment)
    assert code == 0, (said, wrong)
    assert hash_of(on_pg, database) == content
    code, said, wrong = run("import", "data", "--from", first, "--data", os.path.join(folder, "again"), "--key-file", key, environment=environment)
    assert code == 1 and "the database is not empty" in wrong, wrong
    second, back = os.path.join(folder, "second.export"), os.path.join(folder, "back")
    code, said, wrong = run("export", "--to", second, "--data", on_pg, environment=environment)
    assert code == 0, (said, wrong)
    code, said, wrong = run("import", "data", "--from", second, "--data", back, "--key-file", key)
    assert code == 0 and hash_of(back) == content, (said, wrong)
    saved, database2 = os.path.join(folder, "pg.backup"), new_database("restored")
    code, said, wrong = run("backup", "--to", saved, "--data", on_pg, environment=environment)
    assert code == 0, (said, wrong)
    code, said, wrong = run("restore", "--from", saved, "--data", os.path.join(folder, "on_pg2"), "--key-file", key, environment={"MAINSTAY_DATA_DATABASE": database2})
    assert code == 0 and hash_of(os.path.join(folder, "on_pg2"), database2) == content, (said, wrong)
    check_serves(folder, "on_pg", environment)
    check_serves(folder, "back")
    case("SQLite to PostgreSQL, back to SQLite, and a PostgreSQL backup: one content hash, and each serves and goes on counting")


with Folder() as folder:
    desk = Desk(folder)
    passphrase = secret_file(folder, "passphrase", "correct horse battery staple")
    with desk:
        desk.set_up()
        deliver(desk, 5)
        backup = check_online(desk, folder, passphrase)
        check_bad(folder, backup, passphrase)
        check_serves(folder, "copy")
        case("the restored desk signs people in, finds words, and gives the next number")
        check_key_file(desk, folder)
        assert desk.stop() == 0
    if PG:
        check_engines(desk, folder)
print("ok")
