"""What the tests of mail share: temporary folders, free ports, certificates, processes that are surely ended."""
import json, os, shutil, signal, socket, subprocess, sys, tempfile, time

signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # out of time: every "finally" still ends what it started


def need(*programs):
    missing = [name for name in programs if shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None]
    if missing:
        sys.exit("missing programs: " + ", ".join(missing))
    os.environ["PATH"] += ":/usr/sbin:/sbin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds=30, every=0.1):
    """The first true answer of `what`; fails after `seconds`."""
    end = time.time() + seconds
    while time.time() < end:
        answer = what()
        if answer:
            return answer
        time.sleep(every)
    raise AssertionError("waited %d s in vain" % seconds)


def is_listening(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def certificate(folder):
    """A certificate for localhost that signs itself: (certificate file, key file)."""
    cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert], check=True, capture_output=True)
    return cert, key


class Folder:
    """A temporary folder other users may enter, removed at the end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="mainstay-mail-")
        os.chmod(self.path, 0o755)
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Intake:
    """Our server, keeping what it gets in a folder."""

    def __init__(self, probe, folder, protocol="lmtp", listen="127.0.0.1"):
        self.out = os.path.join(folder, "mails-%d" % time.time_ns())
        os.mkdir(self.out)
        self.process = subprocess.Popen([probe, "serve", "--protocol=" + protocol, "--listen=" + listen, "--out=" + self.out],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def mails(self):
        """[(envelope, raw bytes)], in the order they came."""
        names = sorted((name[:-5] for name in os.listdir(self.out) if name.endswith(".json")), key=int)
        return [(json.load(open(os.path.join(self.out, name + ".json"))), open(os.path.join(self.out, name + ".eml"), "rb").read()) for name in names]

    def to(self, recipient):
        return [(envelope, raw) for envelope, raw in self.mails() if recipient in envelope["recipients"]]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def probe_json(probe, verb, data=b"", **options):
    done = subprocess.run([probe, verb, *("--%s=%s" % item for item in options.items())], input=data, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


POSTFIX_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = desk.example, sender.example
relay_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_relay_restrictions = permit_mynetworks, reject
message_size_limit = 30000000
mailbox_size_limit = 0
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 2s
alias_maps =
alias_database =
notify_classes =
"""
POSTFIX_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """Takes mail for desk.example and sender.example and hands it to our LMTP port."""

    def __init__(self, folder, lmtp):
        self.config, self.port = os.path.join(folder, "postfix"), free_port()
        self.cert, key = certificate(folder)
        for name in ("postfix", "queue", "data"):
            os.mkdir(os.path.join(folder, name))
        subprocess.run(["chown", "postfix", os.path.join(folder, "data")], check=True)
        values = {"folder": folder, "lmtp": lmtp, "smtp": self.port, "cert": self.cert, "key": key}
        open(os.path.join(self.config, "main.cf"), "w").write(POSTFIX_MAIN.format(**values))
        open(os.path.join(self.config, "master.cf"), "w").write(POSTFIX_MASTER.format(**values))
        self.run("postfix", "start")
        wait_for(lambda: is_listening(self.port))

    def run(self, program, *options):
        done = subprocess.run([program, "-c", self.config, *options], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def queue(self):
        return self.run("postqueue", "-j")

    def flush(self):
        self.run("postqueue", "-f")

    def stop(self):
        self.run("postfix", "stop")


DOVECOT = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = mainstay-test
log_path = {folder}/log
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_uid = nobody
mail_gid = nogroup
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""


class Dovecot:
    """One mailbox, read as "desk", with and without TLS."""

    def __init__(self, folder, more=""):
        self.folder, self.plain, self.tls = folder, free_port(), free_port()
        self.cert, key = certificate(folder)
        self.config = os.path.join(folder, "dovecot.conf")
        for name in ("run", "state", "mail", "mail/desk", "mail/desk/new", "mail/desk/cur", "mail/desk/tmp"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        open(os.path.join(folder, "users"), "w").write("desk:pass word\"\\:::::\n")
        open(self.config, "w").write(DOVECOT.format(folder=folder, cert=self.cert, key=key, plain=self.plain, tls=self.tls) + more)
        subprocess.run(["chown", "-R", "nobody:nogroup", os.path.join(folder, "mail")], check=True)
        self.start()

    def start(self):
        self.process = subprocess.Popen(["dovecot", "-F", "-c", self.config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: is_listening(self.plain))

    def deliver(self, name, raw):
        path = os.path.join(self.folder, "mail/desk/tmp", name)
        open(path, "wb").write(raw)
        subprocess.run(["chown", "nobody:nogroup", path], check=True)
        os.rename(path, os.path.join(self.folder, "mail/desk/new", name))

    def flags(self, name):
        for place in ("cur", "new"):
            for file in os.listdir(os.path.join(self.folder, "mail/desk", place)):
                if file.split(":")[0].split(",")[0] == name:
                    return file.partition(":2,")[2]
        raise AssertionError(name + " is gone")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
