import numpy as np
import pytest

from workbench.errors import PluginError
from workbench.solvers.sklearn_random_forest_classifier_merged import MergedForest
from workbench.workloads._split import Split

ROWS = np.random.default_rng(0).standard_normal((900, 3))
DATA = Split(ROWS, (ROWS[:, 0] > 0).astype(int), ROWS[:5], None)


def solved(context, data=DATA, **parameters):
    solver = MergedForest(**parameters)
    solver.check()
    solver.setup(data)
    return solver.solve(data, context)


def test_the_merged_forest_has_all_trees_and_each_saw_its_part(context):
    forest = solved(context, n_estimators=12, partitions=3)
    assert forest.n_estimators == len(forest.estimators_) == 12
    assert [int(tree.tree_.weighted_n_node_samples[0]) for tree in forest.estimators_] == [300] * 12
    assert (forest.predict(ROWS) == DATA.y_train).mean() > 0.95


def test_the_parts_hold_every_row_once(context):
    handed = []
    context.map = lambda function, parts: handed.extend(parts) or [function(part) for part in parts]
    solved(context, n_estimators=4, partitions=4)
    assert np.array_equal(np.sort(np.concatenate([part.rows for part in handed]), axis=0), np.sort(ROWS, axis=0))
    assert len({part.forest.random_state for part in handed}) == 4


def test_trees_that_cannot_be_dealt_evenly_are_refused():
    with pytest.raises(PluginError, match="divide them evenly"):
        MergedForest(n_estimators=10, partitions=4).check()


def test_a_part_without_a_class_is_told(context):
    data = Split(ROWS, np.array([1] + [0] * 899), ROWS[:5], None)
    with pytest.raises(PluginError, match="lacks a class"):
        solved(context, data, n_estimators=4, partitions=2)
