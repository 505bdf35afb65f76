from dataclasses import replace

import pytest

from workbench.model.cost import BEATS, NONE_MEASURED, NOT_TOLD, BackendCost, Configuration, Cost
from workbench.model.estimate import Estimate
from workbench.reporting.costing import cost_sentence


@pytest.fixture
def configuration(build):
    def made(cores, ratio):
        case = build.case("s.Forest", "loky", cores)
        return Configuration(case, cores, Estimate(1.0), Estimate(ratio, 0.9 * ratio, 1.1 * ratio, count=6))

    return made


@pytest.fixture
def sentence(build):
    def told(backend):
        return cost_sentence(Cost(build.case(), Estimate(0.424, 0.401, 0.45, count=6), (backend,)))

    return told


def test_the_base_stands_first_with_its_seconds(configuration, sentence):
    four = configuration(4, 1.8)
    told = sentence(BackendCost("loky", BEATS, (configuration(1, 0.5), four), four))
    assert told == (
        "COST, to beat sklearn.LogisticRegression[lbfgs] on serial (424 ms [401, 450]): loky needs 4 cores "
        "(1.80× [1.62, 1.98] as fast)."
    )


def test_what_is_left_open_is_said(configuration, sentence):
    four = configuration(4, 1.8)
    told = sentence(BackendCost("loky", BEATS, (configuration(2, 1.0), four), four, (1, 2)))
    assert told.endswith("as fast), whether 1 or 2 would do can't be told.")


def test_none_measured_says_how_far_it_was_measured_and_the_best_of_it(configuration, sentence):
    told = sentence(BackendCost("loky", NONE_MEASURED, (configuration(1, 0.2), configuration(8, 0.5))))
    assert "loky: none measured does, up to 8 cores (0.500× [0.450, 0.550] as fast on 8 cores)" in told


def test_not_told(configuration, sentence):
    assert "loky: not told by these launches" in sentence(BackendCost("loky", NOT_TOLD, (configuration(1, 1.0),)))


def test_names_are_shown_as_text(build, configuration, sentence):
    told = sentence(BackendCost(build.hostile, NONE_MEASURED, (configuration(1, 0.2),)))
    assert "\x1b" not in told
    case = replace(build.case(), solver=build.hostile)
    assert "\x1b" not in cost_sentence(Cost(case, Estimate(1.0), ()))
