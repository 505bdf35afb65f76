"""The same answers as a fit that is asked, without fitting every law anew."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis import fit
from workbench.analysis.answers.readings import asked
from workbench.analysis.answers.series_ribbon import series_ribbon
from workbench.model.reading import Questions

WORKERS = np.repeat([1, 2, 4, 8], 6)


def seconds(serial=0.05, spread=0.02, seed=11):
    exact = 100 * ((1 - serial) / WORKERS + serial)
    return exact * np.random.default_rng(seed).lognormal(0, spread, len(WORKERS))


@pytest.mark.parametrize("kappa", [0.0, 0.5])
def test_the_answers_are_those_of_a_fit_that_was_asked(kappa):
    questions = Questions(30.0, 0.8, 0.048)
    observed = seconds() + kappa * WORKERS
    told = fit(WORKERS, observed, questions=questions)
    ribbon = series_ribbon(fit(WORKERS, observed))
    assert tuple(asked(ribbon, questions)) == told.readings[:3]


def test_without_a_law_there_is_no_ribbon():
    assert series_ribbon(fit([1, 2], [10.0, 6.0])) is None


def test_where_work_grows_no_ribbon_is_of_the_same_work():
    assert series_ribbon(fit(WORKERS, seconds(0.0) * WORKERS, experiment="weak")) is None
