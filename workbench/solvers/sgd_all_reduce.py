"""Data-parallel stochastic gradient descent: an all-reduce of gradients a step, over MPI."""

from __future__ import annotations

from workbench.solvers._sgd_mpi import MPISolver


class AllReduce(MPISolver):
    """Each rank adds up the gradients of its part of a batch of `batch_rows`; all-reduced, all take the same step.

    The steps of sgd.Minibatch, up to the order in which numbers are added, so the passes stay the same however many
    ranks. What moves is a gradient a step: the least that an all-reduce sends, 2·(ranks − 1) gradients, is told.
    """

    name = "sgd.AllReduce"
    parameters = {**MPISolver.parameters, "batch_rows": 256}
    way = "all-reduce"
    rows_parameter = "batch_rows"


PLUGIN = AllReduce
