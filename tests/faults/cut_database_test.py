#!/usr/bin/env python3
"""cut_database_test.py [--every]: promise P-08, run by tests/support/with_postgres.sh. The connections to PostgreSQL are cut
at random moments, in mid-commit too: nobody knows then what was done, and the Idempotency-Key decides."""
import collections, os, random, select, socket, sys, threading, time

from world import Desk, Folder, case, make_database, new_key, wait_for

CUTS = 100 if "--every" in sys.argv else 12


class Proxy:
    """Passes TCP on to the socket of PostgreSQL, until somebody cuts it."""

    def __init__(self, path):
        self.path, self.pairs, self.lock, self.cut_after_commit = path, [], threading.Lock(), False
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.server.accept()[0]
            except OSError:
                return
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(self.path)
            with self.lock:
                self.pairs.append((client, upstream))
            threading.Thread(target=self.pump, args=(client, upstream), daemon=True).start()

    def pump(self, client, upstream):
        try:
            while True:
                for ready in select.select([client, upstream], [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        return self.close(client, upstream)
                    if ready is client:
                        upstream.sendall(data)
                        if self.cut_after_commit and b"COMMIT" in data:  # it will be done, and nobody hears of it
                            self.cut_after_commit = False
                            time.sleep(0.02)
                            return self.close(client, upstream)
                    else:
                        client.sendall(data)
        except (OSError, ValueError):
            self.close(client, upstream)

    def close(self, *sockets):
        for one in sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def cut(self):
        with self.lock:
            for pair in self.pairs:
                for one in pair:
                    try:
                        one.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
            self.pairs = []


class Client(threading.Thread):
    def __init__(self, desk, name):
        super().__init__(daemon=True)
        self.desk, self.name, self.kept, self.is_over, self.wrong, self.replayed = desk, name, [], False, [], 0

    def run(self):
        number = 0
        while not self.is_over and not self.wrong:
            number += 1
            subject, key = "%s %d" % (self.name, number), new_key()
            while not self.is_over:
                try:
                    answer = self.desk.post("/tickets", {"subject": subject, "body": "b"}, headers={"Idempotency-Key": key}, timeout=20)
                except Exception:
                    continue
                if answer.status == 201:
                    self.kept.append(subject)
                    self.replayed += answer.headers.get("idempotency-replayed") == "true"
                    break
                if answer.status not in (500, 503):
                    self.wrong.append(answer)
                    break
                time.sleep(0.02)


def story(desk, proxy):
    clients = [Client(desk, "client%d" % number) for number in range(6)]
    for client in clients:
        client.start()
    cuts = 0
    while cuts < CUTS or (cuts < 10 * CUTS and not any(client.replayed for client in clients)):
        cuts += 1
        time.sleep(random.uniform(0.05, 0.3))
        if cuts % 2:
            proxy.cut_after_commit = True
        else:
            proxy.cut()
    time.sleep(0.5)
    for client in clients:
        client.is_over = True
    for client in clients:
        client.join(30)
    assert not any(client.wrong for client in clients), [client.wrong for client in clients]
    wait_for(lambda: desk.get("/readyz").status == 200, 20)
    there = collections.Counter(row["subject"] for row in desk.items("/tickets?view=all"))
    kept = [subject for client in clients for subject in client.kept]
    assert all(there[subject] == 1 for subject in kept) and max(there.values()) == 1, [s for s in there if there[s] > 1]
    assert len(there) <= len(kept) + len(clients)
    replayed = sum(client.replayed for client in clients)
    assert replayed, "no commit was cut in the middle"
    case("%d cuts: %d tickets acknowledged, each there once; %d were done already when asked again" % (cuts, len(kept), replayed))


with Folder() as folder:
    url = make_database("cuts")["MAINSTAY_DATA_DATABASE"]
    socket_folder = url.split("host=")[1]
    proxy = Proxy(os.path.join(socket_folder, ".s.PGSQL.5432"))
    desk = Desk(folder, settings={"MAINSTAY_DATA_DATABASE": "postgresql://mainstay@127.0.0.1:%d/cuts?sslmode=disable" % proxy.port})
    with desk:
        desk.set_up()
        story(desk, proxy)
        assert desk.stop() == 0
        code, said, wrong = desk.command("audit", "verify")
        assert code == 0 and " 0 mistakes" in said, (said, wrong)
print("ok")
