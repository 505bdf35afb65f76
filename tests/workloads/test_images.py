import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from workbench.errors import DataError
from workbench.workloads import images
from workbench.workloads.images import Images


@pytest.fixture
def split(prepared):
    workload = Images(samples=3000, side=8, classes=4, noise=0.5)
    return workload.load(str(prepared(workload)))


def test_no_linear_law_tells_them_apart_and_another_does(split):
    linear = LogisticRegression(max_iter=200).fit(split.X_train, split.y_train)
    nearest = KNeighborsClassifier().fit(split.X_train, split.y_train)
    assert Images().score(split, linear) < 0.4
    assert Images().score(split, nearest) > 0.9


def test_a_row_is_an_image_of_its_class_in_noise(prepared):
    workload = Images(samples=400, side=6, classes=3, noise=0.0)
    split = workload.load(str(prepared(workload)))
    assert split.X_train.shape == (400, 36)
    assert split.X_train.dtype == np.float32
    assert np.allclose(np.square(split.X_train).mean(axis=1), 1.0, atol=1e-5)
    for label in range(3):
        different = np.unique(split.X_train[split.y_train == label].round(4), axis=0)
        assert 2 < len(different) <= 18, "nine places, light or dark"
    assert set(split.y_train) == {0, 1, 2}


def test_parts_join_without_a_seam(prepared, monkeypatch):
    monkeypatch.setattr(images, "AT_ONCE", 7)
    split = Images().load(str(prepared(Images(samples=100, side=4))))
    assert len(np.unique(split.X_train, axis=0)) == 100


def test_another_seed_gives_other_data(prepared, read_all):
    one, other = (read_all(prepared(Images(samples=60, side=4, seed=seed), str(seed))) for seed in (1, 2))
    assert one["X_train.npy"] != other["X_train.npy"]


@pytest.mark.parametrize("wrong", [{"samples": 49}, {"side": 3}, {"classes": 1}, {"noise": -1.0}, {"seed": -1}])
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(DataError, match=next(iter(wrong))):
        Images(**wrong)
