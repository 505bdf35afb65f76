"""Data on Dask's workers: futures that are kept to one worker each."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Sequence, Tuple

from workbench.contracts.placing import Placing


class DaskPlacing(Placing):
    """Every piece goes by the scheduler, which the workers can reach for sure; a broadcast goes on from worker to
    worker, as Dask's own does. A worker of several threads is given a piece for each worker that it stands for."""

    def __init__(self, client: Any, seats: Sequence[str]) -> None:
        self._client = client
        self._seats: Tuple[str, ...] = tuple(seats)

    def broadcast(self, whole: Any) -> List[Any]:
        """Once to each process."""
        addresses = sorted(set(self._seats))
        (held,) = self._client.scatter([whole], workers=addresses, broadcast=True, hash=False)
        return [held] * len(self._seats)

    def scatter(self, pieces: Sequence[Any]) -> List[Any]:
        """A message a piece, at once."""
        found = [
            self._client.scatter([piece], workers=[seat], hash=False)[0] for piece, seat in zip(pieces, self._seats)
        ]
        return _done(found)

    def compute(
        self, function: Callable[..., Any], items: Sequence[Any], held: Optional[Sequence[Any]] = None
    ) -> List[Any]:
        """`pure=False`: a repeated call is computed again."""
        given = [(item,) for item in items] if held is None else list(zip(held, items))
        submit = self._client.submit
        found = [submit(function, *each, workers=[seat], pure=False) for each, seat in zip(given, self._seats)]
        return _done(found)

    def gather(self, results: Sequence[Any]) -> List[Any]:
        """By the client's connection."""
        found: List[Any] = self._client.gather(list(results))
        return found


def _done(futures: List[Any]) -> List[Any]:
    """Wait for them, and raise what one raised."""
    for future in futures:
        error = future.exception()
        if error is not None:
            raise error
    return futures
