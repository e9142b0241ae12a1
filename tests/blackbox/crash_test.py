#!/usr/bin/env python3
"""kill -9 in the middle of mails and posts, five times: whatever was acknowledged is there, once."""
import collections, os, random, smtplib, sqlite3, threading, time

from desk import Desk, Folder, case, free_port, mail, new_key, run, wait_for

KILLS = 5


class Writer(threading.Thread):
    """Does one thing again until it is acknowledged, then the next."""

    def __init__(self, desk, name):
        super().__init__(daemon=True)
        self.desk, self.name, self.acknowledged, self.tried, self.is_over, self.replayed = desk, name, [], 0, False, 0

    def run(self):
        number = 0
        while not self.is_over:
            subject = "%s %d" % (self.name, number)
            if self.once(subject):
                self.acknowledged.append(subject)
                number += 1
            self.tried = number + 1


class Lmtp(smtplib.LMTP):
    """With a limit: a killed server answers nothing."""

    def _get_socket(self, host, port, timeout):
        return super()._get_socket(host, port, 5)


class Mailer(Writer):
    """A mail server delivers a mail again, byte for byte, until it gets a 250."""
    raw = None

    def once(self, subject):
        if self.raw is None:
            self.raw = mail(subject, sender="%s <%s@customer.example>" % (self.name, self.name))
        try:
            with Lmtp("127.0.0.1", self.desk.lmtp) as client:
                client.sendmail("jo@customer.example", ["help@desk.example"], self.raw)
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
            return False
        self.raw = None
        return True


class Poster(Writer):
    """A program repeats a request with its Idempotency-Key until it gets an answer."""
    key = None

    def once(self, subject):
        self.key = self.key or new_key()
        try:
            made = self.desk.post("/tickets", {"subject": subject, "body": "x"}, headers={"Idempotency-Key": self.key}, timeout=5)
        except Exception:
            time.sleep(0.05)
            return False
        assert made.status == 201, made
        self.replayed += made.headers.get("idempotency-replayed") == "true"
        self.key = None
        return True


def check_alone(desk):
    """One server a data folder; whatever a killed one was working on goes on at once."""
    code, said, wrong = run("serve", "--data", desk.data, "--listen", "127.0.0.1:%d" % free_port())
    assert code == 1 and "another Mainstay (process %d) serves the data folder" % desk.process.pid in wrong, (code, said, wrong)
    assert desk.is_healthy()
    case("a second server on the same data folder is refused: " + wrong.strip())
    desk.kill()
    with sqlite3.connect(os.path.join(desk.data, "mainstay.db")) as db:  # as if killed in the middle of this job
        held = int(time.time() * 1000) + 300_000
        assert db.execute("UPDATE jobs SET state = 'running', run_at = 0, attempts = 7, locked_by = 'dead', locked_until = ? WHERE id = 'every.tickets.release_due'", (held,)).rowcount == 1
        db.execute("INSERT INTO nodes (id, beat_at) VALUES ('dead', ?)", (held,))
    desk.start()
    wait_for(lambda: any(job["kind"] == "every.tickets.release_due" and job["attempts"] == 0 for job in desk.items("/jobs?state=waiting")), 10)
    case("a job that was being worked on when the server was killed is done again after the start, not after its lease")


with Folder() as folder:
    desk = Desk(folder)
    with desk:
        desk.set_up()
        writers = [Mailer(desk, "mail%d" % n) for n in range(4)] + [Poster(desk, "post%d" % n) for n in range(4)]
        for writer in writers:
            writer.start()
        for _ in range(KILLS):
            time.sleep(random.uniform(0.4, 1.0))
            desk.kill()
            desk.start()
        time.sleep(0.5)
        for writer in writers:
            writer.is_over = True
        for writer in writers:
            writer.join(10)
        there = collections.Counter(row["subject"] for row in desk.items("/tickets?view=all"))
        acknowledged = [subject for writer in writers for subject in writer.acknowledged]
        lost = [subject for subject in acknowledged if there[subject] == 0]
        doubled = [subject for subject, times in there.items() if times > 1]
        assert not lost and not doubled, (lost, doubled)
        assert len(there) - len(acknowledged) <= len(writers), "more than the last of each that nobody waited for"
        assert all(writer.acknowledged for writer in writers), [(w.name, len(w.acknowledged)) for w in writers]
        case("%d mails and posts, %d kills: each acknowledged one is there once; %d answers were given again"
             % (len(acknowledged), KILLS, sum(w.replayed for w in writers)))
        code, said, wrong = desk.command("audit", "verify")
        assert code == 0 and " 0 mistakes" in said, (said, wrong)
        case(said.split(";")[0])
        assert not desk.items("/mail/unprocessed")
        views = {view["key"]: view["count"] for view in desk.get("/views").json()["items"]}
        assert views["all"] == len(list(there.elements())), views
        case("the counters are right")
        check_alone(desk)
        assert desk.stop() == 0
print("ok")
