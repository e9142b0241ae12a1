#!/usr/bin/env python3
"""swaks, a client of other people, talks to our intake by SMTP and LMTP. Usage: swaks_test.py mail_probe"""
import os, socket, subprocess, sys

from servers import Folder, Intake, need


def swaks(*options):
    return subprocess.run(["swaks", "--from", "jo@sender.example", "--helo", "client.example", "--timeout", "20", *options], capture_output=True, text=True, timeout=60)


def check_protocol(probe, folder, protocol):
    intake = Intake(probe, folder, protocol)
    server = ["--server", "127.0.0.1:%d" % intake.port, "--protocol", "LMTP" if protocol == "lmtp" else "ESMTP"]
    try:
        done = swaks(*server, "--to", "a@desk.example,b@desk.example", "--header", "Subject: from swaks", "--body", "Hello\n.leading dot\n")
        assert done.returncode == 0, done.stdout
        envelope, raw = intake.mails()[0]
        assert envelope["recipients"] == ["a@desk.example", "b@desk.example"] and b"\r\n.leading dot\r\n" in raw, (envelope, raw)
        assert swaks(*server, "--to", "no@desk.example").returncode == 24  # swaks: no recipient was accepted
        assert "550" in swaks(*server, "--to", "no@desk.example").stdout
        assert len(intake.mails()) == 1
        print(protocol, "with swaks works, and refuses whom it should")
    finally:
        intake.stop()


def check_unix_socket(probe, folder):
    path = os.path.join(folder, "lmtp.sock")
    intake = Intake(probe, folder, "lmtp", path)
    try:
        done = swaks("--socket", path, "--protocol", "LMTP", "--to", "a@desk.example")
        assert done.returncode == 0, done.stdout
        assert intake.mails()[0][0]["peer"] == "unix"
        print("a Unix socket works")
    finally:
        intake.stop()


def check_rude_clients(probe, folder):
    intake = Intake(probe, folder, "smtp")
    try:
        for rude in (b"A" * 10_000_000, b"EHLO x\nMAIL FROM:<a@b>\n", b"\0" * 1000 + b"\r\nQUIT\r\n", b"EHLO x\r\n" + b"FOO\r\n" * 1000):
            with socket.create_connection(("127.0.0.1", intake.port), 20) as client:
                try:
                    client.sendall(rude)
                    while client.recv(65536):
                        pass
                except OSError:
                    pass  # closed while we were still talking
        assert swaks("--server", "127.0.0.1:%d" % intake.port, "--to", "a@desk.example").returncode == 0
        assert len(intake.mails()) == 1
        print("rude clients are cut off, polite ones served")
    finally:
        intake.stop()


def main():
    need("swaks")
    with Folder() as folder:
        for protocol in ("smtp", "lmtp"):
            check_protocol(sys.argv[1], folder, protocol)
        check_unix_socket(sys.argv[1], folder)
        check_rude_clients(sys.argv[1], folder)
    print("ok")


main()
