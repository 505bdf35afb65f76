from workbench.child.declaring import declared
from workbench.contracts import Solver, Workload


class Product(Workload):
    precision = "float64"

    def moved_bytes(self, data):
        return 3 * data

    def operations(self, data):
        return 2 * data


class Halved(Solver):
    precision = "float32"

    def operations(self, data):
        return 10 * data


def test_a_workload_speaks_for_its_call():
    assert declared(Product(), None, 5) == {"declared_bytes": 15, "declared_operations": 10, "precision": "float64"}


def test_a_solver_knows_its_own_method_better():
    assert declared(Product(), Halved(), 5) == {
        "declared_bytes": 15,
        "declared_operations": 50,
        "precision": "float32",
    }


def test_what_nobody_knows_is_left_out():
    assert declared(Workload(), Solver(), None) == {}


def test_many_calls_a_repeat_are_told():
    many = Workload()
    many.calls_per_repeat = 3
    assert declared(many, None, None) == {"calls_per_repeat": 3}
