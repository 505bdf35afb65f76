from __future__ import annotations

import errno
import math
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import StoreError
from workbench.model.case import Case, Resources
from workbench.model.imported import Origin
from workbench.model.plan import EnvironmentSpec, MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Interpreter, Machine, Revision, RunHeader
from workbench.model.trial import CpuUse, MemoryPeak, Phase, SamplerHealth, Score, ThreadPool, TrialRecord
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter

floats = st.floats(allow_nan=False)
counts = st.integers(0, 2**63)
# Surrogates too: names of files and processes that aren't UTF-8 arrive with them.
texts = st.text(st.characters(exclude_categories=()), max_size=20)
words = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,30}", fullmatch=True)
scalars = st.one_of(texts, st.integers(-(2**70), 2**70), floats, st.booleans())
parameters = st.dictionaries(texts, scalars, max_size=3)


def several(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(strategy, max_size=3).map(tuple)


def some(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


records = st.builds(
    TrialRecord,
    texts,
    texts,
    counts,
    texts,
    floats,
    floats,
    wall_seconds=several(floats),
    reason=some(texts),
    stderr_tail=some(texts),
    phases=several(st.builds(Phase, texts, floats, floats)),
    score=some(st.builds(Score, texts, floats, st.booleans(), floats)),
    memory=some(st.builds(MemoryPeak, counts, texts, some(counts), some(texts), some(counts))),
    cpu=some(st.builds(CpuUse, floats, floats)),
    threadpools=several(st.builds(ThreadPool, texts, texts, texts, counts)),
    versions=st.dictionaries(texts, texts, max_size=3),
    sampler=some(st.builds(SamplerHealth, counts, floats, floats, counts, st.dictionaries(texts, texts, max_size=2))),
    leftovers=several(texts),
    host_busy_ratio=some(floats),
)
references = st.builds(PluginReference, texts, texts, texts, texts, some(texts), some(texts))
cases = st.builds(
    Case,
    texts,
    parameters,
    some(texts),
    parameters,
    texts,
    resources=st.builds(Resources, counts, cpu_limit_cores=some(floats), memory_limit_bytes=some(counts)),
)
environments = st.builds(
    EnvironmentSpec, texts, texts, texts, st.dictionaries(texts, texts, max_size=2), unavailable=some(texts)
)
plans = st.builds(
    Plan,
    texts,
    several(st.builds(PlannedCase, cases, references, references, some(references), some(texts), some(floats))),
    st.builds(MeasureSettings, counts, time_budget_seconds=some(floats)),
    several(texts),
    texts,
    st.dictionaries(texts, environments, max_size=2),
)
headers = st.builds(
    RunHeader,
    words,
    st.just(SCHEMA_VERSION),
    texts,
    floats,
    plans,
    st.builds(Machine, words, texts, texts, texts, counts, counts, counts, gpus=several(texts)),
    several(st.builds(Interpreter, texts, texts, texts, texts, st.dictionaries(texts, texts, max_size=3))),
    some(st.builds(Revision, texts, st.booleans())),
    origin=some(st.builds(Origin, texts, texts, some(texts), several(texts))),
)


@settings(max_examples=40, deadline=None)
@given(headers, st.lists(records, max_size=4))
def test_what_is_written_is_read_back_equal(header, trials):
    with tempfile.TemporaryDirectory() as root:
        with RunWriter.create(root, header) as writer:
            for record in trials[:2]:
                writer.append(record)
            writer.append_all(trials[2:])
        run = read_run(writer.folder)
    assert run.header == header
    assert run.trials == tuple(trials)
    assert run.warnings == ()


def test_a_score_that_is_no_number_survives(make_run, make_record):
    folder = make_run(trials=(make_record(score=Score("r2", math.nan, True, math.inf)),))
    score = read_run(folder).trials[0].score
    assert math.isnan(score.value)
    assert score.tolerance == math.inf
    with open(os.path.join(folder, "trials.jsonl"), encoding="ascii") as file:
        assert "NaN" not in file.read()


def test_lines_are_compact(make_run, make_record):
    folder = make_run(trials=(make_record(reason=None, score=None, phases=()),))
    with open(os.path.join(folder, "trials.jsonl"), encoding="ascii") as file:
        line = file.read()
    assert "null" not in line
    assert "phases" not in line
    assert ": " not in line


def test_a_run_lies_under_its_machine_and_nothing_else_is_left(tmp_path, make_header):
    header = make_header()
    with RunWriter.create(str(tmp_path), header) as writer:
        assert writer.folder == str(tmp_path / header.machine.id / header.run_id)
        assert sorted(os.listdir(writer.folder)) == ["run.json", "telemetry", "trials.jsonl"]
    assert os.listdir(tmp_path / header.machine.id) == [header.run_id]


def test_a_taken_run_id_makes_another(tmp_path, make_header):
    with RunWriter.create(str(tmp_path), make_header()) as first:
        pass
    with RunWriter.create(str(tmp_path), make_header(), token=lambda: "beef") as second:
        pass
    assert second.folder != first.folder
    assert second.header.run_id.endswith("-demo-beef")
    assert read_run(second.folder).header == second.header


@pytest.mark.parametrize("hostile", ["../out", "/etc/out", "..", ".hidden", "", "a/b", "a\0b", "x" * 200, "a\nb"])
def test_hostile_ids_write_nothing(tmp_path, make_header, hostile):
    root = tmp_path / "deep" / "results"
    root.mkdir(parents=True)
    machine = make_header().machine
    for header in (make_header(run_id=hostile), make_header(machine=replace(machine, id=hostile))):
        with pytest.raises(StoreError, match="can't be part of a path"):
            RunWriter.create(str(root), header)
    assert [entry.name for entry in tmp_path.rglob("*")] == ["deep", "results"]


def test_a_machine_folder_that_is_a_link_is_refused(tmp_path, make_header):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    root = tmp_path / "results"
    root.mkdir()
    (root / make_header().machine.id).symlink_to(elsewhere)
    with pytest.raises(StoreError, match="symbolic link"):
        RunWriter.create(str(root), make_header())
    assert list(elsewhere.iterdir()) == []


def test_a_results_folder_that_is_a_file_is_told(tmp_path, make_header):
    (tmp_path / "results").write_text("")
    with pytest.raises(StoreError, match=r"not a folder|exists"):
        RunWriter.create(str(tmp_path / "results"), make_header())


def test_an_unwritable_folder_is_told(tmp_path, make_header, monkeypatch):
    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(StoreError, match=r"can't create a run in .*: permission denied") as caught:
        RunWriter.create(str(tmp_path), make_header())
    assert caught.value.remedy


def test_a_second_writer_is_kept_away_until_the_first_ends(make_run):
    folder = make_run()
    with RunWriter.reopen(folder):
        command = (
            "import sys\nfrom workbench.errors import StoreError\nfrom workbench.store.writer import RunWriter\n"
            "try: RunWriter.reopen(sys.argv[1])\nexcept StoreError as error: print(error)"
        )
        other = subprocess.run([sys.executable, "-c", command, folder], capture_output=True, text=True, check=True)
        assert "another workbench is writing to" in other.stdout
    RunWriter.reopen(folder).close()


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")
def test_a_full_disk_loses_no_earlier_trial(make_run, make_record):
    """A limit on file size makes the kernel write a part of the line and then refuse, as a full disk does."""
    folder = make_run(trials=(make_record(0, 1),))
    path = os.path.join(folder, "trials.jsonl")
    before = os.path.getsize(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with RunWriter.reopen(folder) as writer:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before + 10, hard))
        try:
            with pytest.raises(StoreError, match="largest size"):
                writer.append(make_record(0, 2))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert os.path.getsize(path) == before
        writer.append(make_record(0, 3))
    run = read_run(folder)
    assert [trial.launch for trial in run.trials] == [1, 3]
    assert run.warnings == ()


def test_what_a_failed_write_left_is_taken_back_before_the_next(make_run, make_record, monkeypatch):
    folder = make_run(trials=(make_record(0, 1),))
    write, truncate = os.write, os.ftruncate

    def cut_short(descriptor: int, data: bytes) -> int:
        write(descriptor, bytes(data)[:7])
        raise OSError(errno.ENOSPC, "No space left on device")

    def refuse(descriptor: int, length: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with RunWriter.reopen(folder) as writer:
        monkeypatch.setattr(os, "write", cut_short)
        monkeypatch.setattr(os, "ftruncate", refuse)
        with pytest.raises(StoreError):
            writer.append(make_record(0, 2))
        monkeypatch.setattr(os, "write", write)
        monkeypatch.setattr(os, "ftruncate", truncate)
        writer.append(make_record(0, 3))
    assert [trial.launch for trial in read_run(folder).trials] == [1, 3]


def test_a_folder_removed_meanwhile_is_told(make_run, make_record):
    folder = make_run()
    with RunWriter.reopen(folder) as writer:
        os.unlink(os.path.join(folder, "trials.jsonl"))
        with pytest.raises(StoreError, match="was removed"):
            writer.append(make_record(0, 2))


def test_reopening_what_is_no_run_is_told(tmp_path):
    with pytest.raises(StoreError, match="is not a run"):
        RunWriter.reopen(str(tmp_path))


def test_a_missing_trials_file_is_made_again_and_told(make_run, make_record):
    folder = make_run()
    os.unlink(os.path.join(folder, "trials.jsonl"))
    with RunWriter.reopen(folder) as writer:
        assert "was missing" in writer.warnings[0]
        writer.append(make_record())
    assert len(read_run(folder).trials) == 1
