"""`workbench compare`: words, JSON and exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MOMENT = (
    'name = "moment"\n[[cases]]\nworkload = "waiting"\nparameters = { seconds = 0.08, chunks = 8 }\n'
    'backends = ["threading"]\nworkers = [1, 2]\n[measure]\nlaunches = 2\nwarmups = 0\n'
)
STEADY = [1.0, 1.01, 0.99, 1.005, 0.995, 1.002, 0.998, 1.003]


@pytest.fixture
def csv(tmp_path):
    def write(name, factor=1.0, extra="", metric="time"):
        rows = "".join(f"mine,{metric},{at},{factor * value}\n" for at, value in enumerate(STEADY))
        (tmp_path / name).write_text("case,metric,launch,seconds\n" + rows + extra)
        return name

    return write


@pytest.mark.parametrize(
    ("factor", "verdict", "code"), [(1.3, "slower", 3), (0.7, "faster", 0), (1.0, "same", 0), (1.015, "undecided", 0)]
)
def test_files_are_compared_and_the_exit_code_tells(cli, csv, factor, verdict, code):
    done = cli("compare", csv("a.csv"), csv("b.csv", factor), "--json")
    told = json.loads(done.stdout)
    assert (told["verdict"], done.returncode) == (verdict, code), done.stderr
    (only,) = told["comparisons"]
    assert (only["case"], only["metric"]) == ("mine", "time")
    assert only["ratio"]["low"] <= factor <= only["ratio"]["high"]


def test_undecided_may_be_made_to_fail(cli, csv):
    assert cli("compare", csv("a.csv"), csv("b.csv", 1.015), "--undecided", "fail").returncode == 5


def test_margins_by_metric(cli, csv):
    files = csv("a.csv", metric="peak_memory"), csv("b.csv", 1.08, metric="peak_memory")
    assert cli("compare", *files).returncode == 3
    assert cli("compare", *files, "--margin", "peak_memory=15%").returncode == 0
    assert cli("compare", *files, "--margin", "0.15").returncode == 0
    for wrong in ("speed=1%", "lots", "-1", "2"):
        assert cli("compare", *files, "--margin", wrong).returncode == 2


def test_a_file_compared_with_itself_is_the_same(cli, csv):
    done = cli("compare", csv("a.csv"), "a.csv")
    assert done.returncode == 0
    assert "Nothing changed by 2.0 % or more: 1 same." in done.stdout
    assert "\x1b" not in done.stdout


def test_what_cannot_be_judged_is_said_and_the_rest_judged(cli, csv):
    extra = "sick,score,0,nan\nsick,score,1,nan\nback,time,0,-3\nalone,time,0,1\n"
    base = csv("a.csv", extra="sick,score,0,0.9\nsick,score,1,0.9\nback,time,0,3\n")
    done = cli("compare", base, csv("b.csv", 1.3, extra))
    assert done.returncode == 3
    text = " ".join(done.stdout.split())
    assert "HEAD is slower: mine" in text
    assert "HEAD has no score: its values are no measures" in text
    assert "3 values of HEAD can't be a measure and were left out" in text
    assert "1 case only in HEAD (alone)" in text
    assert cli("compare", base, csv("c.csv", 1.0, extra)).returncode == 5


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", 2, "is empty"),
        ("case,launch,seconds\n", 2, "no launches"),
        ("case,launch,seconds\nmine,0,fast\n", 2, "must be a number, not 'fast'"),
        ("case,launch,seconds\nother,0,1\n", 5, "share no case"),
    ],
)
def test_files_that_cannot_be_used(cli, csv, tmp_path, text, code, told):
    (tmp_path / "bad.csv").write_text(text)
    done = cli("compare", csv("a.csv"), "bad.csv")
    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_no_such_file_and_no_such_run(cli, csv):
    assert "there is no file none.csv" in cli("compare", csv("a.csv"), "none.csv").stderr
    done = cli("compare", "a.csv", "nonesuch")
    assert done.returncode == 2
    assert "nothing to compare at 'nonesuch'" in done.stderr


@pytest.fixture(scope="module")
def measured(tmp_path_factory, cache_home):
    """A run's folder, measured once."""
    folder = tmp_path_factory.mktemp("measured")
    (folder / "moment.toml").write_text(MOMENT)
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "run", "moment.toml", "--launches", "6"],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": cache_home},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return next((folder / "results").glob("[!.]*/*"))


@pytest.fixture
def runs(measured, tmp_path):
    """A run, and a function that makes a changed copy of it: of its header, and of every trial."""
    first = tmp_path / "results" / measured.parent.name / measured.name
    shutil.copytree(measured, first)

    def changed(name: str, header=lambda content: None, trial=lambda content: None) -> Path:
        folder = first.parent / name
        shutil.copytree(first, folder)
        content = json.loads((folder / "run.json").read_text())
        content["run_id"] = name
        header(content)
        (folder / "run.json").write_text(json.dumps(content))
        trials = [json.loads(line) for line in (folder / "trials.jsonl").read_text().splitlines()]
        for each in trials:
            trial(each)
        (folder / "trials.jsonl").write_text("".join(json.dumps(each) + "\n" for each in trials))
        return folder

    return first, changed


def test_runs_are_compared_by_every_metric_they_have(cli, runs):
    first, changed = runs

    def slow(trial):
        trial["wall_seconds"] = [3.0 * seconds for seconds in trial["wall_seconds"]]

    head = changed("head", trial=slow)
    done = cli("compare", first.name, str(head), "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"]) == (3, "slower"), done.stdout
    assert {"time", "peak_memory", "efficiency"} <= {each["metric"] for each in told["comparisons"]}
    only = json.loads(cli("compare", first.name, str(head), "--metric", "peak_memory", "--json").stdout)
    assert {each["metric"] for each in only["comparisons"]} == {"peak_memory"}


def test_unlike_machines_are_incomparable_unless_insisted(cli, runs):
    first, changed = runs

    def other(header):
        header["machine"].update(id="other-4cpu", logical_cpus=header["machine"]["logical_cpus"] + 2)

    head = changed("elsewhere", header=other)
    done = cli("compare", str(first), str(head))
    assert done.returncode == 5
    assert "unlike machines: logical cpus" in done.stdout
    insisted = cli("compare", str(first), str(head), "--across-machines", "--metric", "peak_memory", "--json")
    assert insisted.returncode == 0
    assert "unlike_machines" in {finding["code"] for finding in json.loads(insisted.stdout)["findings"]}


def test_failures_are_told_and_end_with_4_where_nothing_regressed(cli, runs):
    first, changed = runs

    def fails(trial):
        if trial["launch"] == 1:
            trial.update(status="failed", reason="it broke", wall_seconds=[])

    done = cli("compare", str(first), str(changed("failing", trial=fails)), "--metric", "peak_memory")
    assert done.returncode == 4
    assert "2 launches of HEAD did not end well" in " ".join(done.stdout.split())


def test_other_packages_and_settings_are_named(cli, runs):
    first, changed = runs

    def other(header):
        header["plan"]["measure"]["repeats"] = 7
        for interpreter in header["interpreters"]:
            interpreter["packages"]["numpy"] = "0.0.1"

    text = " ".join(cli("compare", str(first), str(changed("mended", header=other))).stdout.split())
    assert "repeats 1 and 7" in text
    assert "and 0.0.1" in text


def test_an_unknown_schema_is_refused_with_its_sentence(cli, runs):
    first, changed = runs
    done = cli("compare", str(first), str(changed("newer", header=lambda header: header.update(schema_version=99))))
    assert done.returncode == 2
    assert "schema version 99" in done.stderr


def test_the_margins_of_the_suite_hold_where_none_is_asked_for(cli, runs):
    first, changed = runs

    def tolerant(header):
        header["plan"]["measure"]["margins"] = [["peak_memory", 0.5]]

    def hungry(trial):
        for end in ("low_bytes", "high_bytes"):
            trial["memory"][end] = round(1.2 * (trial["memory"][end] or trial["memory"]["low_bytes"]))

    head = str(changed("hungry", header=tolerant, trial=hungry))
    asked = ("compare", str(first), head, "--metric", "peak_memory")
    assert cli(*asked).returncode == 0
    assert cli(*asked, "--margin", "5%").returncode == 3
    assert cli(*asked, "--margin", "peak_memory=5%").returncode == 3


def test_launches_that_never_vary_are_told_apart_without_a_murmur(cli, tmp_path):
    for name, value in (("a.csv", 0.01), ("b.csv", 0.02)):
        (tmp_path / name).write_text("launch,seconds\n" + "".join(f"{at},{value}\n" for at in range(6)))
    assert cli("compare", "a.csv", "a.csv").stderr == ""
    done = cli("compare", "a.csv", "b.csv")
    assert (done.returncode, done.stderr) == (3, "")


def test_markdown_and_junit_are_written_beside_what_is_printed(cli, csv, tmp_path):
    done = cli("compare", csv("a.csv"), csv("b.csv", 1.3), "--markdown", "out.md", "--junit", "out.xml")
    assert done.returncode == 3, done.stderr
    assert "HEAD is slower" in done.stdout
    assert "| ❌ slower | mine, time |" in (tmp_path / "out.md").read_text()
    assert '<testcase classname="runs" name="mine, time">' in (tmp_path / "out.xml").read_text()
    assert cli("compare", "a.csv", "b.csv", "--markdown", "no/such/out.md").returncode == 2
