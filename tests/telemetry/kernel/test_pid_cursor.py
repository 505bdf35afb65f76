import os
import subprocess
import threading

import pytest

from workbench.telemetry.kernel.pid_cursor import PidCursor


@pytest.fixture
def cursor():
    cursor = PidCursor("/proc")
    if not cursor.trusted:
        pytest.skip("/proc/loadavg is not the kernel's own here")
    yield cursor
    cursor.close()


def test_a_new_thread_and_a_new_process_have_numbers_just_handed_out(cursor):
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    process = subprocess.Popen(["true"])
    process.wait()
    numbers = cursor.advance()
    assert thread.native_id in numbers
    assert process.pid in numbers
    assert process.pid not in cursor.advance()
    assert cursor.machine_threads() > 0


def test_an_imitated_loadavg_is_not_believed(recorded):
    cursor = PidCursor(recorded.proc)
    assert cursor.advance() is None
    cursor.close()


def test_numbers_that_began_anew_tell_nothing(tmp_path, monkeypatch):
    (tmp_path / "loadavg").write_text("0 0 0 1/90 32000\n")
    monkeypatch.setattr(threading.Thread, "start", lambda self: (tmp_path / "loadavg").write_text("0 0 0 1/90 32001\n"))
    monkeypatch.setattr(threading.Thread, "join", lambda self: None)
    cursor = PidCursor(str(tmp_path))
    (tmp_path / "loadavg").write_text("0 0 0 1/91 32003\n")
    assert list(cursor.advance()) == [32002, 32003]
    assert list(cursor.advance()) == []
    (tmp_path / "loadavg").write_text("0 0 0 1/92 310\n")
    assert cursor.advance() is None
    assert list(cursor.advance()) == []
    assert cursor.machine_threads() == 92
    cursor.close()


def test_without_loadavg_nothing_is_told(tmp_path):
    before = len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else 0
    cursor = PidCursor(str(tmp_path))
    assert cursor.advance() is None
    cursor.close()
    assert not before or len(os.listdir("/proc/self/fd")) == before
