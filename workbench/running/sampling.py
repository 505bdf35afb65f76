"""The runner's end of the sampler: a process of its own that outlives trials but not the run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Optional

from workbench.running.peer import Peer, PeerDied
from workbench.wire import Message

SUMMARY_SECONDS = 5.0
READY_SECONDS = 60.0


class Sampler:
    """Started when first needed and again after it died. A trial is never lost for want of its sampler.

    `peer` is the process while there is one, to be waited for beside others; `lost` is why a watch has no summary.
    """

    def __init__(self, start: Callable[[], Peer]) -> None:
        self._start = start
        self.peer: Optional[Peer] = None
        self.lost: Optional[str] = None

    def ready(self) -> None:
        """Have a sampler that has imported what it needs, so that its own start falls into no trial."""
        self.lost = None
        if self.peer is None:
            self.peer = self._start()
            self._send({"type": "prepare"})
            self._answer("ready", READY_SECONDS)

    def watch(self, **fields: Any) -> None:
        """Begin watching a trial's tree (see workbench.telemetry.sampler)."""
        self._send({"type": "watch", **fields})

    def mark(self, name: str, edge: str, at: float) -> None:
        """Tell that a phase began or ended."""
        self._send({"type": "mark", "name": name, "edge": edge, "at": at})

    def hear(self) -> list[Message]:
        """What it has said by itself in the middle of a watch: its `live` figures. Waits where it has not spoken."""
        return [message for message in self._take(None) if message["type"] == "live"]

    def stop(self) -> Optional[Message]:
        """End the watch; the summary, or None with the reason in `lost`."""
        self._send({"type": "stop"})
        return self._answer("summary", SUMMARY_SECONDS)

    def _answer(self, kind: str, seconds: float) -> Optional[Message]:
        """The first message of that kind, within so many seconds; other messages are passed over."""
        deadline = time.monotonic() + seconds
        while self.peer is not None:
            for message in self._take(deadline - time.monotonic()):
                if message["type"] == kind:
                    return message
                if message["type"] == "failure":
                    return None
            if time.monotonic() >= deadline:
                self._lose(f"the sampler did not answer within {seconds:g} s")
        return None

    def _take(self, seconds: Optional[float]) -> list[Message]:
        if self.peer is None:
            return []
        try:
            messages = self.peer.receive(seconds)
        except PeerDied as died:
            self._lose(f"the sampler ended early ({died})")
            return []
        for message in messages:
            if message["type"] == "failure":
                self.lost = f"the sampler: {message['reason']}"
        return messages

    def close(self) -> None:
        """End the process."""
        if self.peer is not None:
            self.peer.close()
            self.peer = None

    def _send(self, message: Message) -> None:
        if self.peer is None:
            return
        try:
            self.peer.send(message)
        except PeerDied as died:
            self._lose(f"the sampler ended early ({died})")

    def _lose(self, reason: str) -> None:
        self.lost = reason
        if self.peer is not None:
            self.peer.close(0.0)
        self.peer = None
