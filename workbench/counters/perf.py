"""perf stat: the processor's own counter of instructions."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import List, Optional, Sequence

from workbench.contracts import CannotCount, Counter

EVENT = "instructions:u"
ASKING_SECONDS = 20.0


class PerfStat(Counter):
    """Counts with the processor's counter, at no cost to speak of. The program is told to begin and to end over a pipe
    that perf listens on (perf-stat(1), `--control`); the few hundred instructions of telling are counted too.
    """

    name = "perf"
    event = EVENT

    @classmethod
    def unavailable(cls) -> Optional[str]:
        """Needs the program, a kernel that lets one count, and a processor (or a guest of one) that has the counter."""
        perf = shutil.which("perf")
        if perf is None:
            return "needs perf: apt install linux-perf"
        try:
            asked = subprocess.run(
                [perf, "stat", "-x", ",", "-e", cls.event, "--", "true"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=ASKING_SECONDS,
                check=False,
                text=True,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return "perf does not run: %s; `perf stat -e %s true` shows it" % (error, cls.event)
        if _counted(asked.stderr, cls.event) is not None:
            return None
        if "not supported" in asked.stderr:
            return "no counter of instructions here: a virtual machine's host would have to pass the processor's on"
        return "perf may not count here: sysctl kernel.perf_event_paranoid=2, or run as root"

    def wrap(self, argv: Sequence[str]) -> List[str]:
        """`perf stat --control fifo:… --delay -1 -- argv`: everything is set up, and nothing counted yet."""
        control, answers = self._pipes()
        for path in (control, answers):
            os.mkfifo(path, 0o600)
        asked = ["-x", ",", "-e", self.event, "-o", self.output, "--delay", "-1"]
        return ["perf", "stat", *asked, "--control", "fifo:%s,%s" % (control, answers), "--", *argv]

    def open(self) -> None:
        """Open both pipes; perf holds their other ends open already."""
        control, answers = self._pipes()
        try:
            self._control = os.open(control, os.O_WRONLY)
            self._answers = os.open(answers, os.O_RDONLY)
        except OSError as error:
            raise CannotCount("perf can't be told when to count: %s" % error) from error

    def begin(self) -> None:
        """Raises CannotCount where perf doesn't answer as it should."""
        self._tell(b"enable\n")

    def end(self) -> None:
        """Raises CannotCount where perf doesn't answer as it should."""
        self._tell(b"disable\n")

    def read(self) -> int:
        """From the file that perf wrote."""
        try:
            with open(self.output, encoding="utf-8", errors="replace") as file:
                written = file.read()
        except OSError as error:
            raise CannotCount("perf left no count: %s" % error) from error
        found = _counted(written, self.event)
        if not found:
            raise CannotCount("perf counted nothing: %s" % (written.strip()[-200:] or "it wrote nothing"))
        return found

    def _pipes(self) -> Sequence[str]:
        return self.output + ".control", self.output + ".answers"

    def _tell(self, command: bytes) -> None:
        os.write(self._control, command)
        answer = os.read(self._answers, 16)
        if not answer.startswith(b"ack"):
            raise CannotCount("perf answered %r when told to %s" % (answer, command.decode("ascii").strip()))


def _counted(written: str, event: str) -> Optional[int]:
    """The value of the line `VALUE,UNIT,EVENT,RUN-TIME,SHARE…`; None where it isn't a whole number.

    A share below 100 % means that the counter was lent to others meanwhile, and that the value is scaled up.
    """
    for line in written.splitlines():
        fields = line.split(",")
        if len(fields) > 4 and fields[2] == event:
            whole = fields[0].isdigit() and float(fields[4] or 0.0) >= 100.0
            return int(fields[0]) if whole else None
    return None


PLUGIN = PerfStat
