"""What holds for every solver that ships: it solves each of its tasks, twice the same, without a warning."""

import subprocess
import sys
import warnings

import joblib
import numpy as np
import pytest

from workbench import registry
from workbench.child.scoring import accuracy, r2
from workbench.contracts import Solver
from workbench.contracts.solver import SCALES_WITH
from workbench.solvers._estimator import EstimatorSolver
from workbench.workloads._split import Split
from workbench.workloads.clusters import Crowds
from workbench.workloads.lasso import CsvSplit

# What makes each fast; a solver that is not here is tried as it is.
SMALL = {
    "sklearn.RandomForestClassifier": {"n_estimators": 10},
    "sklearn.ExtraTreesClassifier": {"n_estimators": 10},
    "sklearn.RandomForestClassifier.merged": {"n_estimators": 20, "partitions": 2},
    "sklearn.HashingVectorizer": {"n_features": 2**10},
    "sklearn.SGDClassifier.partitions": {"n_features": 2**10},
    "sklearn.GridSearchCV": {"n_features": 2**10, "alphas": 1, "cv": 2},
    "sklearn.RandomizedSearchCV": {"n_features": 2**10, "alphas": 1, "cv": 2},
    "sklearn.HalvingGridSearchCV": {"n_features": 2**10, "alphas": 1, "cv": 2},
    "joblib.Memory": {"n_features": 2**10},
}
NOT_THE_ESTIMATORS = {"batch_rows", "passes", "chunk_rows", "new_ratio", "partitions"}
"""What a solver keeps to itself: how it walks over the data. Tests of its own tell what each does."""
BESIDE_THE_ESTIMATOR = {"joblib.memmapping": {"alphas", "cv"}, "sklearn.SGDClassifier.partitions": {"n_features"}}
DOTTED = {
    "regression": "sklearn.linear_model.LinearRegression",
    "classification": "sklearn.naive_bayes.GaussianNB",
}
WORDS = (("ships", "sea", "sail"), ("tree", "leaf", "wood"), ("stone", "hill", "cave"))


def numbers(classes):
    """Rows whose law is linear: y = X·w, or which of `classes` linear functions is largest."""
    random = np.random.default_rng(0)
    features = random.standard_normal((400, 6))
    weights = random.standard_normal((6, max(1, classes)))
    scores = features @ weights
    target = scores[:, 0] + 0.1 * random.standard_normal(400) if not classes else scores.argmax(axis=1)
    return Split(features[:300], target[:300], features[300:], target[300:])


def texts():
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, 120)
    rows = [" ".join([*random.choice(WORDS[label], 5), "the", str(random.integers(99))]) for label in labels]
    return Split(rows[:90], labels[:90], rows[90:], labels[90:])


DATA = {
    ("regression", 0): numbers(0),
    ("classification", 2): numbers(2),
    ("classification", 3): numbers(3),
    ("text-classification", 3): texts(),
}
CONSTRUCTED_FOR = {task: data for (task, _), data in DATA.items()} | {
    "csv-regression": CsvSplit("", 300, [], []),
    "vectorizing": texts(),
    "clustering": Crowds([], [], [0, 1, 2]),
}


def every():
    """(name with its variant, task, classes), of those that run here and need no backend to place their data."""
    for name, reference in registry.catalogue("solver").items():
        plugin = registry.load(reference)
        if plugin.environment is not None or plugin.places_data:
            continue
        for variant in plugin.variants or (None,):
            for task, classes in DATA:
                if task in plugin.tasks and (name != "estimator" or task in DOTTED):
                    yield name if variant is None else "%s[%s]" % (name, variant), task, classes


def made(full_name, task):
    reference = registry.resolve("solver", full_name)
    name, variant = registry.split_variant(full_name)
    parameters = {"path": DOTTED[task]} if name == "estimator" else SMALL.get(name, {})
    return registry.load(reference)(variant=variant, **parameters)


def predictions(full_name, task, classes, context):
    solver = made(full_name, task)
    data = DATA[task, classes]
    solver.setup(data)
    return np.asarray(solver.solve(data, context).predict(data.X_test))


@pytest.mark.parametrize(("full_name", "task", "classes"), list(every()))
def test_it_solves_what_it_claims_to_twice_the_same_and_without_a_warning(full_name, task, classes, context):
    data = DATA[task, classes]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        predicted = predictions(full_name, task, classes, context)
    good = r2(data.y_test, predicted) > 0.95 if task == "regression" else accuracy(data.y_test, predicted) > 0.75
    assert good
    assert np.array_equal(predicted, predictions(full_name, task, classes, context))


@pytest.mark.parametrize(("full_name", "task", "classes"), list(every()))
def test_workers_do_not_change_the_result(full_name, task, classes, context):
    if made(full_name, task).scales_with != "workers":
        return
    alone = predictions(full_name, task, classes, context)
    context.workers = 2
    with joblib.parallel_config("threading", n_jobs=2):
        assert np.array_equal(alone, predictions(full_name, task, classes, context))


@pytest.mark.parametrize("name", registry.catalogue("solver"))
def test_it_keeps_the_contract(name):
    plugin = registry.load(registry.resolve("solver", name))
    assert issubclass(plugin, Solver)
    assert plugin.__doc__
    assert plugin.scales_with in SCALES_WITH
    if plugin.engine is not None:
        assert plugin.engine in registry.catalogue("cluster")
        assert plugin.scales_with == "own"
        for method in ("start_on", "worker_places", "work_done"):
            assert getattr(plugin, method) is not getattr(Solver, method)
    assert plugin.tasks
    assert plugin().variant == (plugin.variants[0] if plugin.variants else None)
    assert all(isinstance(value, str | int | float | bool) for value in plugin.parameters.values())


@pytest.mark.parametrize("name", registry.catalogue("solver"))
def test_each_parameter_reaches_the_estimator(name, context):
    """Another value of a parameter changes what is constructed."""
    plugin = registry.load(registry.resolve("solver", name))
    if not issubclass(plugin, EstimatorSolver) or plugin.environment is not None:
        return
    data = CONSTRUCTED_FOR[plugin.tasks[0]]

    def constructed(**parameters):
        solver = plugin(**parameters)
        solver.setup(data)
        return repr(solver.imported(**solver.arguments(data, context)).get_params())

    for parameter, value in plugin.parameters.items():
        if parameter in NOT_THE_ESTIMATORS | BESIDE_THE_ESTIMATOR.get(name, set()):
            continue
        other = {bool: lambda old: not old, str: lambda old: "perceptron"}.get(type(value), lambda old: old * 2 or 3)(
            value
        )
        assert constructed() != constructed(**{parameter: other}), parameter


@pytest.mark.parametrize("name", registry.catalogue("solver"))
def test_importing_it_brings_in_no_other_library(name):
    module = registry.resolve("solver", name).module
    code = "import sys, %s; print([m for m in ('numpy', 'sklearn', 'joblib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code % module], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_of_scikit_learn_is_imported_when_it_is_time_to_solve(tmp_path):
    """What `setup` imports is not measured; what `solve` imports would be."""
    code = """
import sys
import numpy as np
from workbench.contracts import Context
from workbench.solvers.sklearn_ridge import Ridge
from workbench.workloads._split import Split
data = Split(np.eye(4), np.arange(4.0), np.eye(4), np.arange(4.0))
solver = Ridge()
solver.setup(data)
before = set(sys.modules)
solver.solve(data, Context(1, 1, 0, "", None, None))
print(sorted(name for name in set(sys.modules) - before if name.startswith("sklearn")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
