import dataclasses

import pytest

from workbench.analysis.diagnosis.gathering import cores_given, gather, usable_cpus
from workbench.model.case import Case, Resources
from workbench.model.ceiling import Ceiling, Ceilings
from workbench.model.run import Machine
from workbench.model.trial import CpuUse, Phase, TrialRecord

MACHINE = Machine("m", "Linux", "6", "CPU", 8, 4, 2**34)
GROWN = {
    "cpu_tree.user_seconds": 1.5,
    "cpu_tree.system_seconds": 0.3,
    "run_queue.on_cpu_seconds": 1.8,
    "run_queue.run_queue_wait_seconds": 0.2,
    "throttling.periods": 20.0,
    "throttling.throttled_periods": 15.0,
    "throttling.throttled_seconds": 1.0,
    "host_cpu.others_seconds": 0.4,
    "pressure.io_some_seconds": 1.0,
    "pressure.io_some_seconds[group]": 0.5,
    "io_tree.read_bytes": 4e6,
    "io_tree.written_bytes": 2e6,
    "host_disk.busy_seconds[sda]": 0.2,
    "host_disk.busy_seconds[sdb]": 1.6,
    "host_network.received_bytes[eth0]": 100.0,
    "host_network.sent_bytes[eth0]": 200.0,
    "host_network.received_bytes[eth1]": 300.0,
    "host_network.sent_bytes[eth1]": 400.0,
}


def launch(case, measured=2.0, grown=GROWN, **changes):
    half = measured / 2
    record = TrialRecord(
        f"{case.id}-000",
        case.id,
        0,
        "ok",
        0.0,
        9.0,
        wall_seconds=(half, half),
        phases=(
            Phase("start", 0.1, 0.6),
            Phase("measure", 1.0, 1.0 + half),
            Phase("transfer_in", 1.0, 1.2),
            Phase("measure", 5.0, 5.0 + half),
        ),
        cpu=CpuUse(2.0, 1.0),
        tree_peak_processes=3,
        totals={"busy_threads": 2.0, "load_balance_ratio": 0.9, "gpu_utilization_ratio[1]": 0.7},
        phase_totals={"measure": dict(grown), "warmup": {"cpu_tree.user_seconds": 99.0}},
        declared_bytes=3_000_000,
    )
    return dataclasses.replace(record, **changes)


def case(**resources):
    return Case("w", resources=Resources(**resources))


def test_counters_become_rates_of_the_measured_time_alone():
    found = gather(case(), [launch(case())], MACHINE)
    assert found.measured_seconds == pytest.approx(2.0)
    assert found.cores_used == pytest.approx(0.9)
    assert found.wanted_cores == pytest.approx(1.0)
    assert found.cores_used_at_most == pytest.approx(1.5)
    assert found.throttled_cores == pytest.approx(0.5)
    assert found.throttled_periods_ratio == pytest.approx(0.75)
    assert found.others_cores == pytest.approx(0.2)
    assert found.storage_bytes_per_second == pytest.approx(3e6)
    assert found.disk_utilization_ratio == pytest.approx(0.8)
    assert found.network_bytes_per_second == pytest.approx(500.0)
    assert (found.busy_threads, found.load_balance_ratio, found.gpu_utilization_ratio) == (2.0, 0.9, 0.7)


def test_pressure_is_of_the_group_where_there_is_one():
    assert gather(case(), [launch(case())], MACHINE).io_pressure_ratio == pytest.approx(0.25)
    alone = {name: value for name, value in GROWN.items() if "[group]" not in name}
    assert gather(case(), [launch(case(), grown=alone)], MACHINE).io_pressure_ratio == pytest.approx(0.5)


def test_what_no_probe_told_is_not_known():
    found = gather(case(), [launch(case(), grown={})], MACHINE)
    assert found.cores_used is None
    assert found.run_queue_wait_cores is None
    assert found.steal_cores is None
    assert found.wanted_cores is None
    assert found.waiting_ratio is None


