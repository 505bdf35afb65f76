"""The latest runs of a results folder as metrics."""

from __future__ import annotations

import dataclasses
import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.model.trial import OK
from workbench.sessions.metrics import results
from workbench.sessions.metrics.results import LOOK_SECONDS, LatestRuns
from workbench.store.writer import RunWriter


@pytest.fixture
def store(tmp_path, running):
    """Writes a run with one recorded trial a launch named."""

    def write(run_id, created_at, launches=(1,), name="demo", machine="laptop-0a1b"):
        header = running.header()
        header = dataclasses.replace(
            header,
            run_id=run_id,
            created_at=created_at,
            plan=dataclasses.replace(header.plan, name=name),
            machine=dataclasses.replace(header.machine, id=machine),
        )
        with RunWriter.create(str(tmp_path / "results"), header) as writer:
            for launch in launches:
                writer.append(running.record(running.spec(header, 0, launch), OK, wall_seconds=(float(launch),)))
        return Path(writer.folder)

    return write


def run_ids(figures):
    return {figure.labels["run_id"] for figure in figures if "/" not in figure.labels["run_id"]}


def test_the_newest_run_of_each_suite_and_machine_is_shown(store, tmp_path):
    store("a-old", 1.0)
    store("a-new", 2.0)
    store("b-only", 1.0, name="other")
    store("a-there", 0.5, machine="server-1")
    assert run_ids(LatestRuns(str(tmp_path / "results")).figures()) == {"a-new", "b-only", "a-there"}


def test_a_folder_without_runs_is_no_error(tmp_path):
    assert LatestRuns(str(tmp_path / "nowhere")).figures() == []


def test_what_is_new_is_seen_after_a_while_and_what_is_known_is_not_read_again(store, tmp_path, monkeypatch):
    now = [0.0]
    reads = []
    original = results.read_run
    monkeypatch.setattr(results, "read_run", lambda folder: reads.append(folder) or original(folder))
    runs = LatestRuns(str(tmp_path / "results"), lambda: now[0])
    store("one", 1.0)
    assert run_ids(runs.figures()) == {"one"}
    store("two", 2.0, name="other")
    assert run_ids(runs.figures()) == {"one"}
    now[0] += LOOK_SECONDS
    assert run_ids(runs.figures()) == {"one", "two"}
    assert len(reads) == 2


def test_a_run_that_grows_is_read_again(store, tmp_path):
    now = [0.0]
    runs = LatestRuns(str(tmp_path / "results"), lambda: now[0])
    folder = store("one", 1.0)
    recorded = (folder / "trials.jsonl").read_text()
    before = {figure.family.name: figure.value for figure in runs.figures() if "/" not in figure.labels["run_id"]}
    (folder / "trials.jsonl").write_text(recorded + recorded.replace("-001", "-002"))
    now[0] += LOOK_SECONDS
    after = {figure.family.name: figure.value for figure in runs.figures() if "/" not in figure.labels["run_id"]}
    assert (before["workbench_run_ok_trials"], after["workbench_run_ok_trials"]) == (1, 2)


def test_what_can_not_be_read_is_left_out(store, tmp_path):
    store("fine", 1.0)
    broken = store("broken", 2.0, name="other")
    header = (broken / "run.json").read_text()
    (broken / "run.json").write_text(header.replace('"logical_cpus"', '"lost_cpus"'))
    assert "fine" in run_ids(LatestRuns(str(tmp_path / "results")).figures())


def test_the_command_serves_them_until_it_is_interrupted(store, tmp_path):
    store("20261121T000000Z-demo-1", 1.0)
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "exporter", "--port", "0"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    try:
        line = process.stderr.readline()
        port = int(line.rpartition(":")[2].partition("/")[0])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        assert 'workbench_run_ok_trials{node="laptop-0a1b",run_id="20261121T000000Z-demo-1"} 1.0' in text
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in errors
