#!/usr/bin/env python3
"""ledger.py [--kills N] [--seed N]: promise P-01. Clients write what they are about to do and what was acknowledged into
a file of their own; the real server is killed with SIGKILL at random moments and started again. Afterwards each
acknowledged effect is there exactly once. On PostgreSQL when tests/support/with_postgres.sh runs it."""
import argparse, collections, hashlib, http.client, json, os, random, smtplib, sqlite3, threading, time

from world import Desk, Dovecot, Folder, Lmtp, case, make_database, mail, need, new_key, wait_for

STATUSES = ("open", "waiting_for_customer", "on_hold", "waiting_for_upstream")


class Ledger:
    """One file of lines: intents and acknowledgements, written through before anything goes on."""

    def __init__(self, path):
        self.file, self.lock, self.lines = open(path, "a"), threading.Lock(), []

    def add(self, **line):
        with self.lock:
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()
            self.lines.append(line)

    def all(self, state, kind):
        return [line for line in self.lines if line["state"] == state and line["kind"] == kind]


class Client(threading.Thread):
    """Does one thing again, with the same key or the same bytes, until it is acknowledged; then the next."""

    def __init__(self, desk, ledger, name, seed):
        super().__init__(daemon=True)
        self.desk, self.ledger, self.name, self.random = desk, ledger, name, random.Random("%s %s" % (seed, name))
        self.is_over, self.number, self.replayed, self.wrong, self.tickets = False, 0, 0, [], []

    def run(self):
        while not self.is_over and not self.wrong:
            self.number += 1
            try:
                self.step("%s%d" % (self.name, self.number))
            except Exception as failure:
                self.wrong.append(repr(failure))

    def again(self, attempt):
        """Until it is answered; None when the test is over before."""
        while not self.is_over:
            try:
                return attempt()
            except (OSError, ValueError, http.client.HTTPException, smtplib.SMTPException):
                time.sleep(0.02)
        return None

    def ask(self, path, body, expected=201, method="POST"):
        key = new_key()
        answer = self.again(lambda: self.desk.call(method, path, body, headers={"Idempotency-Key": key} if method == "POST" else {}, timeout=5))
        if answer is None:
            return None
        self.replayed += answer.headers.get("idempotency-replayed") == "true"
        assert answer.status == expected, (path, answer)
        return answer.json()

    def effect(self, kind, marker, act, **more):
        self.ledger.add(state="intent", kind=kind, marker=marker, **more)
        done = act()
        if done is not None:
            self.ledger.add(state="ack", kind=kind, marker=marker, id=done.get("id", ""), **more)
        return done


class Poster(Client):
    """Tickets, replies, notes, files and states through HTTP."""

    def step(self, marker):
        choice = self.random.random()
        if not self.tickets or choice < 0.3:
            made = self.effect("ticket", marker, lambda: self.ask("/tickets", {"subject": marker, "body": "about " + marker + "b"}))
            if made:
                self.tickets.append(made["id"])
            return
        ticket = self.random.choice(self.tickets[-5:])
        if choice < 0.6:
            kind = self.random.choice(("reply", "note"))
            self.effect("message", marker, lambda: self.ask("/tickets/%s/messages" % ticket, {"kind": kind, "body": "word " + marker}),
                        ticket=ticket, is_reply=kind == "reply")
        elif choice < 0.8:
            self.upload(marker, ticket)
        else:
            status = self.random.choice(STATUSES)
            self.effect("status", marker, lambda: self.ask("/tickets/%s/status" % ticket, {"status": status}, 200, "PUT"), ticket=ticket, status=status)

    def upload(self, marker, ticket):
        content = (marker * 3000).encode()[: self.random.choice((100, 20_000))]
        key = new_key()
        sent = self.again(lambda: self.desk.call("POST", "/uploads?name=%s.txt" % marker, content,
                                                 headers={"content-type": "application/octet-stream", "Idempotency-Key": key}, timeout=5))
        if sent is None:
            return
        assert sent.status == 201, sent
        file = sent.json()["id"]
        self.effect("message", marker, lambda: self.ask("/tickets/%s/messages" % ticket, {"kind": "note", "body": "file " + marker, "attachments": [file]}),
                    ticket=ticket, file=file, sha256=hashlib.sha256(content).hexdigest())


