#!/usr/bin/env python3
"""nth_fault_test.py [--every]: promises P-03 and P-04. In the middle of each main operation the n-th write, fsync, open or
malloc fails, once or for ever, for n = 1, 2, ... until none fails any more. Nothing acknowledged may be lost, what was
refused can be asked for again, the server lives or starts again, the database stays whole. --every leaves no n out."""
import argparse, collections, http.client, os, smtplib, sqlite3, time

from broken_disk import DISK_FAILED, ERRORS, KINDS, Faults, fragile_desk
from world import PASSWORD, Dovecot, Folder, Lmtp, Sink, case, mail, need, new_key, wait_for

BROKEN = (OSError, http.client.HTTPException, smtplib.SMTPException)


class Work:
    """One operation, asked again with the same key or bytes until it is acknowledged."""

    def __init__(self, desk, number):
        self.desk, self.marker, self.key = desk, "w%dx" % number, new_key()

    def post(self, path, body, expected=201, **headers):
        answer = self.desk.call("POST", path, body, headers={"Idempotency-Key": self.key, **headers}, timeout=10)
        assert answer.status == expected or answer.status >= 500 or answer.status == 409 and b"still_running" in answer.body, (path, answer)
        if answer.status in (503, 507):
            assert answer.status == 507 or answer.headers.get("retry-after"), answer
        return answer.json() if answer.status == expected else None

    def prepare(self):
        pass

    def holds(self):
        """What was acknowledged is there, once."""
        found = [row for row in self.desk.items("/tickets?view=all") if row["subject"] == self.marker]
        assert len(found) == 1, (self.marker, found)


class OpenTicket(Work):
    name = "open a ticket"

    def attempt(self):
        return self.post("/tickets", {"subject": self.marker, "body": "b"})


class OnTicket(Work):
    def prepare(self):
        self.ticket = self.desk.post("/tickets", {"subject": "t" + self.marker, "body": "b", "requester_email": "c@customer.example", "requester_name": "C"}).json()["id"]

    def texts(self):
        return collections.Counter(m["text"].strip() for m in self.desk.items("/tickets/%s/messages" % self.ticket))


class Reply(OnTicket):
    name = "reply, and send it"

    def attempt(self):
        return self.post("/tickets/%s/messages" % self.ticket, {"body": self.marker})

    def holds(self):
        assert self.texts()[self.marker] == 1, self.texts()
        wait_for(lambda: [m for m in SINK.to("c@customer.example") if self.marker in m.get_body(("plain",)).get_content()], 60)
        copies = {m["Message-ID"] for m in SINK.to("c@customer.example") if self.marker in m.get_body(("plain",)).get_content()}
        assert len(copies) == 1, copies


class Upload(OnTicket):
    name = "upload a file"

    def prepare(self):
        super().prepare()
        self.content = (self.marker * 20_000).encode()

    def attempt(self):
        sent = self.desk.call("POST", "/uploads?name=%s.txt" % self.marker, self.content, headers={"content-type": "application/octet-stream"}, timeout=10)
        assert sent.status == 201 or sent.status >= 500, sent
        self.file = sent.json()["id"] if sent.status == 201 else None
        return self.file

    def holds(self):
        made = self.desk.post("/tickets/%s/messages" % self.ticket, {"kind": "note", "body": "f", "attachments": [self.file]})
        assert made.status == 201, made
        got = self.desk.call("GET", made.json()["attachments"][0]["url"].removeprefix("/api/v1"))
        assert got.status == 200 and got.body == self.content, (got.status, len(got.body))
        self.holds = lambda: None  # an upload is attached once


class Merge(OnTicket):
    name = "merge"

    def prepare(self):
        super().prepare()
        self.into = self.desk.post("/tickets", {"subject": "i" + self.marker, "body": "b"}).json()["id"]

    def attempt(self):
        return self.post("/tickets/%s/merger" % self.ticket, {"into": self.into}, 200)

    def holds(self):
        assert self.desk.get("/tickets/" + self.ticket).json()["merged_into"], "not merged"


class SignIn(Work):
    name = "sign in"

    def attempt(self):
        answer = self.desk.call("POST", "/sessions", {"email": "ada@desk.example", "password": PASSWORD}, timeout=20, is_anonymous=True)
        assert answer.status == 201 or answer.status >= 500 or answer.status == 429, answer
        self.cookie = answer.headers["set-cookie"].split(";")[0] if answer.status == 201 else None
        return self.cookie

    def holds(self):
        assert self.desk.call("GET", "/me", headers={"cookie": self.cookie}, is_anonymous=True).status == 200


class Search(OpenTicket):
    name = "search"

    def prepare(self):
        assert OpenTicket.attempt(self)

    def attempt(self):
        answer = self.desk.get("/search?q=" + self.marker)
        assert answer.status >= 500 or answer.status == 200 and len(answer.json()["items"]) == 1, answer
        return answer.status == 200


