"""What the fault and attack tests share with the black-box tests, and the database they run on."""
import os, smtplib, subprocess, sys
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "blackbox"))
from desk import BINARY, PASSWORD, ROOT, Desk, Folder, Live, Sink, case, clean_environment, free_port, mail, new_key, run, wait_for  # noqa: E402,F401
from servers import Dovecot, need  # noqa: E402,F401


class Lmtp(smtplib.LMTP):
    """With a limit: a killed server answers nothing."""

    def _get_socket(self, host, port, timeout):
        return super()._get_socket(host, port, 5)


def make_database(name):
    """Settings for a new PostgreSQL database when there is a server for tests, none for SQLite."""
    url = os.environ.get("MAINSTAY_TEST_PG")
    if not url:
        return {}
    socket_folder = parse_qs(urlsplit(url.replace("%DB%", "x")).query)["host"][0]
    subprocess.run(["psql", "-h", socket_folder, "-U", "mainstay", "-d", "postgres", "-qc", "CREATE DATABASE " + name], check=True)
    return {"MAINSTAY_DATA_DATABASE": url.replace("%DB%", name)}