def test_trials_without_phases_of_counters_tell_of_others_over_the_whole_watch():
    assert gather(case(), [launch(case(), grown={}, host_busy_ratio=0.25)], MACHINE).others_cores == pytest.approx(2.0)
    assert gather(case(), [launch(case(), host_busy_ratio=0.25)], MACHINE).others_cores == pytest.approx(0.2)


def test_half_a_sum_is_not_known():
    assert gather(case(), [launch(case(), grown={"io_tree.read_bytes": 5.0})], MACHINE).storage_bytes_per_second is None


def test_seconds_of_a_call_are_the_mean_over_calls():
    found = gather(case(), [launch(case())], MACHINE)
    assert found.call_seconds == pytest.approx(1.0)
    assert found.start_seconds == pytest.approx(0.5)
    assert found.transfer_seconds == pytest.approx(0.1)
    assert found.compute_seconds is None


def test_medians_are_over_launches():
    launches = [launch(case(), grown={**GROWN, "host_cpu.others_seconds": busy}) for busy in (0.0, 0.2, 8.0)]
    assert gather(case(), launches, MACHINE).others_cores == pytest.approx(0.1)


def test_a_moment_says_nothing_of_cpus():
    short = dataclasses.replace(launch(case()), phases=(Phase("measure", 1.0, 1.15),), wall_seconds=(0.15,))
    found = gather(case(), [short], MACHINE)
    assert found.cores_used is None
    assert found.call_seconds == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("resources", "given", "usable"),
    [
        ({}, 1, 4),
        ({"workers": 3}, 3, 4),
        ({"workers": 2, "threads_per_worker": 4}, 4, 4),
        ({"workers": 4, "cpu_set": "0-1"}, 2, 2),
        ({"workers": 4, "cpu_set": "no list"}, 4, 4),
        ({"workers": 4, "cpu_limit_cores": 0.5}, 0.5, 4),
        ({"workers": 4, "cpu_limit_per_worker_cores": 0.2}, 0.8, 4),
    ],
)
def test_what_a_case_is_given(resources, given, usable):
    assert cores_given(case(**resources), MACHINE) == pytest.approx(given)
    assert usable_cpus(case(**resources), MACHINE) == pytest.approx(usable)


def test_a_limit_of_the_machine_holds_for_every_case():
    limited = dataclasses.replace(MACHINE, cpu_limit_cores=1.5)
    assert cores_given(case(workers=4), limited) == usable_cpus(case(), limited) == 1.5


@pytest.mark.parametrize(("used", "ceiling"), [(1.8, 9e9), (3.6, 16e9), (18.0, 20e9)])
def test_the_memory_ceiling_is_that_of_as_many_cores(used, ceiling):
    values = (
        Ceiling("memory_bandwidth_one_core", {1.8: 9e9, 3.6: 8e9, 18.0: 8e9}[used], "bytes/s", "triad"),
        Ceiling("memory_bandwidth_all_cores", 20e9, "bytes/s", "triad"),
    )
    grown = {**GROWN, "cpu_tree.user_seconds": used, "cpu_tree.system_seconds": 0.0}
    found = gather(case(), [launch(case(), grown=grown)], MACHINE, Ceilings("m", 0.0, values))
    assert found.memory_ceiling_bytes_per_second == pytest.approx(ceiling)
    assert found.declared_bytes_per_second == pytest.approx(3e6)


def test_without_a_measured_ceiling_there_is_none():
    assert gather(case(), [launch(case())], MACHINE).memory_ceiling_bytes_per_second is None
    empty = Ceilings("m", 0.0)
    assert gather(case(), [launch(case())], MACHINE, empty).memory_ceiling_bytes_per_second is None


def test_a_ceiling_of_a_busy_machine_is_none():
    values = (Ceiling("memory_bandwidth_one_core", 1e10, "bytes/s", ""),)
    busy = Ceilings("m", 0.0, values, busy_ratio=0.4)
    assert gather(case(), [launch(case())], MACHINE, busy).memory_ceiling_bytes_per_second is None
