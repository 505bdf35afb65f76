from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import StoreError
from workbench.store.encoding import encode_line
from workbench.store.reader import read_case, read_rows, read_run, resolve_run


def edit_header(folder, change):
    path = os.path.join(folder, "run.json")
    with open(path, encoding="utf-8") as file:
        header = json.load(file)
    change(header)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(header, file)


def test_a_folder_that_is_no_run_says_what_is_one(tmp_path):
    with pytest.raises(StoreError, match=r"is not a run: it has no run\.json") as caught:
        read_run(str(tmp_path))
    assert "results/<machine>/<run id>" in caught.value.remedy


def test_a_newer_schema_says_upgrade(make_run):
    folder = make_run()
    edit_header(folder, lambda header: header.update(schema_version=7, plan="of another shape"))
    with pytest.raises(StoreError, match=r"schema version 7.*newer workbench") as caught:
        read_run(folder)
    assert "upgrade" in caught.value.remedy


@pytest.mark.parametrize("version", [0, -1, "1", None, 1.5])
def test_a_version_that_never_was(make_run, version):
    folder = make_run()
    edit_header(folder, lambda header: header.update(schema_version=version))
    with pytest.raises(StoreError, match=r"run\.json"):
        read_run(folder)


def test_fields_added_within_a_version_are_tolerated(make_run):
    folder = make_run()
    before = read_run(folder)
    edit_header(folder, lambda header: header.update(weather="rain"))
    path = os.path.join(folder, "trials.jsonl")
    with open(path, "rb") as file:
        lines = file.read().replace(b'{"trial_id"', b'{"moon":[{"a":1}],"trial_id"')
    with open(path, "wb") as file:
        file.write(lines)
    assert read_run(folder) == before


def test_a_header_of_the_wrong_type_names_the_place(make_run):
    folder = make_run()
    edit_header(folder, lambda header: header["plan"]["measure"].update(launches="many"))
    with pytest.raises(StoreError, match=r"plan\.measure\.launches"):
        read_run(folder)


def test_a_header_with_a_hostile_id_is_refused(make_run):
    folder = make_run()
    edit_header(folder, lambda header: header.update(run_id="../../etc"))
    with pytest.raises(StoreError, match="can't be part of a path"):
        read_run(folder)


def test_a_bad_line_in_the_middle_is_named_and_the_rest_read(make_run, make_record):
    folder = make_run(trials=tuple(make_record(0, launch) for launch in (1, 2, 3)))
    path = os.path.join(folder, "trials.jsonl")
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    lines[1] = lines[1].replace(b'"launch":2', b'"launch":"two"')
    with open(path, "wb") as file:
        file.write(b"\n".join(lines))
    run = read_run(folder)
    assert [trial.launch for trial in run.trials] == [1, 3]
    assert len(run.warnings) == 1
    assert f"{path}:2: " in run.warnings[0]
    assert "$.launch" in run.warnings[0]


@pytest.fixture
def two_trials(make_run, make_record):
    trials = tuple(make_record(0, launch) for launch in (1, 2))
    return make_run(trials=trials), trials


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=40), max_size=4), st.integers(0, 2))
def test_garbage_between_lines_never_costs_a_good_one(two_trials, garbage, place):
    folder, trials = two_trials
    path = os.path.join(folder, "trials.jsonl")
    lines = [encode_line(trial).rstrip() for trial in trials]
    lines[place:place] = garbage
    with open(path, "wb") as file:
        file.write(b"\n".join(lines) + b"\n")
    whole, rows = read_run(folder), read_rows(folder)
    assert whole.trials == trials
    assert [(row.case_id, row.launch) for row in rows.trials] == [(trial.case_id, trial.launch) for trial in trials]
    bad = [line for text in garbage for line in text.split(b"\n") if line.strip()]
    assert len(whole.warnings) == len(rows.warnings) == len(bad)


