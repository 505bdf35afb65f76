"""Limits and ceilings of panels."""

from workbench.model.ceiling import Ceiling, Ceilings
from workbench.reporting.telemetry.limits import limits
from workbench.reporting.telemetry.panels import PANELS

PANEL = {panel.key: panel for panel in PANELS}
CEILINGS = Ceilings("m", 0.0, (Ceiling("disk_sequential_write", 2e9, "bytes/s", "how"),), busy_ratio=0.0)


def test_cores_and_memory_are_always_known(seen):
    assert [(each.value, each.name) for each in limits(PANEL["cpu"], seen())] == [(2.0, "cores it could have")]
    assert [each.value for each in limits(PANEL["memory"], seen())] == [16_000_000_000]


def test_ceilings_are_drawn_where_they_were_measured_undisturbed(seen):
    assert [each.value for each in limits(PANEL["disk"], seen(ceilings=CEILINGS))] == [2e9]
    busy = Ceilings("m", 0.0, CEILINGS.values, busy_ratio=0.5)
    assert limits(PANEL["disk"], seen(ceilings=busy)) == limits(PANEL["disk"], seen()) == []
