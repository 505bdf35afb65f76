import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import registry
from workbench.contracts import quantity_of

LAWS = {name: registry.load(reference) for name, reference in registry.catalogue("law").items()}
WORKERS = np.array([1.0, 2.0, 3.0, 8.0, 64.0])


@pytest.fixture(params=sorted(LAWS))
def law(request):
    return LAWS[request.param]


def test_what_every_law_says_of_itself(law):
    assert law.name
    assert law.formula.startswith("T(p) = ")
    assert law.source
    assert law.experiment in {"strong", "weak"}
    assert set(law.lower_bounds) <= {0.0, -np.inf}
    assert law.unavailable() is None
    for member in law.family():
        assert member.basis(WORKERS).shape == (len(WORKERS), len(law.lower_bounds))


def test_quantities_have_one_entry_a_coefficient(law):
    for quantity in (*law.parameters.values(), *law.answers.values()):
        assert quantity.meaning
        assert len(quantity.numerator) == len(law.lower_bounds)
        assert len(quantity.denominator) in {0, len(law.lower_bounds)}


def test_it_needs_more_levels_than_coefficients(law):
    assert law.minimum_levels > len(law.lower_bounds)


@given(st.data())
def test_parameters_and_coefficients_are_two_ways_to_say_the_same(data):
    law = data.draw(st.sampled_from(sorted(LAWS.values(), key=lambda each: each.name)))()
    coefficients = [data.draw(st.floats(1e-3, 1e3)) for _ in law.lower_bounds]
    parameters = law.parameters_from(coefficients)
    assert law.coefficients_from(parameters) == pytest.approx(coefficients, rel=1e-6, abs=1e-9)
    assert law.predict(parameters, WORKERS) == pytest.approx(law.basis(WORKERS) @ coefficients, rel=1e-6)
    for name, quantity in law.parameters.items():
        assert quantity.low <= parameters[name] <= quantity.high


def test_amdahl_predicts_what_the_paper_says():
    law = LAWS["amdahl"]()
    seconds = law.predict({"serial_fraction": 0.05, "seconds_at_1": 100.0}, np.array([1.0, 8.0, 1e12]))
    assert seconds == pytest.approx([100.0, 100 * (0.95 / 8 + 0.05), 5.0])
    answers = {name: quantity_of(quantity, (95.0, 5.0)) for name, quantity in law.answers.items()}
    assert answers == pytest.approx({"serial_fraction": 0.05, "max_speedup": 20.0, "seconds_at_infinity": 5.0})


def test_without_a_serial_part_speedup_has_no_end():
    assert quantity_of(LAWS["amdahl"].answers["max_speedup"], (95.0, 0.0)) == np.inf


def test_usl_is_gunthers_throughput_turned_over():
    sigma, kappa, throughput = 0.0277285, 0.0001044, 89.9952
    parameters = {"contention": sigma, "coherency": kappa, "throughput_at_1": throughput}
    expected = throughput * WORKERS / (1 + sigma * (WORKERS - 1) + kappa * WORKERS * (WORKERS - 1))
    assert 1 / LAWS["usl"]().predict(parameters, WORKERS) == pytest.approx(expected)


def test_usl_peaks_where_gunther_says():
    law = LAWS["usl"]()
    coefficients = law.coefficients_from({"contention": 0.0277285, "coherency": 0.0001044, "throughput_at_1": 89.9952})
    peak = quantity_of(law.answers["peak_workers"], coefficients)
    # SPEC SDM91, Gunther: a peak at 96.52 users with 1884 scripts an hour.
    assert peak == pytest.approx(96.52, abs=0.02)
    assert 1 / float(law.basis(np.array([peak]))[0] @ coefficients) == pytest.approx(1884, abs=1)


def test_usl_without_coherency_is_amdahl():
    both = {"serial_fraction": 0.1, "seconds_at_1": 4.0}
    usl = LAWS["usl"]().predict({"contention": 0.1, "coherency": 0.0, "throughput_at_1": 0.25}, WORKERS)
    assert usl == pytest.approx(LAWS["amdahl"]().predict(both, WORKERS))
