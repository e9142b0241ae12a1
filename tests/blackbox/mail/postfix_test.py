#!/usr/bin/env python3
"""Our client sends to a real Postfix, which hands the mail to our LMTP intake. Usage: postfix_test.py mail_probe"""
import os, re, subprocess, sys

from servers import Folder, Intake, certificate, free_port, is_listening, need, probe_json, wait_for

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = desk.example, sender.example
relay_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_relay_restrictions = permit_mynetworks, reject
message_size_limit = 30000000
mailbox_size_limit = 0
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 2s
alias_maps =
alias_database =
notify_classes =
"""
MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    def __init__(self, folder, lmtp):
        self.config, self.port = os.path.join(folder, "postfix"), free_port()
        self.cert, key = certificate(folder)
        for name in ("postfix", "queue", "data"):
            os.mkdir(os.path.join(folder, name))
        subprocess.run(["chown", "postfix", os.path.join(folder, "data")], check=True)
        values = {"folder": folder, "lmtp": lmtp, "smtp": self.port, "cert": self.cert, "key": key}
        open(os.path.join(self.config, "main.cf"), "w").write(MAIN.format(**values))
        open(os.path.join(self.config, "master.cf"), "w").write(MASTER.format(**values))
        self.run("postfix", "start")
        wait_for(lambda: is_listening(self.port))

    def run(self, program, *options):
        done = subprocess.run([program, "-c", self.config, *options], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def queue(self):
        return self.run("postqueue", "-j")

    def flush(self):
        self.run("postqueue", "-f")

    def stop(self):
        self.run("postfix", "stop")


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
