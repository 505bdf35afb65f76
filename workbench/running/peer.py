"""A process of ours that lives beside the runner and speaks workbench.wire on its standard input and output."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import IO, Optional

from workbench.wire import Message, encode, split

LEAVE_SECONDS = 10.0


class PeerDied(Exception):
    """The process ended before it was told to; carries its exit status."""


class Peer:
    """Runs `python -m MODULE` in a session of its own, so that a Ctrl-C reaches only the runner.

    `prefix` is a command line that runs the one that follows it, in the same process. Another `interpreter` gets a
    `folder` of its own to run in.
    """

    def __init__(
        self,
        module: str,
        environment: Mapping[str, str],
        prefix: Sequence[str] = (),
        interpreter: str = "",
        folder: Optional[str] = None,
    ) -> None:
        # -P, where Python is surely so new: a file in the person's current folder must not shadow the standard library.
        python = [interpreter] if interpreter else [sys.executable, "-P"]
        self._process = subprocess.Popen(
            [*prefix, *python, "-m", module],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(environment),
            start_new_session=True,
        )
        self._input = _opened(self._process.stdin)
        self._output = _opened(self._process.stdout)
        self._rest = b""
        self.pid = self._process.pid

    def send(self, message: Message) -> None:
        """Send one message. Raises PeerDied."""
        try:
            self._input.write(encode(message))
            self._input.flush()
        except OSError:
            self._died()

    def receive(self, seconds: Optional[float]) -> list[Message]:
        """The messages that came; waits up to `seconds` (None: for ever) for the first. Raises PeerDied."""
        return self.take() if who_spoke([self], seconds) else []

    def fileno(self) -> int:
        """The descriptor that is readable when it has spoken."""
        return self._output.fileno()

    def take(self) -> list[Message]:
        """The messages that came. Waits where none has come. Raises PeerDied."""
        data = os.read(self._output.fileno(), 65536)
        if not data:
            self._died()
        messages, self._rest = split(self._rest + data)
        return list(messages)

    def close(self, seconds: float = LEAVE_SECONDS) -> None:
        """End its input, which tells it to leave, and wait; kill it when it doesn't."""
        try:
            self._input.close()
        except OSError:
            pass  # It is gone already, with our last message unread.
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()

    def _died(self) -> None:
        self._process.kill()
        raise PeerDied(f"exit status {self._process.wait()}")


def who_spoke(peers: Sequence[Peer], seconds: Optional[float]) -> list[Peer]:
    """Those that have something to say, or have died; waits up to `seconds` (None: for ever) for the first."""
    with selectors.DefaultSelector() as selector:
        for peer in peers:
            selector.register(peer, selectors.EVENT_READ)
        ready = selector.select(None if seconds is None else max(0.0, seconds))
        return [peer for peer in peers if any(key.fileobj is peer for key, _ in ready)]


def _opened(pipe: Optional[IO[bytes]]) -> IO[bytes]:
    """The pipe that Popen was asked for."""
    assert pipe is not None
    return pipe
