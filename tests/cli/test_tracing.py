from __future__ import annotations

import json

import pytest

from workbench.analysis.changes.run_medians import FOLLOWED
from workbench.cli.tracing import METRICS

FLAT = [1.0, 1.02, 0.99, 1.01, 1.03, 0.98]


@pytest.fixture
def csv(tmp_path):
    values = [*(FLAT * 4), *(1.3 * value for value in FLAT * 4)]
    rows = "".join(f"r{index},{value:.3f},2026-10-{index % 28 + 1:02d}\n" for index, value in enumerate(values))
    (tmp_path / "speed.csv").write_text("revision,value,date\n" + rows)
    return "speed.csv"


def test_the_answer_first_and_no_colour_off_a_terminal(cli, csv):
    done = cli("history", csv)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith("▸ slower by 30 % [")
    assert "since r24 (2026-10-25), p" in done.stdout
    assert "\x1b[" not in done.stdout


def test_json(cli, csv):
    done = cli("history", csv, "--json")
    (change,) = json.loads(done.stdout)["change_points"]
    assert change["index"] == 24
    assert change["ratio"]["low"] < 1.3 < change["ratio"]["high"]


def test_bad_input_is_told_whole_with_its_lines(cli, tmp_path):
    (tmp_path / "bad.csv").write_text("revision,value\na,1\nb,x\n,2\n")
    done = cli("history", "bad.csv")
    assert done.returncode == 2
    assert "bad.csv:3: `value`" in done.stderr
    assert "bad.csv:4: `revision`" in done.stderr
    assert done.stdout == ""


def test_nothing_to_decide_on(cli, tmp_path):
    assert cli("history").returncode == 5
    (tmp_path / "short.csv").write_text("revision,value\na,1\n")
    assert cli("history", "short.csv").returncode == 5
    assert cli("history", "missing.csv").returncode == 2


def test_the_choice_of_metrics_is_all_that_can_be_followed():
    assert sorted(METRICS) == sorted(FOLLOWED)
