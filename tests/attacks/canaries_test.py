#!/usr/bin/env python3
"""J1 to J12, A7, F2 of the attack list: unique words in everything that is hidden, and then every output as everybody who may
not see them. Ends with the live channels of those whose rights were taken away."""
import http.client, re, socket, time, urllib.parse

from cast import Cast, Folder, case, mail, stage, wait_for

WORDS = {name: "canary" + word for name, word in (("note", "qzenobia"), ("draft", "qxavier"), ("file", "qyolanda"), ("content", "qwilhelm"), ("subject", "qviktor"),
                                                  ("body", "qursula"), ("person", "qtheodor"), ("organisation", "qsophia"), ("tag", "qrupert"), ("split", "qpetra"),
                                                  ("merged", "qoskar"), ("status", "qnorbert"))}


class Listener:
    """A live channel of one principal: all bytes, and when it ended."""

    def __init__(self, cast, name):
        self.seen, self.ended = b"", None
        self.socket = socket.create_connection(("127.0.0.1", cast.desk.port), 10)
        fields = "".join("%s: %s\r\n" % field for field in cast.headers[name].items())
        self.socket.sendall(("GET /api/v1/events/stream HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sAccept: text/event-stream\r\n\r\n" % (cast.desk.port, fields)).encode())
        self.socket.settimeout(0.05)
        wait_for(lambda: b"retry:" in self.more(), 10, 0.01)

    def more(self):
        try:
            while piece := self.socket.recv(65536):
                self.seen += piece
            self.ended = self.ended or time.monotonic()
        except TimeoutError:
            pass
        except OSError:
            self.ended = self.ended or time.monotonic()
        return self.seen


def hide(cast):
    """Every word in its place; returns {where: who may see it}."""
    desk = cast.desk
    one = cast.ticket("a1", cast.x)
    at = "/tickets/" + one["id"]
    desk.post(at + "/messages", {"kind": "note", "body": WORDS["note"], "attachments": [cast.file(WORDS["file"] + ".txt", WORDS["content"].encode())]})
    assert cast.ask("agent", "PUT", at + "/drafts/note", {"body": WORDS["draft"]}).status == 200
    desk.call("PATCH", at, {"tags": [WORDS["tag"]]}, headers={"If-Match": "*"})
    desk.call("PUT", at + "/status", {"status": "on_hold", "reason": WORDS["status"]})
    other = cast.ticket("b1", cast.y, subject=WORDS["subject"], body=WORDS["body"])
    desk.call("PATCH", "/people/" + cast.ids["a1"], {"notes": WORDS["person"]}, headers={"If-Match": "*"})
    desk.call("PATCH", "/organisations/" + cast.a, {"notes": WORDS["organisation"]}, headers={"If-Match": "*"})
    noted = desk.post(at + "/messages", {"kind": "note", "body": "first " + WORDS["split"]}).json()
    desk.post("%s/messages/%s/split" % (at, noted["id"]), {"subject": "split off"})
    merged = cast.ticket("a1", cast.x)
    desk.post("/tickets/%s/messages" % merged["id"], {"kind": "note", "body": WORDS["merged"]})
    assert desk.post("/tickets/%s/merger" % merged["id"], {"into": one["id"]}).status == 200
    return one, other


INTERNAL = ("note", "draft", "file", "content", "person", "organisation", "tag", "split", "merged", "status")
FOREIGN = ("subject", "body")
HIDDEN_FROM = {"a1": INTERNAL + FOREIGN, "a2": INTERNAL + FOREIGN, "b1": INTERNAL, "community": INTERNAL + FOREIGN, "guest": INTERNAL + FOREIGN, "x1": FOREIGN + ("draft",),
               "y1": ("note", "draft", "file", "content", "split", "merged", "status")}


def outputs(cast, name, tickets):
    """(where, bytes) of everything that answers this principal."""
    paths = ["/tickets", "/tickets?view=all", "/views", "/tags", "/search?q=canary", "/organisations", "/people", "/teams", "/projects", "/ticket-fields", "/me", "/me/sessions",
             "/mail/outbox", "/mail/unprocessed", "/jobs", "/audit/events", "/mailboxes", "/people/" + cast.ids["a1"], "/organisations/" + cast.a]
    paths += ["/search?q=" + word for word in WORDS.values()] + ["/tickets?q=" + word for word in WORDS.values()]
    paths += ["/people?q=" + word for word in WORDS.values()] + ["/tickets?tag=" + WORDS["tag"]]
    for ticket in tickets:
        at = "/tickets/" + ticket["id"]
        paths += [at, at + "/messages", at + "/history", at + "?expand=messages", at + "?fields=drafts,messages,tags"]
        paths += ["%s/messages/%s/html" % (at, message["id"]) for message in ticket["messages"]]
    for path in paths:
        answer = cast.ask(name, "GET", path)
        asked = urllib.parse.unquote(path)
        yield path, re.sub(re.escape(asked).encode(), b"", answer.body).replace(b'"instance":"%s"' % path.split("?")[0].encode(), b""), answer
    for path, order in (("/tickets/%s/merger" % tickets[0]["id"], {"into": tickets[1]["id"]}), ("/bulk-changes", {"tickets": [tickets[1]["id"]], "status": "no"})):
        answer = cast.ask(name, "POST", path, order)
        yield path, answer.body, answer


