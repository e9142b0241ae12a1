#!/usr/bin/env python3
"""Our client reads a mailbox of a real Dovecot. Usage: dovecot_test.py mail_probe"""
import os, subprocess, sys

from servers import Dovecot, Folder, need, probe_json, wait_for

class Client:
    def __init__(self, probe, **options):
        self.probe, self.options = probe, options

    def run(self, do, **more):
        options = {**self.options, "do": do, **more}
        return subprocess.run([self.probe, "imap", *("--%s=%s" % (name.replace("_", "-"), value) for name, value in options.items())], capture_output=True, timeout=60)

    def json(self, do, **more):
        return probe_json(self.probe, "imap", do=do, **{**self.options, **more})

    def failure(self, do, **more):
        done = self.run(do, **more)
        assert done.returncode == 2, (done.returncode, done.stdout[:200], done.stderr)
        return int(done.stderr.split()[1].rstrip(b":"))


def check_fetching(dovecot, client):
    assert client.json("list", uid=0)["uids"] == []
    before = client.json("status")
    mails = {"m1": b"Subject: one\n\nHello\n", "m2": "Subject: two\n\nGrüße {12}\nM3 OK FETCH completed\n)\n* 1 EXPUNGE\n".encode(),
             "m3": b"Subject: large\n\n" + (b"0123456789" * 7 + b"\n") * 70_000, "m4": b"Subject: empty\n\n"}
    for name, raw in mails.items():
        dovecot.deliver(name, raw)
        wait_for(lambda: len(client.json("list", uid=0)["uids"]) >= list(mails).index(name) + 1)
    uids = client.json("list", uid=0)["uids"]
    after = client.json("status")
    assert len(uids) == 4 and uids == sorted(uids), uids
    assert after["uidvalidity"] == before["uidvalidity"] and after["uidnext"] == uids[-1] + 1 and after["messages"] == 4, after
    for uid, (name, raw) in zip(uids, mails.items()):
        done = client.run("fetch", uid=uid)
        assert done.returncode == 0 and done.stdout == raw.replace(b"\n", b"\r\n"), (name, done.stderr, done.stdout[:200])
        assert "S" not in dovecot.flags(name), "fetching marked %s as seen" % name
    assert client.json("list", uid=uids[1])["uids"] == uids[2:]
    assert client.json("list", uid=uids[-1])["uids"] == []
    assert client.run("fetch", uid=uids[-1] + 10).returncode == 3
    print("mails are listed and fetched byte for byte, and stay unseen")
    assert client.run("seen", uid=uids[0]).returncode == 0
    wait_for(lambda: "S" in dovecot.flags("m1"))
    assert "S" not in dovecot.flags("m2")
    print("only what is marked is seen")
    assert client.failure("fetch", uid=uids[2], most_bytes=100_000) == 3
    print("a mail that is too large is refused before it is read")


def check_failures(probe, dovecot, client):
    assert client.failure("status", password="wrong") == 1
    assert client.failure("status", mailbox="Nowhere") == 1
    assert client.failure("status", port=1) == 0
    for tls, port in (("starttls", dovecot.plain), ("implicit", dovecot.tls)):
        secure = Client(probe, **{**client.options, "host": "localhost", "tls": tls, "port": port})
        assert secure.json("status", ca=dovecot.cert)["messages"] == 4
        assert secure.failure("status") == 1
    print("wrong password, mailbox, port and certificate are told apart; TLS works both ways")


def check_names(dovecot, client):
    folder = os.path.join(dovecot.folder, "mail/desk", ".Entw&APw-rfe 1")
    for name in ("new", "cur", "tmp"):
        os.makedirs(os.path.join(folder, name))
    subprocess.run(["chown", "-R", "nobody:nogroup", folder], check=True)
    assert client.json("status", mailbox="Entwürfe 1")["messages"] == 0
    print("a mailbox may have any name")


def main():
    need("dovecot", "openssl")
    probe = sys.argv[1]
    with Folder() as folder:
        dovecot = Dovecot(folder)
        client = Client(probe, host="127.0.0.1", port=dovecot.plain, tls="none", user="desk", password='pass word"\\')
        try:
            check_fetching(dovecot, client)
            check_failures(probe, dovecot, client)
            check_names(dovecot, client)
        except BaseException:
            print(open(os.path.join(folder, "log")).read()[-3000:])
            raise
        finally:
            dovecot.stop()
    print("ok")


main()
