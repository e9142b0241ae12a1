#!/usr/bin/env python3
"""Mails of 40 MB, several at once and by every way in: the memory of the program stays where it was."""
import base64, concurrent.futures, hashlib, os, smtplib, subprocess, sys

from desk import BINARY, Desk, Folder, case, clean_environment, wait_for
from servers import Dovecot, need

MOST = 24 << 20  # above idle, for six of them at once
FILE = os.urandom(1 << 20) * 28
ENCODED = base64.encodebytes(FILE).replace(b"\n", b"\r\n")


def large(subject):
    return (b"From: Li <li@customer.example>\r\nTo: help@desk.example\r\nSubject: " + subject.encode() + b"\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\nContent-Type: text/plain\r\n\r\nThe dump is attached.\r\n--edge\r\n"
            b"Content-Type: application/octet-stream; name=dump.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" + ENCODED + b"--edge--\r\n")


def peak(pid):
    return int([line for line in open("/proc/%d/status" % pid) if line.startswith("VmHWM")][0].split()[1]) << 10


def forget_peak(pid):
    open("/proc/%d/clear_refs" % pid, "w").write("5")


def send(desk, number):
    with smtplib.LMTP("127.0.0.1", desk.lmtp, timeout=120) as client:
        client.sendmail("li@customer.example", ["help@desk.example"], large("large %d" % number))


def check_file(desk, subject):
    ticket = desk.ticket(subject)
    attachment = ticket["messages"][0]["attachments"][0]
    assert attachment["name"] == "dump.bin" and attachment["size"] == len(FILE), attachment
    assert hashlib.sha256(desk.get("/attachments/" + attachment["id"]).body).digest() == hashlib.sha256(FILE).digest()
    return ticket


def grows(desk, what, act):
    forget_peak(desk.process.pid)
    before = peak(desk.process.pid)
    act()
    more = peak(desk.process.pid) - before
    print("    %s: VmHWM %.1f MB, %.1f MB above before" % (what, (before + more) / 1e6, more / 1e6))
    assert more < MOST, "%s took %.1f MB" % (what, more / 1e6)


def by_lmtp(desk):
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: send(desk, number), range(6)))


def by_imap(desk, dovecot):
    mailbox = desk.items("/mailboxes")[0]
    order = {"address": mailbox["address"], "name": mailbox["name"], "project_id": mailbox["project_id"],
             "imap": {"host": "127.0.0.1", "port": dovecot.plain, "security": "none", "user": "desk", "password": 'pass word"\\'}}
    dovecot.deliver("large", large("large by IMAP").replace(b"\r\n", b"\n"))
    assert desk.call("PATCH", "/mailboxes/" + mailbox["id"], order).status == 200
    wait_for(lambda: desk.ticket("large by IMAP"), 60)


# A small process in between: the peak of a child begins with that of the process that forked it.
MEASURE = ("import os, subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
           "_, status, usage = os.wait4(p.pid, 0); print(os.waitstatus_to_exitcode(status), usage.ru_maxrss << 10)")


def peak_of_command(desk, words, data):
    """One command of the program: (exit code, most bytes of memory)."""
    done = subprocess.run([sys.executable, "-c", MEASURE, BINARY, *words, "--data", desk.data], input=data, stdout=subprocess.PIPE,
                          env=clean_environment(**desk.settings), timeout=120)
    return tuple(map(int, done.stdout.split()))


def story(desk, dovecot, folder):
    grows(desk, "six mails of 40 MB at once by LMTP", lambda: by_lmtp(desk))
    ticket = None
    for number in range(6):
        ticket = check_file(desk, "large %d" % number)
    raw = desk.get("/tickets/%s/messages/%s/raw" % (ticket["id"], ticket["messages"][0]["id"]))
    assert raw.body.endswith(large("large 5")), len(raw.body)
    case("six large mails at once by LMTP")
    grows(desk, "one by IMAP", lambda: by_imap(desk, dovecot))
    check_file(desk, "large by IMAP")
    case("a large mail by IMAP")
    small = peak_of_command(desk, ["mail", "deliver", "--to", "help@desk.example"], b"From: a@b.example\r\nSubject: small\r\n\r\nx\r\n")
    big = peak_of_command(desk, ["mail", "deliver", "--to", "help@desk.example"], large("large by pipe"))
    print("    pipe: %.1f MB for a small mail, %.1f MB for a large one" % (small[1] / 1e6, big[1] / 1e6))
    assert small[0] == 0 and big[0] == 0 and big[1] - small[1] < MOST, (small, big)
    check_file(desk, "large by pipe")
    case("a large mail by the pipe command")
    mbox = os.path.join(folder, "history.mbox")
    with open(mbox, "wb") as out:
        for number in range(2):
            out.write(b"From li\n" + large("large history %d" % number).replace(b"\r\n", b"\n") + b"\n")
    read = peak_of_command(desk, ["import", "mbox", mbox], b"")
    print("    import: %.1f MB" % (read[1] / 1e6))
    assert read[0] == 0 and read[1] - small[1] < MOST, (small, read)
    check_file(desk, "large history 1")
    case("large mails by import")


need("dovecot")
with Folder() as folder:
    dovecot = Dovecot(folder)
    try:
        with Desk(folder, settings={"MAINSTAY_MAIL_POLL_SECONDS": 1}) as desk:
            desk.set_up()
            story(desk, dovecot, folder)
            assert desk.stop() == 0
    finally:
        dovecot.stop()
print("ok")
