"""How it goes, told to the runner while a trial runs, and never at the price of a tick."""

from __future__ import annotations

import os
import select
from itertools import islice
from typing import Dict, Iterator, Mapping

from workbench.wire import encode

TELL_SECONDS = 1.0
VALUES_A_MESSAGE = 40


class LiveFeed:
    """Sends `live` messages. A pipe takes up to PIPE_BUF bytes at once whenever it reports to be writable (pipe(7)).

    So a message is no longer than that, and is dropped when it is or when nobody reads: the next one is as good.
    """

    def __init__(self, sink: int, launched_at: float) -> None:
        self.next_due = float("-inf")
        self._sink = sink
        self._launched_at = launched_at
        self._poll = select.poll()
        self._poll.register(sink, select.POLLOUT)

    def tell(self, now: float, values: Mapping[str, float]) -> None:
        """Send the latest values, in as many messages as they take."""
        self.next_due = now + TELL_SECONDS
        for some in _portions(values):
            data = encode({"type": "live", "at_seconds": round(now - self._launched_at, 3), "values": some})
            if len(data) <= select.PIPE_BUF and self._writable():
                os.write(self._sink, data)

    def _writable(self) -> bool:
        return any(event & select.POLLOUT for _, event in self._poll.poll(0))


def _portions(values: Mapping[str, float]) -> Iterator[Dict[str, float]]:
    left = iter(values.items())
    while True:
        some = dict(islice(left, VALUES_A_MESSAGE))
        if not some:
            return
        yield some
