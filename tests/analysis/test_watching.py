"""A run that was watched is told of."""

from dataclasses import replace

import pytest

from workbench.analysis.detection.watching import watched
from workbench.model.run import Watched


@pytest.fixture
def clean(build):
    """Six launches of a case, a second apart."""
    case = build.case()
    return build.evidence(build.plan(case), [build.trial(case, launch) for launch in range(6)])


def test_from_when_to_when_and_how_many_trials(clean):
    evidence = replace(clean, watched=(Watched(1.0, 2.0), Watched(3.0, 3.5)))
    (finding,) = watched(evidence)
    assert (finding.severity, finding.code) == ("info", "watched")
    assert "from 1970-01-01 00:00:01 to 00:00:03 UTC, 2 times" in finding.message
    assert "while 4 trials of 6 ran" in finding.message
    assert set(finding.case_ids) <= {trial.case_id for trial in evidence.trials}


def test_a_run_nobody_watched_has_no_such_finding(clean):
    assert watched(clean) == []


def test_a_look_after_midnight_has_its_own_date(clean):
    (finding,) = watched(replace(clean, watched=(Watched(86399.0, 86401.0),)))
    assert "from 1970-01-01 23:59:59 to 1970-01-02 00:00:01 UTC, while 0 trials" in finding.message
