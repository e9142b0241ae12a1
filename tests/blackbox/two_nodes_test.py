#!/usr/bin/env python3
"""Two programs on one PostgreSQL act as one desk. Run by tests/support/with_postgres.sh."""
import collections, os, shutil, subprocess, time
from smtplib import LMTP
from urllib.parse import parse_qs, urlsplit

from desk import Desk, Folder, Live, Sink, case, mail, new_key, wait_for


def make_database():
    url = os.environ["MAINSTAY_TEST_PG"]
    socket_folder = parse_qs(urlsplit(url.replace("%DB%", "x")).query)["host"][0]
    subprocess.run(["psql", "-h", socket_folder, "-U", "mainstay", "-d", "postgres", "-qc", "CREATE DATABASE two_nodes"], check=True)
    return url.replace("%DB%", "two_nodes")


def story(a, b, sink):
    b.token = a.token
    live_a, live_b = Live(a), Live(b)
    made = a.post("/tickets", {"subject": "seen on both", "body": "x", "requester_email": "c@customer.example", "requester_name": "C"}).json()
    began = time.time()
    live_b.wait("tickets.ticket_opened", subject_id=made["id"])
    latency = time.time() - began
    b.post("/tickets/%s/messages" % made["id"], {"kind": "note", "body": "from b"})
    live_a.wait("tickets.message_added", subject_id=made["id"])
    assert a.get("/tickets/" + made["id"]).json()["messages"][-1]["text"] == "from b"
    case("news of one node is heard on the other (%.2f s)" % latency)

    key, order = new_key(), {"subject": "asked twice", "body": "x"}
    first, second = (node.post("/tickets", order, headers={"Idempotency-Key": key}) for node in (a, b))
    assert first.status == second.status == 201 and first.json() == second.json() and second.headers["idempotency-replayed"] == "true", (first, second)
    assert a.ticket("asked twice")["message_count"] == 1
    other = b.post("/tickets", {"subject": "another", "body": "x"}, headers={"Idempotency-Key": key})
    assert other.status in (409, 422), other
    case("a request repeated at the other node gets the same answer")

    raw = mail("by either door")
    for node in (a, b):
        with LMTP("127.0.0.1", node.lmtp) as client:
            client.sendmail("li.wei@customer.example", ["help@desk.example"], raw)
    assert b.ticket("by either door")["message_count"] == 1
    wait_for(lambda: sink.to("li.wei@customer.example"))
    case("a mail that comes to both is one ticket")

    for number in range(40):
        node = (a, b)[number % 2]
        reply = node.post("/tickets/%s/messages" % made["id"], {"body": "answer %d" % number})
        assert reply.status == 201, reply
    wait_for(lambda: len(a.items("/mail/outbox?state=sent")) >= 41 and not a.items("/mail/outbox?state=sending"), 30)
    texts = collections.Counter(m.get_body(("plain",)).get_content().split("answer ")[1].split("\n")[0].strip() for m in sink.to("c@customer.example"))
    assert texts == {str(number): 1 for number in range(40)}, texts
    case("forty mails are sent by both, each once")
    waiting = b.items("/jobs?state=waiting")
    assert len({job["kind"] for job in waiting}) == len(waiting), waiting
    assert not b.items("/jobs?state=dead")
    case("each repeated job is there once for both")
    numbers = [e[0] for e in live_b.events]
    assert numbers == sorted(set(numbers)), numbers
    live_a.close(), live_b.close()


def check_cap(a, b, sink):
    """A cap of 20 mails a minute holds for both together."""
    project = a.post("/projects", {"name": "Slow"}).json()["id"]
    made = a.post("/mailboxes", {"address": "slow@desk.example", "name": "Slow", "project_id": project, "most_per_minute": 20})
    assert made.status == 201, made
    while time.time() % 60 > 40:  # all of it within one minute of the clock
        time.sleep(0.5)
    sent = len(sink.mails)
    ticket = a.post("/tickets", {"subject": "many", "body": "x", "requester_email": "d@customer.example", "requester_name": "D",
                                "project_id": project}).json()
    minute = int(time.time() // 60)
    for number in range(50):
        (a, b)[number % 2].post("/tickets/%s/messages" % ticket["id"], {"body": "more %d" % number})
    wait_for(lambda: len([m for m in a.items("/mail/outbox?state=queued") if "cap" in m["last_error"]]) >= 30, 20)
    assert int(time.time() // 60) == minute, "too slow to judge"
    assert len(sink.mails) - sent == 20, len(sink.mails) - sent
    case("the cap of a minute counts for both: %d of 50 went out" % (len(sink.mails) - sent))


with Folder() as folder:
    url, sink = make_database(), Sink()
    settings = {**sink.settings(), "MAINSTAY_DATA_DATABASE": url, "MAINSTAY_MAIL_PER_MINUTE": 100000}
    a, b = Desk(folder, "a", settings), Desk(folder, "b", settings)
    try:
        with a:
            a.set_up()
            box = a.items("/mailboxes")[0]
            order = {"address": box["address"], "name": box["name"], "project_id": box["project_id"], "most_per_minute": 100000}
            assert a.call("PATCH", "/mailboxes/" + box["id"], order).status == 200
            os.mkdir(b.data, 0o700)
            shutil.copy2(os.path.join(a.data, "mainstay.key"), b.data)
            os.symlink(os.path.join(a.data, "blobs"), os.path.join(b.data, "blobs"))  # nodes share the folder of files
            with b:
                assert "/setup?token=" not in b.said()
                story(a, b, sink)
                check_cap(a, b, sink)
                assert b.stop() == 0
                assert a.is_healthy()
            assert a.stop() == 0
        code, said, wrong = a.command("audit", "verify")
        assert code == 0 and " 0 mistakes" in said, (said, wrong)
        a.check_secrets(), b.check_secrets()
        case("both stop cleanly, and their log of events is whole")
    finally:
        sink.stop()
print("ok")
