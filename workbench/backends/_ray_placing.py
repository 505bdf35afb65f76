"""Data in Ray's object stores, and calls on the actors of a pool one by one."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Sequence, Tuple

from workbench.contracts.placing import Placing

Call = Tuple[Callable[..., Any], Any]


class RayPlacing(Placing):
    """`run` has actor i call a function with each of some arguments: the reference of a list of results.

    Workers of one node share its object store: what is broadcast goes to each node once.
    """

    def __init__(self, workers: int, run: Callable[[int, Callable[..., Any], List[Any]], Any]) -> None:
        self._workers = workers
        self._run = run

    def broadcast(self, whole: Any) -> List[Any]:
        """Put here, and fetched by every actor."""
        import ray

        return self._brought([ray.put(whole)] * self._workers)

    def scatter(self, pieces: Sequence[Any]) -> List[Any]:
        """Put here, and each fetched by its actor."""
        import ray

        return self._brought([ray.put(piece) for piece in pieces])

    def compute(
        self, function: Callable[..., Any], items: Sequence[Any], held: Optional[Sequence[Any]] = None
    ) -> List[Any]:
        """Small results come home with the answer, as Ray has it."""
        kept = [None] * self._workers if held is None else list(held)
        calls = [self._run(index, _call, [(function, kept[index], item)]) for index, item in enumerate(items)]
        self._wait(calls)
        return calls

    def gather(self, results: Sequence[Any]) -> List[Any]:
        """Raises what a call raised."""
        import ray

        found = [answer for (answer,) in ray.get(list(results))]
        for answer in found:
            if isinstance(answer, BaseException):
                # The pool wraps what its function raised.
                raise getattr(answer, "underlying", answer)
        return found

    def _brought(self, held: List[Any]) -> List[Any]:
        fetched = [self._run(index, _fetch, [(each,)]) for index, each in enumerate(held)]
        self._wait(fetched)
        self.gather(fetched)
        return held

    def _wait(self, calls: List[Any]) -> None:
        import ray

        ray.wait(calls, num_returns=len(calls), fetch_local=False)


def _fetch(held: Tuple[Any]) -> None:
    """Into this node's object store."""
    import ray

    ray.get(held[0])


def _call(told: Tuple[Callable[..., Any], Any, Any]) -> Any:
    function, held, item = told
    if held is None:
        return function(item)
    import ray

    return function(ray.get(held), item)