class MailIn(Work):
    name = "a mail by LMTP"

    def prepare(self):
        self.raw = mail(self.marker, body="hello\r\n" * 15_000)  # large enough for a file

    def attempt(self):
        with Lmtp("127.0.0.1", self.desk.lmtp) as client:
            client.sendmail("x@customer.example", ["help@desk.example"], self.raw)
        return True


class Fetch(Work):
    name = "a mail by IMAP"

    def attempt(self):
        DOVECOT.deliver(self.marker, mail(self.marker).replace(b"\r\n", b"\n"))
        self.attempt = lambda: wait_for(lambda: "S" in DOVECOT.flags(self.marker), 3, 0.05)
        return self.attempt()


OPERATIONS = (OpenTicket, Reply, Upload, MailIn, Merge, SignIn, Search, Fetch)


class Loop:
    def __init__(self, desk, faults):
        self.desk, self.faults, self.number, self.ends, self.failed = desk, faults, 0, collections.Counter(), 0

    def revive(self):
        """A server that ended says why by its code, and starts again."""
        code = self.desk.process.wait(10)
        self.ends[code] += 1
        self.desk.start()
        return code

    def safely(self, attempt):
        try:
            return attempt()
        except BROKEN + (AssertionError,) as failure:
            if isinstance(failure, AssertionError) and "in vain" not in str(failure):
                raise
            return None

    def once(self, operation, kind, at, is_sticky):
        """One fault; False when the operation makes fewer calls than that."""
        self.number += 1
        work = operation(self.desk, self.number)
        work.prepare()
        self.faults.arm(KINDS[kind], at, ERRORS[kind], is_sticky)
        is_done = self.safely(work.attempt)
        failed = self.faults.disarm()
        if failed and kind == "fsync":  # never asked again: the process ends, and says so by its code
            assert self.revive() == DISK_FAILED, "a failed fsync did not end the server with its own code"
        end = time.time() + 30
        while not is_done:
            assert time.time() < end, "%s does not work again after a failed %s" % (operation.name, kind)
            if self.desk.process.poll() is not None:
                assert kind == "malloc", "it ended after a failed " + kind
                self.revive()
            is_done = self.safely(work.attempt)
        if self.desk.process.poll() is not None:
            self.revive()
        work.holds()
        self.failed += failed
        return failed > 0, work

    def run(self, operation, kind, is_sticky, step, most):
        at, works = 1, []
        while at <= most:
            is_hit, work = self.once(operation, kind, at, is_sticky)
            works.append(work)
            if not is_hit:
                break
            at = max(at + 1, int(at * step))
        return works


def check_whole(desk, works):
    desk.kill()
    desk.start()
    for work in works:
        work.holds()
    desk.stop()
    code, said, wrong = desk.command("audit", "verify")
    assert code == 0 and " 0 mistakes" in said, (said, wrong)
    with sqlite3.connect(os.path.join(desk.data, "mainstay.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    desk.start()


def story(desk, faults, is_every, wanted):
    desk.set_up()
    box = desk.items("/mailboxes")[0]
    order = {"address": box["address"], "name": box["name"], "project_id": box["project_id"], "most_per_minute": 100000,
             "imap": {"host": "127.0.0.1", "port": DOVECOT.plain, "security": "none", "user": "desk", "password": 'pass word"\\'}}
    assert desk.call("PATCH", "/mailboxes/" + box["id"], order).status == 200
    for operation in OPERATIONS:
        loop, works, began = Loop(desk, faults), [], time.time()
        loop.number = OPERATIONS.index(operation) * 100_000
        for kind in KINDS if is_every or operation != Fetch else ("pwrite", "fsync"):
            is_slow = kind == "malloc" or operation in (Fetch, SignIn)
            for is_sticky in (False, True) if is_every or operation != Fetch else (False,):
                step = 1 if is_every and kind != "malloc" else 1.1 if is_every else 4 if is_slow else 1.7
                works += loop.run(operation, kind, is_sticky, step, 20_000 if is_every else 4 if operation == Fetch else 300 if kind == "malloc" else 40)
        check_whole(desk, works[-100:])
        case("%s: %d times with a fault, %d calls failed; ended with %s; %.0f s" % (operation.name, len(works), loop.failed, dict(loop.ends) or "nothing", time.time() - began))


need("dovecot")
options = argparse.ArgumentParser()
options.add_argument("--every", action="store_true")
options.add_argument("--only", default="")
options = options.parse_args()
OPERATIONS = [operation for operation in OPERATIONS if options.only in operation.name]
with Folder() as folder, Folder() as elsewhere:
    DOVECOT, SINK, faults = Dovecot(elsewhere), Sink(), Faults(elsewhere)
    desk = fragile_desk(folder, faults, {**SINK.settings(), "MAINSTAY_MAIL_POLL_SECONDS": 1, "MAINSTAY_MAIL_PER_MINUTE": 100000})
    try:
        with desk:
            story(desk, faults, options.every, options.only)
            faults.disarm()
            assert desk.stop() == 0
    finally:
        SINK.stop()
        DOVECOT.stop()
print("ok")
