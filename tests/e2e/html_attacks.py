#!/usr/bin/env python3
"""Loads every sanitised page in a real Chromium and clicks, hovers and focuses every element of it.

Nothing may run, ask, navigate or load. The page carries the HTML as it is, not in a sandboxed frame: stricter than
the product. First the same is done with unsanitised attacks, to see that the test notices them.
Usage: html_attacks.py path/to/sanitise_cases
"""
import http.server, json, shutil, subprocess, sys, tempfile, threading, time

MIN_SEEN = 20  # of the unsanitised attacks; some need a person or an old browser
BROWSERS_OWN = (".google.com", ".googleapis.com", ".gvt1.com")  # what Chromium asks for by itself
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-extensions"]
# Report-only: what it names is reported and still done, so a missing report cannot hide a working attack.
POLICY = ("default-src 'none'; script-src 'nonce-ours'; connect-src 'self'; img-src data:; style-src 'none'; "
          "style-src-attr 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-src 'none'; object-src 'none'")
PAGE = """<!doctype html><meta charset=utf-8><title>case</title><link rel=icon href=data:,><script nonce=ours>
const seen = [];
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = (...words) => { seen.push(name + ' ' + words); return null; };
document.addEventListener('securitypolicyviolation', event => seen.push(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));
document.addEventListener('submit', event => { seen.push('submit'); event.preventDefault(); }, true);
document.addEventListener('click', event => {   // an outside link in a new window is what a reader wants; not here
  const link = event.target.closest && event.target.closest('a[href]');
  if (!link) return;
  const safe = /^(https?|mailto|tel):/i.test(link.getAttribute('href')) && link.target === '_blank' && link.rel.includes('noopener');
  if (safe) event.preventDefault(); else seen.push('link ' + link.getAttribute('href'));
}, true);
</script><div id=frame>%s</div><div id=second></div><script nonce=ours>
const done = () => fetch('/report', {method: 'POST', body: JSON.stringify({index: %d, seen: seen})}).then(() => { if (%d < %d) location.href = '/case/' + (%d + 1); });
const touch = root => { for (const element of [...root.querySelectorAll('*')].slice(0, 2000)) {
  for (const type of ['pointerover', 'mouseover', 'mouseenter', 'mousedown', 'mouseup', 'focus', 'focusin', 'toggle']) element.dispatchEvent(new MouseEvent(type, {bubbles: true}));
  if (element.focus) element.focus();
  if (element.click) element.click();
} };
addEventListener('load', () => {
  document.getElementById('second').innerHTML = %s;
  for (const id of ['frame', 'second']) { const root = document.getElementById(id); if (root) touch(root); }
  const bad = document.body.querySelectorAll('#frame script, #frame iframe, #frame object, #frame embed, #frame svg, #frame form, #frame style, #frame base, #frame meta, #frame link');
  if (bad.length) seen.push('elements ' + [...bad].map(e => e.tagName));
  setTimeout(done, %d);
});
</script>"""


class Run:
    """One browser going through the cases; `seen` holds what happened in each, None when nothing was reported."""

    def __init__(self, cases, settle_ms, patience_s):
        self.cases, self.settle_ms, self.patience_s = cases, settle_ms, patience_s
        self.seen = [None] * len(cases)
        self.requests = {}
        self.current, self.progress = 0, threading.Event()

    def note(self, path):
        host = path.split("//")[-1].split("/")[0].split(":")[0]
        if not host.endswith(BROWSERS_OWN):
            self.requests.setdefault(self.current, []).append("asked for " + path)

    def page(self, index):
        text = self.cases[index]["html"]
        literal = json.dumps(text).replace("<", "\\u003c")
        last = len(self.cases) - 1
        return PAGE % (text, index, index, last, index, literal, self.settle_ms)

    def handler(run):
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, body=b"", kind="text/html; charset=utf-8"):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy-Report-Only", POLICY)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if self.path.startswith("/case/") and self.path[6:].isdigit() and int(self.path[6:]) < len(run.cases):
                    run.current = int(self.path[6:])
                    return self.answer(run.page(run.current).encode("utf-8", "replace"))
                run.note(self.path)
                self.answer()

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path != "/report":
                    run.note(self.path)
                    return self.answer()
                report = json.loads(body)
                run.seen[report["index"]] = report["seen"]
                run.progress.set()
                self.answer()

            def do_CONNECT(self):
                run.note(self.path)
                self.send_error(403)

            def log_message(self, *words):
                pass
        return Handler

    def browse(self, start):
        """Goes on from case `start` until no case has reported for a while."""
        profile = tempfile.mkdtemp(prefix="mainstay-chromium-")
        base = "http://127.0.0.1:%d" % self.port
        browser = subprocess.Popen(
            ["chromium", *FLAGS, "--user-data-dir=" + profile, "--proxy-server=" + base, base + "/case/%d" % start],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while None in self.seen:
                self.progress.clear()
                if not self.progress.wait(self.patience_s):
                    break
        finally:
            browser.terminate()
            try:
                browser.wait(10)
            except subprocess.TimeoutExpired:
                browser.kill()
                browser.wait()
            shutil.rmtree(profile, ignore_errors=True)

    def all(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stuck = 0
        while None in self.seen and stuck <= len(self.cases):
            start = self.seen.index(None)
            self.browse(start)
            if self.seen[start] is None:  # it went away and never came back
                self.seen[start] = ["navigated away or hung"]
                stuck += 1
            if stuck > 30:
                break
        server.shutdown()
        return {case["id"]: (self.seen[i] or []) + self.requests.get(i, []) + ([] if self.seen[i] is not None else ["not reached"])
                for i, case in enumerate(self.cases)}


def load(program, *options):
    return json.loads(subprocess.run([program, *options], check=True, capture_output=True).stdout)


def main():
    if len(sys.argv) != 2 or shutil.which("chromium") is None:
        sys.exit("usage: html_attacks.py path/to/sanitise_cases (chromium must be installed)")
    raw = [case for case in load(sys.argv[1], "--raw") if "refresh" not in case["html"] and "<base" not in case["html"]]
    noticed = sum(1 for seen in Run(raw, 100, 3).all().values() if seen)
    print("unsanitised: %d of %d attacks noticed" % (noticed, len(raw)))
    if noticed < MIN_SEEN:
        sys.exit("the test does not notice attacks")
    started = time.time()
    result = Run(load(sys.argv[1]), 30, 20).all()
    failed = {name: seen for name, seen in result.items() if seen}
    for name, seen in list(failed.items())[:20]:
        print("FAILED", name, seen)
    print("sanitised: %d of %d pages stayed quiet, %.0f s" % (len(result) - len(failed), len(result), time.time() - started))
    sys.exit(1 if failed else 0)


main()
