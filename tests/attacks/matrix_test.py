#!/usr/bin/env python3
"""A1, A2, A3 of the attack list: each route of the OpenAPI description x each principal x own, foreign and absent object,
against a model that was written from docs/api/contract.md. A route that the model does not know fails; what one may not
see answers exactly like what is not there."""
import collections, http.client, json

from cast import STAFF, Cast, Folder, case, stage

ABSENT = "01890000-0000-7000-8000-000000000000"
BAD_TOKENS = ("revoked", "expired")
SIGNED_IN = ("a1", "a2", "b1", "community") + STAFF + ("narrow",)
SEES_A = ("a1", "a2", "agent", "x1", "lead", "admin")  # the ticket of a1 in team X; organisation A shares its tickets
SEES_B = ("b1", "agent", "y1", "lead", "admin")
MAY = {"anyone": ("guest",) + SIGNED_IN, "signed_in": SIGNED_IN, "agents": STAFF + ("narrow",), "leads": ("lead", "admin", "narrow"), "admins": ("admin", "narrow")}

# route: (who, valid body). {ticket} and its like in a body are put in from the object that is tried.
MODEL = {}


def know(who, *routes):
    for route in routes:
        method, path, *body = route.split(" ", 2)
        MODEL[method + " /api/v1" + path] = (who, json.loads(body[0]) if body else None)


know("anyone", "GET /setup", "POST /setup {}", "POST /sessions {}", "POST /registrations {}", "POST /registrations/verification {}", "POST /password-resets {}",
     "PUT /password-resets/{token} {}", "PUT /invitations/{token} {}")
know("signed_in", "DELETE /sessions/current", "GET /me", 'PATCH /me {"language":"en"}', "PUT /me/password {}", "GET /me/sessions", "DELETE /me/sessions/{id}", "GET /me/tokens",
     "POST /me/tokens {}", "DELETE /me/tokens/{id}", "POST /access-tokens {}", "GET /projects", "GET /projects/{id}", "GET /tickets", "POST /tickets {}", "GET /search",
     "GET /ticket-fields", "GET /service", "GET /events/stream", "POST /uploads", "GET /attachments/{id}")
know("signed_in", "GET /tickets/{id}", "GET /tickets/{id}/messages", 'POST /tickets/{id}/messages {"body":"more"}', "GET /tickets/{id}/messages/{message_id}/html",
     "POST /tickets/{id}/closure {}", "DELETE /tickets/{id}/closure", "POST /tickets/{id}/reopening {}", 'PUT /tickets/{id}/drafts/{kind} {"body":"d"}',
     "DELETE /tickets/{id}/drafts/{kind}", "GET /tickets/{id}/history", "PUT /tickets/{id}/read")
know("agents", 'PATCH /tickets/{id} {"subject":"other"}', "GET /tickets/{id}/messages/{message_id}/raw", 'POST /tickets/{id}/messages/{message_id}/split {"subject":"cut"}',
     'PUT /tickets/{id}/assignment {"assignee_id":null}', 'PUT /tickets/{id}/status {"status":"open"}', "POST /tickets/{id}/resolution {}", "PUT /tickets/{id}/hold {}",
     "DELETE /tickets/{id}/hold", 'POST /tickets/{id}/merger {"into":"{absent}"}', 'POST /tickets/{id}/links {"ticket":"{absent}","kind":"relates_to"}',
     "DELETE /tickets/{id}/links/{link_id}", "PUT /tickets/{id}/followers/{person_id}", "DELETE /tickets/{id}/followers/{person_id}",
     'POST /tickets/{id}/participants {"email":"p@people.example"}', "DELETE /tickets/{id}/participants/{person_id}", 'POST /bulk-changes {"tickets":[]}', "GET /views", "GET /tags",
     "GET /people", "POST /people {}", "GET /people/{id}", "PATCH /people/{id} {}", "GET /teams", "GET /organisations", "POST /organisations {}", "GET /organisations/{id}",
     "PATCH /organisations/{id} {}", "PUT /organisations/{id}/domains/{domain} {}", "DELETE /organisations/{id}/domains/{domain}", "GET /mail/unprocessed",
     "GET /mail/unprocessed/{id}/raw", "POST /mail/unprocessed/{id}/retry {}", "DELETE /mail/unprocessed/{id}", "GET /mail/outbox", "POST /mail/outbox/{id}/retry {}",
     "GET /mail/sending", "GET /saved-views", "POST /saved-views {}", "GET /saved-views/{id}", "PATCH /saved-views/{id} {}", "DELETE /saved-views/{id}", "GET /saved-views/{id}/count",
     "POST /view-previews {}", "GET /canned-replies", "GET /tickets/{id}/canned-replies/{reply_id}")
