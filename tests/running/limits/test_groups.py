"""What is written into the groups of a trial and what is read from them, on imitated trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.running.limits.control import CannotLimit
from workbench.running.limits.groups import TrialGroups
from workbench.running.limits.hierarchies import find_hierarchies


@pytest.fixture(params=[1, 2])
def version(request):
    return request.param


@pytest.fixture
def made(tree, version):
    """Groups of a trial in a tree of each version."""
    if version == 1:
        for controller in ("cpu", "memory", "cpuset"):
            own = tree.mount(1, [controller], "/own")
        (own / "cpuset.mems").write_text("0\n")
    else:
        own = tree.mount(2, ["cpu", "memory", "cpuset"], "/own")
        (own / "cgroup.subtree_control").write_text("cpu memory cpuset")
    places = find_hierarchies(["cpu", "memory"], ["cpuset"], str(tree.proc)).places
    groups = TrialGroups(places, "workbench-1-2-3")
    groups.make(3)
    return groups


def content(groups, name):
    (found,) = {
        (Path(folder) / name).read_text()
        for folder in (*groups.watched, *groups.entry)
        if (Path(folder) / name).exists()
    }
    return found


def test_a_cpu_limit_is_a_quota_of_a_period(made, version):
    made.limit_cpu(0.5)
    if version == 2:
        assert content(made, "cpu.max").startswith("50000 100000")
        assert content(made, "cpu.weight") == "300"
    else:
        assert content(made, "cpu.cfs_quota_us") == "50000"
        assert content(made, "cpu.shares") == "3072"


def test_memory_does_not_escape_into_swap(made, version):
    made.limit_memory(10**9)
    if version == 2:
        assert content(made, "memory.max") == "1000000000"
        assert content(made, "memory.swap.max").startswith("0")
    else:
        assert content(made, "memory.limit_in_bytes").startswith("1000000000")
        assert content(made, "memory.memsw.limit_in_bytes").startswith("1000000000")


def test_without_an_account_of_swap_the_group_is_told_not_to(tree):
    folder = tree.mount(1, ["memory"], "/")
    groups = TrialGroups(find_hierarchies(["memory"], proc=str(tree.proc)).places, "workbench-1-2-3")
    groups.make(1)
    group = folder / "workbench-1-2-3"
    (group / "memory.memsw.limit_in_bytes").unlink()
    (group / "memory.swappiness").write_text("60")
    groups.limit_memory(10**8)
    assert (group / "memory.swappiness").read_text().startswith("0")


def test_a_set_of_cpus_comes_with_the_memory_nodes_of_the_group_above(made, version):
    made.confine("0-1")
    assert content(made, "cpuset.cpus") == "0-1"
    if version == 1:
        assert content(made, "cpuset.mems") == "0"


def test_each_worker_has_a_group_and_a_cpu_and_the_main_process_too(made, version):
    made.limit_memory(10**9)
    placement = made.limit_each(3, 0.2, (4, 6))
    assert [seat["cpu"] for seat in placement["workers"]] == [4, 6, 4]
    assert placement["main"]["cpu"] == 6
    assert len({seat["group"] for seat in placement["workers"]}) == 3
    main = Path(placement["main"]["group"])
    assert str(main) in made.entry
    assert len(made.entry) == (1 if version == 2 else 3)
    quotas = dict(placement["main"]["quota"])
    name, before, after = (
        ("cpu.max", "80000 100000", "20000 100000") if version == 2 else ("cpu.cfs_quota_us", "80000", "20000")
    )
    assert (main / name).read_text() == before
    assert quotas[str(main / name)] == after
    assert (Path(placement["workers"][2]["group"]) / name).read_text() == after
    assert len(made.watched) == 5


def test_the_kernels_counts_are_added_up(made, version):
    made.limit_memory(10**9)
    placement = made.limit_each(1, 0.2, (0,))
    seconds = "throttled_usec 1500000" if version == 2 else "throttled_time 1500000000"
    for seat in (placement["main"], placement["workers"][0]):
        (Path(seat["group"]) / "cpu.stat").write_text(f"nr_periods 9\nnr_throttled 4\n{seconds}\n")
    (memory,) = [Path(folder) for folder in made.watched if "worker" not in folder and "main" not in folder]
    counts, peak = (
        ("memory.events", "memory.peak") if version == 2 else ("memory.oom_control", "memory.max_usage_in_bytes")
    )
    assert made.oom_kills() == 0
    (memory / counts).write_text("under_oom 0\noom 3\noom_kill 2\n")
    (memory / peak).write_text("123456\n")
    assert made.oom_kills() == 2
    assert made.peak_bytes() == 123456
    assert made.throttling() == (8, 3.0)


def test_without_limits_nothing_is_counted(made):
    assert (made.oom_kills(), made.peak_bytes(), made.throttling(), made.watched) == (0, None, None, ())


def test_an_old_kernel_keeps_no_peak(made):
    made.limit_memory(10**9)
    for folder in made.watched:
        for name in ("memory.peak", "memory.max_usage_in_bytes"):
            (Path(folder) / name).unlink(missing_ok=True)
    assert made.peak_bytes() is None


def test_nothing_stays(made, tree):
    made.limit_each(2, 0.2, (0, 1))
    made.remove()
    assert list(tree.root.rglob("workbench-*")) == []


def test_what_the_kernel_refuses_is_told(tree):
    tree.mount(1, ["memory"], "/")
    groups = TrialGroups(find_hierarchies(["memory"], proc=str(tree.proc)).places, "workbench-1-2-3")
    groups.make(1)
    for file in tree.root.rglob("memory.limit_in_bytes"):
        file.unlink()
    with pytest.raises(CannotLimit, match=r"the kernel refused 1000 in .*memory.limit_in_bytes: No such file"):
        groups.limit_memory(1000)


def test_a_group_that_can_not_be_made_is_told(tree):
    tree.mount(1, ["memory"], "/")
    places = find_hierarchies(["memory"], proc=str(tree.proc)).places
    TrialGroups(places, "workbench-1-2-3").make(1)
    with pytest.raises(CannotLimit, match=r"control group .*workbench-1-2-3 could not be made: File exists"):
        TrialGroups(places, "workbench-1-2-3").make(1)
