#!/usr/bin/env python3
"""STARTTLS on our LMTP and SMTP ports: swaks, a Postfix that insists on it, and somebody who slips plain text in before it."""
import os, re, smtplib, socket, ssl, subprocess

from desk import Desk, Folder, case, free_port, mail, wait_for
from servers import Postfix, certificate, need


def swaks(port, protocol, *options):
    return subprocess.run(["swaks", "--server", "127.0.0.1:%d" % port, "--protocol", protocol, "--from", "jo@sender.example", "--to", "help@desk.example",
                           "--helo", "client.example", "--timeout", "20", *options], capture_output=True, text=True, timeout=60)


def line(connection, until=b"\r\n"):
    seen = b""
    while not seen.endswith(until):
        piece = connection.recv(4096)
        if not piece:
            return seen
        seen += piece
    return seen


def check_injection(port):
    plain = socket.create_connection(("127.0.0.1", port), 10)
    line(plain)
    plain.sendall(b"EHLO client\r\n")
    assert b"250-STARTTLS" in line(plain, b"ENHANCEDSTATUSCODES\r\n")
    plain.sendall(b"STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@sender.example>\r\nRCPT TO:<help@desk.example>\r\n")
    assert line(plain).startswith(b"220 ")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with context.wrap_socket(plain) as inner:
        inner.sendall(b"DATA\r\n")  # were the plain commands heard, this would be 354
        assert line(inner).startswith(b"503 5.5.1"), "plain text was heard inside TLS"
        inner.sendall(b"EHLO client\r\n")
        answer = line(inner, b"ENHANCEDSTATUSCODES\r\n")
        assert answer.startswith(b"250-") and b"STARTTLS" not in answer, answer


def raw_of(desk, subject):
    ticket = wait_for(lambda: desk.ticket(subject))
    return desk.get("/tickets/%s/messages/%s/raw" % (ticket["id"], ticket["messages"][0]["id"])).body.decode()


def story(desk, folder, smtp):
    for port, protocol in ((smtp, "ESMTP"), (desk.lmtp, "LMTP")):
        done = swaks(port, protocol, "--tls", "--header", "Subject: tls by " + protocol)
        assert done.returncode == 0 and "TLS started with cipher TLSv1." in done.stdout, (done.stdout, done.stderr)
        assert "with %sS;" % protocol in raw_of(desk, "tls by " + protocol)
        done = swaks(port, protocol, "--header", "Subject: plain by " + protocol)
        assert done.returncode == 0 and "STARTTLS" in done.stdout and "with %s;" % protocol in raw_of(desk, "plain by " + protocol), done.stdout
    case("swaks with TLS and without, by SMTP and LMTP")
    check_injection(smtp)
    case("what is sent along with STARTTLS in plain text is not heard")
    postfix = Postfix(folder, desk.lmtp)
    try:
        postfix.run("postconf", "-e", "lmtp_tls_security_level=encrypt", "lmtp_tls_loglevel=1")
        postfix.run("postfix", "reload")
        with smtplib.SMTP("127.0.0.1", postfix.port) as client:
            client.sendmail("li@sender.example", ["help@desk.example"], mail("tls by Postfix", "Li <li@sender.example>"))
        assert "with LMTPS;" in raw_of(desk, "tls by Postfix")
        log = open(os.path.join(folder, "maillog")).read()
        assert re.search(r"TLS connection established to 127\.0\.0\.1.*TLSv1\.[23]", log), log[-2000:]
    finally:
        postfix.stop()
    case("Postfix that insists on TLS delivers by LMTP")


need("swaks", "postfix", "openssl")
with Folder() as folder:
    smtp = free_port()
    home = os.path.join(folder, "tls")
    os.mkdir(home)
    cert, key = certificate(home)
    with Desk(folder, settings={"MAINSTAY_MAIL_TLS_CERTIFICATE": cert, "MAINSTAY_MAIL_TLS_KEY": key}, flags=["--smtp", "127.0.0.1:%d" % smtp]) as desk:
        desk.set_up()
        story(desk, folder, smtp)
        assert desk.stop() == 0
    with Desk(folder, name="plain", flags=["--smtp", "127.0.0.1:%d" % smtp]) as desk:
        done = swaks(smtp, "ESMTP", "--tls")
        assert done.returncode == 29 and "STARTTLS" not in done.stdout.split("250 ")[0], (done.returncode, done.stdout)  # swaks: TLS was wanted and not offered
        case("without a certificate TLS is not offered")
    bad = Desk(folder, name="bad", settings={"MAINSTAY_MAIL_TLS_CERTIFICATE": os.path.join(folder, "none.pem"), "MAINSTAY_MAIL_TLS_KEY": key}).start(wait=False)
    assert bad.process.wait(20) != 0 and "TLS" in bad.said() and "none.pem" in bad.said(), bad.said()
    case("a certificate that cannot be read is named at the start")
print("ok")
