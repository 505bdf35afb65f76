"""The sampler of one node of a cluster: `python -m workbench.telemetry.node FOLDER`.

It is started apart from whoever asked for it, so it outlives a worker that is ended. In its folder stand `order.json`
(the fields of WatchOrder, and `most_seconds`), then `ready.json` (its process and when it began), `points.jsonl`, and
at the end `summary.json`. It ends when it is told to (SIGTERM), when nobody is left to watch, and at the latest after
`most_seconds`.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from typing import Any, Dict, Mapping, Sequence

from workbench.contracts import Place
from workbench.telemetry.kernel.procfs import parse_stat
from workbench.telemetry.order import WatchOrder
from workbench.telemetry.point_file import PointFiles
from workbench.telemetry.probing import load_probes
from workbench.telemetry.watch import Watch

ORDER, READY, SERIES, SUMMARY = "order.json", "ready.json", "points.jsonl", "summary.json"
ALONE_SECONDS = 5.0


def main(folder: str) -> int:
    """Watch until the end, and write what it came to."""
    with open(os.path.join(folder, ORDER), encoding="utf-8") as file:
        asked = json.load(file)
    stopped = _stop_signal()
    probes = load_probes()
    began = time.monotonic()
    order = WatchOrder.from_message({**asked, "launched_at": began, "series_path": os.path.join(folder, SERIES)})
    forget_peaks([order.pid, *order.beside])
    watch = Watch(order, probes, PointFiles(), began, Place())
    # All that is watched is the window: what the workers' memory came to before is not this trial's.
    watch.mark("measure", "start", began)
    write_whole(folder, READY, {"pid": os.getpid(), "began": began})
    _watch(watch, order, stopped, began + asked["most_seconds"])
    ended = time.monotonic()
    watch.mark("measure", "end", ended)
    write_whole(folder, SUMMARY, watch.finish(ended).to_message())
    return 0


def forget_peaks(pids: Sequence[int], proc: str = "/proc") -> None:
    """Reset the kernel's marks of how large these processes have been (proc_pid_clear_refs(5)), where we may."""
    for pid in pids:
        with contextlib.suppress(OSError), open("%s/%d/clear_refs" % (proc, pid), "wb", buffering=0) as file:
            file.write(b"5")


def write_whole(folder: str, name: str, content: Mapping[str, Any]) -> None:
    """All of it or nothing, for whoever looks meanwhile."""
    path = os.path.join(folder, name)
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(content, file)
    os.replace(path + ".part", path)


def read_whole(folder: str, name: str) -> Dict[str, Any]:
    """What `write_whole` wrote. Raises FileNotFoundError where it isn't there yet."""
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        found: Dict[str, Any] = json.load(file)
    return found


def _watch(watch: Watch, order: WatchOrder, stopped: int, deadline: float) -> None:
    watched = [order.pid, *order.beside]
    alone_since = None
    while True:
        now = time.monotonic()
        if now >= deadline:
            return
        if now >= watch.next_due:
            watch.tick(now)
        if any(map(lives, watched)):
            alone_since = None
        elif alone_since is None:
            alone_since = now
        elif now - alone_since >= ALONE_SECONDS:
            return
        readable, _, _ = select.select([stopped], [], [], max(0.0, watch.next_due - time.monotonic()))
        if readable:
            return


def lives(pid: int, proc: str = "/proc") -> bool:
    """Whether there is such a process, and more of it than that nobody has asked how it ended."""
    try:
        os.kill(pid, 0)
        with open("%s/%d/stat" % (proc, pid), "rb") as file:
            return not parse_stat(file.read()).ended
    except ProcessLookupError:
        return False
    except (OSError, ValueError):
        return True


def _stop_signal() -> int:
    """A descriptor that is readable once SIGTERM has come."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable)
    signal.signal(signal.SIGTERM, _wake)
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    return readable


def _wake(number: int, frame: object) -> None:
    """Without a handler the descriptor would not be written."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
