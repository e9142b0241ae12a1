#!/usr/bin/env python3
"""Hostile and broken requests: a problem document or a closed connection, never a crash, never a secret in the log."""
import json, os, re, socket, time

from desk import PASSWORD, Desk, Folder, case, new_key


def exchange(desk, raw, seconds=10):
    """Sends bytes, gives what comes back: b"" when the server closed without a word."""
    with socket.create_connection(("127.0.0.1", desk.port), seconds) as connection:
        connection.settimeout(seconds)
        try:
            for start in range(0, len(raw), 1 << 20):
                connection.sendall(raw[start:start + (1 << 20)])
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it closed before everything was sent
        got = b""
        try:
            while piece := connection.recv(65536):
                got += piece
        except ConnectionResetError:
            pass
        return got


def refused(name, desk, raw, statuses=(*range(400, 500), 501, 505)):
    began = time.time()
    got = exchange(desk, raw)
    if got:
        status = int(got.split(b" ")[1])
        assert status in statuses, (name, got[:300])
        assert b"application/problem+json" in got.lower(), (name, got[:300])
        problem = json.loads(got.split(b"\r\n\r\n", 1)[1])
        assert problem["status"] == status and problem["code"] and problem["detail"], (name, problem)
    assert time.time() - began < 10, (name, time.time() - began)
    assert desk.is_healthy(), name
    return got


def request(desk, line, body=b"", *headers, kind="application/json"):
    head = [line + " HTTP/1.1", "Host: 127.0.0.1:%d" % desk.port, "Authorization: Bearer " + desk.token, "Connection: close", *headers]
    if body or line.startswith("POST"):
        head += ["Content-Type: " + kind, "Content-Length: %d" % len(body)]
    return ("\r\n".join(head) + "\r\n\r\n").encode("utf-8", "surrogateescape") + body


def bodies(desk):
    post = "POST /api/v1/tickets"
    pieces = {
        "empty": b"", "no JSON": b"hello", "half": b'{"subject": "x"', "two": b"{} {}", "a list": b"[]", "a number": b"7", "null": b"null",
        "wrong types": b'{"subject": 5, "body": [], "tags": "x", "fields": 1}', "unknown field": b'{"subject": "x", "body": "x", "colour": "red"}',
        "doubled field": b'{"subject": "x", "subject": "y", "body": "z"}', "invalid UTF-8": b'{"subject": "\xff\xfe", "body": "x"}',
        "half a surrogate": b'{"subject": "\\ud800", "body": "x"}', "NUL": b'{"subject": "a\\u0000b", "body": "x"}', "huge number": b'{"subject": "x", "body": "x", "channel": 1e999999}',
        "deep lists": b'{"subject": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        "long subject": json.dumps({"subject": "x" * 100_000, "body": "x"}).encode(), "foreign id": b'{"subject": "x", "body": "x", "project_id": "\' OR 1=1 --"}',
    }
    for name, body in pieces.items():
        got = refused(name, desk, request(desk, post, body))
        assert got, (name, "closed without a word")
    wrong = json.loads(refused("all at once", desk, request(desk, post, pieces["wrong types"])).split(b"\r\n\r\n", 1)[1])
    assert {"/subject", "/body", "/tags"} <= {field["pointer"] for field in wrong["errors"]}, wrong
    case("%d broken bodies are refused with words, all wrong fields at once" % len(pieces))
    before = memory(desk)
    refused("100 MB", desk, request(desk, post, b'{"subject": "' + b"x" * (100 << 20) + b'"}'))
    refused("100 MB said", desk, request(desk, post, b"", "Content-Length: 104857600").replace(b"Content-Length: 0\r\n", b""))
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    refused("100 MB in chunks", desk, request(desk, post, b"", "Transfer-Encoding: chunked").replace(b"Content-Length: 0\r\n", b"") + chunk * 1600 + b"0\r\n\r\n")
    assert memory(desk) - before < 64 << 20, "100 MB were kept in memory"
    case("a body of 100 MB is refused without being kept")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        refused(kind, desk, request(desk, post, b'{"subject": "x", "body": "x"}', kind=kind))
    case("another type of body is refused")


def memory(desk):
    return int(re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % desk.process.pid).read()).group(1)) << 10


