"""A whole Mainstay of our own for black-box tests: the real program, its API, its live updates, and a mail sink."""
import base64, email, email.policy, http.client, json, os, re, signal, socket, socketserver, subprocess, sys, threading, time, uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "mail"))
from servers import Folder, free_port, is_listening, wait_for  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("MAINSTAY_BIN", os.path.join(ROOT, "build/debug/src/app/mainstay"))
SAMPLES = os.path.join(os.path.dirname(ROOT), "shared/data/mail")
PASSWORD = "lantern-Harbour-93-tide"
SCOPES = [room + ":" + right for room in ("tickets", "me", "people", "mailboxes", "mail", "jobs", "audit", "events", "views", "search", "uploads", "attachments",
                                          "projects", "organisations", "teams") for right in ("read", "write")]


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAINSTAY_")}
    return {**kept, **{name: str(value) for name, value in more.items()}}


def run(*words, data=b"", environment=None, timeout=60):
    """One command of the program: (exit code, standard output, standard error)."""
    done = subprocess.run([BINARY, *words], input=data, capture_output=True, timeout=timeout, env=clean_environment(**(environment or {})))
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return "%d %s" % (self.status, self.body[:500])


class Desk:
    """`mainstay serve` on a folder. Every secret it was given or gave is in `secrets`: none may be in its output."""

    def __init__(self, folder, name="desk", settings=None, flags=(), lmtp=True, port=None):
        self.data, self.port, self.lmtp = os.path.join(folder, name), port or free_port(), free_port() if lmtp else None
        self.flags = ["--data", self.data, "--listen", "127.0.0.1:%d" % self.port, *flags]
        if lmtp:
            self.flags += ["--lmtp", "127.0.0.1:%d" % self.lmtp]
        self.settings = {"MAINSTAY_SERVER_REQUESTS_PER_MINUTE": 0, **(settings or {})}
        self.output, self.token, self.secrets, self.process = os.path.join(folder, name + ".log"), None, [], None

    def start(self, wait=True):
        self.began = os.path.getsize(self.output) if os.path.exists(self.output) else 0
        with open(self.output, "ab") as out:
            self.process = subprocess.Popen([BINARY, "serve", *self.flags], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            env=clean_environment(**self.settings))
        if wait:
            wait_for(lambda: self.process.poll() is not None or "listens on" in self.said(), 20, 0.02)
            assert self.process.poll() is None, "it did not start: " + self.said()
        return self

    def said(self):
        with open(self.output, "rb") as log:
            log.seek(self.began)
            return log.read().decode("utf-8", "replace")

    def stop(self, seconds=10):
        """SIGTERM; gives the exit code, fails when it takes longer."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("it did not stop within %d s" % seconds)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def command(self, *words, data=b""):
        return run(*words, "--data", self.data, data=data, environment=self.settings)

    def set_up(self, project="Harbor", address="help@desk.example"):
        """The first administrator, a personal token for the calls that follow."""
        link = re.search(r"/setup\?token=(\S+)", self.said())
        assert link, "no set-up link: " + self.said()
        made = self.post("/setup", {"token": link.group(1), "name": "Ada", "email": "ada@desk.example", "password": PASSWORD,
                                    "project_name": project, "support_address": address})
        assert made.status == 201, made
        self.session = made.headers["set-cookie"].split(";")[0].split("=", 1)[1]
        cookie = {"cookie": "mainstay_session=" + self.session, "origin": "http://127.0.0.1:%d" % self.port}
        token = self.post("/me/tokens", {"name": "tests", "scopes": SCOPES}, headers=cookie)
        assert token.status == 201, token
        self.token = token.json()["token"]
        self.secrets += [PASSWORD, self.session, self.token, link.group(1)]
        return self

    def call(self, method, path, body=None, headers=None, timeout=30, is_anonymous=False):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = {"authorization": "Bearer " + self.token} if self.token and not is_anonymous else {}
        if body is not None and not isinstance(body, bytes):
            body, sent["content-type"] = json.dumps(body).encode(), "application/json"
        try:
            connection.request(method, path if path.startswith("/healthz") or path.startswith("/readyz") else "/api/v1" + path, body, {**sent, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, {} if body is None else body, **more)

    def items(self, path):
        """All pages of a list."""
        found, cursor = [], ""
        while True:
            answer = self.get(path + ("&" if "?" in path else "?") + "limit=200" + cursor)
            assert answer.status == 200, answer
            page = answer.json()
            found += page["items"]
            if not page["next"]:
                return found
            cursor = "&cursor=" + page["next"]

    def ticket(self, subject):
        """The one ticket with this subject, in full; fails when there are two."""
        found = [row for row in self.items("/tickets?view=all") if row["subject"] == subject]
        assert len(found) <= 1, "several tickets: " + subject
        return self.get("/tickets/" + found[0]["id"]).json() if found else None

    def is_healthy(self):
        return self.get("/healthz").status == 200

    def check_secrets(self):
        log = open(self.output, errors="replace").read()
        for secret in self.secrets:
            if "/setup?token=" + secret not in log:  # the link is printed on purpose
                assert secret not in log, "a secret is in the output: " + secret[:4] + "..."

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind:
            print("    " + self.said()[-3000:].replace("\n", "\n    "))
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Live:
    """The event stream on a raw socket, read by a thread: [(id, kind, data)]."""

    def __init__(self, desk, last_seen=None):
        self.events, self.began, self.socket = [], None, socket.create_connection(("127.0.0.1", desk.port), 10)
        self.socket.settimeout(None)
        resume = "Last-Event-ID: %d\r\n" % last_seen if last_seen is not None else ""
        self.socket.sendall(("GET /api/v1/events/stream HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n%s\r\n"
                             % (desk.port, desk.token, resume)).encode())
        self.head, self.thread = b"", threading.Thread(target=self.read, daemon=True)
        self.thread.start()
        wait_for(lambda: b"retry:" in self.head, 10, 0.02)
        assert self.head.startswith(b"HTTP/1.1 200"), self.head

    def read(self):
        seen = b""
        try:
            while piece := self.socket.recv(65536):
                self.head += piece if len(self.head) < 4096 else b""
                seen += piece
                while b"\n\n" in seen:
                    frame, seen = seen.split(b"\n\n", 1)
                    fields = dict(line.split(": ", 1) for line in frame.decode().replace("\r", "").split("\n") if ": " in line)
                    if fields.get("event") == "hello":
                        self.began = int(fields["id"])  # where in the log it begins
                    elif "event" in fields:
                        self.events.append((int(fields.get("id", -1)), fields["event"], json.loads(fields["data"])))
        except OSError:
            pass

    def wait(self, kind, seconds=10, **fields):
        return wait_for(lambda: [e for e in self.events if e[1] == kind and all(e[2].get(n) == v for n, v in fields.items())], seconds, 0.02)[0]

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.thread.join(10)
        self.socket.close()


class Sink:
    """An SMTP server that takes everything: [(sender, recipients, raw)]."""

    def __init__(self, port=None):
        self.port, self.mails, self.refuse = port or free_port(), [], None
        self.bearers = None  # a function that knows valid access tokens: then nobody sends without XOAUTH2
        self.start()

    def start(self):
        sink = self

        class Session(socketserver.StreamRequestHandler):
            def say(self, text):
                self.wfile.write(text.encode() + b"\r\n")

            def handle(self):
                self.say("220 sink.example ESMTP")
                sender, recipients, is_in = "", [], False
                while line := self.rfile.readline(4096):
                    word = line.split(b" ")[0].strip().upper()
                    if word in (b"EHLO", b"HELO"):
                        self.say("250-sink.example\r\n250-8BITMIME\r\n" + ("250-AUTH PLAIN XOAUTH2\r\n" if sink.bearers else "") + "250 SMTPUTF8")
                    elif word == b"AUTH" and sink.bearers:
                        if line.split()[1:2] == [b"XOAUTH2"]:
                            self.say("334 ")
                            said = base64.b64decode(self.rfile.readline(4096)).decode()
                        else:
                            said = ""
                        token = re.search("auth=Bearer ([^\\x01]*)", said)
                        is_in = bool(token and sink.bearers(token.group(1)))
                        self.say("235 in" if is_in else "535 5.7.8 no")
                    elif word == b"MAIL" and sink.bearers and not is_in:
                        self.say("530 5.7.0 sign in first")
                    elif word == b"MAIL":
                        sender, recipients = re.search(rb"<(.*?)>", line).group(1).decode(), []
                        self.say("250 OK")
                    elif word == b"RCPT":
                        recipients.append(re.search(rb"<(.*?)>", line).group(1).decode())
                        self.say(sink.refuse or "250 OK")
                    elif word == b"DATA":
                        self.say("354 go on")
                        raw = b""
                        while (line := self.rfile.readline()) not in (b".\r\n", b""):
                            raw += line[1:] if line.startswith(b"..") else line
                        sink.mails.append((sender, recipients, raw))
                        self.say("250 OK")
                    elif word == b"QUIT":
                        return self.say("221 bye")
                    else:
                        self.say("250 OK")

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", self.port), Session)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def to(self, recipient):
        return [email.message_from_bytes(raw, policy=email.policy.default) for _, recipients, raw in self.mails if recipient in recipients]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def settings(self):
        return {"MAINSTAY_MAIL_SMTP_HOST": "127.0.0.1", "MAINSTAY_MAIL_SMTP_PORT": self.port, "MAINSTAY_MAIL_SMTP_SECURITY": "none"}


def mail(subject, sender="Li Wei <li.wei@customer.example>", to="help@desk.example", body="Hello,\r\nit does not start.\r\n", **headers):
    lines = ["From: " + sender, "To: " + to, "Subject: " + subject, "Date: Sat, 21 Nov 2026 12:00:00 +0000", "Message-ID: <%s@customer.example>" % uuid.uuid4().hex]
    lines += ["%s: %s" % (name.replace("_", "-"), value) for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def samples(count):
    """Some published mails, the same ones each time."""
    found = []
    for place, _, names in os.walk(SAMPLES):
        found += [os.path.join(place, name) for name in names if name.endswith((".txt", ".eml", ".raw"))]
    assert len(found) >= count, "no sample mails in " + SAMPLES
    found.sort()
    return found[:: max(1, len(found) // count)][:count]


def new_key():
    return uuid.uuid4().hex


def case(text):
    print("  " + text, flush=True)
