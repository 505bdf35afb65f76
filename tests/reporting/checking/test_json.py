import json

from workbench.model.comparison import METRICS, Comparison, Comparisons
from workbench.reporting.checking.json import check_to_json
from workbench.reporting.comparing_json import comparisons_to_json


def test_what_reads_a_comparison_reads_a_check(make):
    compared = json.loads(comparisons_to_json(Comparisons("same", (Comparison("x", METRICS[0], "same"),))))
    told = json.loads(check_to_json(make.every))
    assert set(compared) - {"false_discovery_rate"} <= set(told)
    assert set(compared["comparisons"][0]) - {"p_value"} <= set(told["comparisons"][0])
    assert told["outcome"] == "failed"
    assert told["verdict"] == "slower"
    assert told["comparisons"][0]["ratio"] == {"estimate": 1.12, "low": 1.08, "high": 1.16, "kind": "interval"}
    assert told["comparisons"][1]["ratio"] is None


def test_what_it_rests_on_is_there(make):
    told = json.loads(check_to_json(make.every))
    first = told["comparisons"][0]
    assert (first["outcome"], first["gate"], first["confirmed"]) == ("failed", 0.1, True)
    assert first["launches"] == {"base": 20, "head": 20}
    assert first["confirming_launches"] == {"base": 6, "head": 6}
    assert (told["margin"], told["gate"], told["budget_seconds"], told["failed_launches"]) == (0.02, 0.1, 600.0, 2)
    assert told["calibration"]["false_alarms"]["high"] == 0.009
    assert told["calibration"]["cases"][1]["smallest_effect"] is None
    assert told["findings"][0]["code"] == "noisy"


def test_no_infinity_and_nothing_a_terminal_obeys(make):
    text = check_to_json(make.check(make.case(make.undecided, make.hostile, ratio=(1.0, 0.0, float("inf")))))
    assert text.isascii()
    assert text.isprintable() or set(text) <= set(map(chr, range(32, 127))) | {"\n"}
    assert json.loads(text)["comparisons"][0]["ratio"]["high"] is None
    assert json.loads(text)["calibration"] is None