know("leads", "POST /canned-replies {}", "PATCH /canned-replies/{id} {}", "DELETE /canned-replies/{id}", "POST /projects {}", "PATCH /projects/{id} {}", "POST /projects/{id}/versions {}", "PATCH /projects/{id}/versions/{version_id} {}",
     "DELETE /projects/{id}/versions/{version_id}", "POST /projects/{id}/components {}", "DELETE /projects/{id}/components/{component_id}")
know("admins", "POST /invitations {}", "POST /teams {}", "PATCH /teams/{id} {}", "DELETE /teams/{id}", "PUT /teams/{id}/members/{person_id} {}",
     "DELETE /teams/{id}/members/{person_id}", "POST /ticket-fields {}", "PATCH /ticket-fields/{id} {}", "DELETE /ticket-fields/{id}", "GET /mailboxes", "POST /mailboxes {}",
     "PATCH /mailboxes/{id} {}", "DELETE /mailboxes/{id}", "POST /mailboxes/test {}", "PUT /mail/sending {}", "GET /jobs", "POST /jobs/{id}/retry {}", "GET /audit/events")
IN_DEMO_ONLY = {"GET /api/v1/demo/mails", "GET /api/v1/demo/mails/{id}", "POST /api/v1/demo/mails"}
OUTSIDE = {"GET /healthz", "GET /readyz", "GET /metrics", "GET /api/docs", "GET /api/openapi.json"}
# These end the session that calls, stream without end, or are the business of one's own account: only refusals are tried.
OWN_REFUSAL = {"PUT /api/v1/me/password", "POST /api/v1/access-tokens"}  # wants the old password, a token instead of a session
ENDS = {"DELETE /api/v1/sessions/current", "GET /api/v1/events/stream"}


def is_ticket(path):
    return path.startswith("/api/v1/tickets/{id}")


