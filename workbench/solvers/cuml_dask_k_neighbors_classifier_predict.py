"""cuML's nearest neighbours on several cards, by Dask-CUDA."""

from __future__ import annotations

from typing import Any

from workbench.child import dask as settings
from workbench.contracts import Context, Solver
from workbench.solvers._dask import in_blocks
from workbench.solvers._nearest import PARAMETERS, require_neighbors
from workbench.solvers._rapids import CUML_DASK


class Predict(Solver):
    """cuml.dask's KNeighborsClassifier on a LocalCUDACluster with a process a card: the share of a row's
    `n_neighbors` nearest training rows that are of class 1, shape (rows,).

    Training rows and those to predict lie in as many parts as there are cards. A process reads its part of the file and
    ships it to its card, in each call. The cluster comes up in the phase `start`.
    """

    name = "cuml.dask.KNeighborsClassifier.predict"
    requires = {"cuml": 'pip install "cuml-cu12[dask]"', "dask_cuda": "pip install dask-cuda"}
    environment = CUML_DASK
    tasks = ("prediction",)
    devices = ("cuda",)
    parameters = PARAMETERS
    deterministic = False
    cluster: Any = None
    client: Any = None

    def check(self) -> None:
        """There is a neighbour to ask."""
        require_neighbors(self.values["n_neighbors"])

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Bring the cluster up, a process a card, and wait until every one answers."""
        from dask_cuda import LocalCUDACluster
        from distributed import Client

        self._cards = max(1, context.cards)
        self.cluster = LocalCUDACluster(
            n_workers=self._cards,
            threads_per_worker=1,
            protocol="tcp",
            host=settings.LOOPBACK,
            dashboard_address=None,
            scheduler_kwargs=settings.WITHOUT_DASHBOARD,
            silence_logs=settings.LOG_LEVEL,
            local_directory=context.scratch,
        )
        self.client = Client(self.cluster)
        self.client.wait_for_workers(self._cards)
        self.client.run(abs, 0)

    def solve(self, data: Any, context: Context) -> Any:
        """Ask all cards."""
        from cuml.dask.neighbors import KNeighborsClassifier

        with context.phase("transfer_in"):
            rows, labels, asked = (self._on_cards(each) for each in (data.X_train, data.y_train, data.X_test))
        with context.phase("compute"):
            model = KNeighborsClassifier(client=self.client, n_neighbors=int(self.values["n_neighbors"]))
            shares = model.fit(rows, labels).predict_proba(asked).persist()
            self._wait(shares)
        with context.phase("transfer_out"):
            return shares.map_blocks(_home).compute()[:, 1]

    def stop(self) -> None:
        """Take it down and wait."""
        if self.client is not None:
            self.client.close()
        if self.cluster is not None:
            self.cluster.close()

    def _on_cards(self, rows: Any) -> Any:
        """A part a card, there."""
        there = in_blocks(rows, -(-len(rows) // self._cards)).map_blocks(_there).persist()
        self._wait(there)
        return there

    def _wait(self, array: Any) -> None:
        from distributed import wait

        wait(array)


def _there(rows: Any) -> Any:
    """In a process of the cluster: the rows on its card."""
    import cupy

    return cupy.asarray(rows)


def _home(rows: Any) -> Any:
    """In a process of the cluster: the rows in host memory."""
    import cupy

    return cupy.asnumpy(rows)


PLUGIN = Predict
