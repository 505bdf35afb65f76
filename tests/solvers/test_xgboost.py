"""XGBoost takes no more threads than OMP_NUM_THREADS says when it is imported, whatever `n_jobs` asks for."""

import os

import pytest

from workbench.contracts import Context
from workbench.solvers.xgboost_xgb_classifier import XGBClassifier
from workbench.solvers.xgboost_xgb_classifier_cuda import XGBClassifier as OnCard


@pytest.mark.parametrize(("solver", "threads"), [(XGBClassifier, 4), (OnCard, 3)])
def test_as_many_threads_are_allowed_as_are_asked_for(solver, threads, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    context = Context(4, 3, 0, "", map=lambda function, items: list(map(function, items)), phase=None)
    made = solver()
    made.configure(context)
    assert os.environ["OMP_NUM_THREADS"] == str(threads)
    assert made.arguments(None, context)["n_jobs"] == threads