def heads(desk):
    get = "GET /api/v1/tickets"
    refused("8 MB of one header", desk, request(desk, get, b"", "X-Long: " + "x" * (8 << 20)))
    refused("many headers", desk, request(desk, get, b"", *["X-%d: 1" % n for n in range(20_000)]))
    refused("long target", desk, request(desk, get + "?q=" + "x" * (1 << 20)))
    for name, raw in {
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(300), "bytes": os.urandom(4000), "empty lines": b"\r\n" * 1000 + b"\r\n",
        "old version": b"GET / HTTP/0.9\r\n\r\n", "new version": b"GET / HTTP/3.0\r\nHost: x\r\n\r\n", "no host": b"GET /api/v1/me HTTP/1.1\r\n\r\n",
        "two hosts": b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "bad name": b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nA B: c\r\n\r\n",
        "folded": b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n", "two lengths": b"POST /api/v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "length and chunks": b"POST /api/v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "minus length": b"POST /api/v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "bad chunk": b"POST /api/v1/tickets HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "bare line feed": b"GET /api/v1/me HTTP/1.1\nHost: a\n\n", "NUL": b"GET /api/v1/me\0 HTTP/1.1\r\nHost: a\r\n\r\n", "a proxy's": b"CONNECT example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    }.items():
        refused(name, desk, raw)
    case("broken heads are refused, 8 MB of them too")
    for line, status in (("GET /api/v1/nothing", 404), ("GET /api/v2/tickets", 404), ("DELETE /api/v1/search", 405), ("BREW /api/v1/tickets", 0), 
                         ("GET /api/v1/tickets/%zz", 0), ("GET /api/v1/tickets/" + "9" * 40, 404), ("GET /api/v1/tickets?limit=-1", 0), ("GET /api/v1/tickets?limit=x", 0),
                         ("GET /api/v1/tickets?limit=100000", 0), ("GET /api/v1/tickets?colour=red", 0), ("GET /api/v1/tickets?cursor=abc", 0), ("GET /api/v1/tickets?q=%ff%fe", 0),
                         ("GET /api/v1/tickets?status=asleep", 0), ("GET /api/v1/attachments/..%2f..%2fmainstay.key", 0)):
        got = refused(line, desk, request(desk, line))
        assert got and (not status or int(got.split(b" ")[1]) == status), (line, got[:200])
    case("unknown places, methods and parameters are refused")


def strangers(desk):
    """Secrets in wrong places, and people who are not who they say."""
    for headers in ({"authorization": "Bearer " + "x" * 40}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer " + desk.token[:-1] + "x"}, {"cookie": "mainstay_session=" + "y" * 52}):
        assert desk.get("/me", headers=headers, is_anonymous=True).status == 401, headers
    cross = desk.post("/tickets", {"subject": "x", "body": "x"}, headers={"cookie": "mainstay_session=" + desk.session, "origin": "https://evil.example"}, is_anonymous=True)
    assert cross.status == 403, cross
    for n in range(5):
        wrong = desk.post("/sessions", {"email": "ada@desk.example", "password": PASSWORD + str(n)}, is_anonymous=True)
        assert wrong.status in (401, 422, 429), wrong
    key = new_key()
    assert desk.post("/tickets", {"subject": "x", "body": "x"}, headers={"Idempotency-Key": key}).status == 201
    assert desk.post("/tickets", {"subject": "y", "body": "x"}, headers={"Idempotency-Key": key}).status == 422
    assert desk.post("/tickets", {"subject": "x", "body": "x"}, headers={"Idempotency-Key": "k" * 10_000}).status == 422
    case("strangers, forged origins and reused keys are refused")


with Folder() as folder:
    desk = Desk(folder, flags=["--log-level", "debug"])
    with desk:
        desk.set_up()
        access = desk.post("/access-tokens")
        desk.secrets += [access.json()["access_token"]] if access.status == 201 else []
        bodies(desk)
        heads(desk)
        strangers(desk)
        secret = new_key()
        refused("secret in a broken body", desk, request(desk, "POST /api/v1/sessions", b'{"email": "ada@desk.example", "password": "%s"' % secret.encode()))
        refused("secret in an address", desk, request(desk, "GET /api/v1/invitations/" + secret))
        refused("secret in a reset", desk, request(desk, "GET /api/v1/password-resets/" + secret + "?token=" + secret))
        desk.secrets.append(secret)
        assert len(desk.items("/tickets?view=all")) == 1
        assert desk.stop() == 0
    desk.check_secrets()
    case("no password, session or token is in the output, not even at level debug")
print("ok")
