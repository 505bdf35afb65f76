import os
import subprocess
import sys
import time

import pytest

from workbench.telemetry.neighbours import Neighbours

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/stat"), reason="needs /proc")


def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_what_we_do_ourselves_is_not_the_neighbours():
    # Against the same stretch asleep, since the machine may be busy with others meanwhile.
    quiet = Neighbours()
    time.sleep(0.6)
    base = quiet.busy_ratio()
    work = Neighbours()
    burn(0.3)
    subprocess.run([sys.executable, "-S", "-c", "sum(range(10_000_000))"], check=True)
    assert work.busy_ratio() <= base + 0.35


def test_what_another_process_does_is():
    other = subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"])
    try:
        time.sleep(0.2)
        neighbours = Neighbours()
        time.sleep(1.0)
        assert neighbours.busy_ratio() > 0.3 / (os.cpu_count() or 1)
    finally:
        other.kill()
        other.wait()


def test_without_proc_nothing_is_known(tmp_path):
    assert Neighbours(str(tmp_path)).busy_ratio() is None
