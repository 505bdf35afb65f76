"""A finished run as metrics: what stands there, and that three readers of the format agree to read it."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from tests.exporters.conftest import CASES, HOSTILE, make_run, make_trial, no_samples
from workbench.exporters.openmetrics import OpenMetrics
from workbench.model.case import Case
from workbench.model.trial import STATUSES

RUN_ID = "20261121T024501Z-demo-4f3a"
FIRST, SECOND = (f"{RUN_ID}/{case.id}" for case in CASES)


def exported(run):
    return "".join(OpenMetrics().export(run, no_samples))


def values(text):
    """(name, run_id) → value."""
    return {
        (sample.name, sample.labels["run_id"]): sample.value
        for family in read_openmetrics(text)
        for sample in family.samples
    }


def test_a_cases_figures_are_medians_over_launches_that_went_well(run):
    found = values(exported(run))
    assert found["workbench_case_wall_seconds", FIRST] == 3.0
    assert found["workbench_case_wall_min_seconds", FIRST] == 2.0
    assert found["workbench_case_wall_max_seconds", FIRST] == 4.0
    assert found["workbench_case_cpu_seconds", FIRST] == 4.0
    assert found["workbench_case_peak_memory_low_bytes", FIRST] == 200
    assert found["workbench_case_start_up_seconds", FIRST] == 0.5
    assert found["workbench_case_score", FIRST] == 0.7
    assert found["workbench_case_run_queue_wait_seconds", FIRST] == 0.25
    assert found["workbench_case_gpu_energy_joules", FIRST] == 12.0
    assert found["workbench_case_sampler_duty_ratio", FIRST] == 0.001


def test_outcomes_are_counted_and_a_profiled_launch_is_not(run):
    found = values(exported(run))
    assert {status: found[f"workbench_case_{status}_trials", FIRST] for status in STATUSES} == {
        **dict.fromkeys(STATUSES, 0),
        "ok": 2,
        "failed": 1,
    }
    assert found["workbench_run_ok_trials", RUN_ID] == 2
    assert found["workbench_case_ok_trials", SECOND] == 0
    assert ("workbench_case_wall_seconds", SECOND) not in found
    assert found["workbench_run_planned_trials", RUN_ID] == 6
    assert found["workbench_run_progress_ratio", RUN_ID] == 0.5


def test_only_the_info_says_what_a_run_is(run):
    for family in read_openmetrics(exported(run)):
        for sample in family.samples:
            if family.name == "workbench_run_info":
                assert set(sample.labels) == {"run_id", "workload", "solver", "backend", "workers", "device"}
                assert sample.value == 1
            else:
                assert set(sample.labels) <= {"run_id", "node", "role"}
                assert sample.labels["node"] == "laptop-0a1b"


def test_the_info_tells_cases_apart_and_says_what_they_share(run):
    (info,) = [family for family in read_openmetrics(exported(run)) if family.name == "workbench_run_info"]
    labels = {sample.labels["run_id"]: sample.labels for sample in info.samples}
    assert labels[FIRST]["workload"] == "flights rows=1000"
    assert (labels[FIRST]["workers"], labels[SECOND]["workers"]) == ("1", "2")
    assert labels[RUN_ID]["workers"] == "several"
    assert labels[RUN_ID]["solver"] == "sklearn.Ridge[saga]"


def test_it_is_openmetrics_and_what_a_textfile_collector_reads_at_once(run):
    text = exported(run)
    assert text.endswith("# EOF\n")
    of_openmetrics = [(s.name, s.labels, s.value) for family in read_openmetrics(text) for s in family.samples]
    of_text = [(s.name, s.labels, s.value) for family in read_text(text) for s in family.samples]
    assert of_openmetrics == of_text
    assert all(sample.timestamp is None for family in read_text(text) for sample in family.samples)
    assert {family.type for family in read_text(text)} == {"gauge"}


def test_hostile_names_are_text():
    case = Case(HOSTILE, {"path": "a\nb"})
    text = exported(make_run(make_trial(case), cases=(case,)))
    (info,) = [family for family in read_openmetrics(text) if family.name == "workbench_run_info"]
    expected = HOSTILE.encode("utf-8", "replace").decode()
    assert info.samples[0].labels["workload"] == f"{expected} path=a\nb"


@pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool: apt install prometheus")
def test_promtool_has_nothing_to_say(run):
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=exported(run), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
