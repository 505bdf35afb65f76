import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import r2_score, roc_auc_score

from workbench.child.scoring import accuracy, r2, roc_auc

# Few distinct decisions, so that ties abound.
ranked = st.lists(st.tuples(st.booleans(), st.integers(-3, 3)), min_size=2, max_size=60).filter(
    lambda pairs: len({positive for positive, _ in pairs}) == 2
)


@given(ranked)
def test_roc_auc_agrees_with_scikit_learn_ties_included(pairs):
    positive = np.array([one for one, _ in pairs])
    decision = np.array([other for _, other in pairs], dtype=np.float64)
    assert roc_auc(positive, decision) == pytest.approx(roc_auc_score(positive, decision), abs=1e-12)


@given(ranked)
def test_roc_auc_is_the_share_of_pairs_in_the_right_order(pairs):
    positive = np.array([one for one, _ in pairs])
    decision = np.array([other for _, other in pairs], dtype=np.float32)
    above = np.sign(decision[positive][:, None] - decision[~positive][None, :])
    assert roc_auc(positive, decision) == pytest.approx(float(((above + 1) / 2).mean()))


@pytest.mark.parametrize("positive", [[True, True], [False, False]])
def test_roc_auc_of_one_class_is_not_a_number(positive):
    assert math.isnan(roc_auc(np.array(positive), np.array([0.0, 1.0])))


def test_roc_auc_of_a_decision_that_is_not_a_number_is_none_either():
    assert math.isnan(roc_auc(np.array([True, False, True]), np.array([0.0, np.nan, 1.0])))


def test_roc_auc_leaves_the_decisions_as_they_are():
    decision = np.array([3.0, 1.0, 2.0])
    roc_auc(np.array([True, False, True]), decision)
    assert decision.tolist() == [3.0, 1.0, 2.0]


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=2, max_size=50))
def test_r2_agrees_with_scikit_learn(pairs):
    truth, predicted = (np.array(part) for part in zip(*pairs, strict=True))
    if np.ptp(truth) < 1e-3:
        return
    assert r2(truth, predicted) == pytest.approx(r2_score(truth, predicted), rel=1e-6, abs=1e-9)


def test_r2_of_a_constant_truth_is_not_a_number():
    assert math.isnan(r2(np.ones(3), np.array([1.0, 2.0, 3.0])))


def test_accuracy_counts_what_is_equal():
    assert accuracy(np.array([0, 1, 2, 1]), np.array([0, 1, 1, 1])) == 0.75
