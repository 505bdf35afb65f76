"""COST is decided by intervals, over cores, at equal quality."""

import dataclasses

import pytest

from workbench.analysis.cost import cost
from workbench.analysis.summary import summarise
from workbench.model.case import Resources
from workbench.model.cost import BEATS, NONE_MEASURED, NOT_TOLD


@pytest.fixture
def costs(build):
    """COST of a run in which each case takes so many seconds, with a little noise."""

    def told(seconds_of, launches=6, noise=0.02, **trial_fields):
        trials = []
        for index, (case, seconds) in enumerate(seconds_of):
            wobble = [1 + noise * ((7 * launch + index) % 5 - 2) for launch in range(launches)]
            trials += [
                build.trial(case, launch, (seconds * by,), **trial_fields.get(case.id, {}))
                for launch, by in enumerate(wobble)
            ]
        return cost(summarise(build.plan(*(case for case, _ in seconds_of)), trials))

    return told


def test_the_smallest_configuration_that_beats_the_best_serial_solver(build, costs):
    loky = [(build.case(workers), 4.0 / workers) for workers in (1, 2, 4, 8)]
    found = costs([(build.case(backend="serial"), 1.5), (build.case(backend="serial", solver="s.slow"), 9.0), *loky])
    assert found.base.solver == "s.A"
    assert found.base_seconds.value == pytest.approx(1.5, rel=0.03)
    (backend,) = found.backends
    assert (backend.system, backend.verdict, backend.undecided_cores) == ("loky", BEATS, ())
    assert backend.smallest.cores == 4
    assert backend.smallest.ratio.low > 1
    assert [each.cores for each in backend.configurations] == [1, 2, 4, 8]


def test_none_measured_where_all_are_known_to_be_slower(build, costs):
    found = costs([(build.case(backend="serial"), 1.0), (build.case(1), 5.0), (build.case(4), 1.8)])
    (backend,) = found.backends
    assert (backend.verdict, backend.smallest) == (NONE_MEASURED, None)


def test_too_close_is_not_told(build, costs):
    found = costs([(build.case(backend="serial"), 1.0), (build.case(1), 5.0), (build.case(4), 1.0)], noise=0.05)
    (backend,) = found.backends
    assert (backend.verdict, backend.undecided_cores) == (NOT_TOLD, (4,))


def test_a_smaller_one_that_is_open_is_named_beside_the_winner(build, costs):
    found = costs([(build.case(backend="serial"), 1.0), (build.case(2), 1.0), (build.case(4), 0.5)], noise=0.05)
    (backend,) = found.backends
    assert (backend.verdict, backend.smallest.cores, backend.undecided_cores) == (BEATS, 4, (2,))


def test_few_launches_decide_nothing(build, costs):
    found = costs([(build.case(backend="serial"), 9.0), (build.case(2), 1.0)], launches=3)
    assert [each.verdict for each in found.backends] == [NOT_TOLD]


def test_threads_of_a_worker_are_cores(build, costs):
    threads = build.case(2, resources={"threads_per_worker": 3})
    (backend,) = costs([(build.case(backend="serial"), 9.0), (threads, 1.0)]).backends
    assert backend.smallest.cores == 6


def test_a_card_is_no_number_of_cores_and_never_the_single_thread(build, costs):
    card = dataclasses.replace(build.case(backend="serial"), resources=Resources(device="cuda:0"))
    serial = build.case(backend="serial")
    assert costs([(card, 0.1), (serial, 1.0)]) is None
    found = costs([(card, 0.1), (serial, 1.0), (build.case(2), 0.6)])
    assert found.base.resources.device == "cpu"
    assert [each.system for each in found.backends] == ["loky"]


def test_worse_work_beats_nobody(build, costs):
    worse = build.case(4, solver="s.sloppy")
    score = dataclasses.replace(build.trial(worse).score, value=0.2)
    assert costs([(build.case(backend="serial"), 1.0), (worse, 0.1)], **{worse.id: {"score": score}}) is None


@pytest.mark.parametrize("backend", ["serial", "loky"])
def test_there_is_none_without_both_sides(build, costs, backend):
    assert costs([(build.case(backend=backend), 1.0)]) is None


def test_faster_by_less_than_launches_tell_does_not_beat(build, costs):
    found = costs([(build.case(backend="serial"), 1.0), (build.case(2), 0.97)], noise=0.05)
    (backend,) = found.backends
    assert backend.configurations[0].ratio.value > 1
    assert (backend.verdict, backend.undecided_cores) == (NOT_TOLD, (2,))
