"""The child's end of the pipe to its launcher."""

from __future__ import annotations

import os
import time
from typing import Any, Optional

from workbench.wire import encode


class Channel:
    """Sends messages; the descriptor is not inherited by programs that the trial executes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.set_inheritable(descriptor, False)

    def send(self, type: str, **fields: Any) -> None:
        """Send one message whole."""
        fields["type"] = type
        data = encode(fields)
        while data:
            data = data[os.write(self._descriptor, data) :]


class PhaseMark:
    """`with mark("measure"):` tells when the phase begins and, once it ended well, its two times.

    What is sent is sent outside the marked stretch; of an inner phase, that is still inside `measure`. `running` is the
    phase under way, or the one that failed.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.running: Optional[str] = None

    def __call__(self, name: str) -> _Phase:
        """The context manager that marks one stretch of phase `name`."""
        return _Phase(self, self._channel, name)


class _Phase:
    def __init__(self, mark: PhaseMark, channel: Channel, name: str) -> None:
        self._mark = mark
        self._channel = channel
        self._name = name
        self._outer: Optional[str] = None
        self._start = 0.0

    def __enter__(self) -> None:
        self._outer = self._mark.running
        self._mark.running = self._name
        self._channel.send("edge", name=self._name, edge="start", at=time.monotonic())
        self._start = time.monotonic()

    def __exit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        end = time.monotonic()
        if error is None:
            self._mark.running = self._outer
            self._channel.send("phase", name=self._name, start=self._start, end=end)
        self._channel.send("edge", name=self._name, edge="end", at=end)
