"""The sampler process: `python -m workbench.telemetry.sampler`.

Started once a run, outside every trial's tree. It speaks workbench.wire on its standard input and output, sleeps
while nothing is watched, and ends when its input does. An in-process sampler would be blind while the GIL is held.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import time
from typing import Callable, Optional, Sequence, Type

from workbench import wire
from workbench.contracts import Place, Probe
from workbench.errors import EXIT_OK, WorkbenchError
from workbench.telemetry.live import LiveFeed
from workbench.telemetry.order import WatchOrder
from workbench.telemetry.probing import load_probes
from workbench.telemetry.recording import ArrowImport
from workbench.telemetry.watch import Watch


class Sampler:
    """Serves one runner: one watch at a time, and a `summary` for each `stop`.

    `prepare` is answered by `ready` once all it needs is imported: a runner that waits for it before its first
    launch keeps that work out of the first trial. Where the order asks for it, a `live` message goes out about
    once a second; it is dropped when the runner is behind with reading.
    """

    def __init__(
        self,
        probes: Sequence[Type[Probe]],
        arrow: ArrowImport,
        source: int,
        sink: int,
        place: Place,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._probes = probes
        self._arrow = arrow
        self._source = source
        self._sink = sink
        self._clock = clock
        self._place = place
        self._watch: Optional[Watch] = None
        self._live: Optional[LiveFeed] = None

    def serve(self) -> None:
        """Until the input ends."""
        buffer = b""
        poll = select.poll()
        poll.register(self._source, select.POLLIN)
        while True:
            if poll.poll(self._wait_milliseconds()):
                data = os.read(self._source, 65536)
                if not data:
                    break
                buffer = self._take(buffer + data)
            now = self._clock()
            if self._watch is not None and now >= self._watch.next_due:
                self._tick(self._watch, now)
        self._abandon()

    def _wait_milliseconds(self) -> Optional[float]:
        if self._watch is None:
            return None
        return max(0.0, self._watch.next_due - self._clock()) * 1000.0

    def _take(self, buffer: bytes) -> bytes:
        """Handle the complete lines; returns what follows them."""
        *lines, rest = buffer.split(b"\n")
        for line in lines:
            failure = self._handle_line(line)
            if failure is not None:
                self._send({"type": "failure", "reason": failure})
        return rest

    def _handle_line(self, line: bytes) -> Optional[str]:
        """Why the line could not be handled, or None."""
        try:
            self._handle(wire.decode(line))
        except (KeyError, TypeError, ValueError) as error:
            return "bad message %r: %s: %s" % (line[:100], type(error).__name__, error)
        return None

    def _handle(self, message: wire.Message) -> None:
        now = self._clock()
        if message["type"] == "watch":
            self._abandon()
            order = WatchOrder.from_message(message)
            self._watch = Watch(order, self._probes, self._arrow, now, self._place)
            self._live = LiveFeed(self._sink, order.launched_at) if order.live else None
            self._tick(self._watch, self._clock())
        elif message["type"] == "mark" and self._watch is not None:
            self._watch.mark(message["name"], message["edge"], message["at"])
        elif message["type"] == "prepare":
            self._arrow.wait()
            _leave_garbage()
            self._send({"type": "ready"})
        elif message["type"] == "stop":
            self._stop(now)

    def _tick(self, watch: Watch, now: float) -> None:
        watch.tick(now)
        if self._live is not None and now >= self._live.next_due:
            self._live.tell(now, watch.latest())

    def _stop(self, now: float) -> None:
        if self._watch is None:
            self._send({"type": "failure", "reason": "stop, but nothing is watched"})
            return
        watch, self._watch = self._watch, None
        self._send(watch.finish(now).to_message())
        gc.collect()

    def _abandon(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _send(self, message: wire.Message) -> None:
        data = wire.encode(message)
        while data:
            data = data[os.write(self._sink, data) :]


def main() -> int:
    """Serve standard input; the exit status is of workbench.errors."""
    # Ctrl-C reaches the whole terminal group, but it is the runner that ends the watch in good order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _allow_many_descriptors()
    try:
        Sampler(load_probes(), ArrowImport(), sys.stdin.fileno(), sys.stdout.fileno(), Place()).serve()
    except WorkbenchError as error:
        sys.stderr.write("sampler: %s\n" % error)
        return error.exit_code
    except BrokenPipeError:
        pass  # the runner has gone: there is nobody left to tell
    return EXIT_OK


def _leave_garbage() -> None:
    """No collector between ticks: what is in cycles waits for the end of the watch. All that is loaded is for good."""
    gc.collect()
    gc.freeze()
    gc.disable()


def _allow_many_descriptors() -> None:
    """Raise the soft limit on open files to the hard one: a large tree needs a few descriptors a process."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):
        pass  # the tree then opens its files anew at each tick


if __name__ == "__main__":
    sys.exit(main())
