"""Local SGD: steps on weights of one's own, their mean now and then, over MPI."""

from __future__ import annotations

from workbench.solvers._sgd_mpi import MPISolver


class Local(MPISolver):
    """Each rank makes `local_rows` steps of a row each on weights of its own; all-reduced, all go on from the mean.

    Fewer exchanges than one a step. Steps are as many times as long as there are ranks, since a mean is as many times
    shorter than the sum. What moves is the weights: the least that an all-reduce sends is told.
    Source: Stich, ICLR 2019.
    """

    name = "sgd.Local"
    parameters = {**MPISolver.parameters, "local_rows": 1000}
    way = "local"
    rows_parameter = "local_rows"


PLUGIN = Local
