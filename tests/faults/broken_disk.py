"""Arms tests/faults/fault_shim.c in a running server."""
import errno, mmap, os, struct

from world import ROOT, Desk

SHIM = os.path.join(os.environ.get("MAINSTAY_TEST_BUILD", os.path.join(ROOT, "build/debug")), "tests/faults/fault_shim.so")
WRITE, PWRITE, SYNC, OPEN, MALLOC = 1, 2, 4, 8, 16
KINDS = {"write": WRITE, "pwrite": PWRITE, "fsync": SYNC, "open": OPEN, "malloc": MALLOC}
ERRORS = {"write": errno.ENOSPC, "pwrite": errno.EIO, "fsync": errno.EIO, "open": errno.EMFILE, "malloc": errno.ENOMEM}
DISK_FAILED = 74  # the exit code of a server whose fsync failed


class Faults:
    """The orders of the shim: which calls fail, and what happened."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "faults")
        with open(self.path, "wb") as file:
            file.write(bytes(4096))
        with open(self.path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 4096)

    def put(self, place, value):
        self.map[place * 8:place * 8 + 8] = struct.pack("q", value)

    def get(self, place):
        return struct.unpack("q", self.map[place * 8:place * 8 + 8])[0]

    def arm(self, kinds, at, error, is_sticky=False):
        for place, value in ((0, 0), (4, 0), (5, 0), (1, at), (2, int(is_sticky)), (3, error), (0, kinds)):
            self.put(place, value)

    def disarm(self):
        """How many calls failed."""
        self.put(0, 0)
        return self.get(5)

    def slow_syncs(self, seconds):
        self.put(6, int(seconds * 1_000_000))


def fragile_desk(folder, faults, settings=None, **more):
    assert os.path.exists(SHIM), SHIM
    desk = Desk(folder, settings={"LD_PRELOAD": SHIM, "FAULT_SHIM_ORDERS": faults.path, "FAULT_SHIM_FOLDER": folder, **(settings or {})}, **more)
    real = desk.command

    def command(*words, **rest):  # commands for judging are never disturbed
        faults.disarm()
        return real(*words, **rest)
    desk.command = command
    return desk
