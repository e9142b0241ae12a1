#!/usr/bin/env python3
"""Promises P-05 to P-07 on the real server: a full disk, a slow disk, and a clock that jumps."""
import concurrent.futures, errno, glob, os, smtplib, time

from broken_disk import PWRITE, WRITE, Faults, fragile_desk
from world import Desk, Folder, Lmtp, case, mail, new_key, wait_for


def deliver(desk, raw):
    """The code that the mail server hears."""
    try:
        with Lmtp("127.0.0.1", desk.lmtp) as client:
            client.sendmail("x@customer.example", ["help@desk.example"], raw)
        return 250
    except smtplib.SMTPResponseException as refused:
        return refused.smtp_code
    except smtplib.SMTPRecipientsRefused as refused:
        return list(refused.recipients.values())[0][0]


def check_full_disk(desk, faults):
    made = desk.post("/tickets", {"subject": "before", "body": "needle"}).json()["id"]
    key, raw, small = new_key(), mail("large by mail", body="hello\r\n" * 15_000), mail("small by mail")
    faults.arm(PWRITE | WRITE, 1, errno.ENOSPC, is_sticky=True)
    for _ in range(3):
        refused = desk.post("/tickets", {"subject": "while full", "body": "b"}, headers={"Idempotency-Key": key})
        assert refused.status == 507 and refused.json()["code"] == "disk_full", refused
        assert desk.post("/tickets/%s/messages" % made, {"body": "while full"}).status == 507
        upload = desk.call("POST", "/uploads?name=a", b"x" * 100_000, headers={"content-type": "application/octet-stream"})
        assert upload.status == 507, upload
        heard = deliver(desk, raw), deliver(desk, small)
        assert heard == (452, 452), heard
        assert desk.get("/tickets/" + made).status == 200 and desk.get("/search?q=needle").json()["items"] and desk.get("/views").status == 200
    assert faults.disarm() > 0
    for _ in range(2):
        assert desk.post("/tickets", {"subject": "while full", "body": "b"}, headers={"Idempotency-Key": key}).status == 201
        assert deliver(desk, raw) == deliver(desk, small) == 250
    for subject in ("while full", "large by mail", "small by mail"):
        assert desk.ticket(subject), subject
    assert "while full" not in str(desk.get("/tickets/" + made).json()["messages"])
    case("a full disk: writes get 507, mails 452, reading goes on; afterwards everything is taken once")


def check_slow_disk(desk, faults):
    """Syncs of 200 ms: bounded queues say 503 with Retry-After, reading stays quick, nothing is lost or doubled."""
    made = desk.post("/tickets", {"subject": "read me", "body": "b"}).json()["id"]
    faults.slow_syncs(0.2)
    outcomes, slowest = [], []

    def write(number):
        answer = desk.post("/tickets", {"subject": "slow %d" % number, "body": "b"}, headers={"Idempotency-Key": new_key()}, timeout=60)
        outcomes.append((number, answer.status))
        assert answer.status == 201 or answer.status == 503 and answer.headers["retry-after"], answer

    with concurrent.futures.ThreadPoolExecutor(60) as pool:
        work = [pool.submit(write, number) for number in range(300)]
        while not all(one.done() for one in work):
            began = time.monotonic()
            status = desk.get("/tickets/" + made, timeout=60).status
            assert status in (200, 503), status
            slowest.append(time.monotonic() - began)
            time.sleep(0.02)
        for one in work:
            one.result()
    faults.slow_syncs(0)
    there = [row["subject"] for row in desk.items("/tickets?view=all")]
    kept = ["slow %d" % number for number, status in outcomes if status == 201]
    assert all(there.count(subject) == 1 for subject in kept), "lost or doubled"
    refused = sum(status == 503 for _, status in outcomes)
    assert refused and kept, (refused, len(kept))
    assert len([s for s in there if s.startswith("slow ")]) == len(kept), "a refused write was done"
    slowest.sort()
    case("a slow disk: %d writes kept, %d told to come again; %d readings meanwhile, median %.0f ms" % (len(kept), refused, len(slowest), slowest[len(slowest) // 2] * 1000))


def check_clock(folder):
    """The wall clock jumps while the server runs: no job is lost or done twice, sign-ins live on, times never go back in the log."""
    clock = os.path.join(folder, "offset")

    def jump(offset):
        open(clock + ".new", "w").write(offset)
        os.rename(clock + ".new", clock)

    jump("+0")
    library = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    assert library, "missing Debian package: faketime"
    settings = {"LD_PRELOAD": library[0], "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_NO_CACHE": 1, "FAKETIME_DONT_FAKE_MONOTONIC": 1}
    desk = Desk(folder, "clock", settings)
    with desk:
        desk.set_up()
        number = 0
        for offset in ("+1h", "-1h", "+30d", "+0", "+400d", "-30d", "+12y", "+0"):
            jump(offset)
            number += 1
            made = desk.post("/tickets", {"subject": "jump %d" % number, "body": "b", "requester_email": "c@customer.example", "requester_name": "C"})
            assert made.status == 201, (offset, made)
            assert deliver(desk, mail("mail %d" % number)) == 250, offset
            assert desk.get("/me").status == 200, "a token died by a jump of " + offset
            wait_for(lambda: not [job for job in desk.items("/jobs?state=running") if job["kind"] != "channels.send"], 10)
        subjects = sorted(row["subject"] for row in desk.items("/tickets?view=all"))
        assert subjects == sorted(["jump %d" % n for n in range(1, number + 1)] + ["mail %d" % n for n in range(1, number + 1)]), subjects
        jump("+1d")
        kinds = [job["kind"] for job in desk.items("/jobs?state=waiting") if job["kind"].startswith("every.")]
        assert kinds and len(set(kinds)) == len(kinds), kinds
        assert not desk.items("/jobs?state=dead")
        assert desk.stop() == 0
    code, said, wrong = desk.command("audit", "verify")
    assert code == 0 and " 0 mistakes" in said, (said, wrong)
    case("a clock that jumps by hours, days and years, both ways: everything once, no job lost, the log whole")


with Folder() as folder, Folder() as elsewhere:
    faults = Faults(elsewhere)
    desk = fragile_desk(folder, faults, {"MAINSTAY_SERVER_WORKERS": 16, "MAINSTAY_SERVER_MAX_QUEUE": 20})
    with desk:
        desk.set_up()
        check_full_disk(desk, faults)
        check_slow_disk(desk, faults)
        assert desk.stop(30) == 0
    check_clock(elsewhere)
print("ok")
