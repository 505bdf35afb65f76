"""What the two Dask backends share: work given to a client's workers."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from workbench.backends import _joblib
from workbench.errors import WorkbenchError

REQUIRES = {"distributed": "pip install 'workbench[dask]'"}


def connect(address: Any) -> Any:
    """A client of the cluster (an address or a cluster object) that nothing else in the process picks up."""
    from distributed import Client

    return Client(address, set_as_default=False)


def choose(client: Any, workers: int) -> Tuple[str, ...]:
    """The addresses of workers that have `workers` threads in all, in a stable order.

    Raises WorkbenchError where the cluster has too few, or can't be divided so.
    """
    threads: Dict[str, int] = client.nthreads()
    chosen: List[str] = []
    left = workers
    for address, count in sorted(threads.items()):
        if 0 < count <= left:
            chosen.append(address)
            left -= count
    if left:
        raise WorkbenchError(
            "this Dask cluster can't give exactly %d threads: its %d workers have %s"
            % (workers, len(threads), sorted(threads.values())),
            "ask for fewer workers, or start Dask's workers with `--nthreads 1`",
        )
    return tuple(chosen)


def wait_for_answers(client: Any, addresses: Tuple[str, ...]) -> None:
    """Return once every worker has run something."""
    client.run(_joblib.identity, workers=list(addresses))


def map_on(client: Any, addresses: Tuple[str, ...], function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
    """Apply `function` to every item, one item a task. `pure=False`: a repeated call is computed again."""
    futures = client.map(function, list(items), pure=False, workers=list(addresses))
    results: List[Any] = client.gather(futures)
    return results


def joblib_backend(client: Any, addresses: Tuple[str, ...], workers: int) -> Any:
    """joblib's own `dask` backend with a fixed number of workers; None without joblib."""
    if not _joblib.is_installed():
        return None
    from joblib._dask import DaskDistributedBackend

    count = _joblib.worker_count(workers)

    class StandingDask(DaskDistributedBackend):  # type: ignore[misc]
        """joblib counts every thread of the cluster, and takes one for none."""

        def effective_n_jobs(self, n_jobs: Optional[int]) -> int:  # noqa: ARG002 - joblib's signature
            return count

    backend = StandingDask(client=client, workers=list(addresses))
    if workers == 1:
        _joblib.check_lone_worker(backend)
    return backend
