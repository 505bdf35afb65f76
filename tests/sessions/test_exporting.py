"""Exporting a run: which exporter, which run, its telemetry, and a file that is whole or not there."""

from __future__ import annotations

import json
import os
import sys
from array import array

import pytest

from workbench.contracts import Exporter
from workbench.errors import PluginError, StoreError, WorkbenchError
from workbench.sessions.executing import run_plan
from workbench.sessions.exporting import export_folder, export_run, find_exporter, write_whole
from workbench.sessions.planning import Wish, make_plan


class Telling(Exporter):
    """Says what it was given."""

    name = "telling"

    def export(self, run, samples):
        for trial in run.trials:
            yield json.dumps([trial.trial_id, [list(sample) for sample in samples(trial.trial_id)]]) + "\n"


def test_a_run_is_exported_with_the_telemetry_of_its_trials(suite, workplace, results):
    run = run_plan(make_plan([str(suite)], Wish(launches=1), workplace.describe), workplace, lambda event: None)
    told = [json.loads(piece) for piece in export_run("latest", results, Telling())]
    assert [trial_id for trial_id, _ in told] == [trial.trial_id for trial in run.trials]
    for trial, (_, samples) in zip(run.trials, told, strict=True):
        assert {"cpu_tree.user_seconds", "memory_resident.resident_bytes"} <= {f"{s[3]}.{s[4]}" for s in samples}
        assert all(0 <= sample[0] <= trial.elapsed_seconds + 1 for sample in samples)
        assert any(sample[2].endswith("python") for sample in samples)
    trace = json.loads("".join(export_run(run.header.run_id, results, find_exporter("trace"))))
    assert {"trial", "phase", "process"} <= {event.get("cat") for event in trace["traceEvents"]}


def test_a_run_whose_telemetry_is_gone_is_exported_without(suite, workplace, results):
    run = run_plan(make_plan([str(suite)], Wish(launches=1), workplace.describe), workplace, lambda event: None)
    for name in os.listdir(os.path.join(run.folder, "telemetry")):
        os.unlink(os.path.join(run.folder, "telemetry", name))
    told = [json.loads(piece) for piece in export_run("latest", results, Telling())]
    assert [samples for _, samples in told] == [[], []]


def test_series_that_were_written_without_processes_are_read(tmp_path, suite, workplace, results):
    import pyarrow as pa
    from pyarrow import parquet

    run = run_plan(make_plan([str(suite)], Wish(launches=1), workplace.describe), workplace, lambda event: None)
    path = os.path.join(run.folder, "telemetry", run.trials[0].trial_id + ".parquet")
    columns = {"at_seconds": array("d", [0.5]), "node": [""], "probe": ["a"], "series": ["b"], "value": [2.0]}
    parquet.write_table(pa.table(columns), path)
    told = dict(json.loads(piece) for piece in export_run("latest", results, Telling()))
    assert told[run.trials[0].trial_id] == [[0.5, "", "", "a", "b", 2.0]]


def test_an_unknown_run_and_an_unknown_form_are_told(results):
    with pytest.raises(StoreError):
        export_run("nonesuch", results, Telling())
    with pytest.raises(PluginError, match="nonesuch") as raised:
        find_exporter("nonesuch")
    assert "asv, openmetrics, trace" in raised.value.remedy


def test_one_that_can_not_run_here_says_what_brings_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    with pytest.raises(WorkbenchError, match=r"pip install 'workbench\[prometheus\]'"):
        find_exporter("openmetrics")


def test_a_third_partys_is_found_by_its_entry_point(tmp_path, monkeypatch):
    (tmp_path / "theirs.py").write_text(
        "from workbench.contracts import Exporter\n"
        "class Theirs(Exporter):\n    '''Theirs.'''\n    name = 'theirs'\n"
        "    def export(self, run, samples):\n        yield run.header.run_id\n"
    )
    folder = tmp_path / "theirs-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[workbench.exporters]\ntheirs = theirs:Theirs\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert type(find_exporter("theirs")).__name__ == "Theirs"
    sys.modules.pop("theirs")


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "run.prom"
    write_whole(["a", "b"], str(path))
    assert path.read_text() == "ab"

    def torn():
        yield "new"
        assert path.read_text() == "ab"
        assert [name for name in os.listdir(tmp_path) if name.endswith(".prom")] == ["run.prom"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(torn(), str(path))
    assert os.listdir(tmp_path) == ["run.prom"]
    assert path.read_text() == "ab"


def test_a_link_to_a_file_stays_one(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_whole(["new"], str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@pytest.mark.parametrize("place", [".", os.devnull, "nowhere/run.prom"])
def test_what_is_no_place_for_a_file_is_one_sentence(tmp_path, place, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkbenchError):
        write_whole(["a"], place)
    assert os.listdir(tmp_path) == []


class Folder(Exporter):
    """Writes two files, the second as told."""

    name = "folder"
    folder = True

    def __init__(self, second):
        self.second = second

    def files(self, run, present):
        yield "a/one.txt", (present("a/one.txt") or "") + "x"
        yield self.second, "y"

    def remarks(self, run):
        yield run.header.run_id


def test_an_exporter_may_write_several_files_and_keep_what_is_there(suite, workplace, results, tmp_path):
    run = run_plan(make_plan([str(suite)], Wish(launches=1), workplace.describe), workplace, lambda event: None)
    for expected in ("x", "xx"):
        assert export_folder("latest", results, Folder("b.txt"), str(tmp_path / "out")) == (run.header.run_id,)
        assert (tmp_path / "out" / "a" / "one.txt").read_text() == expected
    assert (tmp_path / "out" / "b.txt").read_text() == "y"


@pytest.mark.parametrize("name", ["../b.txt", "/b.txt", "a/../../b.txt", ".hidden"])
def test_none_of_its_files_leaves_the_folder(name, suite, workplace, results, tmp_path):
    run_plan(make_plan([str(suite)], Wish(launches=1), workplace.describe), workplace, lambda event: None)
    with pytest.raises(StoreError):
        export_folder("latest", results, Folder(name), str(tmp_path / "out"))
    assert not (tmp_path / "b.txt").exists()