class Matrix:
    def __init__(self, cast):
        self.cast, self.asked, self.wrong = cast, collections.Counter(), []
        self.one, self.other = cast.ticket("a1", cast.x), cast.ticket("b1", cast.y)

    def filled(self, path, ticket):
        message = ticket["messages"][0]["id"] if ticket else ABSENT
        values = {"id": ticket["id"] if ticket else ABSENT, "message_id": message, "kind": "reply", "person_id": self.cast.ids["agent"], "domain": "x.example"}
        for name in path.split("{")[1:]:
            name = name.split("}")[0]
            path = path.replace("{%s}" % name, values.get(name, ABSENT))
        return path.removeprefix("/api/v1")

    def call(self, name, route, body, ticket):
        method, path = route.split(" ")
        body = json.loads(json.dumps(body).replace("{absent}", ABSENT)) if body is not None else None
        headers = {"If-Match": "*"} if method == "PATCH" else {}
        if path == "/api/v1/uploads":
            body, headers = b"x", {"content-type": "application/octet-stream"}
        self.asked[name] += 1
        return self.cast.ask(name, method, self.filled(path, ticket), body, **headers)

    def expect(self, is_right, said, answer):
        if not is_right:
            self.wrong.append("%s -> %r" % (said, answer))

    def refusals(self, route, who, body):
        for name in ("guest",) + BAD_TOKENS + SIGNED_IN:
            known = name not in ("guest",) + BAD_TOKENS
            if known and name in MAY[who] and name != "narrow":
                continue
            answers = [self.call(name, route, body, ticket) for ticket in (self.one, self.other, None)]
            if who == "anyone":
                wanted = {401} if name in BAD_TOKENS else None
            else:
                wanted = {403} if known else {401}
            for answer in answers:
                scope_free = name == "narrow" and (who == "anyone" or route in ("GET /api/v1/views", "POST /api/v1/access-tokens"))
                self.expect(scope_free or wanted is None or answer.status in wanted, "%s as %s" % (route, name), answer)
            self.expect(len({answer.status for answer in answers}) == 1, "%s as %s tells objects apart" % (route, name), answers)

    def objects(self, route, who, body):
        """Each principal that may call it: a foreign ticket is like none, an own one is not."""
        for name in MAY[who]:
            if name == "narrow":
                continue
            for mine, sees in ((self.one, SEES_A), (self.other, SEES_B)):
                if name in sees:
                    fresh = self.cast.ticket(*(("a1", self.cast.x) if mine is self.one else ("b1", self.cast.y)))
                    answer = self.call(name, route, body, fresh)
                    is_found = answer.status != 404 or answer.json()["code"] != self.call(name, route, body, None).json()["code"]  # else a part of it is missing
                    self.expect(answer.status < 500 and answer.status not in (401, 403) and is_found, "%s as %s, who sees it" % (route, name), answer)
                else:
                    hidden, absent = self.call(name, route, body, mine), self.call(name, route, body, None)
                    self.expect(hidden.status == 404 and same(hidden, absent), "%s as %s, who may not see it" % (route, name), (hidden, absent))

    def others(self, route, who, body):
        for name in MAY[who]:
            if name not in ("narrow", "guest") and route not in ENDS:
                answer = self.call(name, route, body, None)
                self.expect(answer.status < 500 and answer.status not in (401, 403) or route in OWN_REFUSAL, "%s as %s, who may" % (route, name), answer)

    def run(self):
        for route, (who, body) in MODEL.items():
            self.refusals(route, who, body)
            if is_ticket(route.split(" ")[1]):
                self.objects(route, who, body)
            elif who != "anyone":
                self.others(route, who, body)


def same(one, other):
    """But for the request's own number."""
    a, b = one.json(), other.json()
    return one.status == other.status and {k: v for k, v in a.items() if k not in ("request_id", "instance")} == {k: v for k, v in b.items() if k not in ("request_id", "instance")}


def check_known(desk):
    connection = http.client.HTTPConnection("127.0.0.1", desk.port)
    connection.request("GET", "/api/openapi.json")
    paths = json.loads(connection.getresponse().read())["paths"]
    connection.close()
    routes = {method.upper() + " " + path for path, methods in paths.items() for method in methods if method in ("get", "post", "put", "patch", "delete")}
    unknown, gone = routes - set(MODEL) - OUTSIDE - IN_DEMO_ONLY, set(MODEL) - routes
    assert not unknown and not gone, "the model does not know %s, the program not %s" % (unknown, gone)
    return len(routes)


