from types import SimpleNamespace

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads.components import Components

TINY = {"samples": 2000, "features": 12, "components": 3}


@pytest.fixture
def rows(prepared):
    workload = Components(**TINY)
    return workload, workload.load(str(prepared(workload)))


def found(directions):
    return SimpleNamespace(components_=directions)


def test_the_true_directions_score_one_in_any_order_and_length_and_others_less(rows):
    workload, data = rows
    assert workload.score(data, found(data.directions)) == pytest.approx(1.0)
    assert workload.score(data, found(data.directions[::-1] * [[2.0], [-1.0], [0.5]])) == pytest.approx(1.0)
    assert workload.score(data, found(np.eye(12)[:3])) < 0.9
    np.testing.assert_allclose(data.directions @ data.directions.T, np.eye(3), atol=1e-12)


def test_scikit_learns_are_as_good_within_the_tolerance(rows):
    from sklearn.decomposition import PCA

    workload, data = rows
    assert workload.score(data, PCA(3).fit(data.X_train)) == pytest.approx(1.0, abs=0.01)


def test_the_same_parameters_give_the_same_bytes_mapped_and_of_the_size_foretold(prepared, read_all):
    one, two = prepared(Components(**TINY), "one"), prepared(Components(**TINY), "two")
    assert read_all(one) == read_all(two)
    assert isinstance(Components(**TINY).load(str(one)).X_train, np.memmap)
    assert Components(**TINY).data_bytes() == pytest.approx(sum(map(len, read_all(one).values())), rel=0.1)


def test_every_parameter_that_makes_no_sense_is_refused_at_once():
    with pytest.raises(DataError, match=r"spread is -1.*components is 13, of 12"):
        Components(samples=20, features=12, components=13, spread=-1.0)
