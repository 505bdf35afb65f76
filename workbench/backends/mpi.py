"""Ranks of MPI: of the trial's own on this machine, or on a part of a cluster of hosts."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Callable, ContextManager, Dict, Hashable, Iterable, List, Optional, Tuple

from workbench.backends import _joblib
from workbench.child import mpi_launch
from workbench.child.mpi_pool import RankPool
from workbench.child.native_threads import THREAD_VARIABLES
from workbench.contracts import Backend, Part, WorkDone
from workbench.model.declared_environment import DeclaredEnvironment


class Mpi(Backend):
    """A rank of MPICH for each of `workers`, and one more that hands them tasks, by executors of mpi4py.futures.

    A task goes to the rank that has been without one for the longest. joblib's Parallel runs on the ranks by joblib's
    `multiprocessing` backend, without its shared arrays: what is handed over is pickled. On this machine ranks talk
    through shared memory and open no port; on the hosts of a cluster as MPICH finds best. A rank that dies ends the
    trial, as MPI does.
    """

    name = "mpi"
    requires = {"mpi4py": "pip install 'workbench[mpi]'"}
    environment = DeclaredEnvironment("mpi", ("mpi4py==4.1.*", "mpich==5.0.*", "scikit-learn==1.9.*"))
    _pool: Optional[RankPool] = None
    _standing = False
    """On a part of a cluster."""

    def start(self) -> None:
        """Start the ranks and wait until all stand."""
        self._start(mpi_launch.here(1 + self.workers), "")

    def start_on(self, part: Part) -> None:
        """Start the ranks on the hosts of the part, with the code that they need."""
        hosts, archive = part.handle
        self._standing = True
        self._start(mpi_launch.on_hosts(hosts), archive)

    def _start(self, launch: mpi_launch.Launch, archive: str) -> None:
        os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(self.threads_per_worker)))
        self._pool = RankPool()
        self._pool.start(launch, self.scratch or tempfile.gettempdir(), archive=archive)
        self._joblib = None
        if _joblib.is_installed():
            from joblib.parallel import MultiprocessingBackend

            self._joblib = _joblib.over_pool(MultiprocessingBackend, _joblib.Submitting(self._submit), self.workers)
            if self.workers == 1:
                _joblib.check_lone_worker(self._joblib)

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        assert self._pool is not None
        return self._pool.submit(0, function, *arguments)

    def worker_pids(self) -> List[int]:
        """The processes of the ranks on this machine, in the order of their numbers."""
        return [] if self._standing or self._pool is None else [worker.pid for worker in self._pool.workers]

    def worker_places(self) -> List[Tuple[str, int]]:
        """Of the ranks on a part of a cluster, in the order of their numbers."""
        return [] if self._pool is None else self._pool.places()

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """Tasks that each rank has done."""
        assert self._pool is not None
        return self._pool.work_done()

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the ranks."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` (importable in a rank) to every item, one item a task."""
        assert self._pool is not None
        return self._pool.map(function, items)

    def stop(self) -> None:
        """End the ranks and wait for them."""
        if self._pool is not None:
            self._pool.stop()


PLUGIN = Mpi
