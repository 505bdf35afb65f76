import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis import fit
from workbench.errors import DataError
from workbench.laws.amdahl import Amdahl
from workbench.laws.extra_p import ExtraP
from workbench.model.scaling import Level


def amdahl(workers, serial, seconds=100.0):
    return [seconds * ((1 - serial) / count + serial) for count in workers]


def usl(workers, contention, coherency, seconds=100.0):
    return [seconds * ((1 - contention) / p + contention + coherency * (p - 1)) for p in workers]


def codes(scaling):
    return [finding.code for finding in scaling.findings]


def test_an_exact_amdahl_curve_is_recovered():
    scaling = fit([8, 4, 2, 1], amdahl([8, 4, 2, 1], 0.05))
    assert scaling.selected == "amdahl"
    assert scaling.reason is None
    parameters = scaling.laws["amdahl"].parameters
    assert parameters["serial_fraction"].value == pytest.approx(0.05, rel=1e-6)
    assert parameters["seconds_at_1"].value == pytest.approx(100.0)
    assert scaling.answers["max_speedup"].value == pytest.approx(20.0, rel=1e-4)
    assert scaling.answers["seconds_at_infinity"].value == pytest.approx(5.0, rel=1e-4)
    assert scaling.answers["efficiency_at_largest"].value == pytest.approx(1 / (0.95 + 0.05 * 8))
    assert scaling.answers["peak_workers"] is None
    assert scaling.findings == ()


def test_an_exact_usl_curve_is_recovered_with_its_peak():
    workers = [1, 2, 4, 8, 16, 32]
    scaling = fit(workers, usl(workers, 0.02, 0.002))
    assert scaling.selected == "usl"
    parameters = scaling.laws["usl"].parameters
    assert parameters["contention"].value == pytest.approx(0.02, rel=1e-5)
    assert parameters["coherency"].value == pytest.approx(0.002, rel=1e-5)
    assert parameters["throughput_at_1"].value == pytest.approx(0.01, rel=1e-5)
    assert scaling.answers["peak_workers"].value == pytest.approx((0.98 / 0.002) ** 0.5, rel=1e-5)
    best = min(usl(np.arange(1, 60), 0.02, 0.002))
    assert scaling.answers["max_speedup"].value == pytest.approx(100 / best, rel=0.01)


def test_one_level_says_nothing():
    scaling = fit([4, 4], [1.0, 2.0])
    assert (scaling.selected, scaling.laws, scaling.karp_flatt) == (None, {}, ())
    assert "one worker count" in scaling.reason


def test_two_levels_give_karp_flatt_only():
    scaling = fit(np.repeat([1, 4], 6), np.concatenate((np.linspace(99, 101, 6), np.linspace(29, 31, 6))))
    assert (scaling.selected, scaling.laws) == (None, {})
    assert "Karp-Flatt" in scaling.reason
    point = scaling.karp_flatt[0]
    assert point.workers == 4
    assert point.serial_fraction.value == pytest.approx((0.3 - 0.25) / 0.75, rel=0.01)
    assert point.serial_fraction.low < point.serial_fraction.value < point.serial_fraction.high


def test_karp_flatt_of_few_launches_is_a_range_and_of_one_a_point():
    few = fit([1, 1, 2, 2], [10.0, 11.0, 6.0, 7.0]).karp_flatt[0].serial_fraction
    assert few.kind == "range"
    assert few.low == pytest.approx((6 / 11 - 0.5) / 0.5)
    assert few.high == pytest.approx((7 / 10 - 0.5) / 0.5)
    assert fit([1, 2], [10.0, 6.0]).karp_flatt[0].serial_fraction.kind == "point"


def test_three_levels_give_amdahl_and_bound_coherency_from_above_only():
    scaling = fit([1, 2, 4], [100.0, 53.0, 29.0])
    assert scaling.selected == "amdahl"
    assert set(scaling.laws) == {"amdahl"}
    assert scaling.answers["coherency"].low == 0.0
    assert scaling.answers["coherency"].high > 0.0
    assert scaling.answers["peak_workers"] is None


def test_four_levels_that_reach_less_than_eight_do_not_allow_usl():
    assert set(fit([1, 2, 3, 4], amdahl([1, 2, 3, 4], 0.1)).laws) == {"amdahl"}


def test_a_peak_needs_a_coherency_above_zero():
    workers = [1, 2, 4, 8, 16]
    noisy = np.array(usl(workers, 0.05, 0.001)) * [1.0, 1.05, 0.95, 1.05, 0.97]
    scaling = fit(workers, noisy)
    assert scaling.laws["usl"].parameters["coherency"].low == 0.0
    assert scaling.answers["peak_workers"] is None


@pytest.mark.parametrize("seconds", [[100, 60, 80, 20, 40], [10, 20, 5, 40, 3]])
def test_data_that_no_law_fits_get_no_law(seconds):
    scaling = fit([1, 2, 4, 8, 16], [float(value) for value in seconds])
    assert scaling.selected is None
    assert scaling.reason.startswith("no law fits")
    assert all(law.lack_of_fit_p < 0.05 for law in scaling.laws.values())
    assert scaling.answers["serial_fraction"] is None


