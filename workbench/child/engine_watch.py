"""What a cluster's engine counts by itself, looked at while the work goes on."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable, Dict, List, Mapping, Optional

from workbench.contracts import EngineAnswer

LEAST_SECONDS = 1.0
REST_RATIO = 100.0
"""A look is followed by a rest a hundred times as long: of a large cluster it costs more than of a small one."""
PATIENCE_SECONDS = 5.0


class EngineWatch:
    """`ask` is `Cluster.engine_figures` of the part. It is asked in a thread: an engine that hangs costs its figures
    only."""

    def __init__(self, ask: Callable[[], Mapping[str, EngineAnswer]]) -> None:
        self._ask = ask
        self._seen: Dict[str, Dict[str, Any]] = {}
        self._over = threading.Event()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="engine-watch", daemon=True)

    def begin(self) -> None:
        """Look once, and go on looking. Counters are counted from here."""
        self._thread.start()
        self._begun.wait(PATIENCE_SECONDS)

    def end(self) -> None:
        """Look for the last time; a second call finds it done."""
        self._over.set()
        self._thread.join(PATIENCE_SECONDS)

    def answers(self) -> Dict[str, Dict[str, Any]]:
        """By node, as `wire` says of the message `engine`."""
        if self._thread.is_alive():
            late = "the engine did not answer within %g s" % PATIENCE_SECONDS
            return {node: {**seen, "unavailable": late} for node, seen in (self._seen or {"": _nothing()}).items()}
        return self._seen

    def _watch(self) -> None:
        while True:
            last = self._over.is_set()
            began = time.monotonic()
            self._look(began)
            self._begun.set()
            if last:
                return
            self._over.wait(max(LEAST_SECONDS, REST_RATIO * (time.monotonic() - began)))

    def _look(self, at: float) -> None:
        try:
            answers: Mapping[str, EngineAnswer] = self._ask()
        except Exception as error:  # noqa: BLE001 - whatever an engine raises, the trial goes on without its figures
            answers = dict.fromkeys(self._seen or [""], "%s: %s" % (type(error).__name__, error))
        seen = dict(self._seen)
        for node, answer in answers.items():
            seen[node] = _with(seen.get(node) or _nothing(), at, answer)
        self._seen = seen


def _nothing() -> Dict[str, Any]:
    return {"at": [], "figures": [], "grows": [], "unavailable": None}


def _with(seen: Mapping[str, Any], at: float, answer: EngineAnswer) -> Dict[str, Any]:
    if isinstance(answer, str):
        return {**seen, "unavailable": answer}
    figures: List[Dict[str, float]] = [*seen["figures"], {name: value for name, value, _ in answer}]
    grows = sorted({*seen["grows"], *(name for name, _, growing in answer if growing)})
    unavailable: Optional[str] = None
    return {"at": [*seen["at"], at], "figures": figures, "grows": grows, "unavailable": unavailable}
