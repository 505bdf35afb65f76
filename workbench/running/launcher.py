"""`python -m workbench.running.launcher`: the small process that starts every trial.

It exists because a child inherits its parent's peak memory (getrusage(2), `ru_maxrss`), because orphans must
find a subreaper that outlives them, and because forking a large runner costs. It imports next to nothing,
lives as long as the run, and speaks workbench.wire on its standard input and output. When its input ends
(the runner died) it kills what runs and leaves.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from typing import Any, Optional

from workbench.running.descendants import become_subreaper
from workbench.running.limits.entering import Entry
from workbench.running.reaping import reap, remove_shared_memory, shared_memory_names
from workbench.running.usage import Usage
from workbench.wire import Message, encode, split

TAIL_BYTES = 4000
"""How much of the end of a trial's standard error is kept."""


class Launcher:
    """One trial at a time: started on `launch`, ended by itself or on `kill`, reaped either way."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._selector = selectors.DefaultSelector()
        self._buffers: dict[int, bytes] = {}
        self._child: Optional[subprocess.Popen[bytes]] = None
        self._marks = -1
        self._complaints = -1
        self._tail = b""
        self._status: Optional[int] = None
        self._used = Usage()
        self._shared_memory: frozenset[str] = frozenset()
        self._reaped: set[int] = set()
        self._killed = False

    def serve(self) -> None:
        """Until the commands end."""
        woken, waker = os.pipe()
        os.set_blocking(woken, False)
        os.set_blocking(waker, False)
        signal.signal(signal.SIGCHLD, _awake)
        signal.set_wakeup_fd(waker)
        for descriptor in (self._commands, woken):
            self._selector.register(descriptor, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fd == woken:
                    os.read(woken, 4096)
                elif not self._read(key.fd):
                    return
            if self._child is not None:
                self._collect()
                if self._status is not None:
                    self._finish()

    def _read(self, descriptor: int) -> bool:
        data = os.read(descriptor, 65536)
        if descriptor in (self._marks, self._complaints):
            if not data:
                self._selector.unregister(descriptor)
            elif descriptor == self._marks:
                self._forward(data)
            else:
                self._tail = (self._tail + data)[-TAIL_BYTES:]
            return True
        if not data:
            return False
        messages, self._buffers[descriptor] = split(self._buffers.get(descriptor, b"") + data)
        for message in messages:
            self._obey(message)
        return True

    def _obey(self, message: Message) -> None:
        if message["type"] == "launch":
            self._launch(message)
        elif message["type"] == "kill" and self._child is not None:
            self._killed = True
            # A signal to the group is quick; whoever left the group is found by `reap`.
            try:
                os.killpg(self._child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def _launch(self, message: Message) -> None:
        self._status, self._used, self._reaped, self._killed, self._tail = None, Usage(), set(), False, b""
        self._shared_memory = shared_memory_names()
        self._marks, marks_of_child = os.pipe()
        self._complaints, stderr_of_child = os.pipe()
        entry = None
        try:
            entry = _entry(message.get("limits"))
            # What a trial prints is not kept: a file could fill the disk. Of its complaints the end is.
            self._child = subprocess.Popen(
                [*message["argv"], str(marks_of_child)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr_of_child,
                cwd=message["working_folder"],
                env=message["environment"],
                pass_fds=(marks_of_child,),
                start_new_session=True,
                # Safe in a process without threads, as this one is.
                preexec_fn=entry,  # noqa: PLW1509
            )
        except (OSError, subprocess.SubprocessError) as error:
            what = "could not be started" if isinstance(error, OSError) else "could not take on its limits"
            self._say(type="refused", reason=f"{message['argv'][0]} {what}: {error}")
            os.close(self._marks)
            os.close(self._complaints)
            return
        finally:
            os.close(marks_of_child)
            os.close(stderr_of_child)
            if entry is not None:
                entry.close()
        self._buffers[self._marks] = b""
        for descriptor in (self._marks, self._complaints):
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ)
        self._say(type="started", pid=self._child.pid, at=time.monotonic())

    def _collect(self) -> bool:
        """Wait for every ended child, adopted ones too, and add up what the kernel says they used.

        Returns whether a child is left.
        """
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            self._reaped.add(pid)
            self._used.add(usage)
            if self._child is not None and pid == self._child.pid:
                self._status = self._child.returncode = os.waitstatus_to_exitcode(status)

    def _finish(self) -> None:
        ended_at = time.monotonic()
        leftovers = reap(os.getpid(), self._collect, at_once=self._killed)
        removed = remove_shared_memory(self._shared_memory, self._reaped)
        self._drain()
        self._say(
            type="exited",
            status=self._status,
            at=ended_at,
            **self._used.fields,
            stderr_tail=self._tail.decode("utf-8", "replace"),
            leftovers=[] if self._killed else list(leftovers) + list(removed),
        )
        self._child = None

    def _drain(self) -> None:
        """Take in what is left in the pipes: their writers are gone."""
        for descriptor in (self._marks, self._complaints):
            while descriptor in self._selector.get_map():
                try:
                    self._read(descriptor)
                except BlockingIOError:
                    self._selector.unregister(descriptor)
            os.close(descriptor)
        self._marks = self._complaints = -1

    def _forward(self, data: bytes) -> None:
        """Pass whole lines on as they are, so that the runner reads one stream."""
        complete, newline, rest = (self._buffers[self._marks] + data).rpartition(b"\n")
        self._buffers[self._marks] = rest
        self._write(complete + newline)

    def _say(self, **message: Any) -> None:
        self._write(encode(message))

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._answers, data) :]

    def abandon(self) -> None:
        """Kill what runs, at once."""
        reap(os.getpid(), self._collect, at_once=True)


def _entry(order: Optional[Message]) -> Optional[Entry]:
    return None if order is None else Entry(order)


def _awake(number: int, frame: object) -> None:
    """A handler must be set for the wake-up descriptor to be written."""


def main() -> None:
    """Serve standard input until it ends, then leave nothing behind."""
    become_subreaper()
    # What the trial prints goes to files; only messages may reach our own standard output.
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    launcher = Launcher(sys.stdin.fileno(), answers)
    try:
        launcher.serve()
    except BrokenPipeError:
        pass  # The runner is gone; nobody is left to tell.
    finally:
        launcher.abandon()


if __name__ == "__main__":
    main()