def test_a_serial_fraction_at_its_bound_has_an_interval_from_zero():
    random = np.random.default_rng(0)
    workers = np.repeat([1, 2, 4, 8], 6)
    scaling = fit(workers, 100 / workers * random.lognormal(0, 0.02, len(workers)))
    estimate = scaling.laws["amdahl"].parameters["serial_fraction"]
    assert estimate.low == 0.0
    assert estimate.high < 0.1
    speedup = scaling.answers["max_speedup"]
    assert speedup is None or speedup.high is None


def test_superlinear_points_are_flagged_not_clipped():
    workers = np.repeat([1, 2, 4, 8], 6)
    seconds = np.repeat([100.0, 49.0, 20.0, 7.0], 6) * np.tile(np.linspace(0.99, 1.01, 6), 4)
    scaling = fit(workers, seconds)
    assert "superlinear" in codes(scaling)
    assert scaling.karp_flatt[-1].serial_fraction.value < 0
    assert "8" in scaling.findings[0].message


def test_noise_is_not_superlinear():
    assert codes(fit([1, 2, 4, 8], [100.0, 49.5, 24.6, 12.4])) == []


def test_a_cold_first_level_is_named():
    workers = np.repeat([1, 2, 4, 8, 16, 32], 6)
    random = np.random.default_rng(1)
    seconds = np.array(amdahl(workers, 0.05)) * random.lognormal(0, 0.02, len(workers))
    seconds[:6] *= 1.5
    scaling = fit(workers, seconds)
    assert "cold_first_level" in codes(scaling)
    assert "(1 worker)" in scaling.findings[-1].message


def test_no_level_of_one_worker():
    scaling = fit([2, 4, 8], amdahl([2, 4, 8], 0.1))
    assert scaling.karp_flatt == ()
    assert scaling.laws["amdahl"].parameters["serial_fraction"].value == pytest.approx(0.1, rel=1e-5)
    assert codes(scaling) == ["no_single_worker"]


def test_curve_covers_what_was_measured_and_extrapolation_the_rest():
    scaling = fit([1, 2, 4, 8], [100.0, 53.0, 29.0, 17.0])
    law = scaling.laws["amdahl"]
    assert (law.curve[0][0], law.curve[-1][0]) == (1.0, 8.0)
    assert {1.0, 2.0, 4.0, 8.0} <= {point[0] for point in law.curve}
    assert (law.extrapolated[0][0], law.extrapolated[-1][0]) == (8.0, pytest.approx(64.0))
    for _, seconds, low, high in law.curve + law.extrapolated:
        assert low <= seconds <= high
    wide = fit([1, 2, 50, 100], amdahl([1, 2, 50, 100], 0.1)).laws["amdahl"]
    assert wide.extrapolated[-1][0] == pytest.approx(200.0)


def test_spec_sdm91():
    # SPEC SDM91 as Gunther prints it: scripts an hour by users. In relative time the fit weighs every level
    # alike, so its parameters differ from the classical ones in throughput (0.0277, 0.000104).
    users = [1, 18, 36, 72, 108, 144, 216]
    throughput = np.array([64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2])
    scaling = fit(users, 1 / throughput)
    assert scaling.selected == "usl"
    assert scaling.laws["amdahl"].lack_of_fit_p < 0.05
    parameters = scaling.laws["usl"].parameters
    assert parameters["coherency"].low < 0.0001044 < parameters["coherency"].high
    assert scaling.answers["peak_workers"].low < 96.52 < scaling.answers["peak_workers"].high


def test_levels_and_arrays_are_the_same():
    workers, seconds = [1, 1, 2, 2, 4, 4], [10.0, 11.0, 6.0, 6.1, 4.0, 3.9]
    levels = [Level(4, (4.0, 3.9)), Level(1, (10.0, 11.0)), Level(2, (6.0, 6.1))]
    assert fit(levels) == fit(workers, seconds)


def test_only_the_laws_asked_for():
    assert set(fit([1, 2, 4, 8], amdahl([1, 2, 4, 8], 0.1), laws=[Amdahl]).laws) == {"amdahl"}


def test_launches_of_unlike_number_weigh_unlike():
    workers = [1] * 20 + [2] * 20 + [4] * 20 + [8]
    random = np.random.default_rng(5)
    seconds = np.array(amdahl(workers, 0.05)) * random.lognormal(0, 0.05, len(workers))
    seconds[-1] *= 1.3
    weighted = fit(workers, seconds, laws=[Amdahl]).laws["amdahl"].parameters["serial_fraction"].value
    equal = fit([1, 2, 4, 8], [np.exp(np.log(seconds[np.array(workers) == p]).mean()) for p in (1, 2, 4, 8)])
    assert abs(weighted - 0.05) < abs(equal.laws["amdahl"].parameters["serial_fraction"].value - 0.05)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(DataError, match="confidence"):
        fit([1, 2], [2.0, 1.0], confidence=confidence)


