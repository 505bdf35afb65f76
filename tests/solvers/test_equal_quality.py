"""Solvers of one objective agree within the tolerance of the workload they are compared on."""

import warnings

import pytest

from workbench import registry
from workbench.workloads.flights import Flights
from workbench.workloads.ridge import Ridge
from workbench.workloads.text import Text

GROUPS = {
    "flights": (Flights(rows=6000), ("sklearn.LogisticRegression", "sklearn.SGDClassifier")),
    "ridge": (Ridge(samples=3000, features=40), ("sklearn.Ridge", "sklearn.SGDRegressor")),
    "text": (Text(documents=600), ("sklearn.HashingVectorizer", "sklearn.TfidfVectorizer")),
}


@pytest.mark.parametrize("group", GROUPS)
def test_scores_agree_within_the_tolerance_and_nothing_fails_to_converge(group, tmp_path, context):
    workload, names = GROUPS[group]
    workload.prepare(str(tmp_path))
    data = workload.load(str(tmp_path))
    scores = {}
    for name in names:
        plugin = registry.load(registry.resolve("solver", name))
        for variant in plugin.variants or (None,):
            solver = plugin(variant=variant)
            solver.setup(data)
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                scores[name, variant] = workload.score(data, solver.solve(data, context))
    assert max(scores.values()) - min(scores.values()) <= workload.tolerance, scores
