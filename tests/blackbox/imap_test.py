#!/usr/bin/env python3
"""A real Dovecot mailbox, looked at again and again by the running program."""
import glob, os, sqlite3, time

from desk import Desk, Folder, case, mail, wait_for
from servers import Dovecot, need


def box(desk):
    return desk.items("/mailboxes")[0]


def polled_again(desk, times=2):
    """Waits until the mailbox was looked at `times` more."""
    for _ in range(times):
        last = box(desk)["imap_checked_at"]
        wait_for(lambda: box(desk)["imap_checked_at"] != last)


def uid_validity(desk):
    with sqlite3.connect("file:%s/mainstay.db?mode=ro" % desk.data, uri=True) as database:
        return database.execute("SELECT imap_uid_validity FROM mailboxes").fetchone()[0]


def subjects(desk):
    return sorted(row["subject"] for row in desk.items("/tickets?view=all"))


def story(desk, dovecot):
    mailbox = box(desk)
    order = {"address": mailbox["address"], "name": mailbox["name"], "project_id": mailbox["project_id"],
             "imap": {"host": "127.0.0.1", "port": dovecot.plain, "security": "none", "user": "desk", "password": 'pass word"\\'}}
    for number in range(5):
        dovecot.deliver("m%d" % number, mail("fetched %d" % number).replace(b"\r\n", b"\n"))
    changed = desk.call("PATCH", "/mailboxes/" + mailbox["id"], order)
    assert changed.status == 200 and not changed.json()["imap"].get("password"), changed
    desk.secrets.append('pass word"\\')
    wait_for(lambda: len(subjects(desk)) >= 5)
    wait_for(lambda: all("S" in dovecot.flags("m%d" % number) for number in range(5)))
    polled_again(desk)
    assert subjects(desk) == ["fetched %d" % number for number in range(5)], subjects(desk)
    assert box(desk)["imap_state"] == "", box(desk)
    case("each mail is one ticket and seen, further polls bring nothing")

    desk.stop()
    dovecot.deliver("m5", mail("fetched 5").replace(b"\r\n", b"\n"))
    time.sleep(1)
    assert "S" not in dovecot.flags("m5")
    desk.start()
    wait_for(lambda: "fetched 5" in subjects(desk))
    case("what comes while we are down is fetched afterwards, and is seen only then")

    before = uid_validity(desk)
    dovecot.stop()
    failed = wait_for(lambda: box(desk)["imap_state"])
    assert "127.0.0.1" in failed or "connect" in failed.lower(), failed
    polled_again(desk, 1)
    for file in glob.glob(os.path.join(dovecot.folder, "mail/desk/dovecot*")):  # a new UIDVALIDITY: all mails have new names
        os.remove(file)
    dovecot.start()
    dovecot.deliver("m6", mail("fetched 6").replace(b"\r\n", b"\n"))
    wait_for(lambda: "fetched 6" in subjects(desk))
    wait_for(lambda: box(desk)["imap_state"] == "")
    polled_again(desk)
    assert uid_validity(desk) != before
    assert subjects(desk) == ["fetched %d" % number for number in range(7)], subjects(desk)
    case("a server that is away is shown and comes back; a new UIDVALIDITY brings no doubles")

    changed = desk.call("PATCH", "/mailboxes/" + mailbox["id"], {**order, "imap": {**order["imap"], "password": "wrong"}})
    assert changed.status == 200, changed
    wait_for(lambda: box(desk)["imap_state"])
    assert "wrong" not in box(desk)["imap_state"] or "password" in box(desk)["imap_state"], box(desk)
    desk.call("PATCH", "/mailboxes/" + mailbox["id"], order)
    wait_for(lambda: box(desk)["imap_state"] == "")
    case("a wrong password is shown, the right one mends it")


    check_tests(desk, dovecot, mailbox["id"], order["imap"])
    check_too_large(desk, dovecot)


def check_tests(desk, dovecot, mailbox_id, imap):
    def result(**change):
        answer = desk.post("/mailboxes/test", {"mailbox_id": mailbox_id, "imap": {**imap, **change}})
        assert answer.status == 200 and b"Dovecot" not in answer.body and imap["password"].encode() not in answer.body, answer
        return answer.json()["imap"]

    well = result(password="")  # the saved one
    assert well["is_ok"] and well["passed"] == ["resolve", "connect", "sign_in", "open"] and well["messages"] == 7, well
    for change, failed in (({"host": "no-such-host.invalid"}, "resolve"), ({"port": 1}, "connect"), ({"port": dovecot.tls, "security": "tls"}, "encrypt"),
                           ({"password": "wrong"}, "sign_in"), ({"password": "", "host": "localhost"}, "sign_in"), ({"folder": "Nowhere"}, "open")):
        answer = result(**change)
        assert not answer["is_ok"] and answer["failed"] == failed and answer["messages"] is None, (change, answer)
    case("the connection test names the step that fails; a saved password does not go to another host, a bad certificate is refused")


def check_too_large(desk, dovecot):
    head = b"From: Big Sender <big@customer.example>\nTo: help@desk.example\nSubject: the whole dump\n\n"
    dovecot.deliver("large", head + (b"x" * 76 + b"\n") * (70_000_000 // 77))
    dovecot.deliver("m9", mail("after the large one").replace(b"\r\n", b"\n"))
    wait_for(lambda: "after the large one" in subjects(desk))
    shown = desk.items("/mail/unprocessed")
    assert len(shown) == 1 and shown[0]["code"] == "too_large" and shown[0]["size"] > 64 << 20 and shown[0]["envelope_from"] == "big@customer.example", shown
    raw = desk.get("/mail/unprocessed/%s/raw" % shown[0]["id"]).body
    assert raw == head.replace(b"\n", b"\r\n"), raw[:300]
    polled_again(desk)
    assert len(desk.items("/mail/unprocessed")) == 1 and "S" not in dovecot.flags("large")
    case("a mail that is too large is shown once with its headers and size, and stays unseen on the server")


need("dovecot", "openssl")
with Folder() as folder:
    dovecot = Dovecot(folder)
    try:
        with Desk(folder, settings={"MAINSTAY_MAIL_POLL_SECONDS": 1}) as desk:
            desk.set_up()
            story(desk, dovecot)
            assert desk.stop() == 0
            desk.check_secrets()
    except BaseException:
        print(open(os.path.join(folder, "log")).read()[-2000:])
        raise
    finally:
        dovecot.stop()
print("ok")