def test_seconds_missing():
    with pytest.raises(DataError, match="seconds are missing"):
        fit([1, 2, 3])


def test_more_confidence_is_wider():
    data = ([1, 2, 4, 8], [100.0, 53.0, 29.0, 17.0])
    at_95 = fit(*data).laws["amdahl"].parameters["seconds_at_1"]
    at_99 = fit(*data, confidence=0.99).laws["amdahl"].parameters["seconds_at_1"]
    assert at_99.low < at_95.low < at_95.high < at_99.high


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 1000), st.floats(1e-9, 1e9)), min_size=1, max_size=20),
)
def test_any_good_numbers_are_answered(rows):
    workers, seconds = zip(*rows, strict=True)
    scaling = fit(workers, seconds)
    assert (scaling.selected is None) == (scaling.reason is not None)
    for law in scaling.laws.values():
        for estimate in law.parameters.values():
            assert np.isfinite(estimate.value)
            assert estimate.low is None or estimate.low <= estimate.value * (1 + 1e-6) + 1e-12
            assert estimate.high is None or estimate.value <= estimate.high * (1 + 1e-6) + 1e-12


@settings(max_examples=20, deadline=None)
@given(st.floats(1e-6, 1e6))
def test_units_do_not_matter(unit):
    # With all their digits: of numbers written with few, the unit says how well they are known.
    seconds = np.array([100.0, 53.0, 29.0, 17.0]) * (1 + np.pi * 1e-9)
    here, there = fit([1, 2, 4, 8], seconds), fit([1, 2, 4, 8], seconds * unit)
    assert there.selected == here.selected
    for name in ("value", "low", "high"):
        expected = getattr(here.answers["serial_fraction"], name)
        assert getattr(there.answers["serial_fraction"], name) == pytest.approx(expected, rel=1e-4)


def test_a_law_that_could_be_anything_is_not_told():
    found = fit([1, 2, 4], [8.0, 4.0, 3.0])
    assert found.selected is None
    assert "amdahl fits them with any serial fraction from 0 to 1" in (found.reason or "")
    assert found.answers["max_speedup"] is None


def test_rounded_seconds_are_known_no_better_than_they_were_written():
    # By chance the three lie on a curve of Amdahl's to five digits; written with one decimal they say no such thing.
    rounded = fit([1, 2, 4], [8.1, 4.3, 2.4]).laws["amdahl"].parameters["serial_fraction"]
    assert rounded.high - rounded.low > 0.05
    clock = fit([1, 2, 4, 8], [100.00001, 52.50002, 28.75003, 16.87504]).laws["amdahl"].parameters["serial_fraction"]
    assert clock.high - clock.low < 1e-4


def test_assumed_noise_is_said_to_be_assumed():
    alone = fit([1, 2, 4, 8], [10.0, 9.0, 1.0, 20.0])
    assert "its noise is taken to be 10% a launch and 4% a level" in (alone.reason or "")
    twice = fit([1, 1, 2, 2, 4, 4, 8, 8], [10.0, 10.1, 9.0, 9.1, 1.0, 1.1, 20.0, 20.1])
    assert twice.selected is None
    assert "taken to be" not in (twice.reason or "")


def test_a_curve_without_a_mechanism_is_believed_only_where_no_law_fits():
    workers = np.array([1, 2, 4, 8, 16, 32, 64, 128])
    assert fit(workers, 95.0 / workers + 5.0).selected == "amdahl"
    root = fit(workers, 3.0 + 20.0 / np.sqrt(workers))
    assert root.selected == "extra_p"
    exponents = root.laws["extra_p"].parameters
    assert (exponents["exponent"].value, exponents["log_exponent"].value) == (-0.5, 0.0)
    assert exponents["exponent"].kind == "point"


def test_a_familys_ribbon_holds_the_members_that_fit_as_well():
    random = np.random.default_rng(9)
    workers = np.repeat([1, 2, 4, 8, 16, 32], 4)
    seconds = (3.0 + 20.0 / np.sqrt(workers)) * random.lognormal(0, 0.05, len(workers))
    law = fit(workers, seconds, laws=[ExtraP]).laws["extra_p"]
    far = law.extrapolated[-1]
    assert far[3] / far[2] > law.curve[2][3] / law.curve[2][2]
    assert far[2] < 3.0 + 20.0 / far[0] ** 0.5 < far[3]


def test_beyond_what_was_measured_the_ribbon_holds_what_other_laws_that_fit_allow():
    random = np.random.default_rng(2)
    workers = np.repeat([1, 2, 4, 6, 8, 12, 16], 6)
    seconds = amdahl(workers, 0.05) * random.lognormal(0, 0.02, len(workers))
    both = fit(workers, seconds)
    assert both.selected == "amdahl"
    alone = fit(workers, seconds, laws=[Amdahl]).laws["amdahl"]
    believed, rival = both.laws["amdahl"], both.laws["usl"]
    assert believed.curve == alone.curve
    assert believed.extrapolated[0] == alone.extrapolated[0]
    assert believed.extrapolated[-1][3] >= rival.extrapolated[-1][3] > alone.extrapolated[-1][3]