@pytest.mark.parametrize("deep", [b"[" * 200_000, b'{"versions":' * 100_000, b'{"launch":' + b"9" * 9999 + b"}"])
def test_hostile_lines_are_only_warnings(make_run, deep):
    folder = make_run()
    with open(os.path.join(folder, "trials.jsonl"), "ab") as file:
        file.write(deep + b"\n")
    run = read_run(folder)
    assert len(run.trials) == 2
    assert len(run.warnings) == 1


def test_a_link_in_place_of_the_trials_is_not_followed(make_run, tmp_path):
    folder = make_run()
    secret = tmp_path / "secret"
    secret.write_text("something private\n")
    os.unlink(os.path.join(folder, "trials.jsonl"))
    os.symlink(secret, os.path.join(folder, "trials.jsonl"))
    with pytest.raises(StoreError, match="symbolic link"):
        read_run(folder)


def test_a_pipe_in_place_of_the_trials_does_not_hang(make_run):
    folder = make_run()
    os.unlink(os.path.join(folder, "trials.jsonl"))
    os.mkfifo(os.path.join(folder, "trials.jsonl"))
    with pytest.raises(StoreError, match="not a regular file"):
        read_run(folder)


def test_missing_trials_are_a_warning(make_run):
    folder = make_run()
    os.unlink(os.path.join(folder, "trials.jsonl"))
    run = read_run(folder)
    assert run.trials == ()
    assert "missing" in run.warnings[0]


@pytest.fixture
def results(make_run, tmp_path):
    make_run(run_id="20260101T000000Z-demo-aaaa", created_at=1.0)
    make_run(run_id="20260102T000000Z-ridge-bbbb", created_at=2.0)
    make_run(run_id="20260103T000000Z-ridge-cccc", created_at=3.0)
    return str(tmp_path / "results")


@pytest.mark.parametrize(
    ("reference", "ends"),
    [
        ("latest", "cccc"),
        ("20260102T000000Z-ridge-bbbb", "bbbb"),
        ("20260101", "aaaa"),
    ],
)
def test_a_run_is_found_by_what_people_write(results, reference, ends):
    assert resolve_run(reference, results).endswith(ends)


def test_a_run_is_found_by_its_path(results, make_record):
    folder = resolve_run("latest", results)
    assert resolve_run(folder, "nowhere") == folder
    assert resolve_run(os.path.join(folder, "run.json"), "nowhere") == folder


def test_an_ambiguous_beginning_names_the_candidates(results):
    with pytest.raises(StoreError, match=r"ridge-cccc`, .*ridge-bbbb` or .*demo-aaaa`"):
        resolve_run("2026", results)


@pytest.mark.parametrize("reference", ["ridge", "20260102T000000Z-rigde-bbbb"])
def test_a_near_miss_is_asked_about(results, reference):
    with pytest.raises(StoreError) as caught:
        resolve_run(reference, results)
    assert "did you mean" in caught.value.remedy
    assert "20260102T000000Z-ridge-bbbb" in caught.value.remedy


@pytest.mark.parametrize("reference", ["", "../../etc", "/etc", "zzz", "\x1b[2J"])
def test_no_such_run(results, reference):
    with pytest.raises(StoreError, match="neither a run") as caught:
        resolve_run(reference, results)
    assert "\x1b" not in str(caught.value)


def test_an_empty_folder_says_how_to_fill_it(tmp_path):
    with pytest.raises(StoreError, match="there is no run") as caught:
        resolve_run("latest", str(tmp_path))
    assert "workbench demo" in caught.value.remedy


def test_one_case_alone_is_read_past_what_is_broken(make_run, make_record):
    folder = make_run(trials=(make_record(0, 1), make_record(1, 1), make_record(0, 2)))
    with open(os.path.join(folder, "trials.jsonl"), "ab") as file:
        file.write(b"torn")
    wanted = make_record(0).case_id
    assert [trial.launch for trial in read_case(folder, wanted).trials] == [1, 2]
    assert read_case(folder, "nobody").trials == ()
