"""`workbench import`: what a person sees."""

from __future__ import annotations

import json
from pathlib import Path

FILES = Path(__file__).parents[1] / "importers" / "files"


def test_a_file_is_imported_listed_shown_and_exported(cli):
    done = cli("import", "pyperf", str(FILES / "pyperf.json"))
    assert done.returncode == 0, done.stderr
    assert "2 cases  6 launches" in done.stdout
    assert "zone" in done.stderr
    assert "pyperf-vm-" in cli("results", "list").stdout
    assert json.loads(cli("show", "--json").stdout)["header"]["origin"]["tool"] == "pyperf"
    assert "workbench_case_wall_seconds" in cli("export", "openmetrics").stdout
    assert "already there" in cli("import", "pyperf", str(FILES / "pyperf.json")).stdout


def test_worker_counts_in_a_file_are_fitted(cli):
    file = str(FILES / "google-benchmark.json")
    assert cli("import", "google-benchmark", file, "--workers", "threads", "--results", "other").returncode == 0
    done = cli("fit", "latest", "--results", "other")
    assert done.returncode == 0, done.stderr
    assert "2 workers" in done.stdout


def test_what_can_not_be_imported_is_told_with_its_place(cli, tmp_path):
    (tmp_path / "x.json").write_text('{"results": [{"command": "a", "times": [1, -2]}, {"command": 3, "times": []}]}')
    done = cli("import", "hyperfine", "x.json")
    assert (done.returncode, done.stdout) == (2, "")
    for part in ("x.json: results[0].times[1] is -2", "results[1].command is 3", "results[1] has no times"):
        assert part in done.stderr
    assert cli("import", "hyperfine", "nowhere.json").returncode == 2
    assert "there are: asv" in cli("import", "hyperfin", "x.json").stderr
    assert not (tmp_path / "results").exists()
