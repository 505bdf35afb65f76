from __future__ import annotations

import sys
import types

import numpy as np
import pytest

from workbench.errors import PluginError
from workbench.solvers import _spark
from workbench.solvers.h2o_gbm import GBM
from workbench.solvers.h2o_glm_binomial import Binomial
from workbench.solvers.spark_linear_regression import LinearRegression
from workbench.solvers.spark_logistic_regression import LogisticRegression


class Model:
    """What a fitted model of Spark or H2O tells."""

    intercept = 0.5

    class coefficients:
        @staticmethod
        def toArray():
            return np.array([1.0, -2.0])

    @staticmethod
    def coef():
        return {"Intercept": 0.5, "x1": -2.0, "x0": 1.0}


ROWS = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
DECISIONS = [1.5, -1.5, 0.5]


@pytest.mark.parametrize("solver", [LogisticRegression(), Binomial()])
def test_coefficients_decide_in_numpy(solver):
    result = solver.result(Model())
    assert result.decision_function(ROWS).tolist() == DECISIONS
    assert result.predict(ROWS).tolist() == [1, 0, 1]


def test_a_column_that_h2o_left_out_weighs_nothing():
    wider = np.hstack([ROWS, [[7.0], [7.0], [7.0]]])
    assert Binomial().result(Model()).decision_function(wider).tolist() == DECISIONS


@pytest.mark.parametrize("solver", [LogisticRegression, GBM])
def test_a_heap_too_small_for_java_is_refused_before_a_run(solver):
    with pytest.raises(PluginError, match="512 MiB"):
        solver(heap_bytes=1000).check()
    solver().check()


def test_rows_become_lists_of_64_bit_numbers_chunk_by_chunk(monkeypatch):
    monkeypatch.setattr(_spark, "CHUNK_BYTES", 8 * 2 * 2)
    rows = np.arange(10, dtype="float32").reshape(5, 2)
    chunks = list(_spark._lists(rows))
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    assert {str(chunk.type.value_type) for chunk in chunks} == {"double"}
    assert [row for chunk in chunks for row in chunk.to_pylist()] == rows.tolist()


def test_the_penalty_is_a_share_of_the_rows():
    assert Binomial(C=0.5).penalty(100) == pytest.approx(0.02)


def test_a_constant_label_does_not_take_the_penalty_away(monkeypatch):
    told = {}
    module = types.ModuleType("pyspark.ml.regression")
    module.LinearRegression = lambda **arguments: told.update(arguments)
    monkeypatch.setitem(sys.modules, "pyspark.ml.regression", module)
    LinearRegression(alpha=3.0).estimator(np.full(10, 4.0), seed=0)
    assert told["regParam"] == pytest.approx(0.3)
    LinearRegression(alpha=3.0).estimator(np.array([-2.0, 2.0]), seed=0)
    assert told["regParam"] == pytest.approx(3.0)
