import json
import math
from dataclasses import replace

from workbench.analysis.scaling.inferring import fit
from workbench.model.cost import BEATS, BackendCost, Configuration, Cost
from workbench.model.diagnosis import Diagnosis
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.reporting.assembly import build_report
from workbench.reporting.encoding import REPORT_FORMAT, encode, fit_to_json, fits_to_json, to_json


def test_a_report_is_complete(report):
    told = json.loads(to_json(report))
    assert told["format"] == REPORT_FORMAT
    assert told["run_id"] == report.header.run_id
    assert [section["title"] for section in told["workloads"]] == [section.title for section in report.workloads]
    row = told["workloads"][0]["rows"][0]
    assert row["case_id"] == report.workloads[0].rows[0].case.id
    assert row["seconds"]["low"] == report.workloads[0].rows[0].seconds.low
    assert row["memory"]["low_estimator"] == "pss_sampled"
    assert told["workloads"][0]["answer"] == report.workloads[0].answer
    assert told["scaling"][0]["known_serial_fraction"] == 0.05
    assert told["scaling"][0]["fit"]["selected"] == "amdahl"
    assert len(told["findings"]) == 3
    assert told["header"]["machine"]["id"] == report.header.machine.id


def test_diagnoses_are_told_with_their_evidence(report):
    found = Diagnosis("abc", "throttled", "Its limit.", {"cores_used": 0.5}, "Raise it.", 0.4)
    (told,) = json.loads(to_json(replace(report, diagnoses=(found,))))["diagnoses"]
    assert told == {
        "case_id": "abc",
        "cause": "throttled",
        "message": "Its limit.",
        "evidence": {"cores_used": 0.5},
        "remedy": "Raise it.",
        "explained_ratio": 0.4,
    }


def test_the_same_report_gives_the_same_text(build):
    assert to_json(build.report()) == to_json(build.report())


def test_a_fit_has_the_documented_shape(build):
    told = json.loads(fit_to_json(build.scaling()))
    documented = {"data", "laws", "selected", "reason", "answers", "karp_flatt", "findings", "experiment", "readings"}
    assert set(told) == documented
    assert told["data"]["levels"] == [1, 2, 4, 8]
    assert told["data"]["launches"] == [6, 6, 6, 6]
    assert len(told["data"]["observations"][0]) == 6
    parameter = told["laws"]["amdahl"]["parameters"]["serial_fraction"]
    assert {"estimate", "low", "high", "confidence"} <= set(parameter)
    assert (parameter["estimate"], parameter["low"], parameter["high"]) == (0.049, 0.046, 0.052)
    assert told["answers"] == {"peak_workers": None}
    assert told["karp_flatt"][0]["workers"] == 2


def test_a_finding_of_a_fit_has_its_four_fields(build):
    scaling = replace(build.scaling(), findings=(Finding("warning", "superlinear", "odd", "look"),))
    finding = json.loads(fit_to_json(scaling))["findings"][0]
    assert {name: finding[name] for name in ("severity", "code", "message", "remedy")} == {
        "severity": "warning",
        "code": "superlinear",
        "message": "odd",
        "remedy": "look",
    }


def test_what_the_analysis_fits_can_be_written():
    told = json.loads(fit_to_json(fit([1, 2, 4, 8], [100.0, 52.6, 29.1, 16.8])))
    assert told["selected"] == "amdahl"
    assert json.loads(fits_to_json({"a": fit([1, 2], [2.0, 1.1])}))["a"]["selected"] is None


def test_numbers_that_are_not_finite_become_null(build):
    scaling = replace(build.scaling(), answers={"max_speedup": Estimate(math.inf, math.nan, -math.inf)})
    told = json.loads(fit_to_json(scaling), parse_constant=lambda name: (_ for _ in ()).throw(AssertionError(name)))
    assert told["answers"]["max_speedup"]["estimate"] is None
    assert told["answers"]["max_speedup"]["low"] is None


def test_hostile_names_survive_and_steer_nothing():
    text = encode({"name": "\x1b[31m\u202e\ud800"})
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["name"] == "\x1b[31m\u202e\ud800"


def test_cost_is_told_by_workload_or_null(build):
    told = json.loads(to_json(build_report(build.run())))
    assert [section["cost"] for section in told["workloads"]] == [None, None]
    serial, loky = build.case(), build.case(backend="loky", workers=2)
    configuration = Configuration(loky, 2, Estimate(0.2), Estimate(2.0, 1.9, 2.1, count=6))
    found = Cost(serial, Estimate(0.4), (BackendCost("loky", BEATS, (configuration,), configuration),))
    report = build.report(workloads=(replace(build.section(build.flights_rows()), cost=found),))
    (section,) = json.loads(to_json(report))["workloads"]
    assert section["cost"]["base_case_id"] == serial.id
    assert section["cost"]["sentence"].startswith("COST, to beat")
    (backend,) = section["cost"]["backends"]
    assert (backend["verdict"], backend["smallest"]["cores"]) == ("beats", 2)
    assert backend["configurations"][0]["case_id"] == loky.id
