#!/usr/bin/env python3
"""The first start on an empty folder, the first administrator, the second start."""
import os, stat, time

from desk import PASSWORD, Desk, Folder, case


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


with Folder() as folder:
    desk = Desk(folder)
    with desk:
        assert "/setup?token=" in desk.said(), desk.said()
        assert desk.get("/setup").json() == {"is_open": True}
        wrong = desk.post("/setup", {"token": "x" * 52, "name": "Eve", "email": "eve@desk.example", "password": PASSWORD})
        assert 400 <= wrong.status < 500, wrong
        desk.set_up()
        assert desk.get("/me").json()["role"] == "admin"
        assert desk.get("/setup").json() == {"is_open": False}
        assert [box["address"] for box in desk.items("/mailboxes")] == ["help@desk.example"]
        case("the printed link makes the administrator, a wrong token does not")
        assert mode(desk.data) == 0o700, oct(mode(desk.data))
        for name in os.listdir(desk.data):
            path = os.path.join(desk.data, name)
            assert mode(path) == (0o700 if os.path.isdir(path) else 0o600), (name, oct(mode(path)))
        case("folder, key and database belong to nobody else")
        began = time.time()
        assert desk.stop(10) == 0
        case("SIGTERM stops it in %.1f s" % (time.time() - began))
    with desk:
        assert "/setup?token=" not in desk.said(), desk.said()
        again = desk.post("/setup", {"token": desk.secrets[-1], "name": "Eve", "email": "eve@desk.example", "password": PASSWORD})
        assert 400 <= again.status < 500, again
        assert desk.post("/sessions", {"email": "ada@desk.example", "password": PASSWORD}, is_anonymous=True).status == 201
        assert desk.stop() == 0
    desk.check_secrets()
    case("the second start prints no link, and the old one is worth nothing")
print("ok")
