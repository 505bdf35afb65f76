from __future__ import annotations

import os

import pytest

from workbench.errors import StoreError
from workbench.model.trial import SKIPPED, Phase
from workbench.store.validation import validate


def complaints(folder):
    return [str(complaint) for complaint in validate(folder)]


def test_a_sound_run_has_no_complaints(make_run, make_record, tmp_path):
    skipped = make_record(2, 1, status=SKIPPED, wall_seconds=(), phases=(), reason="needs ray")
    folder = make_run(trials=(make_record(), make_record(1, 3), skipped))
    assert validate(folder) == ()
    assert validate(str(tmp_path / "results")) == ()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"status": "great"}, "unknown status 'great': known are ok,"),
        ({"launch": 4}, "launch 4, but the plan has launches 1 to 3"),
        ({"launch": 0}, "launch 0"),
        ({"wall_seconds": ()}, "no timed call"),
        ({"status": SKIPPED}, "was skipped but has timed calls"),
        ({"wall_seconds": (1.0, 2.0)}, "2 timed calls, but the plan has 1 repeats"),
        ({"wall_seconds": (-1.0,)}, "negative"),
        ({"elapsed_seconds": float("nan")}, "not a number"),
        ({"phases": (Phase("lunch", 0.0, 1.0),)}, "unknown phase 'lunch'"),
        ({"phases": (Phase("setup", 2.0, 1.0),)}, "ends before it starts"),
        ({"phases": (Phase("measure", 0.0, 1.0), Phase("setup", 1.0, 2.0))}, "setup comes after measure"),
        ({"phases": (Phase("setup", 0.0, 2.0), Phase("start", 1.0, 3.0))}, "overlap"),
        ({"phases": (Phase("compute", 0.0, 0.5), Phase("measure", 1.0, 2.0))}, "compute lies in no timed call"),
    ],
)
def test_what_is_wrong_with_a_trial_is_told_with_its_line(make_run, make_record, changes, complaint):
    bad = make_record(**{"launch": 2, **changes})
    folder = make_run(trials=(make_record(0, 1), bad))
    found = complaints(folder)
    assert len(found) == 1
    assert complaint in found[0]
    assert "trials.jsonl:2: trial " in found[0]


def test_inner_phases_within_a_call_are_fine(make_run, make_record):
    phases = (
        Phase("transfer_in", 0.6, 0.7),
        Phase("measure", 0.5, 1.0),
        Phase("wait", 1.2, 1.4),
        Phase("measure", 1.0, 2),
    )
    assert validate(make_run(trials=(make_record(phases=phases),))) == ()


def test_trials_of_no_case_and_twice_recorded_ones(make_run, make_record):
    foreign = make_record(case=0)
    object.__setattr__(foreign, "case_id", "ffffffffffff")
    folder = make_run(trials=(make_record(), make_record(), foreign))
    found = "\n".join(complaints(folder))
    assert "recorded twice" in found
    assert "case ffffffffffff is none of the plan's" in found
    assert "its id is not its case's id and its launch" in found


def test_a_renamed_folder_and_unreadable_lines(make_run):
    folder = make_run()
    with open(os.path.join(folder, "trials.jsonl"), "ab") as file:
        file.write(b"garbage\n")
    renamed = os.path.join(os.path.dirname(folder), "renamed")
    os.rename(folder, renamed)
    found = "\n".join(complaints(renamed))
    assert "the folder is called renamed" in found
    assert "trials.jsonl:3: not a trial record" in found


def test_every_run_of_a_folder_is_looked_at(make_run, tmp_path):
    make_run(run_id="good")
    bad = tmp_path / "results" / "laptop-0a1b" / "bad"
    bad.mkdir()
    (bad / "run.json").write_text("{}")
    assert len(validate(str(tmp_path / "results"))) == 1


def test_nothing_to_look_at_is_told(tmp_path):
    with pytest.raises(StoreError, match="there is no run"):
        validate(str(tmp_path))