def check_second_objects(cast):
    """A2: side paths. The source may be seen, the target not; it answers like a target that is not there."""
    one, other = cast.ticket("a1", cast.x), cast.ticket("b1", cast.y)

    def alike(name, method, path, order, hidden):
        first, second = (cast.ask(name, method, path, json.loads(json.dumps(order).replace("{target}", target)), **{"If-Match": "*"}) for target in (hidden, ABSENT))
        assert first.status >= 400 and same(first, second) or first.status == second.status == 200 and hidden not in first.body.decode(), (path, order, first, second)

    here = "/tickets/" + one["id"]
    alike("x1", "POST", here + "/merger", {"into": "{target}"}, other["id"])
    alike("x1", "POST", here + "/links", {"ticket": "{target}", "kind": "duplicates"}, other["id"])
    for number in (other["id"], str(other["number"])):
        bulk = cast.ask("x1", "POST", "/bulk-changes", {"tickets": [number, ABSENT], "status": "open"})
        items = bulk.json()["items"] if isinstance(bulk.json(), dict) else bulk.json()
        assert bulk.status in (200, 207) and len(items) == 2 and items[0]["code"] == items[1]["code"] and items[0].get("detail") == items[1].get("detail"), bulk
    merged_by_number = cast.ask("x1", "POST", here + "/merger", {"into": str(other["number"])})
    assert merged_by_number.status in (404, 422), merged_by_number
    foreign = other["messages"][0]["id"]
    for path, method, order in (("/split", "POST", {"subject": "s"}), ("/html", "GET", None), ("/raw", "GET", None)):
        for name in ("x1", "agent"):  # A3: the message is of another ticket, seen or not
            answer = cast.ask(name, method, here + "/messages/" + foreign + path, order)
            assert answer.status == 404, (name, path, answer)
    case("A2, A3 second objects: hidden targets of merge, link, bulk change and split are like none")


def check_files(cast):
    """A4: files by guessed and foreign ids, with HEAD and Range; an upload is its maker's."""
    desk = cast.desk
    ticket = cast.ticket("a1", cast.x)
    urls = {}
    for kind in ("reply", "note"):
        made = desk.post("/tickets/%s/messages" % ticket["id"], {"kind": kind, "body": "f", "attachments": [cast.file("f.txt")]})
        urls[kind] = made.json()["attachments"][0]["url"].removeprefix("/api/v1")
    sees = {"reply": SEES_A, "note": ("agent", "x1", "lead", "admin")}
    for kind, url in urls.items():
        for name in SIGNED_IN[:-1]:
            for method, more in (("GET", {}), ("HEAD", {}), ("GET", {"Range": "bytes=0-2"})):
                answer = cast.ask(name, method, url, **more)
                assert (answer.status in (200, 206)) == (name in sees[kind]) and answer.status in (200, 206, 404), (kind, name, answer)
        assert cast.ask("guest", "GET", url).status == 401
    upload = cast.file("mine.txt")
    for name in ("a1", "agent"):
        stolen = cast.ask(name, "POST", "/tickets/%s/messages" % ticket["id"], {"body": "steal", "attachments": [upload]})
        assert stolen.status in (404, 422), (name, stolen)
    case("A4 files: seen with their message only, by GET, HEAD and ranges; an upload is its maker's")


def check_mass_assignment(cast):
    """A5: nobody gives themselves more by a field they may not set."""
    for name in ("a1", "community", "agent"):
        answer = cast.ask(name, "PATCH", "/me", {"role": "admin", "is_admin": True, "organisation_id": cast.b, "team_ids": [], "all_teams": True, "is_verified": True})
        me = cast.ask(name, "GET", "/me").json()
        assert me["role"] == {"a1": "customer"}.get(name, name) and me["organisation_id"] == (cast.a if name == "a1" else None), (answer, me)
    for name in ("agent", "lead"):
        answer = cast.ask(name, "PATCH", "/people/" + cast.ids[name], {"role": "admin"}, **{"If-Match": "*"})
        assert answer.status in (403, 422) and cast.ask(name, "GET", "/me").json()["role"] == name, answer
    made = cast.ask("a1", "POST", "/tickets", {"subject": "mine", "body": "b", "requester_id": cast.ids["b1"], "organisation_id": cast.b, "team_id": cast.y,
                                               "assignee_id": cast.ids["y1"]})
    if made.status == 201:
        ticket = made.json()
        assert ticket["requester"]["id"] == cast.ids["a1"] and ticket["organisation_id"] == cast.a and not ticket["assignee"] and ticket["team_id"] != cast.y, ticket
        assert cast.ask("b1", "GET", "/tickets/" + ticket["id"]).status == 404
    for kind in ("note", "phone"):
        note = cast.ask("a1", "POST", "/tickets/%s/messages" % cast.ticket("a1", cast.x)["id"], {"kind": kind, "body": "b"})
        assert note.status in (403, 422) or note.json()["visibility"] != "internal", note
    token = cast.ask("a1", "POST", "/me/tokens", {"name": "t", "scopes": ["tickets:read"]}).json()["token"]
    cast.headers["a1 reads"] = {"authorization": "Bearer " + token}
    stronger = cast.ask("a1 reads", "POST", "/me/tokens", {"name": "more", "scopes": ["tickets:write"]})
    assert stronger.status == 403, stronger
    case("A5, A12 mass assignment: roles, organisations, requesters and scopes stay what they are")


