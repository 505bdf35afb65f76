"""A practice cluster through the command line, in a state folder of the test's own, and what is left of one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.model.practice import EngineAccess
from workbench.practice.down import take_down
from workbench.practice.layout import Asked
from workbench.practice.links import why_not
from workbench.practice.processes import marked
from workbench.practice.site import WORKER
from workbench.practice.state import names, read_cluster

ASKED = Asked("played", 2, 1, None, None, None, {})
REPORT = """
import os, signal, socket
print(socket.gethostname(), os.getpid(), os.environ["TMPDIR"], flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
"""


class Played:
    """An engine whose workers say where they are and stop."""

    name = "played"
    ready_seconds = 20.0

    def __init__(self, code=REPORT, missing=None):
        self.code = code
        self.lacking = missing

    def missing(self, python):
        return self.lacking

    def start(self, site):
        self.site = site
        for node in site.cluster.nodes:
            site.start(self.name, WORKER, [site.python(self.name), "-c", self.code], {}, node)
        site.reach(self.name, EngineAccess("played://"))

    def is_ready(self, site):
        return all(os.path.getsize(process.log) for process in site.cluster.processes if process.engine)

    def counted(self, site):
        return 0


class Clusters:
    """Calls `workbench cluster …` as a person does."""

    def __init__(self, state: Path) -> None:
        self.root = str(state / "workbench" / "clusters")
        self.environment = {**os.environ, "XDG_STATE_HOME": str(state), "COLUMNS": "100"}

    def command(self, *words):
        return [sys.executable, "-m", "workbench", "cluster", *words]

    def __call__(self, *words, timeout=150):
        return subprocess.run(
            self.command(*words),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def read(self, name):
        return read_cluster(self.root, name)


def left_of(cluster):
    """Everything on this machine that still bears the cluster's names."""
    short = f"wb{cluster.marker[:6]}"
    folders = ["/run/netns", "/sys/class/net", os.path.dirname(cluster.scratch), "/dev/shm"]
    named = [f"{folder}/{name}" for folder in folders if os.path.isdir(folder) for name in os.listdir(folder)]
    groups = [folder for node in cluster.nodes for folder in node.cgroups if os.path.exists(folder)]
    files = [path for path in (cluster.folder, cluster.scratch) if os.path.exists(path)]
    return (
        [path for path in named if os.path.basename(path).startswith(short)]
        + groups
        + files
        + list(marked(cluster.marker))
    )


@pytest.fixture(scope="module")
def clusters(tmp_path_factory):
    """Any cluster that a test leaves up is ended."""
    found = Clusters(tmp_path_factory.mktemp("state"))
    yield found
    for name in os.listdir(found.root) if os.path.isdir(found.root) else ():
        if not name.startswith("."):
            found("down", name)


@pytest.fixture
def root(tmp_path):
    folder = str(tmp_path / "clusters")
    yield folder
    for name in names(folder):
        take_down(read_cluster(folder, name))


@pytest.fixture
def namespaces():
    """For what needs nodes with a network of their own."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
