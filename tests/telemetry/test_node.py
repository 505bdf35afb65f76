"""Whether those that a node's sampler watches are still there."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from workbench.telemetry.node import lives


def test_a_process_that_ended_and_was_not_waited_for_is_gone():
    process = subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)
    assert lives(process.pid)
    process.kill()
    deadline = time.monotonic() + 10
    while lives(process.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not lives(process.pid)
    os.kill(process.pid, 0)
    process.communicate()
    assert not lives(process.pid)


def test_where_there_is_no_proc_who_has_a_number_lives(tmp_path):
    assert lives(os.getpid(), str(tmp_path))
