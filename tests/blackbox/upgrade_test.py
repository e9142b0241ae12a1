#!/usr/bin/env python3
"""A database of every release so far, as that release left it, is brought up to date and serves; on both engines."""
import os, re, shutil, sqlite3, subprocess

from desk import ROOT, Desk, Folder, case, run

FROZEN = os.path.join(ROOT, "tests/migrations")
PG = os.environ.get("MAINSTAY_TEST_PG")


def versions(engine):
    return sorted(name[:-len(engine) - 5] for name in os.listdir(FROZEN) if name.endswith(".%s.sql" % engine))


def text_of(version, engine):
    return open(os.path.join(FROZEN, "%s.%s.sql" % (version, engine)), encoding="utf-8").read()


def make_folder(folder, name):
    data = os.path.join(folder, name)
    os.mkdir(data, 0o700)
    shutil.copy(os.path.join(FROZEN, "test-only.key"), os.path.join(data, "mainstay.key"))
    os.chmod(os.path.join(data, "mainstay.key"), 0o600)
    return data


def make_sqlite(folder, version, name):
    data = make_folder(folder, name)
    with sqlite3.connect(os.path.join(data, "mainstay.db")) as db:
        db.executescript(text_of(version, "sqlite"))
    db.close()
    os.chmod(os.path.join(data, "mainstay.db"), 0o600)
    return {}


def make_postgres(folder, version, name):
    make_folder(folder, name)
    database = name.replace(".", "_")
    subprocess.run(["psql", "-q", PG.replace("%DB%", "postgres"), "-c", "CREATE DATABASE " + database], check=True)
    url = PG.replace("%DB%", database)
    subprocess.run(["psql", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", url, "-f", os.path.join(FROZEN, version + ".postgres.sql")], check=True)
    return {"MAINSTAY_DATA_DATABASE": url}


def check_upgrade(folder, version, engine, make):
    name = "from_%s_%s" % (version, engine)
    settings = make(folder, version, name)
    tickets = len(re.findall(r"(?m)^INSERT INTO tickets ", text_of(version, engine)))
    desk = Desk(folder, name, settings=settings)
    code, said, wrong = desk.command("migrate", "--dry-run")
    assert code == 0 and ("nothing to do" in said or "At most about" in said), (said, wrong)
    with desk:
        signed_in = desk.post("/sessions", {"email": "ada@desk.example", "password": "lantern-Harbour-93-tide"}, is_anonymous=True)
        assert signed_in.status == 201, signed_in
        cookie = {"cookie": signed_in.headers["set-cookie"].split(";")[0], "origin": "http://127.0.0.1:%d" % desk.port}
        listed = desk.get("/tickets?view=all", headers=cookie).json()["items"]
        assert tickets > 0 and len(listed) == tickets, (tickets, len(listed))
        assert len(desk.get("/search?q=frozen", headers=cookie).json()["items"]) > 0
        made = desk.post("/tickets", {"subject": "after", "body": "x"}, headers=cookie)
        assert made.status == 201 and made.json()["number"] > max(row["number"] for row in listed), made
        assert desk.stop() == 0
    code, said, wrong = desk.command("audit", "verify")
    assert code == 0 and " 0 mistakes" in said, (said, wrong)
    case("%s on %s: %d tickets; people sign in, find, and write, and the event log goes on" % (version, engine, tickets))


def check_foretelling(folder):
    """What waits is told, with time and space, and not done."""
    version = versions("sqlite")[-1]
    make_sqlite(folder, version, "foretold")
    data = os.path.join(folder, "foretold")
    with sqlite3.connect(os.path.join(data, "mainstay.db")) as db:
        db.execute("DELETE FROM migrations WHERE name = '0042_search_scopes'")
    db.close()
    for _ in range(2):
        code, said, wrong = run("migrate", "--dry-run", "--data", data)
        assert code == 0 and re.search(r"would apply 0042_search_scopes \(tables of [1-9]\d* rows\)\n(would apply .*\n)*At most about \d+ s, .* \d+ MB", said), (said, wrong)
    code, said, wrong = run("migrate", "--dry-run", "--data", os.path.join(folder, "nowhere"))
    assert code == 2 and "there is no database" in wrong and not os.path.exists(os.path.join(folder, "nowhere")), (code, said, wrong)
    case("migrate --dry-run tells what waits, how long and how large, and changes nothing")


with Folder() as folder:
    assert versions("sqlite") == versions("postgres") and versions("sqlite"), "a release is missing in tests/migrations"
    for version in versions("sqlite"):
        check_upgrade(folder, version, "sqlite", make_sqlite)
        if PG:
            check_upgrade(folder, version, "postgres", make_postgres)
    check_foretelling(folder)
print("ok")
