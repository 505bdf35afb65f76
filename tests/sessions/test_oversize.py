"""A plan that can't fit is refused before anything runs, with what would fit."""

import pytest

from workbench.errors import ConfigurationError
from workbench.model.case import Case, Resources
from workbench.model.estimate import Estimate
from workbench.model.plan import PlannedCase, PluginReference
from workbench.model.run import Machine
from workbench.model.sizes import Prediction
from workbench.sessions.forecast import CaseForecast, Forecast
from workbench.sessions.oversize import refuse_oversize

PLUGIN = PluginReference("workload", "ridge", "m", "P")
MACHINE = Machine("m", "Linux", "6", "CPU", 2, 2, 16 * 10**9)
PLENTY = 10**15


def case(peak=None, predicted=None, data_bytes=None, skip=None, samples=10, limit=None):
    planned = PlannedCase(
        Case("ridge", {"samples": samples}, "s.A", resources=Resources(memory_limit_bytes=limit)),
        PLUGIN,
        PLUGIN,
        data_bytes=data_bytes,
        skip_reason=skip,
    )
    found = None if predicted is None else Prediction(1.0, Estimate(predicted, 0.5 * predicted, None), True)
    return CaseForecast(planned, 0 if peak is None else 4, None, peak, None, found)


def expected(*cases):
    return Forecast(tuple(cases), 4 * len(cases), 0.0, len(cases))


@pytest.mark.parametrize(
    "fits",
    [{"peak": 15e9}, {"predicted": 15e9}, {"data_bytes": 15 * 10**9}, {}, {"predicted": 9e99, "skip": "no Java"}],
)
def test_what_fits_or_is_unknown_is_not_refused(fits):
    refuse_oversize(expected(case(**fits)), MACHINE, PLENTY)


@pytest.mark.parametrize(
    ("large", "said"),
    [
        ({"peak": 17e9}, "should take 17.0 GB of memory"),
        ({"predicted": 17e9}, "should take 17.0 GB of memory"),
        ({"data_bytes": 17 * 10**9}, "its data alone is 17.0 GB"),
        ({"predicted": 3e9, "limit": 2 * 10**9}, "more than the 2.0 GB of the case"),
    ],
)
def test_what_cannot_fit_is_refused_with_how_to_go_on(large, said):
    with pytest.raises(ConfigurationError) as refused:
        refuse_oversize(expected(case(samples=7), case(**large)), MACHINE, PLENTY)
    assert said in str(refused.value)
    assert "nothing known is against ridge samples=7" in str(refused.value)
    assert "--oversize" in str(refused.value)


def test_where_nothing_fits_that_is_said():
    with pytest.raises(ConfigurationError, match="none of its cases fits"):
        refuse_oversize(expected(case(peak=17e9)), MACHINE, PLENTY)


def test_an_earlier_peak_has_the_last_word_over_a_prediction():
    refuse_oversize(expected(case(peak=1e9, predicted=99e9)), MACHINE, PLENTY)


def test_data_are_counted_once_a_problem_and_held_against_the_disk():
    one, other = case(data_bytes=6 * 10**9), case(data_bytes=6 * 10**9, samples=20)
    refuse_oversize(expected(one, one), MACHINE, 10**10)
    with pytest.raises(ConfigurationError, match=r"2 problems is 12.0 GB; the disk of the cache has 10.0 GB"):
        refuse_oversize(expected(one, other), MACHINE, 10**10)
