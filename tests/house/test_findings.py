"""docs/findings.md is what the committed runs say, and nothing else; how those runs come to be committed."""

import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from workbench.store.catalogue import find_runs
from workbench.store.validation import validate

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "results" / "example"
sys.path.append(str(ROOT / "benchmarks"))
"""Benchmarks import one another as scripts do."""


def benchmark(name):
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


findings, committed_runs = benchmark("findings"), benchmark("committed_runs")


def example_run():
    return find_runs(str(EXAMPLE))[0].folder


def renamed(tmp_path, name):
    """The example's run as if it were another suite's."""
    folder = tmp_path / "made" / "run"
    shutil.copytree(example_run(), folder)
    header = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    header["plan"]["name"] = name
    (folder / "run.json").write_text(json.dumps(header), encoding="utf-8")
    return str(folder)


def test_the_page_is_what_the_committed_runs_say():
    assert Path(findings.PAGE).read_text(encoding="utf-8") == findings.page()


def test_the_page_of_the_snippets_is_what_their_committed_run_says():
    snippets = benchmark("snippets")
    newest = next((entry for entry in find_runs(snippets.PUBLISHED) if entry.name == "snippets"), None)
    if newest is None:
        pytest.skip("no run of the snippets is committed: python benchmarks/committed_runs.py snippets")
    report = snippets.build_report(snippets.read_run(newest.folder))
    assert Path(snippets.PAGE).read_text(encoding="utf-8") == snippets.page(report)


def test_a_run_gets_its_question_its_answers_its_machine_its_day_and_its_launches(tmp_path):
    committed_runs.publish(renamed(tmp_path, "forests"), str(tmp_path / "published"), {})
    page = findings.page(str(tmp_path / "published")).replace("\\", "")
    assert "## Which solver and which backend, how far does it scale" in page
    assert "sklearn.TfidfVectorizer is fastest at equal quality: 55.2 ms [53.8, 56.6], accuracy 0.669" in page
    assert "Known serial fraction 0.05, fitted 0.051" in page
    assert "- loky: starts 2 workers in 256 ms" in page
    assert "2026-11-21 17:28 UTC, AMD EPYC, 2 CPUs, 25.3 GB, 60 launches of 60" in page


def test_a_question_without_a_run_is_said_to_be_open(tmp_path):
    page = findings.page(str(tmp_path / "none"))
    assert "that isn't here has no committed run yet" in page
    assert "## " not in page


def test_what_is_published_is_whole_and_holds_no_place_of_this_machine(tmp_path):
    made = renamed(tmp_path, "forests")
    trials = Path(made, "trials.jsonl")
    trials.write_text(trials.read_text().replace('"status":"ok"', '"status":"ok","stderr_tail":"/home/anna/x.py"', 1))
    target = committed_runs.publish(made, str(tmp_path / "published"), {"/home/anna": "~"})
    assert sorted(os.listdir(target)) == ["run.json", "trials.jsonl"]
    text = Path(target, "trials.jsonl").read_text()
    assert "~/x.py" in text
    assert "/home/anna" not in text
    assert validate(target) == ()


def test_a_newer_run_of_a_suite_takes_the_place_of_the_older_and_no_other(tmp_path):
    published = str(tmp_path / "published")
    forests = renamed(tmp_path, "forests")
    committed_runs.publish(forests, published, {})
    shutil.rmtree(tmp_path / "made")
    other = renamed(tmp_path, "boosting")
    rename_run(other, "20990101T000000Z-boosting-0001")
    committed_runs.publish(other, published, {})
    shutil.rmtree(tmp_path / "made")
    newer = renamed(tmp_path, "forests")
    rename_run(newer, "20990101T000000Z-forests-0002")
    committed_runs.publish(newer, published, {})
    assert sorted(entry.run_id for entry in find_runs(published)) == [
        "20990101T000000Z-boosting-0001",
        "20990101T000000Z-forests-0002",
    ]


def rename_run(folder, run_id):
    path = Path(folder, "run.json")
    header = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(header | {"run_id": run_id}), encoding="utf-8")


def test_the_longest_folder_is_replaced_first_and_the_root_never():
    places = {"/": "root", "/home/anna": "~", "/home/anna/project": "."}
    assert (
        committed_runs.without_places('{"x":"/home/anna/project/y /home/anna/z /etc"}', places)
        == '{"x":"./y ~/z /etc"}'
    )


def test_every_suite_that_asks_something_can_be_made_by_name():
    names = committed_runs.suites()
    assert {"ridge-memory", "forests", "snippets"} <= set(names)
    assert not {"demo", "smallest"} & set(names)
    with pytest.raises(SystemExit, match="there are"):
        list(committed_runs._chosen(["forest"]))
