"""Bringing data to workers, having them compute on it, and bringing results home: each step by itself."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Sequence

BROADCAST, SCATTER, SHARED_FILE, IN_PLACE = "broadcast", "scatter", "shared-file", "in-place"
PLACEMENTS = (BROADCAST, SCATTER, SHARED_FILE, IN_PLACE)
"""The whole to every worker; to each its part; all read a file that they share; each makes its part itself."""


class Placing:
    """What a backend that places data offers, for as many pieces as there are workers. Every call waits until it is
    done; what was brought there goes when the references to it are dropped."""

    def broadcast(self, whole: Any) -> List[Any]:
        """The same to every worker; a reference a worker."""
        raise NotImplementedError

    def scatter(self, pieces: Sequence[Any]) -> List[Any]:
        """Piece i to worker i; a reference a worker."""
        raise NotImplementedError

    def compute(
        self, function: Callable[..., Any], items: Sequence[Any], held: Optional[Sequence[Any]] = None
    ) -> List[Any]:
        """`function(items[i])` on worker i, or `function(piece, items[i])` with the piece of `held[i]`.

        Results stay where they were made, as far as the engine lets them; a reference a worker. Raises what it raised.
        """
        raise NotImplementedError

    def gather(self, results: Sequence[Any]) -> List[Any]:
        """What `compute` made, here."""
        raise NotImplementedError
