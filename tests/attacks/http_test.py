#!/usr/bin/env python3
"""Attacks on HTTP, sessions, tokens, files and mail settings, each named after its number in the attack list."""
import base64, hashlib, hmac, json, socket, time

from cast import PASSWORD, Cast, Folder, case, stage


def exchange(desk, raw, seconds=5):
    """Everything that comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", desk.port), seconds) as connection:
        connection.settimeout(seconds)
        got = b""
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                got += piece
        except OSError:
            pass
        return got


def smuggling(cast):
    host = b"Host: 127.0.0.1:%d\r\n" % cast.desk.port
    inner = b"GET /api/v1/setup HTTP/1.1\r\n" + host + b"\r\n"
    post = b"POST /api/v1/sessions HTTP/1.1\r\n" + host
    heads = {
        "CL.TE": post + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "TE.TE": post + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
        "TE odd": post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "TE space": post + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "TE tab": post + b"Transfer-Encoding:\tchunked, identity\r\n\r\n0\r\n\r\n", "CL.CL": post + b"Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "CL list": post + b"Content-Length: 0, 5\r\n\r\n", "CL sign": post + b"Content-Length: +5\r\n\r\nhello", "CL hex": post + b"Content-Length: 0x5\r\n\r\nhello",
        "bare CR": post + b"X: a\rContent-Length: 5\r\n\r\n", "obs-fold": post + b"X: a\r\n Content-Length: 5\r\n\r\n", "bare LF": post.replace(b"\r\n", b"\n") + b"\n",
        "chunk size": post + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", "chunk overflow": post + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n0\r\n\r\n",
        "chunk end": post + b"Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n2\r\n{}XX0\r\n\r\n", "HTTP/1.0 TE": post.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "two hosts": post + host + b"Content-Length: 0\r\n\r\n", "no host": b"GET /api/v1/setup HTTP/1.1\r\n\r\n", "NUL": post + b"X: a\0b\r\nContent-Length: 0\r\n\r\n",
    }
    for name, raw in heads.items():
        got = exchange(cast.desk, raw + inner)
        assert got.count(b"HTTP/1.1 ") <= 1 and b"is_open" not in got and (not got or got.split(b" ")[1][:1] in b"45"), (name, got[:600])
    case("H1 smuggling: %d ambiguous requests are refused and end their connection" % len(heads))


def paths(cast):
    for path in ("/api/v1/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd", "//etc/passwd", "/api/v1/attachments/..%2f..%2fmainstay.key", "/api/v1/attachments/%00", "/%c0%ae%c0%ae/x",
                 "/api/v1/tickets/..%5c..", "/assets/../../mainstay.db", "/assets/%2e%2e/%2e%2e/mainstay.key"):
        got = exchange(cast.desk, ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % (path, cast.desk.port)).encode())
        assert b"root:" not in got and b"SQLite format" not in got and got.split(b" ")[1] in (b"400", b"401", b"404", b"200"), (path, got[:300])
        assert got.split(b" ")[1] != b"200" or b"text/html" in got, (path, got[:300])
    ticket = cast.ticket("a1", cast.x)["id"]
    for path in ("/tickets/%s/x.css" % ticket, "/tickets/%s;.js" % ticket, "/tickets/%s%%2fx.css" % ticket, "/me.css", "/me/x.js"):
        answer = cast.ask("a1", "GET", path)
        assert answer.status in (400, 404), (path, answer)
    for path in ("/me", "/tickets/" + ticket, "/tickets", "/search?q=x", "/nothing"):
        assert cast.ask("a1", "GET", path).headers["cache-control"] == "no-store", path
    for method in ("TRACE", "CONNECT", "FOO", "OPTIONS"):
        got = exchange(cast.desk, ("%s /api/v1/me HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % (method, cast.desk.port)).encode())
        assert not got or got.split(b" ")[1] in (b"400", b"404", b"405", b"501", b"204"), (method, got[:200])
    override = cast.ask("a1", "POST", "/tickets/%s/read" % ticket, {}, **{"X-HTTP-Method-Override": "PUT"})
    assert override.status == 405, override
    case("H4, H5, H6 paths, caches and methods: one decoding, no-store, no file outside, no override")


def sessions(cast):
    desk = cast.desk
    fixed = desk.call("POST", "/sessions", {"email": "a1@people.example", "password": PASSWORD}, headers={"cookie": "mainstay_session=fixedfixedfixedfixedfixedfixed"}, is_anonymous=True)
    assert fixed.status in (201, 403), fixed
    own = {"cookie": "mainstay_session=fixedfixedfixedfixedfixedfixed", "origin": "http://127.0.0.1:%d" % desk.port}
    fixed = desk.call("POST", "/sessions", {"email": "a1@people.example", "password": PASSWORD}, headers=own, is_anonymous=True)
    cookie = fixed.headers["set-cookie"]
    assert fixed.status == 201 and "fixed" not in cookie and "HttpOnly" in cookie and "SameSite=" in cookie, cookie
    assert desk.call("GET", "/me", headers={"cookie": own["cookie"]}, is_anonymous=True).status == 401
    case("F1, F9 fixation: signing in gives a new session, closed to scripts")
    bare = {"cookie": cast.headers["a1"]["cookie"]}
    for origin in ({}, {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:%d.evil.example" % desk.port}, {"sec-fetch-site": "cross-site"},
                   {"sec-fetch-site": "same-site"}):
        for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
            answer = desk.call("POST", "/tickets", b'{"subject":"csrf","body":"b"}', headers={**bare, **origin, "content-type": kind}, is_anonymous=True)
            assert answer.status in (403, 415), (origin, kind, answer)
            assert "access-control-allow-origin" not in answer.headers and "access-control-allow-credentials" not in answer.headers, answer
    assert not [row for row in desk.items("/tickets?view=all") if row["subject"] == "csrf"]
    case("F10, F11 forgery: a cookie alone, from another site or as a form, changes nothing; no site is let in")
    reset = desk.call("POST", "/password-resets", {"email": "a2@people.example"}, headers={"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}, is_anonymous=True)
    assert reset.status in (202, 400, 421), reset
    time.sleep(1)
    assert not [raw for _, _, raw in cast.sink.mails if b"evil.example" in raw], "a mail links to the attacker's host"
    case("F3 reset poisoning: no mail links to the Host of a request")


def encoded(part):
    return base64.urlsafe_b64encode(part if isinstance(part, bytes) else json.dumps(part).encode()).rstrip(b"=").decode()


def tokens(cast):
    desk = cast.desk
    cast.headers["program"] = cast.bearer({"name": "program", "scopes": ["me:read", "access-tokens:write"]})
    made = cast.ask("program", "POST", "/access-tokens", {})
    assert made.status == 201, made
    real = made.json()["access_token"]
    assert desk.call("GET", "/me", headers={"authorization": "Bearer " + real}, is_anonymous=True).status == 200
    head, claims, signature = real.split(".")
    body = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    forged = [encoded({"alg": alg}) + "." + claims + "." for alg in ("none", "None", "NONE", "")]
    forged += [encoded({"alg": alg, "typ": "JWT", **more}) + "." + claims + "." + signature for alg, more in
               (("HS256", {"kid": "../../dev/null"}), ("HS256", {"jku": "http://evil.example"}), ("HS256", {"crit": ["x"]}), ("RS256", {}), ("HS384", {}), ("HS256", {"jwk": {}}))]
    forged += [head + "." + encoded({**body, **more}) + "." + signature for more in ({"sub": "x"}, {"exp": 9999999999}, {"aud": "other"}, {"role": "admin"})]
    for key in (b"", b"secret", b"\0" * 32):
        forged.append(head + "." + claims + "." + encoded(hmac.new(key, (head + "." + claims).encode(), hashlib.sha256).digest()))
    forged += [head + "." + claims, head + "." + claims + ".", real + ".x", real + "=", real[:-2], "." + claims + "." + signature, "..", real * 100]
    for token in forged:
        answer = desk.call("GET", "/me", headers={"authorization": "Bearer " + token}, is_anonymous=True)
        assert answer.status in (400, 401, 431), (token[:80], answer)
    for query in ("?token=", "?access_token="):
        assert desk.call("GET", "/me" + query + real, is_anonymous=True).status in (401, 422)
    case("F8, F16 tokens: %d forged ones are refused, and none in an address" % len(forged))


def files(cast):
    desk, ticket = cast.desk, cast.ticket("a1", cast.x)["id"]
    evil = {"x.html": b"<script>alert(1)</script>", "x.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "x.xml": b"<?xml version='1.0'?><a/>",
            "x.js": b"alert(1)", "x.png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "x.pdf": b"%PDF-1.4 <script>"}
    for name, content in evil.items():
        for kind in ("image/png", "text/html", "image/svg+xml"):
            sent = desk.call("POST", "/uploads?name=" + name, content, headers={"content-type": kind})
            if sent.status == 415:
                continue
            made = desk.post("/tickets/%s/messages" % ticket, {"kind": "note", "body": "f", "attachments": [sent.json()["id"]]}).json()
            got = desk.get(made["attachments"][0]["url"].removeprefix("/api/v1"))
            assert got.status == 200 and got.headers["x-content-type-options"] == "nosniff" and got.body == content, got
            is_shown = not got.headers["content-disposition"].startswith("attachment")
            assert not is_shown or got.headers["content-type"] in ("image/png", "image/jpeg", "image/gif", "image/webp") and "'none'" in got.headers["content-security-policy"], (name, kind, got.headers)
    case("C5, D1 files: HTML, SVG and polyglots are never shown in our pages")
    for name in ("..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "a%00.png", "a%0d%0aX-Evil:1", "CON", "x" * 300, "%22%3bfilename%3dy", "%e2%80%aegnp.exe", "%2e%2e"):
        sent = desk.call("POST", "/uploads?name=" + name, b"x", headers={"content-type": "application/octet-stream"})
        assert sent.status in (201, 400, 422), (name, sent)
        if sent.status == 201:
            made = desk.post("/tickets/%s/messages" % ticket, {"kind": "note", "body": "f", "attachments": [sent.json()["id"]]}).json()
            got = desk.get(made["attachments"][0]["url"].removeprefix("/api/v1"))
            said = got.headers["content-disposition"]
            assert "x-evil" not in got.headers and "/" not in said.replace("%2F", "") and "\0" not in said and "\u202e" not in made["attachments"][0]["name"], (name, said)
    case("D2 file names: no path, no header, no control character comes out")


def throttling(cast):
    """F6: guessing gets slower, for the account and not for the others; a spoofed address does not help."""
    desk, outcomes = cast.desk, []
    for number in range(30):
        answer = desk.call("POST", "/sessions", {"email": "lead@people.example", "password": "wrong %d" % number}, headers={"x-forwarded-for": "203.0.113.%d" % number}, is_anonymous=True)
        outcomes.append(answer.status)
        assert answer.status in (401, 422, 429) and (answer.status != 429 or answer.headers["retry-after"]), answer
    assert 429 in outcomes, outcomes
    unknown = desk.call("POST", "/sessions", {"email": "nobody@people.example", "password": "x" * 20}, is_anonymous=True)
    assert unknown.status in (401, 429), unknown
    case("F6 guessing: %d wrong passwords, then 429 with Retry-After, whatever X-Forwarded-For says" % outcomes.index(429))


with Folder() as folder:
    desk, sink = stage(folder, "http")
    try:
        with desk:
            desk.set_up()
            cast = Cast(desk, sink)
            for attack in (smuggling, paths, sessions, tokens, files, throttling):
                attack(cast)
            assert desk.stop() == 0
    finally:
        sink.stop()
print("ok")
