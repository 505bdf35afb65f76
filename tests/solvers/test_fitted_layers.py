from __future__ import annotations

import numpy as np
import pytest

from workbench.solvers._fitted_layers import FittedLayers

ROWS = np.array([[1.0, 2.0], [-3.0, 0.5], [0.0, 0.0]])


def test_one_layer_of_one_output_is_a_linear_law_of_two_classes():
    fitted = FittedLayers([(np.array([[2.0, -1.0]]), np.array([0.5]))], np.array(["no", "yes"]))
    assert fitted.decision_function(ROWS).tolist() == [0.5, -6.0, 0.5]
    assert fitted.predict(ROWS).tolist() == ["yes", "no", "yes"]


def test_between_layers_what_is_below_0_becomes_0():
    hidden = (np.array([[1.0, 0.0], [-1.0, 0.0]]), np.zeros(2))
    last = (np.array([[1.0, 1.0]]), np.array([-2.0]))
    fitted = FittedLayers([hidden, last], np.array([0, 1]))
    assert fitted.decision_function(ROWS).tolist() == [-1.0, 1.0, -2.0], "|x| - 2"


def test_of_more_classes_the_largest_output_is_the_label():
    fitted = FittedLayers([(np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]), np.zeros(3))], np.array([10, 20, 30]))
    assert fitted.predict(ROWS).tolist() == [20, 30, 10]
    assert fitted.decision_function(ROWS).shape == (3, 3)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_mapped_rows_are_taken(dtype, tmp_path):
    np.save(tmp_path / "rows.npy", ROWS.astype(dtype))
    rows = np.load(tmp_path / "rows.npy", mmap_mode="r")
    fitted = FittedLayers([(np.array([[2.0, -1.0]], dtype), np.zeros(1, dtype))], np.array([0, 1]))
    assert fitted.predict(rows).tolist() == [0, 0, 0]
