"""What was used of each node, in words and tables, with what the engine counted itself."""

from __future__ import annotations

import pytest

from workbench.analysis.node_figures import node_figures
from workbench.model.case import Case, Resources
from workbench.model.cluster import EngineUse, NodeUse
from workbench.model.plan import PlannedCase, PluginReference
from workbench.model.trial import FAILED, OK, TrialRecord
from workbench.reporting.on_nodes import engine_figure, node_lines, node_rows
from workbench.reporting.telemetry.engine_figures import engine_columns, unavailable

HELD, SENT = 'dask_worker_memory_bytes{type="managed"}', "dask_worker_transfer_outgoing_bytes_total"
REFERENCE = PluginReference("workload", "waiting", "m", "PLUGIN")
CASE = Case("waiting", backend="dask", cluster="lab", resources=Resources(workers=1))


class Plan:
    cases = (PlannedCase(CASE, REFERENCE, REFERENCE),)


def trial(launch, received, held, status=OK):
    node = NodeUse("a", "10.0.0.1", 1, received_bytes=received, sent_bytes=5)
    use = EngineUse("a", {SENT: 4e6, "spilt": 0.0}, {HELD: 1.0}, {HELD: held}, 3)
    silent = EngineUse("", unavailable="tells nothing <of its own>")
    return TrialRecord(str(launch), CASE.id, launch, status, 0.0, 1.0, nodes=(node,), engine=(silent, use))


def rows():
    return node_figures(Plan(), [trial(0, 1000, 2e6), trial(1, 3000, 8e6), trial(2, 9e9, 9e9, FAILED)])


def test_medians_are_of_launches_that_went_well_and_what_stayed_0_is_left_out():
    scheduler, node = rows()
    assert (node.node, node.received_bytes, node.sent_bytes) == ("a", 2000, 5)
    assert node.engine == {HELD: 5e6, SENT: 4e6}
    assert (scheduler.node, scheduler.engine, scheduler.engine_unavailable) == ("", {}, "tells nothing <of its own>")


def test_without_nodes_there_is_nothing():
    assert node_figures(Plan(), [TrialRecord("0", CASE.id, 0, OK, 0.0, 1.0)]) == ()


def test_a_line_has_the_bytes_and_the_engines_own_names():
    (_, silent), (name, told) = node_lines(rows())
    assert name.endswith(", a")
    assert told == f"received 2.00 kB, sent 5.00 B, {HELD} 5.00 MB, {SENT} 4.00 MB"
    assert silent == "nothing to tell"


def test_a_table_has_a_row_a_figure_and_the_reasons():
    found = [(node, what, value) for _, node, what, value in node_rows(rows())]
    assert ("a", SENT, "4.00 MB") in found
    assert ("beside the nodes", "the engine's own numbers", "none: tells nothing <of its own>") in found


def test_a_trial_tells_growth_most_and_last():
    columns = engine_columns(trial(0, 1, 2e6))
    assert list(zip(*columns.values(), strict=True)) == [
        ("a", HELD, None, "2.00 MB", "1.00 B"),
        ("a", SENT, "4.00 MB", None, None),
    ]
    assert unavailable(trial(0, 1, 1)) == ["beside the nodes: tells nothing <of its own>"]
    assert engine_columns(TrialRecord("0", CASE.id, 0, OK, 0.0, 1.0)) == {}


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("totalGCTime", 1500.0, "1.50 s"),
        ("totalShuffleRead", 2e6, "2.00 MB"),
        ("peakMemoryMetrics.JVMHeapMemory", 9e7, "90.0 MB"),
        ("diskBytesSpilled", 1e3, "1.00 kB"),
        ("completedTasks", 1200.0, "1,200"),
        ("dask_worker_transfer_outgoing_count_total", 2.5, "2.50"),
        ('ray_component_rss_bytes{Component="raylet"}', 3e6, "3.00 MB"),
    ],
)
def test_a_number_is_shown_in_the_unit_of_its_name(name, value, shown):
    assert engine_figure(name, value) == shown
