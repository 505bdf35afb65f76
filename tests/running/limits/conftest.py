"""Imitated control group trees of both versions; the kernel's part is played by what `os.mkdir` leaves in a group."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from workbench.model.case import Resources
from workbench.running.limits.hierarchies import CPU, MEMORY, find_hierarchies

FILES = {
    1: {
        "cpu": {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "-1", "cpu.shares": "1024", "cpu.stat": ""},
        "memory": {
            "memory.limit_in_bytes": "9223372036854771712",
            "memory.memsw.limit_in_bytes": "9223372036854771712",
            "memory.max_usage_in_bytes": "0",
            "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n",
        },
        "cpuset": {"cpuset.cpus": "", "cpuset.mems": ""},
    },
    2: {
        "cpu": {"cpu.max": "max 100000", "cpu.weight": "100", "cpu.stat": ""},
        "memory": {"memory.max": "max", "memory.swap.max": "max", "memory.peak": "0", "memory.events": "oom_kill 0\n"},
        "cpuset": {"cpuset.cpus": ""},
    },
}


class Tree:
    """`proc` is where /proc would be; `mount` lays hierarchies out below `sys`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.proc = root / "proc"
        (self.proc / "self").mkdir(parents=True)
        self.mounts: list[str] = []
        self.memberships: list[str] = []
        self.kinds: dict[Path, tuple[int, list[str]]] = {}

    def mount(self, version: int, controllers: list[str], own: str, root: str = "/") -> Path:
        """A hierarchy in which this process is in the group `own`; returns the folder of that group."""
        top = self.root / "sys" / ("unified" if version == 2 else ",".join(controllers))
        below = own.removeprefix(root) if root != "/" else own
        folder = top / below.strip("/")
        folder.mkdir(parents=True)
        kind = "cgroup2 cgroup2 rw" if version == 2 else f"cgroup cgroup rw,{','.join(controllers)}"
        self.mounts.append(f"31 23 0:28 {root} {str(top).replace(' ', chr(92) + '040')} rw,relatime - {kind}")
        self.memberships.append(f"{len(self.mounts)}:{'' if version == 2 else ','.join(controllers)}:{own}")
        self.kinds[top] = version, controllers
        for each in [folder, *folder.parents]:
            if each == top.parent:
                break
            (each / "cgroup.procs").touch()
            if version == 2:
                (each / "cgroup.controllers").write_text(" ".join(controllers))
                (each / "cgroup.subtree_control").write_text("")
        self.write()
        return folder

    def write(self) -> None:
        (self.proc / "self" / "mountinfo").write_text("\n".join(self.mounts) + "\n")
        (self.proc / "self" / "cgroup").write_text("\n".join(self.memberships) + "\n")

    def populate(self, folder: Path) -> None:
        """What the kernel puts into a new group."""
        for top, (version, controllers) in self.kinds.items():
            if top in folder.parents:
                (folder / "cgroup.procs").touch()
                handed_on = controllers
                if version == 2:
                    (folder / "cgroup.subtree_control").touch()
                    handed_on = (folder.parent / "cgroup.subtree_control").read_text().replace("+", "").split()
                for controller in handed_on:
                    for name, text in FILES[version].get(controller, {}).items():
                        (folder / name).write_text(text)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    found = Tree(tmp_path / "with a blank")
    make, remove = os.mkdir, os.rmdir

    def mkdir(path, mode=0o777, **options):
        make(path, mode, **options)
        found.populate(Path(path))

    def rmdir(path, **options):
        if found.root in Path(path).parents:
            for file in Path(path).iterdir():
                if file.is_file():
                    file.unlink()
        remove(path, **options)

    monkeypatch.setattr(os, "mkdir", mkdir)
    monkeypatch.setattr(os, "rmdir", rmdir)
    return found


@pytest.fixture
def unwritable(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths that this user may not write, although root may write everything."""
    paths: list[str] = []
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) not in paths and os.path.exists(path))
    return paths


@pytest.fixture
def real_groups() -> None:
    """Skips where this user may not make control groups."""
    found = find_hierarchies([CPU, MEMORY])
    if found.reasons:
        pytest.skip("; ".join(found.reasons.values()))


EATS = '''
import multiprocessing, os, subprocess, sys
from workbench.contracts import Workload

def eat(megabytes):
    return len(b"x" * (megabytes << 20))

def where(item):
    import time
    time.sleep(0.1)
    with open("/proc/self/cgroup") as file:
        return os.getpid(), file.read(), sorted(os.sched_getaffinity(0))

class Eats(Workload):
    def run(self, data, context):
        eat(300)

class Nibbles(Workload):
    def run(self, data, context):
        eat(10)

class Swallows(Workload):
    """Its child is killed, and it takes no notice."""
    def run(self, data, context):
        subprocess.run([sys.executable, "-c", "len(b'x' * (300 << 20))"], check=False)

class Pool(Workload):
    """A pool of multiprocessing waits for ever for a worker that was killed."""
    def run(self, data, context):
        with multiprocessing.get_context("fork").Pool(1) as pool:
            pool.map(eat, [300])

class Workers(Workload):
    def run(self, data, context):
        context.map(eat, [300, 1])

class Where(Workload):
    """Its score is the number of places in which workers were found to be."""
    score_name = "places"
    def run(self, data, context):
        self.places = context.map(where, range(4 * context.workers))
        return self.places
    def score(self, data, result):
        cpus = {pid: tuple(cpus) for pid, _, cpus in result}
        groups = {pid: "".join(line for line in text.splitlines() if "worker-" in line) for pid, text, _ in result}
        with open("/proc/self/cgroup") as file:
            main = file.read()
        alone = all(len(each) == 1 for each in cpus.values()) and len(os.sched_getaffinity(0)) == 1
        named = all(groups.values()) and "worker-" not in main and "/main" in main
        return float(len(set(groups.values()))) if alone and named else -1.0
'''


@pytest.fixture
def limited_spec(make_spec, tmp_path: Path):
    """A launch of one of the workloads above, with limits, on `here` or a backend that ships."""
    from workbench import registry

    (tmp_path / "fates.py").write_text((tmp_path / "fates.py").read_text() + EATS)

    def make(attribute: str, backend: str | None = None, timeout_seconds: float = 60, **limits):
        spec = make_spec(attribute, timeout_seconds=timeout_seconds)
        planned = spec.planned
        case = dataclasses.replace(planned.case, resources=Resources(**limits))
        if backend is not None:
            case = dataclasses.replace(case, backend=backend)
            planned = dataclasses.replace(planned, backend=registry.resolve("backend", backend))
        return dataclasses.replace(spec, planned=dataclasses.replace(planned, case=case))

    return make
