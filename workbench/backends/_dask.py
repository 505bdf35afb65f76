"""What the two Dask backends share: work given to a client's workers."""

from __future__ import annotations

from typing import Any, Callable, Iterable, List, Optional, Tuple

from workbench.backends import _joblib

REQUIRES = {"distributed": "pip install 'workbench[dask]'"}


def connect(cluster: Any) -> Any:
    """A client of a cluster of the trial's own that nothing else in the process picks up."""
    from distributed import Client

    return Client(cluster, set_as_default=False)


def addresses(client: Any) -> Tuple[str, ...]:
    """Those of all its workers, in a stable order."""
    return tuple(sorted(client.nthreads()))


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
