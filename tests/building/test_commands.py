"""An installer's process: heard out, ended in time, and nothing of it left."""

import os
import sys
import threading
import time

import pytest

from workbench.building.commands import Cancelled, CommandFailed, inherited, run_command

FOREVER = "import subprocess, sys, time; print('begun', flush=True); %s time.sleep(600)"
GRANDCHILD = "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); %s;"


def python(code):
    return [sys.executable, "-c", code]


def test_what_it_prints_on_both_streams_is_kept(tmp_path):
    code = "import os, sys; print(os.getcwd()); print('oh', file=sys.stderr)"
    said = run_command(python(code), str(tmp_path), threading.Event(), 60)
    assert set(said.split()) == {os.path.realpath(tmp_path), "oh"}


@pytest.mark.parametrize(
    ("argv", "said"), [(python("print('no'); raise SystemExit(3)"), "no"), (["/none/at/all"], "can't be run")]
)
def test_a_bad_end_is_raised_with_what_it_said(tmp_path, argv, said):
    with pytest.raises(CommandFailed) as caught:
        run_command(argv, str(tmp_path), threading.Event(), 60)
    assert said in caught.value.output
    assert not caught.value.timed_out


def gone(pid):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks into /proc")
def test_one_that_takes_too_long_ends_with_all_that_it_started(tmp_path):
    noted = tmp_path / "pid"
    child = GRANDCHILD % f"open({str(noted)!r}, 'w').write(str(child.pid))"
    with pytest.raises(CommandFailed) as caught:
        run_command(python(FOREVER % child), str(tmp_path), threading.Event(), 5)
    assert caught.value.timed_out
    assert "begun" in caught.value.output
    assert gone(int(noted.read_text()))


def test_one_that_nobody_wants_any_more_ends(tmp_path):
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        run_command(python(FOREVER % ""), str(tmp_path), cancelled, 600)


def test_an_installer_gets_a_persons_settings_of_it_and_nothing_of_our_own_python():
    theirs = {"PIP_CONFIG_FILE": "a", "UV_CACHE_DIR": "b", "HTTPS_PROXY": "c", "PATH": "d"}
    ours = {"PYTHONPATH": "x", "VIRTUAL_ENV": "x", "PIP_TARGET": "x", "PIP_USER": "1", "UV_SYSTEM_PYTHON": "1"}
    given = inherited({**theirs, **ours})
    assert theirs.items() <= given.items()
    assert not ours.keys() & given.keys()
