"""cProfile: the standard library's deterministic profiler."""

from __future__ import annotations

from typing import List, Sequence

from workbench.contracts import Profiler

MOST_LINES = 60


class CProfile(Profiler):
    """Counts and times every Python call of the main process; its workers are not seen, and calls cost more than usual.

    Leaves a table by cumulative time, and the profile itself for snakeviz, gprof2dot and the like.
    """

    name = "cprofile"
    suffixes = (".txt", ".prof")

    def wrap(self, argv: Sequence[str], output: str) -> List[str]:
        """`python -m cProfile -o … -m MODULE …`."""
        interpreter, *words = argv
        return [interpreter, "-m", "cProfile", "-o", output + ".prof", *words]

    def finish(self, output: str) -> Sequence[str]:
        """Write the table."""
        import pstats

        with open(output + ".txt", "w", encoding="utf-8", errors="replace") as table:
            pstats.Stats(output + ".prof", stream=table).sort_stats("cumulative").print_stats(MOST_LINES)
        return super().finish(output)


PLUGIN = CProfile
