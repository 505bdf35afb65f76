"""What H2O's solvers share: a JVM that stands between calls, and the data's way into it."""

from __future__ import annotations

import contextlib
import os
from typing import Any, Callable, ContextManager, List, Optional

from workbench.contracts import Context, Solver
from workbench.errors import PluginError
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._h2o_csv import read_probabilities, write_rows

ENVIRONMENT = DeclaredEnvironment("h2o", ("h2o==3.46.0.7", "numpy==2.*", "pyarrow==22.*"), needs=("java>=8",))
"""Later versions of 3.46 (3.46.0.12 was tried) refuse to export a MOJO without a licence."""
LEAST_HEAP_BYTES = 512 * 2**20
STOP_SECONDS = 30.0
TARGET = "y"
Phase = Callable[[str], ContextManager[None]]
"""What marks an inner phase, as `Context.phase` does."""


class H2OSolver(Solver):
    """Trains one of H2O's estimators in a cluster of one JVM on the loopback, with `workers` threads.

    The JVM starts in the phase `start`, with a heap of at most `heap_bytes`. A call writes the rows as CSV, which H2O
    parses in parallel into its compressed columns (`transfer_in`; the Python client itself goes by CSV), then trains
    (`compute`). First calls are several times as slow as later ones, until the JVM has compiled what it runs.
    """

    requires = {"h2o": "pip install h2o", "pyarrow": "pip install pyarrow"}
    environment = ENVIRONMENT
    scales_with = "own"

    def __init__(self, variant: Optional[str] = None, **parameters: Any) -> None:
        super().__init__(variant, **parameters)
        self.cluster: Optional[Cluster] = None

    def check(self) -> None:
        """H2O starts with less, and then does not get far."""
        if self.values["heap_bytes"] < LEAST_HEAP_BYTES:
            raise PluginError("heap_bytes must be at least %d (512 MiB)" % LEAST_HEAP_BYTES)

    def estimator(self, rows: int, seed: int) -> Any:  # noqa: ARG002 - for those who override it
        """A new estimator of H2O, for so many training rows."""
        raise TypeError("solver %r has no estimator()" % self.name)

    def result(self, model: Any) -> Any:
        """What is scored, of a trained model: by default one that predicts in the cluster."""
        return InCluster(self.standing, model)

    @property
    def standing(self) -> Cluster:
        """The cluster that `start` brought up."""
        assert self.cluster is not None
        return self.cluster

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import the client, which starts nothing."""
        import h2o.estimators  # noqa: F401 - imported here so that no measured call does

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Start the JVM."""
        self.cluster = Cluster(context.workers, context.scratch, self.values["heap_bytes"])

    def stop(self) -> None:
        """End the JVM."""
        if self.cluster is not None:
            self.cluster.stop()

    def solve(self, data: Any, context: Context) -> Any:
        """Hand the training rows over and train."""
        return self.result(self.trained(data, context))

    def trained(self, data: Any, context: Context) -> Any:
        """A model of the training rows."""
        with context.phase("transfer_in"):
            frame = self.standing.frame(data.X_train, data.y_train)
        with context.phase("compute"):
            model = self.estimator(len(data.X_train), context.seed)
            model.train(y=TARGET, training_frame=frame)
        self.standing.forget(frame)
        return model


class Cluster:
    """One H2O process. It is told that the machine has `workers` CPUs, so that its collector and its compiler don't
    take more, and is given one collector: by itself Java takes another one at one CPU than at two."""

    def __init__(self, workers: int, scratch: str, heap_bytes: int) -> None:
        import h2o
        from h2o.backend import H2OLocalServer

        self.folder = os.path.join(scratch, "h2o")
        os.makedirs(self.folder, exist_ok=True)
        java = [*processors(workers), "-Djava.io.tmpdir=%s" % self.folder]
        self._server = H2OLocalServer.start(
            nthreads=workers,
            max_mem_size=heap_bytes,
            enable_assertions=False,
            ice_root=self.folder,
            log_dir=os.path.join(self.folder, "log"),
            jvm_custom_args=java,
            bind_to_localhost=True,
            verbose=False,
        )
        self._process = self._server._process  # noqa: SLF001 - forgotten by shutdown, and to be waited for
        h2o.connect(server=self._server, verbose=False, strict_version_check=False)
        h2o.no_progress()

    def frame(self, rows: Any, labels: Any = None) -> Any:
        """The rows, and where given the labels, as a frame of H2O; whole numbers as labels become categories."""
        import h2o

        path = os.path.join(self.folder, "rows.csv")
        write_rows(path, rows, labels, TARGET)
        frame = h2o.import_file(path, header=1)
        os.remove(path)
        if labels is not None and labels.dtype.kind in "iub":
            frame[TARGET] = frame[TARGET].asfactor()
        return frame

    def forget(self, frame: Any) -> None:
        """Free what a frame holds."""
        import h2o

        h2o.remove(frame)

    def stop(self) -> None:
        """End the process and wait for it."""
        self._server.shutdown()
        self._process.wait(STOP_SECONDS)


def unmarked(name: str) -> ContextManager[None]:  # noqa: ARG001 - a Phase's
    """Marks nothing: for what is not measured."""
    return contextlib.nullcontext()


def processors(workers: int) -> List[str]:
    """What Java is told of the machine."""
    return ["-XX:ActiveProcessorCount=%d" % workers, "-XX:+UseG1GC", "-XX:-UsePerfData"]


class InCluster:
    """A model that predicts in the cluster, which must stand."""

    def __init__(self, cluster: Cluster, model: Any) -> None:
        self._cluster = cluster
        self._model = model

    def predict_proba(self, rows: Any, phase: Phase = unmarked) -> Any:
        """Shape (rows, 2); rows go in and probabilities come out by CSV."""
        import h2o

        with phase("transfer_in"):
            frame = self._cluster.frame(rows)
        with phase("compute"):
            predicted = self._model.predict(frame)
        with phase("transfer_out"):
            path = os.path.join(self._cluster.folder, "predicted.csv")
            h2o.export_file(predicted, path, force=True)
            found = read_probabilities([path])
        self._cluster.forget(frame)
        self._cluster.forget(predicted)
        return found

    def predict(self, rows: Any) -> Any:
        """The more likely class."""
        return self.predict_proba(rows).argmax(axis=1)
