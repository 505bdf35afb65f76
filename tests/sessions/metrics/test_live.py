"""The running run as metrics: progress, the trial that runs, counters over many trials; events are played by hand."""

from __future__ import annotations

import pytest

from workbench.exporters._families import metrics
from workbench.model.event import Observed, RunStarted, TrialFinished, TrialStarted
from workbench.model.trial import FAILED, OK, OUT_OF_MEMORY, CpuUse, SamplerHealth
from workbench.sessions.metrics import live
from workbench.sessions.metrics.live import LiveRun
from workbench.sessions.metrics.sampled import SOURCES

RUN = "20261121T024501Z-demo-4f3a"


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def run(clock):
    return LiveRun(clock)


def case_id(spec):
    return f"{RUN}/{spec.planned.case.id}"


def test_before_the_run_has_begun_there_is_nothing(run, scrape):
    assert scrape(run.figures) == {}


def test_progress_elapsed_and_what_is_left(run, running, scrape, clock):
    header = running.header()
    first = running.spec(header)
    run.tell(RunStarted(header))
    assert scrape(run.figures)["workbench_run_progress_ratio", RUN, None] == 0
    run.tell(TrialStarted(first, 1, 4))
    assert ("workbench_run_remaining_seconds", RUN, None) not in scrape(run.figures)
    clock.now += 3
    run.tell(TrialFinished(first, running.record(first), 1, 4, 9.0))
    clock.now += 2
    found = scrape(run.figures)
    assert found["workbench_run_start_time_seconds", RUN, None] == 1.7e9
    assert found["workbench_run_planned_trials", RUN, None] == header.plan.planned_trials
    assert found["workbench_run_elapsed_seconds", RUN, None] == 5.0
    assert found["workbench_run_remaining_seconds", RUN, None] == 7.0
    assert found["workbench_run_progress_ratio", RUN, None] == 1 / header.plan.planned_trials
    clock.now += 100
    assert scrape(run.figures)["workbench_run_remaining_seconds", RUN, None] == 0


def test_trials_are_counted_by_outcome_and_a_resumed_run_goes_on_counting(run, running, scrape):
    header = running.header()
    done = running.spec(header), running.spec(header, 1)
    earlier = running.record(done[0], cpu=CpuUse(2.0, 0.0))
    run.tell(RunStarted(header, (earlier, running.record(done[1], FAILED))))
    third = running.spec(header, 0, 2)
    run.tell(TrialStarted(third, 3, 4))
    run.tell(TrialFinished(third, running.record(third, OUT_OF_MEMORY, cpu=CpuUse(1.5, 0.0)), 3, 4))
    found = scrape(run.figures)
    assert found["workbench_cpu_user_seconds_total", case_id(third), "tree"] == 3.5
    counted = {name: found[f"workbench_trials_{name}_total", RUN, None] for name in (OK, FAILED, OUT_OF_MEMORY)}
    assert counted == {OK: 1, FAILED: 1, OUT_OF_MEMORY: 1}
    assert found["workbench_trials_timeout_total", RUN, None] == 0


def test_the_running_trials_figures_are_there_while_it_runs(run, running, scrape, clock):
    header = running.header()
    spec = running.spec(header)
    run.tell(RunStarted(header))
    run.tell(TrialStarted(spec, 1, 4))
    clock.now += 1.5
    run.tell(running.observed(spec, 5e6, host_memory__available_bytes=7e9, sampler__duty_ratio=0.004))
    run.tell(running.observed(spec, None, gpu__nothing=1.0))
    found = scrape(run.figures)
    assert found["workbench_trial_elapsed_seconds", case_id(spec), None] == 1.5
    assert found["workbench_memory_bytes", case_id(spec), "tree"] == 5e6
    assert found["workbench_memory_available_bytes", case_id(spec), "host"] == 7e9
    assert found["workbench_sampler_duty_ratio", RUN, "sampler"] == 0.004
    assert found["workbench_run_info", case_id(spec), None] == 1
    run.tell(TrialFinished(spec, running.record(spec, sampler=SamplerHealth(9, 0.007, 0.1)), 1, 4))
    after = scrape(run.figures)
    assert not {name for name, _, role in after if role in ("tree", "host")}
    assert ("workbench_trial_elapsed_seconds", case_id(spec), None) not in after
    assert after["workbench_sampler_duty_ratio", RUN, "sampler"] == 0.007


def test_the_samplers_share_of_a_trial_that_has_just_begun_is_not_told(run, running, scrape):
    header = running.header()
    spec = running.spec(header)
    run.tell(RunStarted(header))
    run.tell(TrialStarted(spec, 1, 4))
    run.tell(Observed(spec, 0.1, None, None, {"sampler.duty_ratio": 0.9}))
    assert ("workbench_sampler_duty_ratio", RUN, "sampler") not in scrape(run.figures)


def test_instances_come_together_and_cards_and_groups_are_told_apart(run, running, scrape):
    header = running.header()
    spec = running.spec(header)
    run.tell(RunStarted(header))
    run.tell(TrialStarted(spec, 1, 4))
    for received in (100.0, 150.0):
        run.tell(
            running.observed(
                spec,
                **{
                    "host_disk.utilization_ratio[sda]": 0.2,
                    "host_disk.utilization_ratio[sdb]": 0.9,
                    "host_network.received_bytes[eth0]": received,
                    "host_network.received_bytes[eth1]": 2 * received,
                    "gpu.gpu_power_watts[0]": 80.0,
                    "gpu.gpu_power_watts[1]": 90.0,
                    "pressure.cpu_some_seconds": received,
                    "pressure.cpu_some_seconds[group]": received * 3,
                },
            )
        )
    found = scrape(run.figures)
    case = case_id(spec)
    assert found["workbench_disk_utilization_ratio", case, "host"] == 0.9
    assert found["workbench_network_received_bytes_total", case, "host"] == 150.0
    assert (found["workbench_gpu_power_watts", case, "gpu0"], found["workbench_gpu_power_watts", case, "gpu1"]) == (
        80,
        90,
    )
    assert found["workbench_pressure_cpu_some_seconds_total", case, "host"] == 50.0
    assert found["workbench_pressure_cpu_some_seconds_total", case, "group"] == 150.0


