"""What libraries of the CPU are told where a case has cards, against stand-ins; and what can't be is said."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from workbench import registry
from workbench.contracts import Context
from workbench.errors import CannotRun


def on(device, cards, tmp_path):
    return Context(3, 2, 5, str(tmp_path), map, lambda name: None, device=device, cards=cards)


def plugin(name):
    return registry.load(registry.resolve("solver", name))


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("LinearRegression", "device_ids"),
        ("LogisticRegression", "device_ids"),
        ("SupportVectorMachine", "device_ids"),
        ("RandomForestClassifier", "gpu_ids"),
        ("BoostingMachineClassifier", "gpu_ids"),
    ],
)
def test_snap_ml_is_told_of_the_cards_by_the_name_that_each_estimator_takes(name, argument, tmp_path):
    data = SimpleNamespace(X_train=np.eye(4, dtype="f4"))
    solver = plugin("snapml." + name)()
    there = solver.arguments(data, on("cuda", 2, tmp_path))
    assert there.pop("use_gpu") is True
    assert there.pop(argument) == [0, 1]
    assert there == solver.arguments(data, on("cpu", 0, tmp_path))


def test_snap_mls_forest_grows_on_a_card_by_histograms_only(tmp_path):
    forest = plugin("snapml.RandomForestClassifier")
    context = on("cuda", 1, tmp_path)
    with pytest.raises(CannotRun, match="histograms only"):
        forest("exact").configure(context)
    forest("histograms").configure(context)
    forest("exact").configure(on("cpu", 0, tmp_path))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("xgboost.XGBClassifier.cuda", {"device": "cuda", "tree_method": "hist"}),
        ("lightgbm.LGBMClassifier.cuda", {"device_type": "cuda"}),
        ("lightgbm.LGBMClassifier.opencl", {"device_type": "gpu"}),
    ],
)
def test_boosters_are_told_the_device_and_the_threads_that_the_host_has(name, told, tmp_path, monkeypatch):
    asked = {}

    class Booster:
        def __init__(self, **arguments):
            asked.update(arguments)

        def fit(self, rows, labels):
            return self

    library = ModuleType(name.partition(".")[0])
    library.XGBClassifier = library.LGBMClassifier = Booster
    monkeypatch.setitem(sys.modules, library.__name__, library)
    solver = plugin(name)(n_estimators=7)
    data = SimpleNamespace(X_train=np.eye(4), y_train=np.array([0, 1, 0, 1]))
    solver.setup(data)
    solver.solve(data, on("cuda", 1, tmp_path))
    assert asked.items() >= told.items()
    assert asked["n_jobs"] == 2
    assert asked["n_estimators"] == 7
