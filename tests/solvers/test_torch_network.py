from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import CannotRun, PluginError
from workbench.solvers._torch import outputs_of, require_dense
from workbench.solvers._torch_network import widths_of
from workbench.solvers.torch_logistic_regression import LogisticRegression
from workbench.solvers.torch_network import Network
from workbench.solvers.torch_network_pipeline import PipelineParallelNetwork, stage_of
from workbench.solvers.torch_network_tensor import TensorParallelNetwork


@pytest.mark.parametrize(("classes", "outputs"), [(2, 1), (3, 3), (10, 10)])
def test_two_classes_need_one_output(classes, outputs):
    assert widths_of({"hidden": 7, "layers": 3}, 5, np.arange(classes)) == [5, 7, 7, outputs]


def test_a_single_class_is_skipped():
    with pytest.raises(CannotRun, match="one class"):
        outputs_of(np.array([1]))


def test_sparse_rows_are_skipped():
    from scipy import sparse

    with pytest.raises(CannotRun, match="sparse"):
        require_dense(sparse.csr_matrix(np.eye(3)))
    require_dense(np.eye(3))


@pytest.mark.parametrize("solver", [Network, LogisticRegression, TensorParallelNetwork, PipelineParallelNetwork])
def test_every_parameter_that_cannot_work_is_named_before_a_run(solver):
    solver().check()
    with pytest.raises(PluginError, match="batch_rows is 0; epochs is -1"):
        solver(batch_rows=0, epochs=-1).check()


def test_what_cannot_be_split_is_refused_before_a_run():
    with pytest.raises(PluginError, match="even"):
        TensorParallelNetwork(layers=3).check()
    with pytest.raises(PluginError, match="multiple of 4"):
        PipelineParallelNetwork(batch_rows=254).check()


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_stages_hold_every_module_once_and_in_order(size):
    modules = ["dense 1", "relu", "dense 2", "relu", "dense 3", "relu", "dense 4"]
    stages = [stage_of(modules, number, size) for number in range(size)]
    assert [module for stage in stages for module in stage] == modules
    assert all(stage[0].startswith("dense") for stage in stages)


def test_more_ranks_than_layers_are_skipped(context):
    context.workers = 5
    with pytest.raises(CannotRun, match="5 ranks need a layer each"):
        PipelineParallelNetwork().start(None, context)
