#!/usr/bin/env python3
"""mainstay doctor: a healthy installation, then each thing that can be wrong, one after the other, and what it says about it."""
import json, os, shutil, socket, sqlite3, subprocess, time

from desk import Desk, Folder, Sink, case, free_port, mail, run
import smtplib

RANK = ["ok", "warning", "problem"]


class Patient:
    def __init__(self, desk, folder):
        self.desk, self.folder = desk, folder

    def look(self, environment=None, data=None):
        code, said, wrong = run("doctor", "--json", "--data", data or self.desk.data, environment={**HEALTHY, **(environment or {})})
        found = json.loads(said)
        assert RANK.index(found["status"]) == code == max(RANK.index(one["status"]) for one in found["checks"]), (code, said, wrong)
        return found["checks"]

    def says(self, check, status, text, **how):
        found = self.look(**how)
        assert any(one["check"] == check and one["status"] == status and text in one["text"] for one in found), (check, status, text, [f for f in found if f["status"] != "ok"])

    def copy(self, name):
        target = os.path.join(self.folder, name)
        shutil.copytree(self.desk.data, target)
        os.chmod(target, 0o700)
        return target


def sql(data, *statements):
    with sqlite3.connect(os.path.join(data, "mainstay.db")) as db:
        for one in statements:
            db.execute(one)
    db.close()


def certificate(folder, days):
    path = os.path.join(folder, "cert%d.pem" % days)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path + ".key", "-out", path,
                    "-days", str(days), "-subj", "/CN=desk.example"], check=True, capture_output=True)
    return {"MAINSTAY_SERVER_TLS_CERTIFICATE": path, "MAINSTAY_SERVER_TLS_KEY": path + ".key"}


def check_settings(patient):
    patient.says("base_url", "warning", "is not set", environment={"MAINSTAY_SERVER_BASE_URL": ""})
    patient.says("base_url", "problem", "without encryption", environment={"MAINSTAY_SERVER_BASE_URL": "http://desk.example"})
    https = {"MAINSTAY_SERVER_BASE_URL": "https://desk.example"}
    patient.says("base_url", "warning", "listens without TLS", environment={**https, "MAINSTAY_SERVER_LISTEN": "0.0.0.0:8080"})
    patient.says("proxies", "warning", "trusted_proxies is empty", environment=https)
    patient.says("proxies", "problem", "trusts everybody", environment={**https, "MAINSTAY_SERVER_TRUSTED_PROXIES": "0.0.0.0/0"})
    patient.says("mail", "warning", "stay in the outbox", environment={"MAINSTAY_MAIL_SMTP_HOST": ""})
    patient.says("mail", "problem", "nothing answers", environment={"MAINSTAY_MAIL_SMTP_PORT": free_port()})
    patient.says("mail", "problem", "its name is not known", environment={"MAINSTAY_MAIL_SMTP_HOST": "mail.invalid"})
    patient.says("tls", "ok", "days", environment=certificate(patient.folder, 90))
    patient.says("tls", "warning", "ends in", environment=certificate(patient.folder, 5))
    patient.says("tls", "problem", "must both be set", environment={"MAINSTAY_SERVER_TLS_KEY": "/nowhere"})
    patient.says("tls", "problem", "Cannot read a certificate", environment={"MAINSTAY_SERVER_TLS_CERTIFICATE": "/nowhere", "MAINSTAY_SERVER_TLS_KEY": "/nowhere"})
    case("settings: addresses, proxies, outgoing mail, certificates")


