"""The control groups of a node, on imitated trees of both versions."""

import os

import pytest

from workbench.model.practice import PracticeCluster, PracticeNode
from workbench.practice import groups

FILES = {
    1: {
        "cpu.cfs_period_us": "100000",
        "cpu.cfs_quota_us": "-1",
        "memory.limit_in_bytes": "0",
        "memory.swappiness": "60",
    },
    2: {"cgroup.controllers": "cpu memory", "cgroup.subtree_control": "", "cpu.max": "max 100000", "memory.max": "max"},
}


@pytest.fixture(params=[1, 2])
def version(request, monkeypatch):
    mkdir = os.mkdir

    def furnished(path, mode=0o777):
        mkdir(path, mode)
        for name, text in FILES[request.param].items():
            with open(os.path.join(path, name), "w") as file:
                file.write(text)

    monkeypatch.setattr("workbench.practice.groups.os.mkdir", furnished)
    return request.param


@pytest.fixture
def made(version, tmp_path):
    node = PracticeNode("lab-1", "", "", cgroups=(str(tmp_path / "group"),))
    cluster = PracticeCluster(
        "lab", "", "", "", "", 24, 0.0, 2, cpus_per_worker=0.2, memory_limit_bytes=10**9, nodes=(node,)
    )
    groups.make(cluster, node)
    return cluster, node


def text(node, *names):
    with open(os.path.join(node.cgroups[0], *names)) as file:
        return file.read()


def test_the_node_has_the_time_of_its_workers_and_each_worker_its_own(made, version):
    cluster, node = made
    groups.limit(cluster, node)
    if version == 2:
        assert text(node, "cpu.max") == "40000 100000"
        assert [text(node, f"worker-{index}", "cpu.max") for index in (0, 1)] == ["20000 100000"] * 2
        assert text(node, "memory.max") == "1000000000"
        assert text(node, "cgroup.subtree_control") == "+memory"
    else:
        assert text(node, "cpu.cfs_quota_us") == "40000"
        assert [text(node, f"worker-{index}", "cpu.cfs_quota_us") for index in (0, 1)] == ["20000"] * 2
        assert text(node, "memory.limit_in_bytes") == "1000000000"


def test_a_node_can_be_slowed_and_freed(made, version):
    cluster, node = made
    groups.limit(cluster, node, share=0.5)
    assert text(node, "worker-0", "cpu.max" if version == 2 else "cpu.cfs_quota_us").startswith("10000")
    assert text(node, "main", "cpu.max" if version == 2 else "cpu.cfs_quota_us") in {"max 100000", "-1"}


def test_a_process_enters_one_group_in_each_hierarchy(made):
    _, node = made
    assert groups.entry(node, groups.MAIN) == (os.path.join(node.cgroups[0], "main"),)
    assert all(
        os.path.isdir(folder) for name in ("main", "worker-0", "worker-1") for folder in groups.entry(node, name)
    )


def test_the_same_place_for_both_controllers_is_one_group():
    from workbench.running.limits.hierarchies import Hierarchy

    both = Hierarchy(2, "/x")
    assert groups.folders({"cpu": both, "memory": both}, "a") == ("/x/a",)
    assert groups.folders({"cpu": Hierarchy(1, "/c"), "memory": Hierarchy(1, "/m")}, "a") == ("/c/a", "/m/a")
