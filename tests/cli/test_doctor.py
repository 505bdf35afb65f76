"""`workbench doctor`: what was measured is printed with its age, and --ceilings measures it."""

from __future__ import annotations

import json
import re
import time

import pytest

from workbench.model.ceiling import Ceiling, Ceilings
from workbench.store.ceilings import ceilings_path, write_ceilings
from workbench.telemetry.machine import read_machine


@pytest.fixture
def stored(tmp_path):
    values = (Ceiling("memory_bandwidth_one_core", 36.5e9, "bytes/s", "y ← y + a·x in place"),)
    found = Ceilings(read_machine().id, time.time() - 3 * 86400 - 60, values, {"gpu": "torch is not installed"})
    write_ceilings(str(tmp_path / "results"), found)
    return found


def test_before_anything_was_measured_it_says_how(cli):
    assert "not measured yet: workbench doctor --ceilings" in cli("doctor").stdout


def test_it_prints_what_was_measured_and_when(cli, stored):
    text = cli("doctor").stdout
    assert "measured 3 days ago" in text
    assert re.search(r"memory bandwidth one core +36\.5 GB/s", text)
    assert re.search(r"gpu +unknown +torch is not installed", text)
    told = json.loads(cli("doctor", "--json").stdout)
    assert told["ceilings"]["values"][0]["value"] == 36.5e9


def test_a_file_that_can_not_be_read_is_a_sentence(cli, stored, tmp_path):
    with open(ceilings_path(str(tmp_path / "results"), stored.machine_id), "w") as file:
        file.write('{"version": 9}')
    done = cli("doctor")
    assert done.returncode == 0, done.stderr
    assert "a newer workbench wrote it" in done.stdout


@pytest.mark.slow
def test_it_measures_them_keeps_them_and_tells_progress_aside(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    done = cli("doctor", "--ceilings", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"dgemm_one_core", "timer_resolution", "fork"} <= {one["name"] for one in found["values"]}
    assert found["unknown"].keys().isdisjoint(one["name"] for one in found["values"])
    assert "/9] " in done.stderr
    assert "Kept in" in done.stderr
    assert "measured just now" in cli("doctor").stdout


def test_it_says_by_what_each_limit_can_be_set(cli):
    text = cli("doctor").stdout
    assert "Limits that a suite can put on trials here" in text
    assert "  cpu_limit_per_worker: " in text
    assert set(json.loads(cli("doctor", "--json").stdout)["trial_limits"]) >= {"cpu_limit", "memory_limit"}
