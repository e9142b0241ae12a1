#!/usr/bin/env python3
"""A nearly full disk and --read-only with the real program: people read and sign in, mail servers keep their mails, and all goes on afterwards."""
import os, smtplib

from desk import PASSWORD, Desk, Folder, case, mail


def refused_mail(desk):
    try:
        with smtplib.LMTP("127.0.0.1", desk.lmtp) as client:
            client.sendmail("li@customer.example", ["help@desk.example"], mail("Waiting"))
    except smtplib.SMTPResponseException as refusal:
        return refusal.smtp_code
    except smtplib.SMTPRecipientsRefused as refusal:
        return list(refusal.recipients.values())[0][0]
    return 250


def check_refusing(desk, mode, status, code):
    assert desk.get("/service").json() == {"mode": mode}
    made = desk.post("/tickets", {"subject": "While", "body": "x"})
    assert made.status == status and made.json()["code"] == code and "retry-after" in made.headers, made
    assert desk.post("/sessions", {"email": "ada@desk.example", "password": PASSWORD}, is_anonymous=True).status == 201
    assert [row["subject"] for row in desk.items("/tickets?view=all")] == ["Before"]
    assert refused_mail(desk) == 452
    saved, said, wrong = desk.command("backup", "--to", os.path.join(os.path.dirname(desk.data), mode + ".backup"))
    assert saved == 0, (said, wrong)


with Folder() as folder:
    desk = Desk(folder)
    with desk:
        desk.set_up()
        assert desk.post("/tickets", {"subject": "Before", "body": "x"}).status == 201
        assert desk.stop() == 0
    desk.settings["MAINSTAY_DATA_KEEP_FREE_MB"] = 1_000_000_000
    with desk:
        check_refusing(desk, "full", 507, "disk_full")
        case("less space than is kept free: 507, mail 452; reading, sign-in and backup go on")
        assert desk.stop() == 0
    del desk.settings["MAINSTAY_DATA_KEEP_FREE_MB"]
    desk.flags.append("--read-only")
    with desk:
        check_refusing(desk, "read_only", 503, "read_only")
        case("--read-only: 503, mail 452; reading, sign-in and backup go on")
        assert desk.stop() == 0
    desk.flags.remove("--read-only")
    with desk:
        assert refused_mail(desk) == 250 and desk.ticket("Waiting")
        assert desk.stop() == 0
    case("afterwards the mail is taken")
print("ok")
