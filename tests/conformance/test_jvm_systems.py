"""What Spark and H2O have beyond one solver's contract: scikit-learn's objective, the JVM's start outside, joblib."""

from __future__ import annotations

import pytest

import workbench
from workbench.contracts import missing_need

pytestmark = [
    pytest.mark.systems,
    pytest.mark.timeout(3000),
    pytest.mark.skipif(missing_need("java>=17") is not None, reason=str(missing_need("java>=17"))),
]
STRONG = {
    "ridge": ("sklearn.Ridge[cholesky]", {"samples": 2000, "features": 20}, {"alpha": 3000.0}),
    "flights": ("sklearn.LogisticRegression[newton-cholesky]", {"rows": 3000}, {"C": 0.001}),
}
"""Penalties so strong that another one would give another score."""


def run(workload, parameters, solvers, tmp_path, **asked):
    result = workbench.run(
        workload,
        parameters=parameters,
        solvers=solvers,
        measure={"launches": 1, "warmups": 0, "repeats": 1},
        results=str(tmp_path / "results"),
        **asked,
    )
    assert [(trial.status, trial.reason, trial.leftovers) for trial in result.run.trials] == [("ok", None, ())] * len(
        result.run.trials
    )
    cases = {planned.case.id: planned.case for planned in result.run.header.plan.cases}
    return [(cases[trial.case_id], trial) for trial in result.run.trials]


@pytest.mark.parametrize(
    ("workload", "solver"),
    [
        ("ridge", "spark.LinearRegression[normal]"),
        ("ridge", "spark.LinearRegression[l-bfgs]"),
        ("ridge", "h2o.GLM-gaussian"),
        ("flights", "spark.LogisticRegression"),
        ("flights", "h2o.GLM-binomial"),
    ],
)
def test_it_minimises_what_scikit_learn_does(workload, solver, tmp_path):
    reference, parameters, penalty = STRONG[workload]
    solvers = [{"name": name, "parameters": penalty} for name in (reference, solver)]
    (_, one), (_, other) = run(workload, parameters, solvers, tmp_path)
    assert one.score.value == pytest.approx(other.score.value, abs=2e-4)


def test_the_jvm_starts_outside_the_measured_call_and_counts_in_the_tree(tmp_path):
    ((_, trial),) = run("ridge", {"samples": 500, "features": 5}, ["spark.LinearRegression"], tmp_path)
    lasted = {phase.name: phase.end_seconds - phase.start_seconds for phase in trial.phases}
    assert lasted["start"] > 0.5, "no JVM starts in less"
    assert {"transfer_in", "compute"} <= set(lasted)
    assert lasted["transfer_in"] + lasted["compute"] <= trial.wall_seconds[0]
    assert trial.memory.low_bytes > 250e6, "a bare Python with numpy and pyarrow; no JVM among them"


def test_joblib_runs_on_the_python_processes_of_spark(tmp_path):
    search = {"name": "sklearn.GridSearchCV", "parameters": {"alphas": 1, "cv": 2, "n_features": 2**14}}
    trials = run("text", {"documents": 400}, [search], tmp_path, backends=["spark"], workers=[1, 2])
    assert {case.resources.workers for case, _ in trials} == {1, 2}
    assert len({trial.score.value for _, trial in trials}) == 1
    assert all(case.environment == "joblibspark" for case, _ in trials)
