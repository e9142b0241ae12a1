#!/usr/bin/env python3
"""Our client sends to a real Postfix, which hands the mail to our LMTP intake. Usage: postfix_test.py mail_probe"""
import os, re, sys

from servers import Folder, Intake, Postfix, need, probe_json, wait_for

def mail(subject, body=b"Hello\r\n"):
    return b"From: Jo <jo@sender.example>\r\nTo: help@desk.example\r\nSubject: " + subject + b"\r\nMessage-ID: <" + subject + b"@sender.example>\r\n\r\n" + body


def body_of(raw):
    return raw.split(b"\r\n\r\n", 1)[1]


def check_arrival(send, intake):
    tricky = b"..dot\r\n.\r\nFrom here\r\n" + "Grüße 你好\r\n".encode() + b"x" * 990 + b"\r\n\r\n"
    result = send(mail(b"arrival", tricky), "help@desk.example,second@desk.example")
    assert result["failure"] == "none" and result["code"] == 250, result
    envelope, raw = wait_for(lambda: intake.to("help@desk.example"))[0]
    assert envelope["sender"] == "jo@sender.example" and sorted(envelope["recipients"]) == ["help@desk.example", "second@desk.example"], envelope
    assert body_of(raw) == tricky, raw
    print("a mail arrives byte for byte, for two recipients at once")


def check_large(send, intake):
    large = (b"0123456789" * 7 + b"\r\n") * 200_000
    assert send(mail(b"large", large), "large@desk.example")["failure"] == "none"
    _, raw = wait_for(lambda: intake.to("large@desk.example"))[0]
    assert body_of(raw) == large
    print("a mail of 14 MB arrives byte for byte")


def check_bounce(probe, send, intake):
    assert send(mail(b"bounce"), "no@desk.example")["failure"] == "none"
    envelope, raw = wait_for(lambda: intake.to("jo@sender.example"))[0]
    verdict = probe_json(probe, "inspect", raw)["verdict"]
    assert envelope["sender"] == "", envelope
    failed = verdict["failed"][0]
    assert (verdict["kind"], failed["recipient"], failed["status"], failed["reply"]) == ("bounce", "no@desk.example", "5.1.1", 550), verdict
    assert verdict["original_message_id"] == "<bounce@sender.example>" and not verdict["may_be_answered"], verdict
    print("what we refuse comes back as a bounce, and we understand it")


def check_deferred(postfix, send, intake):
    assert send(mail(b"part"), "full@desk.example,fine@desk.example")["failure"] == "none"
    wait_for(lambda: intake.to("fine@desk.example"))
    queue = wait_for(lambda: [line for line in postfix.queue().splitlines() if "full@desk.example" in line])
    assert "fine@desk.example" not in queue[0] and "Mailbox full" in queue[0], queue
    print("of two recipients one is kept, the other stays in Postfix' queue")


def check_outage(postfix, probe, folder, send, intake):
    port = intake.port
    intake.stop()
    assert send(mail(b"outage"), "late@desk.example")["failure"] == "none"
    wait_for(lambda: "late@desk.example" in postfix.queue() and "refused" in postfix.queue())
    # the same port again, as a restarted service has it
    config = os.path.join(postfix.config, "main.cf")
    again = Intake(probe, folder)
    text = open(config).read().replace("127.0.0.1:%d" % port, "127.0.0.1:%d" % again.port)
    open(config, "w").write(text)
    postfix.run("postfix", "reload")
    try:
        wait_for(lambda: postfix.flush() or again.to("late@desk.example"), 60, 1)
    finally:
        again.stop()
    print("a mail sent while we are down arrives afterwards")


def check_tls(probe, postfix, message):
    options = {"host": "localhost", "port": postfix.port, "from": "jo@sender.example", "to": "tls@desk.example"}
    assert probe_json(probe, "send", message, tls="starttls", ca=postfix.cert, **options)["failure"] == "none"
    unknown = probe_json(probe, "send", message, tls="starttls", **options)
    assert unknown["failure"] == "our_config", unknown
    print("TLS with our certificate works, with an unknown one nothing is sent")


def main():
    need("postfix", "postqueue", "openssl")
    probe = sys.argv[1]
    with Folder() as folder:
        intake = Intake(probe, folder)
        postfix = Postfix(folder, intake.port)
        try:
            send = lambda message, to: probe_json(probe, "send", message, host="127.0.0.1", port=postfix.port, tls="none", to=to, **{"from": "jo@sender.example"})
            check_arrival(send, intake)
            check_large(send, intake)
            check_bounce(probe, send, intake)
            check_deferred(postfix, send, intake)
            check_tls(probe, postfix, mail(b"tls"))
            refused = send(mail(b"relay"), "x@elsewhere.invalid,help@desk.example")
            assert refused["failure"] == "none", refused
            check_outage(postfix, probe, folder, send, intake)
        except BaseException:
            log = os.path.join(folder, "maillog")
            if os.path.exists(log):
                print(re.sub(r"(?m)^", "    ", open(log).read()[-4000:]))
            raise
        finally:
            postfix.stop()
            intake.stop()
    print("ok")


main()
