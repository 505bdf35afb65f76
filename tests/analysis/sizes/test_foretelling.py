"""What a case that nobody has run would take, from others of it."""

import pytest

from workbench.analysis.sizes.foretelling import foretell_peak, foretell_seconds
from workbench.analysis.sizes.measured import measured
from workbench.model.case import Case, Resources
from workbench.model.plan import Plan, PlannedCase, PluginReference

SIZES = (1000, 2000, 4000, 8000)
PLUGIN = PluginReference("workload", "made", "m", "P")


def target(parameters, data_bytes=None, solver_parameters=None, solver="s.A", workers=1):
    case = Case("made", parameters, solver, solver_parameters or {}, resources=Resources(workers=workers))
    return PlannedCase(case, PLUGIN, PLUGIN, data_bytes=data_bytes)


def known(made):
    return measured(Plan("p", tuple(made.cases)), made.trials)


@pytest.fixture
def growing(made):
    """Four sizes: a second and a kilobyte for each thousandth row, over a base."""
    for rows in SIZES:
        made.add({"rows": rows, "columns": 10}, seconds=rows / 1000, peak=10**8 + 1000 * rows, data_bytes=80 * rows)
    return known(made)


def test_a_larger_size_is_extrapolated_with_its_interval(growing):
    wanted = target({"rows": 80_000, "columns": 10}, data_bytes=80 * 80_000)
    seconds, peak = foretell_seconds(wanted, growing), foretell_peak(wanted, growing)
    assert seconds.value.value == pytest.approx(80, rel=0.2)
    assert seconds.value.low < 80 < seconds.value.high
    assert seconds.extrapolated
    assert peak.value.value == pytest.approx(1.8e8, rel=0.05)


def test_a_size_in_between_is_not_called_extrapolated(growing):
    assert not foretell_seconds(target({"rows": 3000, "columns": 10}), growing).extrapolated


def test_of_another_number_of_columns_the_data_tell_memory_and_nothing_tells_time(growing):
    wanted = target({"rows": 8000, "columns": 100}, data_bytes=800 * 8000)
    assert foretell_peak(wanted, growing).value.value == pytest.approx(1e8 + 1000 / 80 * 800 * 8000, rel=0.05)
    assert foretell_seconds(wanted, growing) is None


def test_a_parameter_of_the_solver_is_a_size_too(made):
    for trees in (100, 400, 1600):
        made.add({}, seconds=trees / 100, peak=10**8 + 40_000 * trees, solver_parameters={"trees": trees})
    wanted = target({}, solver_parameters={"trees": 45_000})
    assert foretell_peak(wanted, known(made)).value.value == pytest.approx(1.9e9, rel=0.05)
    assert foretell_seconds(wanted, known(made)).value.value == pytest.approx(450, rel=0.3)


@pytest.mark.parametrize("other", [{"solver": "s.B"}, {"workers": 2}, {"solver_parameters": {"tolerance": 2}}])
def test_another_case_tells_nothing(growing, other):
    wanted = target({"rows": 80_000, "columns": 10}, data_bytes=80 * 80_000, **other)
    assert foretell_seconds(wanted, growing) is None
    assert foretell_peak(wanted, growing) is None


def test_two_sizes_tell_nothing(made):
    for rows in SIZES[:2]:
        made.add({"rows": rows}, data_bytes=80 * rows)
    assert foretell_peak(target({"rows": 9000}, data_bytes=720_000), known(made)) is None
    assert foretell_seconds(target({"rows": 9000}), known(made)) is None


def test_a_seed_is_no_size(made):
    for seed in (1, 2, 3):
        made.add({"seed": seed}, seconds=seed)
    assert foretell_seconds(target({"seed": 100}), known(made)) is None
