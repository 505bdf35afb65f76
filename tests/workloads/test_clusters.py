from types import SimpleNamespace

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads.clusters import Clusters, inertia

TINY = {"samples": 3000, "features": 3, "clusters": 4, "spread": 10.0}


@pytest.fixture
def crowds(prepared):
    workload = Clusters(**TINY)
    return workload, workload.load(str(prepared(workload)))


def found(centres):
    return SimpleNamespace(cluster_centers_=centres)


def test_the_true_centres_score_one_and_others_more(crowds):
    workload, data = crowds
    assert workload.score(data, found(data.centres)) == 1.0
    assert workload.score(data, found(data.centres + 1.0)) > 1.5
    assert workload.score(data, found(data.centres[:-1])) > 2


def test_rows_lie_around_the_centres_with_a_variance_of_one(crowds):
    _, data = crowds
    assert data.X_train.shape == (3000, 3)
    assert data.X_test.shape == (300, 3)
    assert inertia(data.X_train, data.centres) == pytest.approx(3.0, rel=0.1)


def test_inertia_is_the_mean_squared_distance_to_the_nearest():
    rows = np.random.default_rng(0).standard_normal((50, 4))
    centres = rows[:3] + 0.5
    distances = ((rows[:, None] - centres[None]) ** 2).sum(axis=2)
    assert inertia(rows, centres) == pytest.approx(distances.min(axis=1).mean())


def test_the_same_parameters_give_the_same_bytes_mapped_and_of_the_size_foretold(prepared, read_all):
    one, two = prepared(Clusters(**TINY), "one"), prepared(Clusters(**TINY), "two")
    assert read_all(one) == read_all(two)
    assert isinstance(Clusters(**TINY).load(str(one)).X_train, np.memmap)
    assert Clusters(**TINY).data_bytes() == pytest.approx(sum(map(len, read_all(one).values())), rel=0.1)
    assert read_all(one) != read_all(prepared(Clusters(**TINY, seed=1), "three"))


def test_every_parameter_that_makes_no_sense_is_refused_at_once():
    with pytest.raises(DataError, match=r"features is 0.*clusters is 30, of 20"):
        Clusters(samples=20, features=0, clusters=30)
