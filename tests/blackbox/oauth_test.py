#!/usr/bin/env python3
"""A mailbox that signs in with OAuth 2: a token server of our own, a real Dovecot that asks it, an SMTP server with XOAUTH2."""
import http.server, json, os, sqlite3, threading, time, urllib.parse

from desk import Desk, Folder, Sink, case, mail, wait_for
from servers import Dovecot, free_port, need

DOVECOT_MORE = """
auth_mechanisms = plain xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf.ext
}}
"""
DOVECOT_OAUTH = """
tokeninfo_url = http://127.0.0.1:%d/info?access_token=
username_attribute = email
active_attribute = active
active_value = yes
"""


class TokenServer:
    """Gives access tokens for a refresh token, which is replaced each time, and says whose a token is."""

    def __init__(self):
        self.port, self.refresh_token, self.good_for, self.given, self.orders = free_port(), "refresh-0-secret", 3600, {}, []
        tokens = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                order = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                tokens.orders.append(order)
                if order.get("refresh_token") != tokens.refresh_token or order.get("client_secret") != "client&secret":
                    return self.answer(400, {"error": "invalid_grant"})
                tokens.refresh_token = "refresh-%d-secret" % len(tokens.orders)
                token = "access-%d-secret" % len(tokens.orders)
                tokens.given[token] = time.time() + tokens.good_for
                self.answer(200, {"access_token": token, "expires_in": tokens.good_for, "token_type": "Bearer", "refresh_token": tokens.refresh_token})

            def do_GET(self):
                token = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query).get("access_token", [""])[0]
                if not tokens.is_good(token):
                    return self.answer(401, {"error": "invalid_token"})
                self.answer(200, {"email": "desk", "active": "yes", "expires_in": 3600})

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def is_good(self, token):
        return self.given.get(token, 0) > time.time()


def box(desk):
    return desk.items("/mailboxes")[0]


def order_for(desk, dovecot, sink, tokens, refresh_token=None):
    oauth = {"token_url": "http://127.0.0.1:%d/token" % tokens.port, "client_id": "desk-client"}
    if refresh_token:
        oauth = {**oauth, "client_secret": "client&secret", "refresh_token": refresh_token}
    mailbox = box(desk)
    return {"address": mailbox["address"], "name": mailbox["name"], "project_id": mailbox["project_id"],
            "imap": {"host": "127.0.0.1", "port": dovecot.plain, "security": "none", "user": "desk", "oauth": oauth},
            "smtp": {"host": "127.0.0.1", "port": sink.port, "security": "none", "user": "desk", "oauth": oauth}}


def story(desk, dovecot, sink, tokens):
    order = order_for(desk, dovecot, sink, tokens, tokens.refresh_token)
    desk.secrets += ["client&secret", "refresh-0-secret", "access-1-secret", "refresh-1-secret"]
    changed = desk.call("PATCH", "/mailboxes/" + box(desk)["id"], order)
    assert changed.status == 200 and b"secret\":\"client" not in changed.body and b"refresh-0" not in changed.body, changed
    dovecot.deliver("m0", mail("by OAuth", "Li <li@customer.example>").replace(b"\r\n", b"\n"))
    ticket = wait_for(lambda: desk.ticket("by OAuth"))
    assert box(desk)["imap_state"] == "", box(desk)
    case("mail is fetched with an access token")
    assert desk.post("/tickets/%s/messages" % ticket["id"], {"body": "the answer"}).status == 201
    wait_for(lambda: [m for m in sink.to("li@customer.example") if "the answer" in m.as_string()])
    case("and sent with one")
    assert len(tokens.orders) == 1, tokens.orders
    with sqlite3.connect("file:%s/mainstay.db?mode=ro" % desk.data, uri=True) as database:
        kept = " ".join(map(str, database.execute("SELECT imap, smtp FROM mailboxes").fetchone()))
    assert "secret" not in kept and "refresh" not in kept, kept
    case("one token serves both until it expires; the secrets are sealed")

    desk.stop()
    tokens.good_for = 61  # a minute before its end a token is replaced
    tokens.given.clear()
    desk.start()
    dovecot.deliver("m1", mail("after a restart", "Li <li@customer.example>").replace(b"\r\n", b"\n"))
    wait_for(lambda: desk.ticket("after a restart"))
    assert tokens.orders[1]["refresh_token"] == "refresh-1-secret", tokens.orders
    wait_for(lambda: len(tokens.orders) >= 3, 15)
    assert tokens.orders[2]["refresh_token"] == "refresh-2-secret" and all(tokens.is_good(t) for t in list(tokens.given)), tokens.orders
    case("a refresh token that was replaced is the one that is used, and tokens are renewed before they expire")

    tested = desk.post("/mailboxes/test", {**{k: v for k, v in order_for(desk, dovecot, sink, tokens).items() if k in ("imap", "smtp")}, "mailbox_id": box(desk)["id"]})
    assert tested.status == 200 and tested.json()["imap"]["passed"] == ["token", "resolve", "connect", "sign_in", "open"], tested
    assert tested.json()["imap"]["messages"] == 2 and tested.json()["smtp"]["is_ok"], tested
    case("the connection test works with saved secrets")
    tokens.good_for, tokens.refresh_token = 3600, "revoked"
    tokens.given.clear()
    wait_for(lambda: "invalid_grant" in box(desk)["imap_state"], 90)
    case("a revoked grant is shown at the mailbox, in the word of the standard")


need("dovecot", "openssl")
with Folder() as folder:
    tokens = TokenServer()
    open(os.path.join(folder, "oauth2.conf.ext"), "w").write(DOVECOT_OAUTH % tokens.port)
    dovecot, sink = Dovecot(folder, DOVECOT_MORE.format(folder=folder)), Sink()
    sink.bearers = tokens.is_good
    try:
        with Desk(folder, settings={"MAINSTAY_MAIL_POLL_SECONDS": 1}) as desk:
            desk.set_up()
            story(desk, dovecot, sink, tokens)
            assert desk.stop() == 0
            desk.check_secrets()
    except BaseException:
        print(open(os.path.join(folder, "log")).read()[-2500:])
        raise
    finally:
        dovecot.stop()
        sink.stop()
print("ok")
