import os
from pathlib import Path

import pytest

from workbench.contracts import Place
from workbench.probes.group_memory import GroupMemory
from workbench.telemetry.probing import ProbeRun

VERSION_1 = {
    "memory.usage_in_bytes": "1000\n",
    "memory.max_usage_in_bytes": "5000\n",
    "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
}
VERSION_2 = {
    "memory.current": "1000\n",
    "memory.peak": "5000\n",
    "memory.events": "low 0\nhigh 0\nmax 7\noom 3\noom_kill 2\noom_group_kill 0\n",
}
TOLD = {"usage_bytes": 1000, "peak_bytes": 5000, "oom_kills": 2}


@pytest.fixture
def group(tmp_path):
    """A folder with these files; its path."""

    def make(files, name="a"):
        folder = tmp_path / name
        folder.mkdir()
        for file, text in files.items():
            (folder / file).write_text(text)
        return str(folder)

    return make


def watching(*groups):
    probe = GroupMemory(Place(groups=groups))
    assert probe.unreadable() is None
    return probe


def sampled(tree, *groups):
    probe = watching(*groups)
    found = probe.sample(tree(), 0.0), probe.totals()
    probe.close()
    return found


@pytest.mark.parametrize("files", [VERSION_1, VERSION_2], ids=["v1", "v2"])
def test_both_versions_tell_the_same(group, tree, files):
    assert sampled(tree, group(files)) == (TOLD, {"group_peak_bytes": 5000, "group_oom_kills": 2})


def test_groups_add_up_and_one_in_another_is_counted_there(group, tree):
    whole = group(VERSION_2)
    groups = [whole, group(VERSION_2, "ab"), group(VERSION_2, "a/worker")]
    assert sampled(tree, *groups)[0] == {name: 2 * value for name, value in TOLD.items()}


def test_a_figure_that_one_group_lacks_is_left_out(group, tree):
    before_5_19 = {name: text for name, text in VERSION_2.items() if name != "memory.peak"}
    before_4_13 = {**VERSION_1, "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\n"}
    found, totals = sampled(tree, group(before_5_19), group(before_4_13, "b"))
    assert found == {"usage_bytes": 2000}
    assert totals == {"group_peak_bytes": None, "group_oom_kills": None}


def test_without_a_group_that_accounts_memory_there_is_a_reason(group):
    for groups in ((), (group({"cpu.stat": ""}),)):
        reason = GroupMemory(Place(groups=groups)).unreadable()
        assert reason is not None
        assert "no memory limit" in reason


def test_what_grew_is_told_as_it_grows(group, tree):
    folder = group(VERSION_2)
    probe = watching(folder)
    probe.sample(tree(), 0.0)
    Path(folder, "memory.peak").write_text("9000\n")
    assert probe.sample(tree(), 0.1)["peak_bytes"] == 9000
    probe.close()


def test_a_torn_file_ends_the_probe_with_a_reason(group, tree):
    run = ProbeRun(GroupMemory, Place(groups=(group({**VERSION_2, "memory.events": "oom_kill"}),)))
    assert run.sample(tree(), 0.0) is None
    assert run.reason is not None
    assert run.reason.startswith("broken")
    run.close()


@pytest.fixture
def real_group():
    """An empty memory group of this machine's own; skips where none may be made."""
    for root in ("/sys/fs/cgroup/memory", "/sys/fs/cgroup"):
        folder = Path(root, "workbench-test-%d" % os.getpid())
        try:
            folder.mkdir()
        except OSError:
            continue
        if any((folder / name).exists() for name in ("memory.current", "memory.usage_in_bytes")):
            yield folder
            if folder.exists():
                folder.rmdir()
            return
        folder.rmdir()
    pytest.skip("no memory group can be made here")


def test_a_real_group_is_read_and_its_last_word_stands_when_it_is_removed(real_group, tree):
    pid = os.fork()
    if pid == 0:
        (real_group / "cgroup.procs").write_text(str(os.getpid()))
        held = bytearray(b"x") * (50 << 20)
        os._exit(len(held) == 0)
    assert os.waitpid(pid, 0)[1] == 0
    probe = watching(str(real_group))
    before = probe.sample(tree(), 0.0)
    if "peak_bytes" not in before:
        pytest.skip("this kernel keeps no peak of a group")
    assert 50 << 20 <= before["peak_bytes"] < 100 << 20
    assert before["oom_kills"] == 0
    real_group.rmdir()
    assert probe.sample(tree(), 1.0) == before
    assert probe.totals() == {"group_peak_bytes": before["peak_bytes"], "group_oom_kills": 0}
    probe.close()
