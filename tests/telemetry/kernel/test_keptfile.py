import os

import pytest

from workbench.telemetry.kernel import keptfile
from workbench.telemetry.kernel.keptfile import KeptFile


def test_each_read_gives_the_file_as_it_is(tmp_path):
    path = tmp_path / "stat"
    path.write_text("one")
    file = KeptFile(str(path))
    assert file.read() == b"one"
    path.write_text("another")
    assert file.read() == b"another"
    file.close()
    file.close()


def test_a_file_that_is_handed_out_in_parts_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(keptfile, "READ_BYTES", 7)
    path = tmp_path / "stat"
    path.write_text("a line of some length\n" * 9)
    file = KeptFile(str(path))
    assert file.read().decode() == path.read_text()
    file.close()


def test_it_keeps_one_descriptor_and_lets_go_of_it(tmp_path):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("no /proc here")
    path = tmp_path / "stat"
    path.touch()
    before = len(os.listdir("/proc/self/fd"))
    file = KeptFile(str(path))
    for _ in range(3):
        file.read()
    assert len(os.listdir("/proc/self/fd")) == before + 1
    file.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_what_is_not_there_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        KeptFile(str(tmp_path / "none")).read()
