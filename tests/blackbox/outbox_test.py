#!/usr/bin/env python3
"""The server for outgoing mail is away: nothing is lost, the reason is shown, each mail goes out once."""
import collections, concurrent.futures

from desk import Desk, Folder, Sink, case, wait_for


def open_ticket(desk, number):
    made = desk.post("/tickets", {"subject": "outgoing %d" % number, "body": "x", "requester_email": "c%d@customer.example" % number, "requester_name": "C"})
    assert made.status == 201, made
    reply = desk.post("/tickets/%s/messages" % made.json()["id"], {"body": "answer %d" % number})
    assert reply.status == 201, reply
    return made.json()["id"]


def outbox(desk, state="queued"):
    return desk.items("/mail/outbox?state=" + state)


def story(desk, sink):
    sink.stop()
    tickets = [open_ticket(desk, number) for number in range(6)]
    waiting = wait_for(lambda: [m for m in outbox(desk) if m["last_error"] and m["attempts"]] if len([m for m in outbox(desk) if m["last_error"]]) == 6 else None, 30)
    assert all("connect" in m["last_error"].lower() or "refused" in m["last_error"].lower() for m in waiting), waiting
    assert {m["ticket_id"] for m in waiting} == set(tickets) and not outbox(desk, "failed"), waiting
    assert desk.get("/tickets/" + tickets[0]).json()["messages"][-1]["delivery"][0]["state"] == "queued"
    case("six mails wait, each with the reason")

    sink.start()
    with concurrent.futures.ThreadPoolExecutor(12) as pool:  # impatient people press the button again and again
        retried = list(pool.map(lambda m: desk.post("/mail/outbox/%s/retry" % m["id"]).status, waiting * 4))
    assert set(retried) <= {204, 404} and 204 in retried, retried
    wait_for(lambda: len(outbox(desk, "sent")) == 6)
    wait_for(lambda: not outbox(desk) and not outbox(desk, "sending"))
    counts = collections.Counter(recipient for _, recipients, _ in sink.mails for recipient in recipients)
    assert counts == {"c%d@customer.example" % number: 1 for number in range(6)}, counts
    assert desk.get("/tickets/" + tickets[0]).json()["messages"][-1]["delivery"][0]["state"] == "sent"
    case("after a retry each goes out, once")

    sink.refuse = "550 5.1.1 nobody of that name"
    refused = open_ticket(desk, 7)
    dead = wait_for(lambda: outbox(desk, "failed"))[0]
    assert "nobody of that name" in dead["last_error"] and dead["ticket_id"] == refused, dead
    kinds = [entry["kind"] for entry in desk.get("/tickets/%s/history" % refused).json()["items"]]
    assert "channels.mail_failed" in kinds, kinds
    case("what is refused for good is shown with the words of the server")

    sink.refuse = None
    stopped = desk.call("PUT", "/mail/sending", {"is_stopped": True, "reason": "spring cleaning"})
    assert stopped.status == 200, stopped
    open_ticket(desk, 8)
    held = wait_for(lambda: [m for m in outbox(desk) if "spring cleaning" in m["last_error"]])[0]
    desk.call("PUT", "/mail/sending", {"is_stopped": False})
    assert desk.post("/mail/outbox/%s/retry" % held["id"]).status == 204
    wait_for(lambda: sink.to("c8@customer.example"))
    case("the stop switch holds a mail and lets it go")


with Folder() as folder:
    sink = Sink()
    with Desk(folder, settings=sink.settings()) as desk:
        desk.set_up()
        story(desk, sink)
        assert desk.stop() == 0
        desk.check_secrets()
    sink.stop()
print("ok")