def check_outputs(cast, tickets, listeners):
    full = [cast.desk.get("/tickets/" + ticket["id"]).json() for ticket in tickets]
    total = 0
    for name, words in HIDDEN_FROM.items():
        for path, body, answer in outputs(cast, name, full):
            total += 1
            assert answer.status < 500, (path, answer)
            for word in words:
                assert WORDS[word].encode() not in body.lower(), "%s sees the %s at %s: %r" % (name, word, path, body[:1500])
            for word in words:  # nor by a count: the search finds as much as for a word that is nowhere
                if path in ("/search?q=" + WORDS[word], "/tickets?q=" + WORDS[word], "/people?q=" + WORDS[word]) and answer.status == 200:
                    assert not answer.json()["items"], "%s finds the %s" % (name, word)
    for name, listener in listeners.items():
        for word in WORDS.values():
            assert word.encode() not in listener.more().lower(), (name, word)
        for word in (tickets[1]["id"],) if name in ("a1", "a2", "community", "x1") else ():
            assert word.encode() not in listener.seen, "%s hears of a hidden ticket: %r" % (name, listener.seen[-2000:])
    case("J1, J3, J6, J8, J10, J11: %d answers and %d live channels show nothing of %d hidden words" % (total, len(listeners), len(WORDS)))


def check_elsewhere(cast, sink):
    for path in ("/metrics", "/api/openapi.json", "/healthz", "/readyz", "/", "/api/docs", "/robots.txt", "/sitemap.xml"):
        connection = http.client.HTTPConnection("127.0.0.1", cast.desk.port)
        connection.request("GET", path)
        body = connection.getresponse().read().lower()
        connection.close()
        assert b"canary" not in body, path
    with open(cast.desk.output, "rb") as log:
        assert b"canary" not in log.read().lower(), "in the log"
    wait_for(lambda: [m for _, to, m in sink.mails if "b1@people.example" in to])
    for _, recipients, raw in sink.mails:
        words = INTERNAL if recipients == ["b1@people.example"] else INTERNAL + FOREIGN
        if not any(recipient.startswith(("agent", "lead", "admin", "ada", "y1")) for recipient in recipients):
            assert not any(WORDS[word].encode() in raw.lower() for word in words), (recipients, raw)
    case("J3, J7, J8, L1: no mail (%d), metric, page, description or log line has one" % len(sink.mails))


def check_revoked(cast):
    """A7, F2: whoever loses the right loses the live channel within 5 s."""
    token = cast.ask("lead", "POST", "/me/tokens", {"name": "t", "scopes": ["events:read"]}).json()
    cast.headers["lead's token"] = {"authorization": "Bearer " + token["token"]}
    channels = {name: Listener(cast, name) for name in ("a2", "y1", "lead's token", "b1")}
    began = time.monotonic()
    assert cast.ask("admin", "PATCH", "/people/" + cast.ids["a2"], {"is_active": False}, **{"If-Match": "*"}).status == 200
    assert cast.ask("admin", "DELETE", "/teams/%s/members/%s" % (cast.y, cast.ids["y1"])).status in (200, 204)
    assert cast.ask("lead", "DELETE", "/me/tokens/" + token["id"]).status == 204
    assert cast.ask("b1", "DELETE", "/sessions/current").status == 204
    for name in ("a2", "lead's token", "b1"):
        assert cast.ask(name, "GET", "/me").status == 401, name
        wait_for(lambda: channels[name].more() and channels[name].ended, 6, 0.05)
        assert channels[name].ended - began <= 5.5, (name, channels[name].ended - began)
    time.sleep(max(0, began + 5 - time.monotonic()))
    before = len(channels["y1"].more())
    late = cast.ticket("b1", cast.y)
    wait_for(lambda: cast.desk.get("/tickets/" + late["id"]).status == 200)
    time.sleep(1)
    assert late["id"].encode() not in channels["y1"].more()[before:], "who left the team still hears of its tickets"
    slowest = max(channels[name].ended - began for name in ("a2", "lead's token", "b1"))
    case("A7, F2 revoked rights: live channels of a deactivated person, a removed token and a sign-out end in %.1f s; who left a team hears no more of it" % slowest)


with Folder() as folder:
    desk, sink = stage(folder, "canaries", {"MAINSTAY_LOG_LEVEL": "debug"})
    try:
        with desk:
            desk.set_up()
            cast = Cast(desk, sink)
            listeners = {name: Listener(cast, name) for name in ("a1", "a2", "b1", "community", "x1", "y1")}
            tickets = hide(cast)
            desk.post("/tickets/%s/messages" % tickets[1]["id"], {"body": "an answer"})
            check_outputs(cast, tickets, listeners)
            check_elsewhere(cast, sink)
            check_revoked(cast)
            assert desk.stop() == 0
    finally:
        sink.stop()
print("ok")
