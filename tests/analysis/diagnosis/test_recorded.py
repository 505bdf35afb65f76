"""What can't be made to happen here, told from counters as the probes recorded them."""

import pytest

from workbench.analysis.diagnosis.diagnosing import diagnose
from workbench.model.case import Case, Resources
from workbench.model.plan import Plan, PlannedCase, PluginReference
from workbench.model.run import Machine
from workbench.model.trial import CpuUse, Phase, TrialRecord

MACHINE = Machine("m", "Linux", "6.18", "CPU", 2, 2, 2**34)

QUIET = {
    "cpu_tree.user_seconds": 1.92,
    "cpu_tree.system_seconds": 0.04,
    "run_queue.on_cpu_seconds": 1.96,
    "run_queue.run_queue_wait_seconds": 0.01,
    "context_switches.voluntary_switches": 12.0,
    "context_switches.involuntary_switches": 31.0,
    "host_cpu.others_seconds": 0.05,
    "host_cpu.steal_seconds": 0.0,
    "host_cpu.iowait_seconds": 0.0,
    "host_disk.read_bytes": 4096.0,
    "host_disk.written_bytes": 20480.0,
    "host_disk.busy_seconds[vda]": 0.01,
    "host_memory.swapped_in_bytes": 0.0,
    "host_memory.swapped_out_bytes": 0.0,
    "host_memory.tree_major_faults": 0.0,
    "host_network.loopback_bytes": 300.0,
    "host_network.received_bytes[eth0]": 1200.0,
    "host_network.sent_bytes[eth0]": 900.0,
    "io_tree.read_bytes": 0.0,
    "io_tree.written_bytes": 4096.0,
    "pressure.cpu_some_seconds": 0.02,
    "pressure.memory_some_seconds": 0.0,
    "pressure.memory_full_seconds": 0.0,
    "pressure.io_some_seconds": 0.0,
    "pressure.io_full_seconds": 0.0,
}
"""Two seconds of one busy process on a quiet machine of two CPUs."""

STOLEN = {
    "cpu_tree.user_seconds": 1.41,
    "host_cpu.steal_seconds": 0.53,
    "run_queue.on_cpu_seconds": 1.45,
}
THRASHING = {
    "cpu_tree.user_seconds": 0.21,
    "cpu_tree.system_seconds": 0.32,
    "host_memory.swapped_in_bytes": 310e6,
    "host_memory.swapped_out_bytes": 290e6,
    "host_memory.tree_major_faults": 21_000.0,
    "host_disk.busy_seconds[vda]": 1.9,
    "io_tree.read_bytes": 310e6,
    "pressure.memory_some_seconds": 1.38,
    "pressure.memory_full_seconds": 1.31,
    "pressure.io_some_seconds": 1.4,
}
ASLEEP = {"cpu_tree.user_seconds": 0.12, "run_queue.on_cpu_seconds": 0.16}
REMOTE = {**ASLEEP, "host_network.received_bytes[eth0]": 180e6, "context_switches.voluntary_switches": 9_000.0}


def causes(grown, totals=None, device="cpu"):
    case = Case("w", resources=Resources(device=device))
    plugin = PluginReference("workload", "w", "m", "P")
    trial = TrialRecord(
        f"{case.id}-000",
        case.id,
        0,
        "ok",
        0.0,
        3.0,
        (2.0,),
        phases=(Phase("start", 0.1, 0.11), Phase("measure", 0.5, 2.5)),
        cpu=CpuUse(2.2, 0.1),
        tree_peak_processes=1,
        totals={"busy_threads": 1.0, "load_balance_ratio": 1.0, **(totals or {})},
        phase_totals={"measure": {**QUIET, **grown}},
        gil_enabled=True,
    )
    return [found.cause for found in diagnose(Plan("p", (PlannedCase(case, plugin, plugin),)), [trial], MACHINE)]


def test_a_quiet_machine():
    assert causes({}) == ["cpu_bound"]


def test_a_hypervisor_that_steals():
    assert causes(STOLEN) == ["steal", "cpu_bound"]


def test_a_machine_that_swaps():
    assert causes(THRASHING) == ["swapping"]


def test_a_machine_that_swaps_for_somebody_else():
    elsewhere = {name: value for name, value in THRASHING.items() if name.startswith("host_memory.swapped")}
    assert causes(elsewhere) == ["cpu_bound"]


@pytest.mark.parametrize("grown", [ASLEEP, {}], ids=["waiting asleep", "spinning"])
def test_a_gpu_at_work(grown):
    busy = {"gpu_utilization_ratio[0]": 0.03, "gpu_utilization_ratio[1]": 0.91, "gpu_tree_memory_bytes[1]": 2e9}
    assert causes(grown, busy) == ["waits_for_gpu"]


def test_a_gpu_that_waits_for_the_cpu():
    assert causes({}, {"gpu_utilization_ratio[0]": 0.11, "gpu_tree_memory_bytes[0]": 2e9}, "cuda") == ["cpu_bound"]


def test_another_machine_that_is_slow_to_send():
    assert causes(REMOTE) == ["waits_for_network"]
