"""Workers of Dask that die while they work: told by name, at once.

Dask gives their tasks to others, or waits for ever where no other may have them (one that must run on the worker that
is gone, or on data that were only there). Neither is what was asked for, so the call that waits for them is ended; but
where a nanny is about to start the worker anew at the same address, Dask is left to do its tasks again.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
import time
from typing import Any, Container, Dict, Iterator, List, Optional, Sequence

from workbench.child.dask import nannies
from workbench.errors import WorkbenchError

LOOK_SECONDS = 1.0
RETURN_SECONDS = 30.0
"""What a nanny has to start a worker anew: where CPUs are short, its imports take half of that."""
KNOCK_SECONDS = 1.0
SIGNAL = signal.SIGUSR1
REMEDY = "look at its log: it was killed (for want of memory?), or its node is gone"
_LOST = (("processing-tasks", "running or waiting there"), ("lost-scattered-tasks", "sent there and nowhere else"))


class WorkersLost(WorkbenchError):
    """Workers that were lent are gone."""


@contextlib.contextmanager
def watching(client: Any, addresses: Sequence[str]) -> Iterator[None]:
    """While entered, the main thread gets WorkersLost within about a second of the death of one of the workers.

    One with a nanny has half a minute to come back at its address; at another one it is as lost.
    It gets it by a signal, as what it waits in is Dask's and joblib's own. In another thread nobody is interrupted.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    watch = _Watch(client, addresses)
    before = signal.signal(SIGNAL, watch.interrupt)
    watch.start()
    try:
        yield
    finally:
        watch.left = True
        watch.end()
        signal.signal(SIGNAL, before)


class _Watch(threading.Thread):
    def __init__(self, client: Any, addresses: Sequence[str]) -> None:
        super().__init__(name="dask-losses", daemon=True)
        self.left = False
        """What it watched over is done: nothing is raised any more. No signal interrupts an assignment."""
        self._over = threading.Event()
        self._sending = threading.Lock()
        self._client = client
        self._addresses = list(addresses)
        self._nannies: Dict[str, Optional[str]] = {}
        self._gone_since: Dict[str, float] = {}
        self._told = ""

    def interrupt(self, number: int, frame: object) -> None:  # noqa: ARG002 - the standard library's
        """In the main thread."""
        if not self.left:
            raise WorkersLost(self._told, REMEDY)

    def end(self) -> None:
        """Once it returns no signal is sent any more, which would hit whoever has it next, or end the process.

        The thread itself is not waited for: it may be asking a scheduler that doesn't answer.
        """
        with self._sending:
            self._over.set()

    def run(self) -> None:
        """Look; once one is gone, interrupt until that was heard: it may have been raised where nothing passes on."""
        self._nannies = self._asked()
        while not self._over.wait(LOOK_SECONDS):
            # A scheduler that is gone ends the call by itself.
            with contextlib.suppress(Exception):
                lost = self._lost()
                if lost and not self._told:
                    self._told = "Dask lost " + " and ".join(lost_with(self._client, address) for address in lost)
            with self._sending:
                if self._told and not self._over.is_set():
                    signal.pthread_kill(threading.main_thread().ident or 0, SIGNAL)

    def _lost(self) -> List[str]:
        """Those that are gone and don't come back."""
        now = time.monotonic()
        gone = sorted(set(self._addresses) - set(self._client.nthreads(self._addresses)))
        self._gone_since = {address: self._gone_since.get(address, now) for address in gone}
        late = [address for address in gone if now - self._gone_since[address] > RETURN_SECONDS]
        busy = set(self._asked().values()) if any(self._nannies.get(address) for address in gone) else set()
        return [address for address in gone if address in late or not _starts_anew(self._nannies.get(address), busy)]

    def _asked(self) -> Dict[str, Optional[str]]:
        with contextlib.suppress(Exception):
            return nannies(self._client)
        return {}


def _starts_anew(nanny: Optional[str], busy: Container[Optional[str]]) -> bool:
    """Whether a worker's nanny is there, and has not already started it anew elsewhere, as the `busy` ones have."""
    from distributed.comm.addressing import get_address_host_port

    if nanny is None or nanny in busy:
        return False
    try:
        socket.create_connection(get_address_host_port(nanny), KNOCK_SECONDS).close()
    except OSError:
        return False
    return True


def lost_with(client: Any, address: str) -> str:
    """The worker, and the tasks and data that went with it, as far as Dask's log of it tells."""
    events: List[Any] = []
    with contextlib.suppress(Exception):
        events = [event for _, event in client.get_events(address)]
    last: Dict[str, Any] = next(
        (event for event in reversed(events) if isinstance(event, dict) and event.get("action") == "remove-worker"), {}
    )
    counts = ["%d %s" % (len(last[name]), what) for name, what in _LOST if last.get(name)]
    return "the worker %s%s" % (address, " (%s)" % ", ".join(counts) if counts else "")
