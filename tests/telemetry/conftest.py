"""Trees to sample: recorded ones, and real processes that end with their test."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

FIXTURES = Path(__file__).parent / "fixtures"

SUBREAPER = """
import ctypes, os, sys
if ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0):  # PR_SET_CHILD_SUBREAPER
    sys.exit("no subreaper")
root = os.fork()
if root == 0:
    os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
print(root, flush=True)
sys.stdin.read()
while True:  # whoever loses a parent here becomes a child of this process, until nobody is left
    with open("/proc/self/task/%d/children" % os.getpid()) as file:
        for child in file.read().split():
            os.kill(int(child), 9)
    try:
        os.wait()
    except ChildProcessError:
        break
"""


@pytest.fixture
def recorded():
    """The recorded tree: where its /proc is, and who is who in it."""
    return SimpleNamespace(
        proc=str(FIXTURES / "tree" / "proc"), launcher=30245, root=30246, workers=(30247, 30248), orphan=30251
    )


@pytest.fixture
def machine_roots():
    """Name of a recorded machine → its `proc` and `sys`."""
    return lambda name: {"proc": str(FIXTURES / name / "proc"), "sys": str(FIXTURES / name / "sys")}


@pytest.fixture
def python():
    """Start `python -c code` with pipes; killed and reaped when the test ends."""
    with contextlib.ExitStack() as stack:

        def start(*arguments):
            process = subprocess.Popen(
                [sys.executable, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            stack.callback(_end, process)
            return process

        yield start


@pytest.fixture
def launcher(python):
    """Start code under a child subreaper: (the launcher, the root's pid). It takes all of its tree with it."""
    started = []

    def launch(code):
        process = python("-c", SUBREAPER, code)
        started.append(process)
        return process, int(process.stdout.readline())

    yield launch
    for process in started:
        process.stdin.close()
        process.wait(timeout=30)


@pytest.fixture
def until():
    """Poll until a condition holds and return what it gave; fail after 30 s."""

    def wait(condition):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.02)
        return pytest.fail("it never came to that")

    return wait


def _end(process):
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            pipe.close()
    process.kill()
    process.wait()
