import numpy as np
import pytest

from workbench.errors import WorkbenchError
from workbench.workloads.matmul import Matmul


@pytest.fixture
def made(tmp_path):
    def make(**parameters):
        workload = Matmul(rows=300, **parameters)
        workload.prepare(str(tmp_path))
        return workload, workload.load(str(tmp_path))

    return make


def test_a_product_of_the_asked_precision_has_its_digits(made):
    single, data = made()
    product = np.asarray(data.left) @ np.asarray(data.right)
    assert 6.5 < single.score(data, product) < 9
    double, data = made(precision="float64")
    assert double.score(data, np.asarray(data.left) @ np.asarray(data.right)) > 14


def test_a_product_of_fewer_digits_is_told_from_it_by_more_than_the_tolerance(made):
    workload, data = made()
    left, right = (np.asarray(factor).astype("f2").astype("f4") for factor in (data.left, data.right))
    exact = workload.score(data, np.asarray(data.left) @ np.asarray(data.right))
    assert exact - workload.score(data, left @ right) > workload.tolerance


def test_a_wrong_product_has_no_right_digit(made):
    workload, data = made()
    assert workload.score(data, np.asarray(data.right) @ np.asarray(data.left)) < 1.5


def test_what_is_declared(made):
    workload, data = made()
    assert workload.operations(data) == 2 * 300**3
    assert workload.moved_bytes(data) == 3 * 300**2 * 4
    assert workload.data_bytes() == 2 * 300**2 * 4


@pytest.mark.parametrize("wrong", [{"rows": 0}, {"precision": "int8"}])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(WorkbenchError):
        Matmul(**wrong)
