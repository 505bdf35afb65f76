"""Kernels in processes of their own, and what CPUs there are to run them on."""

import math
import os
import signal
import time

import pytest

from workbench.ceilings import _cores
from workbench.ceilings._cores import best_round, in_fresh_process, usable_cpus
from workbench.ceilings.caches import Caches
from workbench.ceilings.cores import Cores
from workbench.ceilings.memory_bandwidth import LEAST_BYTES, MOST_BYTES, array_bytes
from workbench.contracts import CannotMeasure, Place
from workbench.model.ceiling import Ceiling, Unknown
from workbench.telemetry.kernel.containers import Limits


def sleep_longer(seconds):
    """Each round is longer than the one before: the first that counts is the shortest."""
    left = iter(range(1, 100))
    return lambda: time.sleep(seconds * next(left))


def raise_in_setup(words):
    raise ValueError(words)


def refuse(words):
    raise CannotMeasure(words)


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def own_cpus(_):
    return sorted(os.sched_getaffinity(0)), os.getpid()


def pinned(_):
    """Fails where the process may use more than one CPU."""
    assert not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) == 1
    return lambda: None


def test_the_first_round_does_not_count():
    cpu = usable_cpus()[0]
    best = best_round(sleep_longer, 0.02, [cpu], rounds=2)
    assert best.seconds >= 0.04
    assert best.rounds == 2


def test_rounds_end_when_their_time_is_over_at_the_same_one_for_all():
    assert _cores.LEAST_ROUNDS <= best_round(sleep_longer, 0.02, usable_cpus(), rounds=40).rounds < 40


def test_each_process_keeps_to_its_cpu():
    assert best_round(pinned, None, usable_cpus(), rounds=1).rounds == 1


def test_it_runs_elsewhere():
    assert in_fresh_process(own_cpus, None)[1] != os.getpid()


@pytest.mark.parametrize(
    ("kernel", "said"), [(raise_in_setup, "ValueError: nothing works"), (refuse, "^nothing works$"), (die, "died")]
)
def test_a_process_that_fails_gives_the_reason(kernel, said):
    with pytest.raises(CannotMeasure, match=said):
        best_round(kernel, "nothing works", usable_cpus(), rounds=1)


def test_a_process_that_says_nothing_is_not_waited_for_ever(monkeypatch):
    monkeypatch.setattr(_cores, "ANSWER_SECONDS", 0.2)
    with pytest.raises(CannotMeasure, match=r"no answer within 0\.2 s"):
        best_round(sleep_longer, 60.0, usable_cpus()[:1], rounds=1)


def test_a_containers_limit_bounds_the_cpus(monkeypatch):
    allowed = usable_cpus()
    monkeypatch.setattr(_cores, "read_limits", lambda: Limits(cpu_cores=1.5))
    assert usable_cpus() == allowed[:1]
    monkeypatch.setattr(_cores, "read_limits", lambda: Limits(cpu_cores=0.2))
    assert len(usable_cpus()) == 1


def test_arrays_are_four_times_the_caches_as_far_as_memory_reaches():
    assert array_bytes(32 << 20, 2, 64 << 30) == 128 << 20
    assert array_bytes(1 << 30, 2, 1 << 40) == MOST_BYTES
    assert array_bytes(0, 1, 64 << 30) == 128 << 20
    assert array_bytes(32 << 20, 4, 1 << 30) == (1 << 30) // 32
    with pytest.raises(CannotMeasure, match="too little"):
        array_bytes(32 << 20, 64, 8 * 64 * LEAST_BYTES - 1)


def machine(tmp_path, flags, caches=True):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "cpuinfo").write_text(f"model name\t: x\nflags\t: {flags}\n")
    cpus = tmp_path / "devices/system/cpu"
    for cpu in (0, 1):
        (cpus / f"cpu{cpu}/topology").mkdir(parents=True)
        (cpus / f"cpu{cpu}/topology/core_cpus_list").write_text("0-1\n")
    (cpus / "online").write_text("0-1\n")
    if caches:
        (cpus / "cpu0/cache/index0").mkdir(parents=True)
        for name, text in (("level", "3"), ("type", "Unified"), ("size", "8M"), ("shared_cpu_list", "0-1")):
            (cpus / "cpu0/cache/index0" / name).write_text(text + "\n")
    return Place(str(tmp_path), str(tmp_path))


def test_a_real_machine_tells_cores_from_hardware_threads(tmp_path):
    cores, threads = Cores(machine(tmp_path, "fpu")).measure("")
    assert (cores.value, threads.value) == (1.0, 2.0)


def test_a_guest_cannot_know_what_its_cpus_are(tmp_path):
    found = Cores(machine(tmp_path, "fpu hypervisor")).measure("")
    assert all(isinstance(limit, Unknown) for limit in found)
    assert "cannot be known in this guest" in found[0].reason
    assert "2 vCPUs" in found[0].reason


def test_a_system_that_tells_nothing_of_cores_says_so(tmp_path):
    (tmp_path / "cpuinfo").write_text("flags\t: fpu\n")
    assert all(isinstance(one, Unknown) for one in Cores(Place(str(tmp_path), str(tmp_path))).measure(""))


def test_caches_are_told_and_in_a_guest_with_a_doubt(tmp_path):
    real = {one.name: one for one in Caches(machine(tmp_path / "real", "fpu")).measure("")}
    guest = {one.name: one for one in Caches(machine(tmp_path / "guest", "fpu hypervisor")).measure("")}
    assert real["cache_size_l3"].value == guest["cache_size_l3"].value == 8 << 20
    assert "hypervisor" in guest["cache_size_l3"].how
    assert "hypervisor" not in real["cache_size_l3"].how
    assert real["cache_size_l2"].reason == "this machine has none of that level"


def test_a_guest_without_caches_cannot_know_them(tmp_path):
    found = Caches(machine(tmp_path, "fpu hypervisor", caches=False)).measure("")
    assert all("cannot be known in this guest" in one.reason for one in found)


def test_the_machine_of_this_test_is_told_somehow():
    found = Cores().measure("") + Caches().measure("")
    assert all(isinstance(one, Unknown) or (isinstance(one, Ceiling) and math.isfinite(one.value)) for one in found)
