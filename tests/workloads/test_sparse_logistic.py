import math

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads.sparse_logistic import START_LOSS, SparseLogistic, mean_loss

TINY = {"samples": 2000, "features": 30, "nonzeros": 5}


@pytest.fixture
def data(prepared):
    workload = SparseLogistic(**TINY)
    return workload.load(str(prepared(workload)))


def test_the_same_parameters_give_the_same_bytes_and_another_seed_others(prepared, read_all):
    one, two, other = (
        read_all(prepared(SparseLogistic(**TINY, seed=seed), name)) for seed, name in ((0, "a"), (0, "b"), (1, "c"))
    )
    assert one == two
    assert all(one[name] != other[name] for name in ("columns.npy", "values.npy", "labels.npy"))


def test_rows_are_mapped_within_bounds_and_of_both_labels(data):
    assert all(isinstance(array, np.memmap) for array in (data.columns, data.values, data.labels))
    assert data.columns.shape == data.values.shape == (2000, 5)
    assert data.columns.min() >= 0
    assert data.columns.max() < 30
    assert set(np.unique(data.labels)) == {-1, 1}
    counts = np.bincount(data.columns.ravel(), minlength=30)
    assert counts[:5].sum() > 1.5 * counts[-5:].sum(), "a few columns are in most rows"


def test_weights_of_zero_score_zero_and_the_optimum_one(data, tmp_path):
    workload = SparseLogistic(**TINY)
    assert workload.score(data, np.zeros(30)) == pytest.approx(0.0, abs=1e-9)
    optimum = np.load(tmp_path / "data" / "optimum.npy")
    assert workload.score(data, optimum) == pytest.approx(1.0, abs=1e-6)


def test_no_step_from_the_optimum_lowers_the_loss(data, tmp_path):
    optimum = np.load(tmp_path / "data" / "optimum.npy")
    random = np.random.default_rng(0)
    least = mean_loss(data.columns, data.values, data.labels, optimum)
    for size in (0.01, 0.1, 1.0):
        moved = optimum + size * random.standard_normal(30)
        assert mean_loss(data.columns, data.values, data.labels, moved) > least


def test_the_target_lies_where_the_ratio_says(prepared):
    workloads = [SparseLogistic(**TINY, target_ratio=ratio) for ratio in (0.5, 0.9)]
    half, most = (workload.load(str(prepared(workload, str(i)))) for i, workload in enumerate(workloads))
    optimum = START_LOSS - (START_LOSS - half.target_loss) / 0.5
    assert most.target_loss == pytest.approx(START_LOSS - 0.9 * (START_LOSS - optimum))
    assert half.target_loss < math.log(2)


@pytest.mark.parametrize(
    "wrong", [{"samples": 99}, {"features": 0}, {"nonzeros": 0}, {"target_ratio": 1.0}, {"target_ratio": 0.0}]
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(DataError, match=next(iter(wrong))):
        SparseLogistic(**wrong)
