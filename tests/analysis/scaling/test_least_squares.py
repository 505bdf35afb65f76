import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import lsq_linear, nnls

from workbench.analysis.scaling.least_squares import constrained_residuals, faces_of, solve

seeds = st.integers(0, 10**6)


def problem(seed, rows=7, columns=3):
    random = np.random.default_rng(seed)
    return random.standard_normal((rows, columns)) * random.lognormal(0, 3, columns), random.standard_normal(rows)


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_it_finds_what_scipy_finds(seed):
    matrix, target = problem(seed)
    found = solve(faces_of(matrix, target, np.ones(3, dtype=bool)))
    coefficients, norm = nnls(matrix, target)
    assert found.residual == pytest.approx(norm**2, rel=1e-6)
    assert found.coefficients == pytest.approx(coefficients, rel=1e-5, abs=1e-8)


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_free_coefficients_may_be_negative(seed):
    matrix, target = problem(seed)
    found = solve(faces_of(matrix, target, np.array([True, False, True])))
    expected = lsq_linear(matrix, target, bounds=([0, -np.inf, 0], np.inf), tol=1e-12)
    assert found.residual <= 2 * expected.cost * (1 + 1e-6)
    assert found.residual == pytest.approx(2 * expected.cost, rel=1e-3)


@settings(max_examples=50, deadline=None)
@given(seeds, st.floats(0.01, 5.0))
def test_a_constraint_costs_what_it_costs_scipy(seed, value):
    matrix, target = np.abs(problem(seed)[0]), np.abs(problem(seed)[1])
    # c0 = value · c1, so two columns are one.
    joined = np.column_stack((value * matrix[:, 0] + matrix[:, 1], matrix[:, 2]))
    expected = nnls(joined, target)[1] ** 2
    faces = faces_of(matrix, target, np.ones(3, dtype=bool))
    found = constrained_residuals(faces, np.array([[1.0, -value, 0.0]]), np.zeros(1))
    assert found[0] == pytest.approx(expected, rel=1e-6)


def test_a_coefficient_can_be_held_at_a_value():
    faces = faces_of(np.eye(2), np.array([1.0, 2.0]), np.ones(2, dtype=bool))
    rows = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    assert constrained_residuals(faces, rows, np.array([1.0, 3.0, -1.0])) == pytest.approx([0.0, 4.0, np.inf])


def test_columns_that_depend_on_one_another_do_no_harm():
    matrix = np.column_stack((np.arange(1.0, 5.0), 2 * np.arange(1.0, 5.0)))
    assert solve(faces_of(matrix, np.arange(1.0, 5.0), np.ones(2, dtype=bool))).residual == pytest.approx(0, abs=1e-12)
