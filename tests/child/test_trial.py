"""What the child tells of itself at the end of a launch."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PEAK = """
import json, subprocess, sys
from workbench.child.trial import _peak
if sys.argv[1] == "parent":
    subprocess.run([sys.executable, "-S", "-c", "pass"], check=True)
print(json.dumps(_peak()))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc/PID/status (Linux)")
@pytest.mark.parametrize(("role", "told"), [("alone", ["peak_resident_bytes"]), ("parent", [])])
def test_its_own_peak_is_told_only_by_one_that_never_had_a_child(role, told):
    done = subprocess.run([sys.executable, "-c", PEAK, role], capture_output=True, text=True, check=True)
    assert list(json.loads(done.stdout)) == told
