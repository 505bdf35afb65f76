"""The Grafana dashboard: what it asks for exists, its expressions are PromQL, and its form is what Grafana imports."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from workbench.exporters import _finished
from workbench.exporters._families import INFO_LABELS, RUN_INFO
from workbench.sessions.metrics import live
from workbench.sessions.metrics.sampled import DUTY, MEMORY, SOURCES

FILE = Path(__file__).parents[2] / "dashboards" / "grafana" / "workbench.json"
FAMILIES = {
    RUN_INFO,
    *(_finished.START_TIME, _finished.PLANNED, _finished.PROGRESS, _finished.SHORTEST, _finished.LONGEST),
    *_finished.RUN_TRIALS.values(),
    *_finished.CASE_TRIALS.values(),
    *_finished.MEDIANS,
    *live.TRIALS.values(),
    *(live.ELAPSED, live.REMAINING, live.TRIAL_ELAPSED, MEMORY, DUTY),
    *(source.family for source in SOURCES.values()),
}
KNOWN_PANELS = {"row", "stat", "timeseries", "table", "bargauge"}


@pytest.fixture(scope="module")
def dashboard():
    return json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def panels(dashboard):
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def expressions(panels):
    return [target["expr"] for panel in panels for target in panel["targets"]]


def filled_in(expression):
    """As Grafana sends it with every variable on its default."""
    return expression.replace("$__rate_interval", "1m").replace("$node", ".+").replace("$run", ".+")


def test_every_metric_that_it_names_is_served(dashboard, panels):
    served = {family.name for family in FAMILIES}
    asked = expressions(panels) + [
        variable["definition"] for variable in dashboard["templating"]["list"] if variable["type"] == "query"
    ]
    named = {name for expression in asked for name in re.findall(r"\bworkbench_\w+", expression)}
    assert len(named) > 40
    assert named - served == set()


def test_every_label_that_it_names_is_one(panels):
    joined = " ".join(expressions(panels))
    selected = set(re.findall(r"(\w+)\s*=~?\s*\"", joined))
    grouped = {word for found in re.findall(r"(?:by|on|group_left) \(([^)]*)\)", joined) for word in found.split(", ")}
    assert selected | grouped <= {"run_id", "node", "role", *INFO_LABELS}


def test_counters_are_shown_as_rates_only(panels):
    counters = [
        family.name
        for family in FAMILIES
        if family.kind == "counter" and not family.name.startswith("workbench_trials_")
    ]
    for expression in expressions(panels):
        for name in counters:
            assert name not in re.sub(r"rate\(\w+\{[^}]*\}\[\$__rate_interval\]\)", "", expression)


def test_its_data_source_is_a_variable_everywhere(dashboard, panels):
    (source,) = [variable for variable in dashboard["templating"]["list"] if variable["type"] == "datasource"]
    assert (source["name"], source["query"]) == ("datasource", "prometheus")
    assert dashboard["templating"]["list"][0] is source
    users = [*panels, *(target for panel in panels for target in panel["targets"])]
    users += [variable for variable in dashboard["templating"]["list"] if variable["type"] == "query"]
    assert {json.dumps(user["datasource"], sort_keys=True) for user in users} == {
        '{"type": "prometheus", "uid": "${datasource}"}'
    }
    assert "__inputs" not in dashboard


def test_its_form_is_that_of_its_schema_version(dashboard):
    assert dashboard["schemaVersion"] == 39
    assert "id" not in dashboard
    assert {"title", "uid", "panels", "templating", "time", "refresh", "tags", "annotations"} <= set(dashboard)
    numbers = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(numbers)) == len(numbers)
    for panel in dashboard["panels"]:
        assert panel["type"] in KNOWN_PANELS
        assert panel["title"]
        for target in panel.get("targets", ()):
            assert {"refId", "expr", "datasource"} <= set(target)
        references = [target["refId"] for target in panel.get("targets", ())]
        assert len(set(references)) == len(references)


def test_no_two_panels_overlap(dashboard):
    taken = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool: apt install prometheus")
def test_its_expressions_are_promql(panels, tmp_path):
    rules = [{"record": f"panel:{index}", "expr": filled_in(each)} for index, each in enumerate(expressions(panels))]
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    done = subprocess.run(["promtool", "check", "rules", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{len(rules)} rules found" in done.stdout
