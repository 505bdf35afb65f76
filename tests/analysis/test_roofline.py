"""Points under roofs whose heights are known."""

import pytest

from workbench.analysis.roofline import roof_of, rooflines
from workbench.model.ceiling import Ceiling, Ceilings
from workbench.model.trial import Phase

LIMITS = {
    "dgemm_one_core": 10e9,
    "dgemm_all_cores": 60e9,
    "memory_bandwidth_one_core": 10e9,
    "memory_bandwidth_all_cores": 25e9,
    "gpu_copy[0]": 2e12,
    "gpu_copy[1]": 1e12,
    "gpu_gemm_float32[0]": 50e12,
    "gpu_gemm_float32[1]": 40e12,
}


def ceilings(busy=0.0, **changes):
    limits = {**LIMITS, **changes}
    return Ceilings("m", 0.0, tuple(Ceiling(name, value, "x", "y") for name, value in limits.items()), {}, busy)


@pytest.fixture
def points(build):
    def make(seconds=(1.0,) * 6, device="cpu", workers=1, limits=None, computing=None, **declared):
        case = build.case(workers, resources={"device": device})
        trials = []
        for launch, each in enumerate(seconds):
            trial = build.trial(case, launch, (each,), **declared)
            if computing is not None:
                phases = (*trial.phases, Phase("compute", 0.0, computing))
                trial = build.trial(case, launch, (each,), phases=phases, **declared)
            trials.append(trial)
        return rooflines(build.plan(case), trials, build.machine, ceilings() if limits is None else limits)

    return make


def test_bytes_alone_are_held_against_memory(points):
    (point,) = points(seconds=(0.9, 1.0, 1.0, 1.1), declared_bytes=8 * 10**9)
    assert (point.bound, point.of) == ("memory", "cores")
    assert point.reached.value == pytest.approx(0.8)
    assert point.reached.low < 0.8 < point.reached.high
    assert point.operations_per_byte is None


def test_the_part_of_the_roof_that_takes_longer_binds(points):
    (computing,) = points(declared_bytes=10**9, declared_operations=5 * 10**9, precision="float64")
    assert (computing.bound, computing.reached.value) == ("compute", pytest.approx(0.5))
    assert computing.operations_per_byte == pytest.approx(5.0)
    (moving,) = points(declared_bytes=5 * 10**9, declared_operations=10**9, precision="float64")
    assert (moving.bound, moving.reached.value) == ("memory", pytest.approx(0.5))


def test_more_cores_have_a_higher_roof_up_to_all_of_them(build):
    machine = build.machine
    heights = [roof_of(build.case(workers), "float64", machine, ceilings()) for workers in (1, 2, 8)]
    assert [roof.operations for roof in heights] == [10e9, 20e9, 60e9]
    assert [roof.moved for roof in heights] == [10e9, 20e9, 25e9]


def test_cards_stand_together_and_their_compute_phase_alone(points):
    (point,) = points(
        device="cuda:0,1", computing=0.25, declared_bytes=15 * 10**10, declared_operations=10**10, precision="float32"
    )
    assert (point.of, point.computing_alone) == ("card", True)
    assert point.seconds.value == pytest.approx(0.25)
    assert (point.bound, point.reached.value) == ("memory", pytest.approx(0.2))
    assert point.ceiling_operations_per_second == pytest.approx(90e12)


def test_half_a_roof_tells_nothing_of_what_declares_both(points):
    assert points(declared_bytes=10**9, declared_operations=10**9, precision="tf32") == ()
    assert points(device="cuda:3", declared_bytes=10**9) == ()


def test_nothing_is_held_against_a_busy_machine_or_no_ceilings(points):
    assert points(declared_bytes=10**9, limits=ceilings(busy=0.5)) == ()
    assert points(declared_bytes=10**9, limits=ceilings(memory_bandwidth_one_core=float("nan"))) == ()
    assert points() == ()


@pytest.mark.parametrize(("seconds", "moved"), [(1e-6, 10**3), (0.25, 10**9), (1e3, 10**15)])
def test_a_share_is_the_time_that_the_roof_allows_over_the_time_it_took(points, seconds, moved):
    (point,) = points((seconds,) * 4, declared_bytes=moved)
    assert point.reached.value == pytest.approx(moved / 10e9 / seconds)