def check_fields(cast):
    """A6: no hidden field by fields, expand, sort or filter; counts are counts of what is seen."""
    hidden = cast.ticket("b1", cast.y, tags=["secret-tag"])
    for query in ("?tag=secret-tag", "?organisation=" + cast.b, "?requester=" + cast.ids["b1"], "?team=" + cast.y, "?q=public+words&organisation=" + cast.b,
                  "?view=all&organisation=" + cast.b, "?fields=id,assignee,notes&organisation=" + cast.b):
        for name in ("a1", "a2", "community", "x1"):
            answer = cast.ask(name, "GET", "/tickets" + query)
            assert answer.status == 422 or hidden["id"] not in answer.body.decode() and b"secret-tag" not in answer.body, (name, query, answer)
    for sort in ("requester_email", "notes", "id;drop", "priority desc", "(select 1)"):
        assert cast.ask("a1", "GET", "/tickets?sort=" + sort.replace(" ", "%20")).status == 422, sort
    case("A6, I1 fields: filters, sorting and views show nothing of what is hidden")


def check_small_objects(cast):
    """A2: mails of hidden tickets, sessions and tokens of others are like none."""
    cast.desk.post("/tickets/%s/messages" % cast.ticket("b1", cast.y)["id"], {"body": "to b1"})
    def outbox(name):  # whether the mail is on its way yet or gone already
        return [row for state in ("queued", "sending", "sent") for row in cast.ask(name, "GET", "/mail/outbox?state=" + state).json()["items"]]

    rows, shown = [row for row in outbox("y1") if row["ticket_id"]], outbox("x1")
    assert rows and not {row["id"] for row in rows} & {row["id"] for row in shown}, (rows, shown)
    session = cast.ask("lead", "GET", "/me/sessions").json()["items"][0]["id"]
    token = cast.ask("admin", "GET", "/me/tokens").json()["items"][0]["id"]
    for name, method, path, hidden in (("x1", "POST", "/mail/outbox/%s/retry", rows[0]["id"]), ("a1", "DELETE", "/me/sessions/%s", session), ("lead", "DELETE", "/me/tokens/%s", token)):
        first, second = (cast.ask(name, method, path % one, {} if method == "POST" else None) for one in (hidden, ABSENT))
        assert first.status == 404 and first.json()["code"] == second.json()["code"], (path, first, second)
    assert cast.ask("lead", "GET", "/me").status == 200
    case("A2 small objects: mails of hidden tickets, others' sessions and tokens are like none")


with Folder() as folder:
    desk, sink = stage(folder, "matrix")
    try:
        with desk:
            desk.set_up()
            routes = check_known(desk)
            cast = Cast(desk, sink)
            for check in (check_second_objects, check_files, check_mass_assignment, check_fields, check_small_objects):
                check(cast)
            matrix = Matrix(cast)
            matrix.run()
            assert not matrix.wrong, "%d differences\n%s" % (len(matrix.wrong), "\n".join(one[:400] for one in matrix.wrong[:40]))
            case("A1 matrix: %d routes, %d principals, %d calls agree with the model" % (routes, len(matrix.asked), sum(matrix.asked.values())))
            assert desk.stop() == 0
    finally:
        sink.stop()
print("ok")