def test_counters_go_on_from_trial_to_trial_of_a_case_and_never_fall(run, running, scrape):
    header = running.header()
    key = "workbench_cpu_user_seconds_total", case_id(running.spec(header)), "tree"
    run.tell(RunStarted(header))
    seen = []
    for index, (case, values) in enumerate([(0, (0.5, 1.5)), (1, (8.0,)), (0, (0.25, 1.0)), (0, ())], start=1):
        spec = running.spec(header, case, index)
        run.tell(TrialStarted(spec, index, 4))
        for value in values:
            run.tell(running.observed(spec, cpu_tree__user_seconds=value))
            seen.append(scrape(run.figures).get(key, 0.0))
        run.tell(TrialFinished(spec, running.record(spec, cpu=CpuUse(2.0, 0.0)), index, 4))
        seen.append(scrape(run.figures)[key])
    assert seen == sorted(seen)
    # Three trials of the case, each told at its end to have used 2 seconds; one was too short to be seen.
    assert seen[-1] == pytest.approx(6.0)
    other = scrape(run.figures)["workbench_cpu_user_seconds_total", case_id(running.spec(header, 1)), "tree"]
    assert other == pytest.approx(8.0)


def test_a_machines_counter_counts_from_where_it_was_first_seen(run, running, scrape):
    header = running.header()
    spec = running.spec(header)
    run.tell(RunStarted(header))
    run.tell(TrialStarted(spec, 1, 4))
    for value in (1e9, 1e9 + 5, 3.0):
        run.tell(running.observed(spec, host_disk__read_bytes=value))
    assert scrape(run.figures)["workbench_disk_read_bytes_total", case_id(spec), "host"] == 8.0


def test_what_phases_came_to_makes_up_for_what_was_not_seen(run, running, scrape):
    header = running.header()
    spec = running.spec(header)
    run.tell(RunStarted(header))
    run.tell(TrialStarted(spec, 1, 4))
    grown = {
        "setup": {"host_network.loopback_bytes": 10.0},
        "measure": {"host_network.loopback_bytes": 30.0},
        "compute": {"host_network.loopback_bytes": 30.0},
    }
    run.tell(TrialFinished(spec, running.record(spec, phase_totals=grown), 1, 4))
    assert scrape(run.figures)["workbench_network_loopback_bytes_total", case_id(spec), "host"] == 40.0


def test_a_profiled_launch_is_left_out(run, running, scrape):
    header = running.header()
    spec = running.spec(header, profile="pyspy")
    run.tell(RunStarted(header))
    before = scrape(run.figures).keys()
    run.tell(TrialStarted(spec, 1, 1))
    run.tell(running.observed(spec, 5.0, cpu_tree__user_seconds=5.0))
    run.tell(TrialFinished(spec, running.record(spec), 1, 1))
    after = scrape(run.figures)
    assert after.keys() == before
    assert after["workbench_trials_ok_total", RUN, None] == 0


def test_only_the_latest_cases_are_shown_and_an_older_one_goes_on_where_it_was(run, running, scrape, monkeypatch):
    monkeypatch.setattr(live, "CASES_SHOWN", 2)
    header = running.header(cases=3)
    run.tell(RunStarted(header))
    for index, case in enumerate((0, 1, 2), start=1):
        spec = running.spec(header, case)
        run.tell(TrialStarted(spec, index, 6))
        run.tell(TrialFinished(spec, running.record(spec, cpu=CpuUse(1.0, 0.0)), index, 6))
    shown = {key[1] for key in scrape(run.figures) if key[0] == "workbench_cpu_user_seconds_total"}
    assert shown == {case_id(running.spec(header, case)) for case in (1, 2)}
    again = running.spec(header, 0, 2)
    run.tell(TrialStarted(again, 4, 6))
    run.tell(TrialFinished(again, running.record(again, cpu=CpuUse(1.0, 0.0)), 4, 6))
    assert scrape(run.figures)["workbench_cpu_user_seconds_total", case_id(again), "tree"] == 2.0


def test_labels_and_names_are_those_that_were_agreed(run, running):
    header = running.header()
    spec = running.spec(header)
    run.tell(RunStarted(header))
    run.tell(TrialStarted(spec, 1, 4))
    run.tell(running.observed(spec, 1.0, **dict.fromkeys(SOURCES, 1.0)))
    families = metrics(run.figures())
    assert len(families) > len({source.family for source in SOURCES.values()})
    for family in families:
        assert family.name.startswith("workbench_")
        for sample in family.samples:
            labels = set(sample.labels)
            if family.name == "workbench_run_info":
                assert labels == {"run_id", "workload", "solver", "backend", "workers", "device"}
            else:
                assert labels <= {"run_id", "node", "role"}
            assert (family.type == "counter") == sample.name.endswith("_total")


def test_every_counter_of_a_probe_that_is_shown_is_a_counter(run):
    from workbench.registry import catalogue, load

    counters = {
        f"{name}.{series}": True
        for name, reference in catalogue("probe").items()
        for series in load(reference).counters
    }
    shown = {name: source.family.kind == "counter" for name, source in SOURCES.items()}
    known = {name.partition(".")[0] for name in counters}
    wrong = {name for name, kind in shown.items() if name.partition(".")[0] in known and kind != (name in counters)}
    assert wrong == set()
