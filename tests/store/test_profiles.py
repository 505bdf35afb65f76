from __future__ import annotations

import pytest

from workbench.errors import StoreError
from workbench.model.profile import Profile
from workbench.store.catalogue import find_runs
from workbench.store.profiles import profile_stem, read_profiles, write_profile
from workbench.store.reader import read_run
from workbench.store.validation import validate


def test_a_profile_is_read_back_and_is_no_trial(make_run, make_record):
    folder = make_run(trials=(make_record(0, 1),))
    record = make_record(0, 1)
    profile = Profile(record, (f"{record.trial_id}.speedscope.json",))
    with open(profile_stem(folder, record.trial_id) + ".speedscope.json", "w") as file:
        file.write("{}")
    write_profile(folder, profile)
    assert read_profiles(folder) == (profile,)
    assert len(read_run(folder).trials) == 1
    assert not validate(folder)
    assert find_runs(folder)[0].recorded == 1


def test_a_run_without_profiles_has_none(make_run):
    assert read_profiles(make_run()) == ()


def test_what_is_no_profile_is_named(make_run):
    folder = make_run()
    path = profile_stem(folder, "case-pyspy") + ".json"
    with open(path, "w") as file:
        file.write("[1]")
    with pytest.raises(StoreError, match=r"case-pyspy\.json is not the record of a profile"):
        read_profiles(folder)


@pytest.mark.parametrize("name", ["../outside.html", "/etc/passwd", ".hidden"])
def test_a_file_that_lies_elsewhere_is_refused(make_run, make_record, name):
    folder = make_run()
    record = make_record(0, 1)
    write_profile(folder, Profile(record, (name,)))
    with pytest.raises(StoreError, match="can't be part of a path"):
        read_profiles(folder)


@pytest.mark.parametrize("trial_id", ["../x", "a/b", ""])
def test_a_profile_stays_in_its_run(make_run, trial_id):
    with pytest.raises(StoreError):
        profile_stem(make_run(), trial_id)
