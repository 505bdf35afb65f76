from __future__ import annotations

import os

import pytest

from workbench.errors import ConfigurationError
from workbench.model.trial import FAILED, OK
from workbench.planning.selection import select
from workbench.planning.suite import read_plan
from workbench.reporting.profiles import profile_lines
from workbench.sessions.executing import run_plan
from workbench.sessions.profiling import find_profiler, only_case, profile_run
from workbench.store.profiles import read_profiles
from workbench.store.reader import read_run


def silent(event: object) -> None:
    """Nobody listens."""


@pytest.fixture
def plan(suite, workplace):
    return select(read_plan(str(suite), workplace.describe), "workers=2")


def test_the_profiled_launch_is_kept_beside_the_run_and_not_in_it(plan, workplace):
    run = run_plan(plan, workplace, silent)
    profile = profile_run(run, find_profiler("cprofile"), workplace, silent)
    assert (profile.record.status, profile.record.profile) == (OK, "cprofile"), profile.record.reason
    again = read_run(run.folder)
    assert again.trials == run.trials
    assert all(trial.profile is None for trial in again.trials)
    (found,) = read_profiles(run.folder)
    assert found == profile
    assert all(os.path.getsize(os.path.join(run.folder, "profiles", name)) for name in found.files)
    lines = "\n".join(profile_lines(again, (found,)))
    assert "Profile by cprofile of waiting" in lines
    assert "is not among them" in lines


def test_a_profiler_that_leaves_nothing_costs_no_measurement(plan, workplace):
    class Nothing(type(find_profiler("cprofile"))):  # type: ignore[misc]
        name = "nothing"

        def wrap(self, argv, output):
            return list(argv)

    run = run_plan(plan, workplace, silent)
    profile = profile_run(run, Nothing(), workplace, silent)
    assert (profile.record.status, profile.files) == (FAILED, ())
    assert "nothing left nothing that could be read" in (profile.record.reason or "")
    assert read_run(run.folder).trials == run.trials


def test_only_one_case_can_be_looked_into(suite, workplace):
    with pytest.raises(ConfigurationError, match=r"this plan has 2: waiting.*1 worker.*2 workers"):
        only_case(read_plan(str(suite), workplace.describe))


def test_an_unknown_profiler_is_told_the_known_ones():
    with pytest.raises(ConfigurationError, match="there are cprofile, memray, perf, pyspy"):
        find_profiler("yappi")
