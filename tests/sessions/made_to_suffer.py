"""Workloads that are made to suffer from one thing each. The child imports this file; it knows nothing of the tests.

Work is counted in CPU time, not wall time, so that a busy machine makes it longer, but not another work.
"""

from __future__ import annotations

import mmap
import os
import socket
import time

from workbench.contracts import Backend, Workload


def burn(seconds):
    """Compute, holding the interpreter's lock, for so much CPU time of this thread."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(200))


class SlowToStart(Backend):
    """Workers that take longer to come up than their work takes."""

    name = "slow-to-start"

    def start(self):
        """As a cluster would."""
        time.sleep(1.0)


class Computes(Workload):
    """Keeps one core busy."""

    parameters = {"seconds": 0.8}

    def run(self, data, context):
        burn(self.values["seconds"])


class ComputesInWorkers(Workload):
    """As many equal tasks as workers."""

    parameters = {"seconds": 0.6}

    def run(self, data, context):
        context.map(burn, [self.values["seconds"]] * context.workers)


class Uneven(Workload):
    """One task is five times the other."""

    parameters = {"seconds": 0.2}

    def run(self, data, context):
        context.map(burn, [5 * self.values["seconds"], self.values["seconds"]])


class WritesAndWaits(Workload):
    """Writes past the page cache, each waited for until the disk has it: next to no CPU time, few wake-ups."""

    parameters = {"seconds": 0.8, "folder": ""}

    def run(self, data, context):
        path = os.path.join(self.values["folder"], "written")
        file = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_DIRECT", 0))
        block = mmap.mmap(-1, 16 << 20)
        end = time.monotonic() + self.values["seconds"]
        while time.monotonic() < end:
            os.pwrite(file, block, 0)
            os.fsync(file)
        os.close(file)


class Receives(Workload):
    """All that a peer on this machine sends, however slowly."""

    parameters = {"port": 0}

    def run(self, data, context):
        with socket.create_connection(("127.0.0.1", self.values["port"])) as peer:
            while peer.recv(1 << 20):
                pass


class Copies(Workload):
    """Moves bytes and does nothing else, and says how many: read once and written once a pass."""

    parameters = {"size_bytes": 64 << 20, "passes": 40}

    def load(self, folder):
        return bytearray(self.values["size_bytes"]), bytearray(self.values["size_bytes"])

    def run(self, data, context):
        source, target = map(memoryview, data)
        for _ in range(self.values["passes"]):
            target[:] = source

    def moved_bytes(self, data):
        return 2 * self.values["size_bytes"] * self.values["passes"]


class MovesItsData(Workload):
    """Spends its call on getting data there and back."""

    def run(self, data, context):
        with context.phase("transfer_in"):
            time.sleep(0.3)
        with context.phase("compute"):
            burn(0.1)
        with context.phase("transfer_out"):
            time.sleep(0.1)


class Sleeps(Workload):
    """Waits for nobody knows what."""

    def run(self, data, context):
        time.sleep(0.5)
