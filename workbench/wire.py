"""Messages between the processes: one JSON object a line, UTF-8, over a pipe.

Runner, launcher, sampler and child speak it. A message is a plain dict whose `type` names it. The wire's
ends are on one machine and of one version, so it carries no version of its own.

Runner → launcher: `launch` {argv, environment, working_folder, limits (workbench.running.limits.entering)}, `kill` {}.
Launcher → runner: `started` {pid, at} or `refused` {reason}; every message of the child as it comes; `exited`
{status, at, user_seconds, system_seconds, voluntary_switches, involuntary_switches, largest_process_bytes,
stderr_tail, leftovers}.
Child → launcher: `edge` {name, edge, at}, `phase` {name, start, end}, `facts` {score, versions, threadpools,
threadpools_unavailable, peak_resident_bytes, declared_bytes, declared_operations, precision, calls_per_repeat,
compiles, gil_enabled, gil_contention_ratio, gil_contention_unavailable, instructions_unavailable, figures},
`nodes` {nodes: for each node of a cluster {node, address, workers, worked, identity, began, offset, network,
network_unavailable, summary, lost, points: a file of the trial's}}, `engine` {engine, answers: {node: {at, figures: for
each look {name: value}, grows: names, unavailable}}}, `answers` {answers}, `failure` {status, reason}, `done` {}.
Runner → sampler: `prepare` {}, `watch` {the fields of workbench.telemetry.order.WatchOrder}, `mark` {name, edge, at},
`stop` {}. Sampler → runner: `ready` {}, `live` {at_seconds: since the launch, values: {"probe.series": latest}},
`summary` {the fields of workbench.telemetry.summary.WatchSummary}, `failure` {reason}. `live` comes about once a second
while a `watch` with `live: true` goes on, in more than one message where there is much to tell; it is dropped, never
waited for, when the runner doesn't read.
Times are CLOCK_MONOTONIC seconds, which every process of one machine shares.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, Tuple

Message = Dict[str, Any]


def encode(message: Message) -> bytes:
    """One line, newline included. Lone surrogates (hostile names) are escaped, never an error."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> Message:
    """The message of one line. Raises ValueError for what isn't a JSON object with a `type`."""
    message = json.loads(line)
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ValueError("not a message: %r" % line[:100])
    return message


def split(buffer: bytes) -> Tuple[Iterator[Message], bytes]:
    """The messages of the complete lines in `buffer`, and what follows the last newline."""
    complete, newline, rest = buffer.rpartition(b"\n")
    lines = (complete + newline).splitlines()
    return (decode(line) for line in lines), rest
