import numpy as np
import pytest

from workbench.analysis.worker_memory import bytes_per_worker
from workbench.model.trial import MemoryPeak


@pytest.fixture
def launches(build):
    """Worker count → a launch for each peak, in MB; a further worker is a further process unless told otherwise."""

    def make(peaks, processes=lambda workers: workers + 1, estimator="pss_sampled"):
        return {
            workers: [
                build.trial(
                    build.case(workers),
                    launch,
                    memory=None if peak is None else MemoryPeak(int(peak * 1e6), estimator),
                    tree_peak_processes=processes(workers),
                )
                for launch, peak in enumerate(found)
            ]
            for workers, found in peaks.items()
        }

    return make


def test_a_copy_a_worker_is_found(launches):
    found = bytes_per_worker(launches({1: [100, 101, 102, 101], 2: [5, 6], 4: [250, 251, 252, 251]}))
    assert found.value == pytest.approx(50e6)
    assert found.low < 50e6 < found.high
    assert (found.kind, found.count) == ("interval", 4)


def test_few_launches_have_a_range(launches):
    found = bytes_per_worker(launches({1: [100, 102], 2: [150, 156]}))
    assert (found.value, found.low, found.high) == (52e6, 48e6, 56e6)
    assert (found.kind, found.confidence) == ("range", None)


def test_workers_that_share_hold_nothing_that_can_be_told(launches):
    found = bytes_per_worker(launches({1: [100, 103, 98, 101], 2: [101, 99, 102, 100]}))
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("peaks", "others"),
    [
        ({1: [100] * 4, 2: [150] * 4}, {"processes": lambda workers: 1}),
        ({1: [100] * 4, 2: [150] * 4}, {"processes": lambda workers: None}),
        ({1: [100] * 4, 2: [150] * 4}, {"estimator": "vmhwm"}),
        ({1: [100] * 4, 2: [150, None, None, None]}, {}),
        ({1: [100] * 4}, {}),
    ],
)
def test_nothing_is_said_of_threads_and_of_what_was_not_sampled(launches, peaks, others):
    assert bytes_per_worker(launches(peaks, **others)) is None


def test_its_interval_holds_the_truth_as_often_as_it_says(launches):
    random = np.random.default_rng(0)
    held = 0
    for _ in range(300):
        peaks = {1: random.normal(100, 3, 5), 3: random.normal(180, 6, 5)}
        found = bytes_per_worker(launches(peaks))
        held += found.low <= 40e6 <= found.high
    assert 0.92 <= held / 300 <= 0.98
