import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import registry
from workbench.contracts import quantity_of

LAWS = {name: registry.load(reference) for name, reference in registry.catalogue("law").items()}
WORKERS = np.array([1.0, 2.0, 3.0, 8.0, 64.0])
PLACES = np.array([(1.0, 1.0), (1.0, 8.0), (2.0, 4.0), (3.0, 1.0), (64.0, 2.0)])


def points_of(law):
    """What it is a law of: workers, or nodes and the workers on each."""
    return PLACES if law.experiment == "nodes" else WORKERS


@pytest.fixture(params=sorted(LAWS))
def law(request):
    return LAWS[request.param]


def test_what_every_law_says_of_itself(law):
    assert law.name
    assert law.formula.startswith("T(n, w) = " if law.experiment == "nodes" else "T(p) = ")
    assert law.source
    assert law.experiment in {"strong", "weak", "nodes"}
    assert set(law.lower_bounds) <= {0.0, -np.inf}
    assert law.unavailable() is None
    for member in law.family():
        assert member.basis(points_of(law)).shape == (len(points_of(law)), len(law.lower_bounds))


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
    product = law.basis(points_of(law)) @ coefficients
    assert law.predict(parameters, points_of(law)) == pytest.approx(
        1 / product if law.reciprocal else product, rel=1e-6
    )
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


@pytest.mark.parametrize(("serial", "speedup"), [(0.003, 1021), (0.004, 1020), (0.008, 1016)])
def test_gustafsons_scaled_speedups(serial, speedup):
    # Gustafson 1988: on 1,024 processors three applications ran 1021, 1020 and 1016 times as fast, scaled.
    seconds = LAWS["gustafson"]().predict({"serial_fraction": serial, "seconds_at_1": 1.0}, np.array([1.0, 1024.0]))
    assert 1024 * seconds[0] / seconds[1] == pytest.approx(speedup, abs=0.5)


def test_starting_workers_pays_until_the_square_root_of_work_over_cost():
    law = LAWS["start_up"]()
    assert quantity_of(law.answers["peak_workers"], (100.0, 0.25)) == pytest.approx(20.0)
    at = law.predict({"work_seconds": 100.0, "seconds_per_worker": 0.25}, np.array([19.0, 20.0, 21.0]))
    assert at[1] == min(at)


def test_a_tree_takes_one_step_more_a_doubling():
    law = LAWS["logarithmic"]()
    parameters = {"serial_fraction": 0.0, "seconds_per_doubling": 2.0, "seconds_at_1": 64.0}
    assert law.predict(parameters, np.array([1.0, 2.0, 8.0])) == pytest.approx([64.0, 34.0, 14.0])
    peak = quantity_of(law.answers["peak_workers"], law.coefficients_from(parameters))
    around = law.predict(parameters, np.array([peak * 0.99, peak, peak * 1.01]))
    assert around[1] == min(around)


def test_extra_p_searches_the_space_of_the_paper():
    members = LAWS["extra_p"].family()
    assert len(members) == 16 * 3 - 1
    exponents = {member.constants["exponent"] for member in members}
    positive = {1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0}
    assert exponents == positive | {-value for value in positive} | {0.0, 3 / 2, 2.0, 3.0}
    (member,) = [m for m in members if m.constants == {"exponent": 0.5, "log_exponent": 2.0}]
    parameters = {"constant_seconds": 1.0, "term_seconds": 3.0}
    assert member.predict(parameters, np.array([4.0])) == pytest.approx([1 + 3 * 2 * 4])


def test_without_contention_and_price_only_the_number_of_workers_matters():
    amdahl = LAWS["amdahl"]().predict({"serial_fraction": 0.1, "seconds_at_1": 4.0}, PLACES.prod(axis=1))
    nothing = {
        "serial_fraction": 0.1,
        "seconds_at_1": 4.0,
        "node_contention": 0,
        "node_coherency": 0,
        "seconds_per_node": 0,
    }
    for name in (name for name in LAWS if name.startswith("nodes_")):
        assert LAWS[name]().predict(nothing, PLACES) == pytest.approx(amdahl)


def test_more_nodes_cure_contention_and_cost_their_price():
    law = LAWS["nodes_both"]()
    parameters = {"serial_fraction": 0.0, "node_contention": 0.4, "seconds_per_node": 3.0, "seconds_at_1": 100.0}
    places = np.array([(1.0, 4.0), (4.0, 1.0), (1e9, 1.0)])
    up, out, _ = law.predict(parameters, places)
    assert up == pytest.approx(60 / 4 + 40)
    assert out == pytest.approx(60 / 4 + 40 / 4 + 3 * 3)
