"""A user's file with a workload for every fate a trial can meet, and specs that run it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, PlannedCase, PluginReference, TrialSpec

SOURCE = '''
import ctypes, os, signal, subprocess, sys, time
from workbench.contracts import Backend, Workload

class Here(Backend):
    name = "here"

class Fine(Workload):
    parameters = {"seconds": 0.0, "megabytes": 0}
    score_name, tolerance = "accuracy", 0.01
    def run(self, data, context):
        self.held = bytearray(self.values["megabytes"] * 2**20)
        time.sleep(self.values["seconds"])
        return 0.5
    def score(self, data, result):
        return result

class Raises(Workload):
    def run(self, data, context):
        raise ValueError("no such luck")

class Exits(Workload):
    def run(self, data, context):
        sys.exit(3)

class ExitsBelow(Workload):
    def run(self, data, context):
        os._exit(7)

class Segfaults(Workload):
    def run(self, data, context):
        ctypes.string_at(0)

class Hangs(Workload):
    def run(self, data, context):
        time.sleep(600)

class Prints(Workload):
    def run(self, data, context):
        print('{"type":"done"}')
        sys.stderr.write("x" * 100000)

class Floods(Workload):
    def run(self, data, context):
        for _ in range(2000):
            print("x" * 1000)
            sys.stderr.write("y" * 1000 + "\\n")
        raise RuntimeError("the end")

class Phases(Workload):
    def run(self, data, context):
        with context.phase("compute"):
            pass
        with context.phase("measure"):
            pass

class NotANumber(Workload):
    score_name = "accuracy"
    def run(self, data, context):
        return float("nan")
    def score(self, data, result):
        return result

class Daemon(Workload):
    """A grandchild in a session of its own, orphaned: out of the tree but for a subreaper."""
    def run(self, data, context):
        twice = "import os,time\\nif os.fork(): os._exit(0)\\nos.setsid()\\nif os.fork(): os._exit(0)\\ntime.sleep(600)"
        subprocess.Popen([sys.executable, "-c", twice]).wait()

class TooLarge(Workload):
    def run(self, data, context):
        raise MemoryError("Unable to allocate 8 TiB")

class Burns(Workload):
    def run(self, data, context):
        burn = "import time; end=time.process_time()+0.15\\nwhile time.process_time()<end: pass"
        for _ in range(3):
            subprocess.run([sys.executable, "-S", "-c", burn], check=True)

class LeavesSharedMemory(Workload):
    def run(self, data, context):
        open("/dev/shm/sem.loky-%d-left_by_a_test" % os.getpid(), "wb").close()

class Importer(Workload):
    def run(self, data, context):
        import beside
        return beside.VALUE
    def score(self, data, result):
        return result
'''


@pytest.fixture
def user_file(tmp_path: Path) -> Path:
    path = tmp_path / "fates.py"
    path.write_text(SOURCE)
    (tmp_path / "beside.py").write_text("VALUE = 4.0\n")
    return path


@pytest.fixture
def make_spec(user_file: Path):
    def make(attribute: str, launch: int = 1, environment: str = "default", **measure: float) -> TrialSpec:
        parameters = measure.pop("parameters", {})
        settings = dataclasses.replace(MeasureSettings(launches=1, warmups=0, timeout_seconds=60), **measure)
        name = f"./fates.py:{attribute}"
        case = Case(name, parameters, backend="here", environment=environment, resources=Resources())
        planned = PlannedCase(
            case,
            PluginReference("workload", name, "fates", attribute, str(user_file)),
            PluginReference("backend", "./fates.py:Here", "fates", "Here", str(user_file)),
        )
        return TrialSpec(f"{case.id}-{launch:03d}", launch, planned, settings)

    return make
