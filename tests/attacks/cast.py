"""Who plays in the attack tests: two organisations, agents of two teams, and everybody who is not one of them."""
import os, re, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "faults"))
from world import PASSWORD, Desk, Folder, Live, Lmtp, Sink, case, mail, new_key, wait_for  # noqa: E402,F401

STAFF = ("agent", "x1", "y1", "lead", "admin")


class Cast:
    """`headers[name]` is how that principal calls; `ids[name]` who they are."""

    def __init__(self, desk, sink):
        self.desk, self.sink = desk, sink
        self.x, self.y = (desk.post("/teams", {"name": name}).json()["id"] for name in ("X", "Y"))
        self.a, self.b = (desk.post("/organisations", {"name": name}).json()["id"] for name in ("Org A", "Org B"))
        session = {"cookie": "mainstay_session=" + desk.session, "origin": "http://127.0.0.1:%d" % desk.port}
        self.headers_of_owner = session
        desk.call("PATCH", "/organisations/" + self.a, {"shares_tickets": True}, headers={"If-Match": "*"})
        self.headers, self.ids = {"guest": {}}, {}
        for name, role, more in (("a1", "customer", {"organisation_id": self.a}), ("a2", "customer", {"organisation_id": self.a}),
                                 ("b1", "customer", {"organisation_id": self.b}), ("community", "community", {}), ("agent", "agent", {}),
                                 ("x1", "agent", {"team_ids": [self.x]}), ("y1", "agent", {"team_ids": [self.y]}), ("lead", "lead", {}), ("admin", "admin", {})):
            self.invite(name, role, more)
        for name in ("x1", "y1"):
            limited = self.ask("admin", "PATCH", "/people/" + self.ids[name], {"all_teams": False}, **{"If-Match": "*"})
            assert limited.status == 200 and not self.ask(name, "GET", "/me").json()["all_teams"], limited
        self.headers["narrow"] = self.bearer({"name": "narrow", "scopes": ["views:read"]})
        self.headers["revoked"] = self.bearer({"name": "revoked", "scopes": ["tickets:read", "tickets:write"]}, is_revoked=True)
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2))
        self.headers["expired"] = self.bearer({"name": "expired", "scopes": ["tickets:read", "tickets:write"], "expires_at": soon})
        time.sleep(2.1)

    def invite(self, name, role, more):
        address = name + "@people.example"
        made = self.desk.call("POST", "/invitations", {"email": address, "name": name, "role": role, **more}, headers=self.headers_of_owner, is_anonymous=True)
        assert made.status == 201, made
        text = wait_for(lambda: self.sink.to(address), 10, 0.02)[0].get_body(("plain",)).get_content()
        token = re.search(r"invitation\?token=(\S+)", text).group(1)
        session = self.desk.call("PUT", "/invitations/" + token, {"name": name, "password": PASSWORD}, is_anonymous=True)
        assert session.status == 201, session
        self.headers[name] = {"cookie": session.headers["set-cookie"].split(";")[0], "origin": "http://127.0.0.1:%d" % self.desk.port}
        self.ids[name] = session.json()["person"]["id"]

    def bearer(self, order, is_revoked=False):
        """A token of the administrator `admin`."""
        made = self.ask("admin", "POST", "/me/tokens", order)
        assert made.status == 201, made
        if is_revoked:
            assert self.ask("admin", "DELETE", "/me/tokens/" + made.json()["id"]).status == 204
        return {"authorization": "Bearer " + made.json()["token"]}

    def ask(self, name, method, path, body=None, **headers):
        return self.desk.call(method, path, body, headers={**self.headers[name], **headers}, is_anonymous=True)

    def ticket(self, owner, team, **more):
        """A ticket of a customer in a team, with a reply, a note and files at both."""
        organisation = {"a": self.a, "b": self.b}[owner[0]]
        made = self.desk.post("/tickets", {"subject": "of " + owner, "body": "public words", "requester_id": self.ids[owner], "organisation_id": organisation,
                                           "team_id": team, **more})
        assert made.status == 201, made
        return made.json()

    def file(self, name, content=b"content"):
        sent = self.desk.call("POST", "/uploads?name=" + name, content, headers={"content-type": "application/octet-stream"})
        assert sent.status == 201, sent
        return sent.json()["id"]


def stage(folder, name, settings=None):
    """(desk, sink), not started."""
    sink = Sink()
    return Desk(folder, name, {**sink.settings(), "MAINSTAY_MAIL_PER_MINUTE": 100000, **(settings or {})}), sink
