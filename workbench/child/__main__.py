"""`python -m workbench.child REQUEST DESCRIPTOR`: do what the request file says, tell it on the pipe.

Requests: `trial` (one launch), `describe` (what plug-ins say of themselves), `prepare` (make a workload's data),
`warm` (import what the trials will import, so that its bytecode is cached), `survey` (ask a cluster what it has),
`examine` (look at its nodes and links), `end_leftovers` (of a trial that was killed, on the nodes of its cluster).
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any, Mapping

from workbench.child.channel import Channel, PhaseMark
from workbench.errors import CannotRun


def main(request: Mapping[str, Any], descriptor: int) -> int:
    """Returns the exit status: 0 when the request was fulfilled."""
    channel = Channel(descriptor)
    mark = PhaseMark(channel)
    try:
        _fulfil(request, channel, mark)
    except MemoryError as error:
        return _fail(channel, mark, "out_of_memory", "MemoryError", error)
    except CannotRun as error:
        channel.send("failure", status="skipped", reason=str(error))
        return 1
    except SystemExit as error:
        return _fail(channel, mark, "failed", "sys.exit was called", error.code)
    except BaseException as error:  # noqa: BLE001 - the reason is sent on, the traceback goes to stderr
        from workbench.child.device_memory import ran_out

        return _fail(channel, mark, "out_of_memory" if ran_out(error) else "failed", type(error).__name__, error)
    channel.send("done")
    return 0


def _fulfil(request: Mapping[str, Any], channel: Channel, mark: PhaseMark) -> None:
    kind = request["request"]
    if kind == "trial":
        from workbench.child.trial import run_trial

        run_trial(request, channel, mark)
    elif kind == "describe":
        from workbench.child.describing import describe

        channel.send("answers", answers=describe(request["questions"]))
    elif kind == "prepare":
        from workbench.child.loading import import_plugin

        import_plugin(request["workload"])(**request["parameters"]).prepare(request["folder"])
    elif kind == "survey":
        from workbench.child.surveying import survey

        channel.send("answers", answers=survey(request, os.environ["TMPDIR"]))
    elif kind == "examine":
        from workbench.child.examining import examine

        channel.send("answers", answers=examine(request, os.environ["TMPDIR"]))
    elif kind == "end_leftovers":
        from workbench.child.lent import end_leftovers

        end_leftovers(request, os.environ["TMPDIR"])
    elif kind == "warm":
        _warm(request)
    else:
        raise ValueError("unknown request %r" % kind)


def _warm(request: Mapping[str, Any]) -> None:
    import importlib

    from workbench.child.loading import import_plugin

    for reference in request["plugins"]:
        for module in import_plugin(reference).requires:
            importlib.import_module(module)


def _fail(channel: Channel, mark: PhaseMark, status: str, what: str, detail: Any) -> int:
    traceback.print_exc()
    where = "" if mark.running is None else " in %s" % mark.running
    remedy = getattr(detail, "remedy", None)
    channel.send(
        "failure", status=status, reason="%s%s: %s%s" % (what, where, detail, "; %s" % remedy if remedy else "")
    )
    return 1


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        asked = json.load(file)
    code = main(asked, int(sys.argv[2]))
    sys.stdout.flush()
    sys.stderr.flush()
    if asked.get("profiled"):
        sys.exit(code)  # A profiler in this process writes what it found on the way out.
    # Threads that a solver left running would hold a normal exit back for ever; what they hold is reaped.
    os._exit(code)
