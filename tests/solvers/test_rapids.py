"""The solvers of RAPIDS against stand-ins at its boundary: what they ship, ask for, bring home.."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from workbench import registry
from workbench.errors import PluginError
from workbench.workloads.clusters import Clusters
from workbench.workloads.flight_delays import FlightDelays
from workbench.workloads.pagerank import PageRank
from workbench.workloads.predicting import Predicting
from workbench.workloads.ridge import Ridge

_spec = importlib.util.spec_from_file_location("rapids_stand_in", Path(__file__).with_name("rapids_stand_in.py"))
stand_in = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(stand_in)

ALL_PHASES = ["transfer_in", "compute", "transfer_out"]


@pytest.fixture
def trial(told_trial):
    return told_trial(seed=3, device="cuda", cards=1)


def loaded(workload, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    workload.prepare(str(folder))
    return workload.load(str(folder))


def solved(name, data, trial, variant=None, **parameters):
    solver = registry.load(registry.resolve("solver", name))(variant, **parameters)
    solver.check()
    solver.configure(trial.context)
    solver.setup(data)
    solver.start(data, trial.context)
    return solver.solve(data, trial.context)


def two_classes():
    random = np.random.default_rng(0)
    rows = random.standard_normal((200, 5)).astype("f4")
    return SimpleNamespace(X_train=rows, y_train=(rows[:, 0] > 0).astype("i1"), X_test=rows, y_test=None)


@pytest.mark.parametrize("variant", ["eig", "svd"])
def test_ridge_is_shipped_fitted_and_comes_home(trial, tmp_path, monkeypatch, variant):
    device, asked = stand_in.arrays(monkeypatch), stand_in.estimators(monkeypatch)
    workload = Ridge(samples=2000, features=10)
    data = loaded(workload, tmp_path)
    found = solved("cuml.Ridge", data, trial, variant, alpha=2.0)
    assert workload.score(data, found) == pytest.approx(0.8, abs=0.1)
    assert type(found.coef_) is np.ndarray
    assert asked["Ridge"].asked == {"alpha": 2.0, "solver": variant}
    assert trial.phases == ALL_PHASES[:2]
    assert trial.told == {"device_memory_bytes": stand_in.PEAK_BYTES}
    assert (device.depth, device.synchronized) == (0, 2)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LogisticRegression", {"C": 1.0, "max_iter": 1000, "tol": 1e-4}),
        (
            "RandomForestClassifier",
            {"n_estimators": 100, "max_depth": None, "min_samples_leaf": 5, "random_state": 3},
        ),
        ("SVC", {"C": 1.0, "kernel": "rbf", "gamma": "scale", "tol": 1e-3, "cache_size": 1e9 / 2**20}),
    ],
)
def test_classifiers_are_asked_as_scikit_learns_and_answer_in_numpy(trial, monkeypatch, name, expected):
    stand_in.arrays(monkeypatch)
    asked = stand_in.estimators(monkeypatch)
    data = two_classes()
    found = solved("cuml." + name, data, trial)
    assert asked[name].asked == expected
    answers = found.predict(data.X_train)
    assert type(answers) is np.ndarray
    assert (answers == data.y_train).mean() > 0.9
    assert hasattr(found, "decision_function") or hasattr(found, "predict_proba")
    assert not hasattr(found, "transform")


def test_k_means_finds_as_many_centres_as_there_are(trial, tmp_path, monkeypatch):
    stand_in.arrays(monkeypatch)
    asked = stand_in.estimators(monkeypatch)
    workload = Clusters(samples=2000, clusters=3, features=4, spread=5.0)
    data = loaded(workload, tmp_path)
    found = solved("cuml.KMeans", data, trial)
    assert workload.score(data, found) == pytest.approx(1.0, abs=0.05)
    assert asked["KMeans"].asked["n_clusters"] == 3


def test_neighbours_are_asked_for_the_share_of_late_ones(trial, tmp_path, monkeypatch):
    stand_in.arrays(monkeypatch)
    stand_in.estimators(monkeypatch)
    data = loaded(Predicting(rows=500, training_rows=300), tmp_path)
    found = solved("cuml.KNeighborsClassifier.predict", data, trial, n_neighbors=7)
    expected = solved("sklearn.KNeighborsClassifier.predict", data, trial, n_neighbors=7)
    np.testing.assert_array_equal(found, expected)
    assert trial.phases == ALL_PHASES


@pytest.mark.parametrize("cards", [1, 2])
def test_each_card_of_a_cluster_has_a_part_and_neighbours_are_the_same(trial, tmp_path, monkeypatch, cards):
    stand_in.arrays(monkeypatch)
    asked = stand_in.cluster(monkeypatch)
    data = loaded(Predicting(rows=300, training_rows=201), tmp_path)
    expected = solved("sklearn.KNeighborsClassifier.predict", data, trial, n_neighbors=7)
    trial.context.cards = cards
    solver = registry.load(registry.resolve("solver", "cuml.dask.KNeighborsClassifier.predict"))(n_neighbors=7)
    try:
        solver.start(data, trial.context)
        found = solver.solve(data, trial.context)
    finally:
        solver.stop()
    np.testing.assert_allclose(found, expected)
    assert (asked["n_workers"], asked["workers"], asked["parts"]) == (cards, cards, cards)
    assert asked["host"] == "127.0.0.1"
    assert trial.phases == ALL_PHASES


@pytest.mark.parametrize("library", ["cuml", "cuml.dask", "sklearn", "torch"])
def test_no_neighbour_to_ask_is_refused(library):
    name = library + ".KNeighborsClassifier.predict"
    with pytest.raises(PluginError, match="at least 1"):
        registry.load(registry.resolve("solver", name))(n_neighbors=0).check()


def test_a_csv_is_read_by_the_columns_needed_and_every_group_is_right(trial, tmp_path, monkeypatch):
    stand_in.arrays(monkeypatch)
    asked = stand_in.frames(monkeypatch)
    workload = FlightDelays(size_bytes=200000)
    data = loaded(workload, tmp_path)
    assert workload.score(data, solved("cudf.GroupBy", data, trial)) == 1.0
    assert set(asked["usecols"]) == {*data.keys, *data.values}
    assert trial.phases == ALL_PHASES


def test_cudf_takes_pandas_place_before_pandas_is_imported(trial, tmp_path, monkeypatch):
    installed = []
    stand_in.frames(monkeypatch)
    stand_in.module(monkeypatch, "cudf.pandas", install=lambda: installed.append(True))
    workload = FlightDelays(size_bytes=100000)
    data = loaded(workload, tmp_path)
    assert workload.score(data, solved("cudf.pandas.GroupBy", data, trial, "needed-columns")) == 1.0
    assert installed == [True]


def test_ranks_come_home_in_the_order_of_nodes(trial, tmp_path, monkeypatch):
    stand_in.arrays(monkeypatch)
    stand_in.frames(monkeypatch)
    asked = stand_in.graphs(monkeypatch)
    workload = PageRank(nodes=500, degree=4)
    data = loaded(workload, tmp_path)
    ranks = solved("cugraph.pagerank", data, trial)
    assert workload.score(data, ranks) > 1 - workload.tolerance
    assert asked["directed"]
    assert asked["store_transposed"]
    assert trial.phases == ALL_PHASES


def test_what_cuml_accel_ran_on_a_card_is_scikit_learns_own_code(trial, tmp_path, monkeypatch):
    on_card = SimpleNamespace(gpu_calls=1, cpu_calls=0, fallback_reasons=set())
    asked = stand_in.accelerator(monkeypatch, {"Ridge.fit": on_card})
    workload = Ridge(samples=1000, features=5)
    data = loaded(workload, tmp_path)
    assert workload.score(data, solved("cuml.accel.Ridge", data, trial)) == pytest.approx(0.8, abs=0.1)
    assert asked == {"disable_uvm": True}


@pytest.mark.parametrize("name", ["Ridge", "LogisticRegression", "RandomForestClassifier", "SVC"])
def test_what_cuml_accel_ran_on_the_cpu_is_no_result_of_a_card(trial, monkeypatch, name):
    on_cpu = SimpleNamespace(gpu_calls=0, cpu_calls=1, fallback_reasons={"sparse rows"})
    stand_in.accelerator(monkeypatch, {name + ".fit": on_cpu})
    with pytest.raises(RuntimeError, match=r"fit on the CPU: sparse rows"):
        solved("cuml.accel." + name, two_classes(), trial)


@pytest.mark.parametrize(
    ("name", "variant", "operations", "passes_over_rows"),
    [
        ("cuml.Ridge", "eig", lambda n, d, passes: 2 * n * d * d + 2 * n * d, lambda passes: 1),
        ("cuml.LogisticRegression", None, lambda n, d, passes: 4 * n * d * passes, lambda passes: 2 * passes),
    ],
)
def test_what_cuml_computes_and_moves_is_counted_by_its_own_iterations(
    trial, monkeypatch, name, variant, operations, passes_over_rows
):
    stand_in.arrays(monkeypatch)
    stand_in.estimators(monkeypatch)
    data = two_classes()
    solver = registry.load(registry.resolve("solver", name))(variant)
    solver.setup(data)
    solver.solve(data, trial.context)
    assert solver.precision == "float32"
    assert solver.operations(data) == operations(200, 5, solver.passes)
    assert solver.moved_bytes(data) == 200 * 5 * 4 * passes_over_rows(solver.passes)


def test_centres_are_counted_by_iterations_and_neighbours_by_pairs(trial, tmp_path, monkeypatch):
    stand_in.arrays(monkeypatch)
    stand_in.estimators(monkeypatch)
    data = loaded(Clusters(samples=2000, clusters=3, features=4, spread=5.0), tmp_path)
    solver = registry.load(registry.resolve("solver", "cuml.KMeans"))(None)
    solver.setup(data)
    solver.solve(data, trial.context)
    assert solver.passes >= 1
    assert solver.operations(data) == 2 * data.X_train.size * 3 * solver.passes
    near = registry.load(registry.resolve("solver", "cuml.KNeighborsClassifier.predict"))(None)
    rows = SimpleNamespace(X_train=np.zeros((30, 5), "f4"), X_test=np.zeros((7, 5), "f4"))
    assert near.operations(rows) == 2 * 7 * 30 * 5
    assert near.moved_bytes(rows) == (30 + 7) * 5 * 4


@pytest.mark.parametrize(("name", "variant"), [("cuml.Ridge", "svd"), ("cuml.SVC", None)])
def test_what_nobody_tells_is_not_guessed(trial, monkeypatch, name, variant):
    stand_in.arrays(monkeypatch)
    stand_in.estimators(monkeypatch)
    data = two_classes()
    solver = registry.load(registry.resolve("solver", name))(variant)
    solver.setup(data)
    solver.solve(data, trial.context)
    assert solver.operations(data) is solver.moved_bytes(data) is None


def test_an_estimator_without_iterations_counts_none(trial, monkeypatch):
    stand_in.arrays(monkeypatch)
    stand_in.estimators(monkeypatch)
    data = two_classes()
    solver = registry.load(registry.resolve("solver", "cuml.LogisticRegression"))(None)
    solver.setup(data)
    assert solver.counted_passes(SimpleNamespace()) is None
    assert solver.operations(data) is None
