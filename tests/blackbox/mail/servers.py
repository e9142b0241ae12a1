"""What the tests of mail share: temporary folders, free ports, certificates, processes that are surely ended."""
import json, os, shutil, socket, subprocess, sys, tempfile, time


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