class Mailer(Client):
    """A mail server that delivers the same bytes until it hears 250."""

    def step(self, marker):
        raw = mail(marker, sender="%s <%s@customer.example>" % (self.name, self.name), body="mail " + marker + "b\r\n")
        self.effect("mail", marker, lambda: self.again(lambda: self.deliver(raw)))

    def deliver(self, raw):
        with Lmtp("127.0.0.1", self.desk.lmtp) as client:
            client.sendmail("x@customer.example", ["help@desk.example"], raw)
        return {}


class Postman(Client):
    r"""Puts mails into a Dovecot mailbox; \Seen is our acknowledgement."""

    def __init__(self, desk, ledger, dovecot, seed):
        super().__init__(desk, ledger, "imap", seed)
        self.dovecot = dovecot

    def step(self, marker):
        self.ledger.add(state="intent", kind="imap", marker=marker)
        self.dovecot.deliver(marker, mail(marker, body="mail " + marker + "b\r\n").replace(b"\r\n", b"\n"))
        time.sleep(self.random.uniform(0.02, 0.2))


def fetch_mailbox(desk, dovecot):
    box = desk.items("/mailboxes")[0]
    order = {"address": box["address"], "name": box["name"], "project_id": box["project_id"],
             "imap": {"host": "127.0.0.1", "port": dovecot.plain, "security": "none", "user": "desk", "password": 'pass word"\\'}}
    assert desk.call("PATCH", "/mailboxes/" + box["id"], order).status == 200


def kill_again_and_again(desk, kills, chance):
    ready = []
    for _ in range(kills):
        time.sleep(chance.uniform(0.02, 0.7))
        desk.kill()
        began = time.monotonic()
        desk.start()
        wait_for(lambda: desk.get("/readyz").status == 200, 20, 0.005)
        ready.append(time.monotonic() - began)
    return sorted(ready)


def check_http(desk, ledger):
    """Messages and files once and whole, states the last acknowledged one or a later wish."""
    texts, files = collections.Counter(), {}
    for ticket in {line["ticket"] for line in ledger.lines if "ticket" in line}:
        for message in desk.items("/tickets/%s/messages" % ticket):
            texts[message["text"].split(" ")[-1].strip()] += 1
            for file in message["attachments"]:
                files[file["name"]] = file
    lost = [line["marker"] for line in ledger.all("ack", "message") if texts[line["marker"]] != 1]
    doubled = [line["marker"] for line in ledger.all("intent", "message") if texts[line["marker"]] > 1]
    assert not lost and not doubled, (lost, doubled)
    for line in ledger.all("ack", "message"):
        if "file" in line:
            answer = desk.call("GET", files[line["marker"] + ".txt"]["url"].removeprefix("/api/v1"))
            assert answer.status == 200 and hashlib.sha256(answer.body).hexdigest() == line["sha256"], line
    for ticket, states in possible_states(ledger).items():
        assert desk.get("/tickets/" + ticket).json()["status"] in states, (ticket, states)


def possible_states(ledger):
    """Only one client works on a ticket: the last acknowledged state, or what was asked for after it."""
    states = {}
    for line in ledger.lines:
        if line["kind"] == "status":
            states[line["ticket"]] = {line["status"]} if line["state"] == "ack" else states.get(line["ticket"], {"new"}) | {line["status"]}
        elif line.get("is_reply"):  # a reply of an agent waits for the customer
            states[line["ticket"]] = states.get(line["ticket"], {"new"}) | {"waiting_for_customer", "open"}
    return states


