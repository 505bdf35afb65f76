"""Which of Dask's own numbers are kept, and under which names."""

from __future__ import annotations

import pytest

from workbench.clusters import _dask_figures
from workbench.contracts import EngineFigure

prometheus = pytest.importorskip("prometheus_client.core", reason="prometheus_client is not installed")


def test_names_stand_as_prometheus_writes_them():
    memory = prometheus.GaugeMetricFamily("dask_worker_memory_bytes", "", labels=["type"])
    memory.add_metric(["spilled"], 5.0)
    spilt = prometheus.CounterMetricFamily("dask_worker_spill_bytes", "", labels=["activity"])
    spilt.add_metric(["disk-write"], 7.0)
    ticks = prometheus.CounterMetricFamily("dask_worker_tick_count", "", value=9.0)
    assert _dask_figures.kept([memory, spilt, ticks]) == [
        EngineFigure('dask_worker_memory_bytes{type="spilled"}', 5.0),
        EngineFigure('dask_worker_spill_bytes_total{activity="disk-write"}', 7.0, True),
    ]


def test_functions_are_summed_over_and_what_is_no_number_is_left_out():
    suspicious = prometheus.CounterMetricFamily("dask_scheduler_tasks_suspicious", "", labels=["task_prefix_name"])
    for prefix, count in (("burn", 2.0), ("solve", 1.0), ("other", float("nan"))):
        suspicious.add_metric([prefix], count)
    assert _dask_figures.kept([suspicious]) == [EngineFigure("dask_scheduler_tasks_suspicious_total", 3.0, True)]


def test_the_workers_of_a_node_are_added_up():
    one, other = [EngineFigure("held", 1.0), EngineFigure("sent", 2.0, True)], [EngineFigure("held", 3.0)]
    assert _dask_figures.added([one, other]) == [EngineFigure("held", 4.0), EngineFigure("sent", 2.0, True)]


def test_one_worker_that_does_not_tell_spoils_the_sum():
    assert _dask_figures.added([[EngineFigure("held", 1.0)], _dask_figures.NEEDS]) == _dask_figures.NEEDS
    assert _dask_figures.added([[], OSError("gone")]) == "OSError: gone"


def test_what_was_done_again_is_told_by_tasks_in_hand_and_by_lost_results():
    class Prefix:
        def __init__(self, suspicious):
            self.suspicious = suspicious

    class Scheduler:
        task_prefixes = {"burn": Prefix(2), "solve": Prefix(1)}

        def get_events(self, topic):
            gone = {"action": "remove-worker", "lost-computed-tasks": {"a", "b"}}
            return (
                ((0.0, {"action": "add-worker"}), (1.0, gone), (2.0, "a text of somebody's")) if topic == "all" else ()
            )

    assert _dask_figures.done_again(Scheduler()) == [
        EngineFigure("dask_scheduler_tasks_suspicious_total", 3.0, True),
        EngineFigure("lost-computed-tasks", 2.0, True),
    ]
