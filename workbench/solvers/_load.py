"""A load generator: requests from several clients, each on a thread of its own, and how long each answer took."""

from __future__ import annotations

import queue
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence

NO_ANSWER = -1
PERCENTILES = (50, 95, 99)
LEAST_BEYOND = 5
"""A percentile is told where at least so many latencies lie beyond it: fewer make it a matter of single requests."""


class Client:
    """One connection to what is measured. Used by one thread."""

    def ask(self, number: int, row: Any) -> int:
        """The answer to request `number`; raises OSError where there is none in time."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what it holds."""


class Answered(NamedTuple):
    """What became of a load. `answers` and `latencies_seconds` are in the order of the requests."""

    answers: List[int]
    latencies_seconds: List[float]
    seconds: float
    cpu_seconds: float


def send(
    requests: Sequence[Any],
    connect: Callable[[int], Client],
    clients: int,
    arrivals_seconds: Optional[Sequence[float]],
    unanswered: Callable[[], None],
) -> Answered:
    """Send all `requests` by `clients` threads; `connect` is told which of them asks.

    Without `arrivals_seconds` a client sends when it has its last answer, and latency counts from then. With them the
    request waits for its time and for a free client, and latency counts from its time: what a stalled server makes
    the requests behind it wait for is in their latencies. What raises OSError has no answer (NO_ANSWER); `unanswered`
    is then called, and what it raises ends the load.
    """
    from concurrent.futures import ThreadPoolExecutor

    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(requests)):
        waiting.put(number)
    answers = [NO_ANSWER] * len(requests)
    latencies = [0.0] * len(requests)
    opened = [connect(place) for place in range(clients)]
    began, cpu_began = time.monotonic(), time.process_time()

    def work(client: Client) -> None:
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            due = time.monotonic() if arrivals_seconds is None else began + float(arrivals_seconds[number])
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                answers[number] = client.ask(number, requests[number])
            except OSError:
                unanswered()
            latencies[number] = time.monotonic() - due

    try:
        with ThreadPoolExecutor(clients) as threads:
            list(threads.map(work, opened))
        return Answered(answers, latencies, time.monotonic() - began, time.process_time() - cpu_began)
    finally:
        for client in opened:
            client.close()


def in_time(answered: Answered, limit_seconds: float) -> List[int]:
    """The answers, those that took longer than the limit as if they had not come."""
    timed = zip(answered.answers, answered.latencies_seconds)
    return [answer if latency <= limit_seconds else NO_ANSWER for answer, latency in timed]


def told(answered: Answered) -> Dict[str, float]:
    """The figures of a load, by name with their unit.

    Percentiles are nearest ranks over all requests, those without an answer at the time that was waited for it.
    `sender_cpu_ratio` is what this process itself used of one core: near 1, the load was held up by its sender.
    """
    ranked = sorted(answered.latencies_seconds)
    count = len(ranked)
    lost = sum(answer == NO_ANSWER for answer in answered.answers)
    found: Dict[str, float] = {
        "requests": count,
        "unanswered": lost,
        "answers_per_second": (count - lost) / answered.seconds,
    }
    for percent in PERCENTILES:
        rank = -(-count * percent // 100)
        if count - rank >= LEAST_BEYOND:
            found["p%d_seconds" % percent] = ranked[rank - 1]
    found["sender_cpu_ratio"] = answered.cpu_seconds / answered.seconds
    return found
