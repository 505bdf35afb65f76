import numpy as np
import pytest

from workbench.analysis.scaling.throughput_space import fit_throughput
from workbench.errors import DataError

# SPEC SDM91: scripts an hour by users (Gunther, Guerrilla Capacity Planning, 2007, chapter 5).
USERS = [1, 18, 36, 72, 108, 144, 216]
SCRIPTS = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]


def test_spec_sdm91_with_three_parameters():
    found = fit_throughput(USERS, SCRIPTS)
    values = {name: estimate.value for name, estimate in found.parameters.items()}
    assert values["contention"] == pytest.approx(0.0277285, rel=1e-4)
    assert values["coherency"] == pytest.approx(0.0001044, rel=1e-3)
    assert values["throughput_at_1"] == pytest.approx(89.9952, rel=1e-4)
    assert found.peak_workers == pytest.approx(96.52, abs=0.02)
    assert found.peak_throughput == pytest.approx(1884, abs=1)
    assert found.asymptote == pytest.approx(3245.6, abs=1)


def test_spec_sdm91_normalised_by_its_first_point():
    normalised = fit_throughput(USERS, SCRIPTS).normalised
    assert normalised["contention"] == pytest.approx(0.01705, abs=5e-6)
    assert normalised["coherency"] == pytest.approx(7.892e-5, abs=5e-9)


def test_its_intervals_have_two_sides_and_n_less_3_degrees_of_freedom():
    random = np.random.default_rng(3)
    workers = np.array([1.0, 2, 4, 8, 16, 32, 64])
    truth = 50 * workers / (1 + 0.03 * (workers - 1) + 0.001 * workers * (workers - 1))
    covered = 0
    for _ in range(400):
        estimate = fit_throughput(workers, truth + random.normal(0, 8, len(workers))).parameters["throughput_at_1"]
        covered += estimate.low <= 50 <= estimate.high
        assert estimate.high - estimate.value == pytest.approx(estimate.value - estimate.low)
    assert 0.92 <= covered / 400 <= 0.98


def test_too_few_levels_are_told():
    with pytest.raises(DataError, match="needs 4 levels"):
        fit_throughput([1, 2, 4], [1.0, 2.0, 3.0])
