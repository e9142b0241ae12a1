#!/usr/bin/env python3
"""Whoever sets it up wrongly is told what is wrong and where; nothing starts half."""
import os, re, shutil

from desk import BINARY, Desk, Folder, case, clean_environment, free_port, run


def refused(code, words, *parts, environment=None):
    got, said, wrong = run(*words, environment=environment, timeout=20)
    assert got == code and said == "", (words, got, said, wrong)
    assert wrong.startswith("mainstay: ") and "what()" not in wrong, wrong
    for part in parts:
        assert part in wrong, (part, wrong)


def check_settings(folder):
    data = ["serve", "--data", os.path.join(folder, "none")]
    file = os.path.join(folder, "mainstay.toml")

    def with_file(text, *parts):
        open(file, "w").write(text)
        refused(2, [*data, "--config", file], file, *parts)

    with_file("[server]\nlisten = '127.0.0.1:1'\nlisen = 'x'\n", "server.lisen", "line 3")
    with_file("[server]\n\nworkers = 'many'\n", "server.workers", "line 3", "whole number")
    with_file("[server]\nworkers = 1.5\n", "server.workers", "line 2")
    with_file("[server]\nworkers = 0\n", "server.workers", "line 2", "1 to 512")
    with_file("[server]\nbase_url = 7\n", "server.base_url", "line 2")
    with_file("[server]\nworkers = [1, 2]\n", "server.workers", "line 2")
    with_file("demo = 'perhaps'\n", "demo", "true or false")
    with_file("[mail.smtp]\nsecurity = 'some'\n", "mail.smtp.security", "starttls")
    with_file("[mail]\nsmtp = 'localhost:25'\n", "mail.smtp")
    with_file("[server\nworkers = 1\n", "line 1")
    with_file("[mail.smtp]\nport = 'x'\npassword = 'hush-hush'\n", "mail.smtp.port")
    refused(2, [*data, "--config", os.path.join(folder, "absent.toml")], "absent.toml")
    case("a wrong key, type, value or line of the file is named")
    refused(2, data, "MAINSTAY_SERVER_WORKERS", "server.workers", environment={"MAINSTAY_SERVER_WORKERS": "x"})
    refused(2, data, "MAINSTAY_MAIL_SMTP_PORT", "mail.smtp.port", environment={"MAINSTAY_MAIL_SMTP_PORT": "99999"})
    refused(2, [*data, "--log-level", "loud"], "MAINSTAY_SERVER_LISEN", environment={"MAINSTAY_SERVER_LISEN": "x"})  # said, not refused
    refused(2, [*data, "--verbose", "yes"], "--verbose")
    refused(2, [*data, "--listen"], "--listen")
    refused(2, [*data, "--log-level", "loud"], "--log-level", "warning")
    refused(2, ["dance"], "dance", "mainstay help")
    case("so is a wrong variable, flag or command")
    for address in ("127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "nonsense"):
        for flag in ("--listen", "--lmtp"):
            got, _, wrong = run(*data, *([] if flag == "--listen" else ["--listen", "127.0.0.1:%d" % free_port()]), flag, address, timeout=20)
            assert got in (1, 2) and address in wrong and "stoi" not in wrong, (flag, address, got, wrong)
    case("so is an address nobody can listen on")


def check_folder(folder):
    desk = Desk(folder)
    key, spare = os.path.join(desk.data, "mainstay.key"), os.path.join(folder, "spare.key")
    serve = ["serve", *desk.flags]
    with desk:
        desk.set_up()
        second = run("serve", "--data", os.path.join(folder, "second"), "--listen", "127.0.0.1:%d" % desk.port, timeout=20)
        assert second[0] == 1 and str(desk.port) in second[2] and "in use" in second[2].lower(), second
        mail = run("serve", "--data", os.path.join(folder, "third"), "--listen", "127.0.0.1:%d" % free_port(), "--lmtp", "127.0.0.1:%d" % desk.lmtp, timeout=20)
        assert mail[0] == 1 and str(desk.lmtp) in mail[2] and "in use" in mail[2].lower(), mail
        assert desk.is_healthy()
        desk.stop()
    case("a second server on a port says which port is in use")
    shutil.copy2(key, spare)
    os.chmod(key, 0o640)
    refused(1, serve, key, "chmod 600")
    os.chmod(key, 0o600)
    os.chmod(desk.data, 0o750)
    refused(1, serve, desk.data, "chmod 700")
    os.chmod(desk.data, 0o700)
    os.remove(key)
    refused(1, serve, key, "missing")
    assert not os.path.exists(key), "a new key would hide that the old one is gone"
    open(key, "w").write("0123" * 16 + "\n")
    os.chmod(key, 0o600)
    refused(1, serve, "does not belong")
    open(key, "w").write("not a key\n")
    refused(1, serve, key, "64")
    case("a key that is missing, foreign, broken or open to others stops the start")
    os.remove(key)
    elsewhere = ["--database", "sqlite:" + os.path.join(folder, "elsewhere", "mainstay.db")]
    os.mkdir(os.path.join(folder, "elsewhere"), 0o700)
    os.rename(os.path.join(desk.data, "mainstay.db"), os.path.join(folder, "elsewhere", "mainstay.db"))
    got = run(*serve, *elsewhere, timeout=20)
    assert got[0] == 1 and "key" in got[2], got
    assert not os.path.exists(key), "no new key beside a database that has one"
    os.rename(os.path.join(folder, "elsewhere", "mainstay.db"), os.path.join(desk.data, "mainstay.db"))
    shutil.copy2(spare, key)
    with desk:
        assert desk.is_healthy()
        desk.stop()
    open(os.path.join(desk.data, "mainstay.db"), "r+b").write(b"this is no database at all")
    refused(1, serve, "mainstay.db")
    case("a broken database is named; with everything back it starts")


def check_words():
    code, said, _ = run("--version")
    assert code == 0 and re.fullmatch(r"mainstay \d+\.\d+\.\d+\S*\n", said), said
    code, said, _ = run("help")
    assert code == 0 and "server.listen" in said and run("--help")[1] == said == run()[1], said
    for name in re.findall(r"(?m)^  mainstay ([\w-]+)", said):
        code, words, _ = run(name, "--help")
        assert code == 0 and words.startswith("mainstay " + name), words
    case("--version, help and --help of every command")


assert os.access(BINARY, os.X_OK) and clean_environment()
with Folder() as folder:
    check_words()
    check_settings(folder)
    check_folder(folder)
print("ok")
