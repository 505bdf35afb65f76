"""What holds for every workload that ships with data of its own."""

import subprocess
import sys

import numpy as np
import pytest

from workbench import registry
from workbench.contracts import Workload

TINY = {
    "flights": {"rows": 2000},
    "images": {"samples": 300},
    "text": {"documents": 200},
    "ridge": {"samples": 200, "features": 5},
}
WITHOUT_DATA = {"waiting", "command", "triad"}


class Guess:
    """A solver's result that knows nothing."""

    def predict(self, rows):
        return np.zeros(len(rows))

    def decision_function(self, rows):
        return np.zeros(len(rows))


def made(name):
    return registry.load(registry.resolve("workload", name))(**TINY[name])


def test_every_workload_is_in_one_of_the_tests():
    assert set(registry.catalogue("workload")) >= set(TINY) | WITHOUT_DATA | {"table"}


@pytest.mark.parametrize("name", TINY)
def test_the_same_parameters_give_the_same_bytes(name, prepared, read_all):
    assert read_all(prepared(made(name), "one")) == read_all(prepared(made(name), "two"))


@pytest.mark.parametrize("name", TINY)
def test_both_parts_are_loaded_whole(name, prepared):
    workload = made(name)
    split = workload.load(str(prepared(workload)))
    assert len(split.X_train) == len(split.y_train) > len(split.X_test) > 0 or name == "text"
    assert len(split.X_test) == len(split.y_test) > 0


@pytest.mark.parametrize("name", ["flights", "images", "ridge"])
def test_arrays_are_memory_mapped_and_without_gaps(name, prepared):
    workload = made(name)
    split = workload.load(str(prepared(workload)))
    assert isinstance(split.X_train, np.memmap)
    assert np.isfinite(split.X_train).all()
    assert np.isfinite(split.X_test).all()


@pytest.mark.parametrize("name", TINY)
def test_knowing_nothing_scores_low(name, prepared):
    workload = made(name)
    split = workload.load(str(prepared(workload)))
    assert workload.score(split, Guess()) <= 0.5
    assert workload.tolerance > 0
    assert workload.score_name


@pytest.mark.parametrize("name", ["flights", "images", "ridge"])
def test_the_size_of_the_data_is_known_beforehand(name, prepared):
    workload = made(name)
    size = sum(path.stat().st_size for path in prepared(workload).iterdir())
    assert workload.data_bytes() == pytest.approx(size, rel=0.1)


@pytest.mark.parametrize("name", [*TINY, *WITHOUT_DATA, "table"])
def test_importing_it_brings_in_no_other_library(name):
    reference = registry.resolve("workload", name)
    code = "import sys, %s; print([m for m in ('numpy', 'pyarrow', 'pandas', 'sklearn') if m in sys.modules])"
    command = [sys.executable, "-c", code % reference.module]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("name", [*TINY, *WITHOUT_DATA, "table"])
def test_it_keeps_the_contract(name):
    plugin = registry.load(registry.resolve("workload", name))
    assert issubclass(plugin, Workload)
    assert plugin.__doc__
    plugin()