def check_files(patient):
    patient.says("folder", "problem", "does not exist", data=os.path.join(patient.folder, "nowhere"))
    data = patient.copy("files")
    os.chmod(os.path.join(data, "mainstay.db"), 0o644)
    patient.says("modes", "problem", "chmod 600", data=data)
    os.chmod(os.path.join(data, "mainstay.db"), 0o600)
    os.chmod(data, 0o755)
    patient.says("modes", "problem", "chmod 700", data=data)
    os.chmod(data, 0o700)
    key = os.path.join(data, "mainstay.key")
    right = open(key).read()
    with open(key, "w") as out:
        out.write("0" * 64 + "\n")
    patient.says("key", "problem", "does not belong to this database", data=data)
    os.remove(key)
    patient.says("key", "problem", "is missing", data=data)
    assert not os.path.exists(key), "the doctor made a key"
    with open(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
        out.write(right)
    shutil.rmtree(os.path.join(data, "blobs"))
    patient.says("files", "problem", "are not in", data=data)
    case("files: modes, a wrong or missing key, lost attachments")


def check_data(patient):
    data = patient.copy("data")
    sql(data, "UPDATE jobs SET state = 'dead' WHERE id = 'every.house.clean'", "INSERT INTO settings (name, value) VALUES ('mail.stopped', 'holidays')",
        "UPDATE kept_mails SET state = 'unprocessed'", "UPDATE mailboxes SET imap_state = 'sign-in refused'")
    for check, text in (("jobs", "1 pieces"), ("sending", "holidays"), ("mail in", "not understood"), ("mailboxes", "sign-in refused")):
        patient.says(check, "warning", text, data=data)
    sql(data, "UPDATE events SET kind = 'tickets.nothing' WHERE seq = 2")
    patient.says("audit", "problem", "event 2: its hash does not match", data=data)
    sql(data, "UPDATE events SET at = at + 86400000 WHERE seq = (SELECT MAX(seq) FROM events)")
    patient.says("clock", "problem", "in the future", data=data)
    sql(data, "DELETE FROM migrations WHERE name = '0052_sending_by'")
    patient.says("schema", "warning", "1 migrations wait", data=data)
    sql(data, "INSERT INTO migrations (name, applied_at) VALUES ('9999_from_the_future', 0)")
    patient.says("schema", "problem", "newer Mainstay", data=data)
    case("data: dead jobs, stopped sending, mail that was not understood, IMAP, a changed log, the clock, the schema")
    data = patient.copy("damaged")
    with open(os.path.join(data, "mainstay.db"), "r+b") as out:  # a page in the middle
        out.seek(os.path.getsize(os.path.join(data, "mainstay.db")) // 8192 * 4096)
        out.write(b"\xff" * 4096)
    found = patient.look(data=data)
    assert any(one["status"] == "problem" and one["check"] in ("integrity", "database") for one in found), found
    case("a damaged page of the database is found")


def check_newer_schema(patient):
    """An older program leaves the database of a newer one alone, whatever it is asked."""
    data = patient.copy("newer")
    sql(data, "INSERT INTO migrations (name, applied_at) VALUES ('9999_from_the_future', 0)")
    for words in (("serve", "--listen", "127.0.0.1:%d" % free_port()), ("migrate",), ("migrate", "--dry-run"), ("user", "list"), ("backup", "--to", patient.folder), ("audit", "verify")):
        code, said, wrong = run(*words, "--data", data)
        assert code != 0 and "was last used by a newer Mainstay" in wrong and "9999_from_the_future" in wrong, (words, code, said, wrong)
    case("an older program refuses a newer schema in words")


with Folder() as folder:
    sink = Sink()
    HEALTHY = {**sink.settings(), "MAINSTAY_SERVER_BASE_URL": "http://127.0.0.1:8080"}
    desk = Desk(folder)
    with desk:
        desk.set_up()
        with smtplib.LMTP("127.0.0.1", desk.lmtp) as client:
            client.sendmail("li@customer.example", ["help@desk.example"], mail("With a file", body=("x" * 70 + "\r\n") * 1500))
        patient = Patient(desk, folder)
        found = patient.look()
        assert [one["check"] for one in found if one["status"] != "ok"] in ([], ["mail out"]), found
        assert desk.stop() == 0
    sql(desk.data, "DELETE FROM outbox")
    assert all(one["status"] == "ok" for one in patient.look()), [one for one in patient.look() if one["status"] != "ok"]
    code, said, _ = run("doctor", "--data", desk.data, environment=HEALTHY)
    assert code == 0 and "ok\tintegrity: The database file is whole." in said, said
    case("a healthy installation, beside the running server too: exit code 0")
    check_settings(patient)
    check_files(patient)
    check_data(patient)
    check_newer_schema(patient)
    sink.stop()
print("ok")
