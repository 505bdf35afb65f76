"""One machine of a farm: its agent, begun, given messages and asked for answers through the cluster's engine."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Optional

from workbench.contracts import Cluster
from workbench.sessions.farming import post
from workbench.wire import Message, decode, encode

END_SECONDS = 20.0
KILLED_SECONDS = 10.0
POLL_SECONDS = 0.1
MOST_WAIT_SECONDS = 2.0
WAIT_RATIO = 0.1
WAITING, FIRST_LAUNCH = -1, 2


class MachineLost(Exception):
    """It no longer answers, or its agent can't go on; the message says why."""


class FarmMachine:
    """`name` is what a person calls it, `node` the engine's word for it."""

    def __init__(self, cluster: Cluster, node: str, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.node = node
        self._cluster = cluster
        self._clock = clock
        self._folder = ""
        self._number = 0
        self._asked_at = self._due_at = clock()
        self._told_waiting = False

    @property
    def begun(self) -> bool:
        """Whether there is an agent of ours."""
        return bool(self._folder)

    def begin(self, order: Message) -> None:
        """Start its agent. Raises MachineLost, as all that asks it does."""
        self._folder = self._called(post.begin, encode(order))
        self._asked_at = self._due_at = self._clock()

    def give(self, message: Message) -> None:
        """The next message, once the last one was answered."""
        self._number += 1
        self._called(post.give, self._folder, self._number, encode(message))
        self._asked_at = self._due_at = self._clock()

    def answer(self) -> Optional[tuple[Message, Optional[bytes]]]:
        """What it answers, and what goes with that; None while it has no answer, or was asked a moment ago.

        Before the answer to its first launch there may be `waiting`, once.
        A tenth of the time that has passed is waited between two looks: who measures there is hardly disturbed.
        """
        now = self._clock()
        if now < self._due_at:
            return None
        self._due_at = now + min(MOST_WAIT_SECONDS, max(POLL_SECONDS, WAIT_RATIO * (now - self._asked_at)))
        found = self._called(post.take, self._folder, self._number)
        if found is None and self._number == FIRST_LAUNCH and not self._told_waiting:
            found = self._called(post.take, self._folder, WAITING)
            self._told_waiting = found is not None
        return None if found is None else (self._understood(found[0]), found[1])

    def keep(self) -> None:
        """Tell an agent that has nothing to do that it is still wanted."""
        now = self._clock()
        if now >= self._due_at:
            self._due_at = now + MOST_WAIT_SECONDS
            self._called(post.keep, self._folder)

    def ask_to_end(self, kill: bool = False) -> None:
        """It ends what runs, and leaves."""
        self._called(post.ask_to_end, self._folder, kill)

    def ended(self) -> bool:
        """Whether its agent is no more."""
        return bool(self._called(post.ended, self._folder))

    def remove(self) -> None:
        """Leave nothing there."""
        self._called(post.remove, self._folder)
        self._folder = ""

    def _understood(self, line: bytes) -> Message:
        message = decode(line)
        if message["type"] == "failed":
            raise MachineLost("; ".join(filter(None, (message["reason"], message.get("remedy")))))
        return message

    def _called(self, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            answer = self._cluster.on_nodes([self.node], function, *arguments)[self.node]
        except Exception as error:  # noqa: BLE001 - whatever an engine raises, the machine can't be reached
            answer = error
        if isinstance(answer, BaseException):
            raise MachineLost(" ".join(f"{type(answer).__name__}: {answer}".split())) from answer
        return answer


def end_all(machines: Iterable[FarmMachine]) -> None:
    """End every agent, with what it runs. One that can't be reached ends by itself in time."""
    left = [each for each in machines if each.begun and _reached(FarmMachine.ask_to_end, each)]
    for kill, seconds in ((False, END_SECONDS), (True, KILLED_SECONDS)):
        for each in left if kill else ():
            _reached(lambda machine: machine.ask_to_end(kill=True), each)
        left = _wait(left, seconds)


def names_of(addresses: Sequence[tuple[str, str]]) -> list[str]:
    """By (host name, address): the host's name, with its address where several have one name."""
    hosts = Counter(host for host, _ in addresses)
    return [host if hosts[host] == 1 else f"{host} ({address})" for host, address in addresses]


def _wait(machines: list[FarmMachine], seconds: float) -> list[FarmMachine]:
    """Remove what has ended; those that have not."""
    deadline = time.monotonic() + seconds
    while machines and time.monotonic() < deadline:
        still = []
        for each in machines:
            with contextlib.suppress(MachineLost):
                if each.ended():
                    each.remove()
                else:
                    still.append(each)
        machines = still
        if machines:
            time.sleep(POLL_SECONDS)
    return machines


def _reached(ask: Callable[[FarmMachine], None], machine: FarmMachine) -> bool:
    try:
        ask(machine)
    except MachineLost:
        return False
    return True
