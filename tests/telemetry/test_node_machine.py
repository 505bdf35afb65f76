"""A node's machine, and a worker's share of its limit: by how many control groups the workers are in."""

import os

from workbench.telemetry import node_machine
from workbench.telemetry.machine import read_machine


def test_it_is_the_fingerprint_of_this_machine():
    told = node_machine.machine_told([os.getpid()])
    machine = read_machine()
    assert (told["machine"]["cpu_model"], told["machine"]["logical_cpus"]) == (machine.cpu_model, machine.logical_cpus)


def group(proc, pid, name):
    (proc / str(pid)).mkdir()
    (proc / str(pid) / "cgroup").write_text(f"0::/{name}\n")


def test_workers_of_one_group_share_its_limit_and_others_have_one_each(tmp_path):
    for pid, name in ((1, "a"), (2, "a"), (3, "b")):
        group(tmp_path, pid, name)
    assert node_machine._share(0.4, [1, 2], str(tmp_path)) == 0.2
    assert node_machine._share(0.4, [1, 3], str(tmp_path)) == 0.4
    assert node_machine._share(0.4, [1, 9], str(tmp_path)) is None
    assert node_machine._share(0.4, [], str(tmp_path)) is None
