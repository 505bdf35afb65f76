"""`python -m workbench.sessions.farming.agent FOLDER LIFE`: makes launches on a machine of a farm, as a session does.

It is told by workbench.sessions.farming.post, one message after the other: `farm` {plan, files, working_folder} →
`inspected` {machine, interpreters, lacking}; `prepare` {} → `prepared` {hashes: by case}; `launch` {trial_id} →
`record` {line: of trials.jsonl}, and the trial's series file. What can't be done is answered by `failed` {reason,
remedy}, and ends it; `waiting` {pid} comes before the answer to the first `launch`, as number -1, while another run has
the machine. Left alone, or told to end, it ends what runs and leaves nothing.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, NoReturn, Optional

from workbench.errors import WorkbenchError
from workbench.model.plan import Plan, TrialSpec
from workbench.running.schedule import order
from workbench.sessions.counting import COUNTED_LAUNCHES, choose_counter, with_instructions
from workbench.sessions.data import Prepared, prepare_data
from workbench.sessions.exclusive import exclusive
from workbench.sessions.executing import Workplace, warm
from workbench.sessions.farming import post
from workbench.sessions.farming.inspection import inspected
from workbench.sessions.launching import Data, launch
from workbench.sessions.opening import open_workplace
from workbench.store.encoding import encode_line
from workbench.store.schema import Decoding
from workbench.telemetry.series import STREAM_SUFFIX
from workbench.wire import Message, decode, encode

WAITING = -1
LEFT_ALONE_SECONDS = 120.0
LOOK_SECONDS = 0.02
WATCH_SECONDS = 5.0


class Agent:
    """Answers in order; `serve` returns only by an exception."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._number = 0

    def serve(self) -> NoReturn:
        """Inspect, prepare, then launch whatever is asked for, with the machine for ourselves."""
        asked = self._next()
        plan = Decoding(Plan).one(asked["plan"].encode("ascii"))
        os.chdir(asked["working_folder"] if os.path.isdir(asked["working_folder"]) else self._folder)
        self._answer(inspected(plan, asked["files"]))
        self._next()
        with open_workplace(self._folder) as workplace:
            data = prepare_data(plan, workplace.runner, workplace.describe, workplace.cache, _silent)
            warm(plan, workplace.runner)
            hashes = {case: found.data_hash for case, found in data.items() if isinstance(found, Prepared)}
            self._answer({"type": "prepared", "hashes": hashes})
            with exclusive(self._wait):
                self._launch_on(plan, data, workplace)

    def refuse(self, error: WorkbenchError) -> None:
        """Answer that it can't be done."""
        self._answer({"type": "failed", "reason": str(error), "remedy": error.remedy})

    def _launch_on(self, plan: Plan, data: Data, workplace: Workplace) -> NoReturn:
        specs = {spec.trial_id: spec for spec in order(plan)}
        series = workplace.runner.series_folder = os.path.join(self._folder, "telemetry")
        os.mkdir(series)
        counter = choose_counter() if plan.measure.instructions else None
        while True:
            spec: TrialSpec = specs[self._next()["trial_id"]]
            record = launch(spec, plan, data, workplace.runner, _silent)
            if counter is not None and spec.launch <= COUNTED_LAUNCHES:
                record = with_instructions(record, spec, plan, data, workplace.runner, counter)
            seen = os.path.join(series, spec.trial_id + STREAM_SUFFIX)
            self._answer({"type": "record", "line": encode_line(record).decode("ascii")}, seen)

    def _next(self) -> Message:
        while (message := post.content(self._folder, post.asked_name(self._number))) is None:
            time.sleep(LOOK_SECONDS)
        return decode(message)

    def _answer(self, message: Message, series: Optional[str] = None) -> None:
        if series is not None and os.path.exists(series):
            os.replace(series, os.path.join(self._folder, post.series_name(self._number)))
        post.write_whole(self._folder, post.answer_name(self._number), encode(message))
        self._number += 1

    def _wait(self, pid: int) -> None:
        waiting: Mapping[str, Any] = {"type": "waiting", "pid": pid}
        post.write_whole(self._folder, post.answer_name(WAITING), encode(dict(waiting)))


def main(folder: str, life: int) -> int:
    """Returns the exit status: 0 where it was told to end."""
    os.set_inheritable(life, False)  # What outlives us must not seem to be us.
    signal.signal(signal.SIGTERM, _interrupt)
    post.write_whole(folder, post.PID, b"%d" % os.getpid())
    threading.Thread(target=_watch, args=(folder,), daemon=True).start()
    agent = Agent(folder)
    try:
        agent.serve()
    except KeyboardInterrupt:
        return 0
    except WorkbenchError as error:
        agent.refuse(error)
        return 1
    finally:
        if _left_alone(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _silent(_: object) -> None:
    """Nobody watches here."""


def _interrupt(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _watch(folder: str) -> None:
    while not _left_alone(folder):
        time.sleep(WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _left_alone(folder: str) -> bool:
    try:
        return time.time() - os.stat(os.path.join(folder, post.ALIVE)).st_mtime > LEFT_ALONE_SECONDS
    except FileNotFoundError:
        return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