def check_tickets(desk, ledger):
    rows = desk.items("/tickets?view=all")
    there = collections.Counter(row["subject"] for row in rows)
    for kind in ("ticket", "mail", "imap"):
        lost = [line["marker"] for line in ledger.all("ack", kind) if there[line["marker"]] != 1]
        doubled = [line["marker"] for line in ledger.all("intent", kind) if there[line["marker"]] > 1]
        assert not lost and not doubled, (kind, lost, doubled)
    assert set(there) <= {line["marker"] for line in ledger.lines}, "a ticket nobody asked for"
    ids = {row["subject"]: row["id"] for row in rows}
    assert all(ids[line["marker"]] == line["id"] for line in ledger.all("ack", "ticket")), "another id than the acknowledged one"
    views = {view["key"]: view["count"] for view in desk.get("/views").json()["items"]}
    assert views["all"] == len(rows), (views, len(rows))
    for key in ("new", "on_hold", "waiting_for_customer", "waiting_for_upstream"):
        assert views[key] == sum(row["status"] == key for row in rows), (key, views)


def check_search(desk, ledger, chance):
    """What is there is found, once; asked for some hundreds of the words."""
    acks = [line for line in ledger.lines if line["state"] == "ack" and line["kind"] in ("ticket", "mail", "imap", "message")]
    for line in chance.sample(acks, min(300, len(acks))):
        word = line["marker"] + ("" if line["kind"] == "message" else "b")
        found = desk.get("/search?q=" + word).json()["items"]
        assert len(found) == 1, (word, found)
    return min(300, len(acks))


def check_database(desk):
    with sqlite3.connect(os.path.join(desk.data, "mainstay.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        missing = db.execute("SELECT count(*) FROM messages m WHERE NOT EXISTS (SELECT 1 FROM search_docs d WHERE d.message_seq = m.seq)").fetchone()[0]
        assert missing == 0, "%d messages are not in the search index" % missing


def story(desk, ledger, dovecot, kills, seed):
    chance = random.Random(seed)
    desk.set_up()
    fetch_mailbox(desk, dovecot)
    clients = [Poster(desk, ledger, "post%dx" % n, seed) for n in range(5)] + [Mailer(desk, ledger, "mail%dx" % n, seed) for n in range(3)]
    clients.append(Postman(desk, ledger, dovecot, seed))
    for client in clients:
        client.start()
    ready = kill_again_and_again(desk, kills, chance)
    time.sleep(0.3)
    for client in clients:
        client.is_over = True
    for client in clients:
        client.join(20)
    wrong = [client.wrong for client in clients if client.wrong]
    assert not wrong, wrong
    put = [line["marker"] for line in ledger.all("intent", "imap")]
    wait_for(lambda: all("S" in dovecot.flags(marker) for marker in put), 60)
    for marker in put:
        ledger.add(state="ack", kind="imap", marker=marker)
    check_tickets(desk, ledger)
    check_http(desk, ledger)
    acked = collections.Counter(line["kind"] for line in ledger.lines if line["state"] == "ack")
    assert all(acked[kind] for kind in ("ticket", "message", "status", "mail", "imap")), acked
    case("seed %s: %d kills; acknowledged and there once: %s; %d answers were given again" %
         (seed, kills, dict(acked), sum(client.replayed for client in clients)))
    case("search finds %d of %d asked; ready again: median %.2f s, worst %.2f s" % ((check_search(desk, ledger, chance),) * 2 + (ready[len(ready) // 2], ready[-1])))
    assert not desk.items("/mail/unprocessed"), "mails that were not understood"
    assert not desk.items("/jobs?state=dead"), "dead jobs"
    assert desk.stop() == 0
    code, said, bad = desk.command("audit", "verify")
    assert code == 0 and " 0 mistakes" in said, (said, bad)
    if not os.environ.get("MAINSTAY_TEST_PG"):
        check_database(desk)
    case("the log of events is whole; the database is intact")


need("dovecot")
options = argparse.ArgumentParser()
options.add_argument("--kills", type=int, default=25)
options.add_argument("--seed", default=str(random.randrange(10**6)))
options = options.parse_args()
with Folder() as folder, Folder() as elsewhere:
    dovecot = Dovecot(elsewhere)
    settings = {"MAINSTAY_MAIL_POLL_SECONDS": 1, **make_database("ledger")}
    desk = Desk(folder, settings=settings)
    try:
        with desk:
            story(desk, Ledger(os.path.join(elsewhere, "ledger")), dovecot, options.kills, options.seed)
    except BaseException:
        print("    seed %s" % options.seed)
        raise
    finally:
        dovecot.stop()
print("ok")
