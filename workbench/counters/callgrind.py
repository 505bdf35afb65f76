"""callgrind: valgrind runs the program on a processor of its own, and counts."""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import re
import shutil
from typing import Any, List, Optional, Sequence

from workbench.contracts import CannotCount, Counter

REQUEST = bytes.fromhex("4889f831d248c1c70348c1c70d48c1c73d48c1c7334887db4889d0c3")
"""A function of one pointer that asks valgrind for what the pointer leads to, on x86-64: mov rax, rdi; xor edx, edx;
four rotations of rdi that add up to none, and an exchange of rbx with itself, which valgrind takes for the request
(The Design and Implementation of Valgrind, "client requests"; valgrind.h); mov rax, rdx; ret. Anywhere else it does
nothing and returns 0."""
RUNNING_ON_VALGRIND = 0x1001
BASE = ord("C") << 24 | ord("T") << 16
START_INSTRUMENTATION = BASE + 4
STOP_INSTRUMENTATION = BASE + 5
"""callgrind.h."""
MACHINES = ("x86_64", "AMD64")
_TOTALS = re.compile(r"^totals:\s*(\d+)\s*$", re.MULTILINE)


class Callgrind(Counter):
    """Counts by simulation, on any machine, and the same number each time; what is counted takes some 75 times as
    long. The program says itself when to begin and to end, by valgrind's client requests.
    """

    name = "callgrind"
    rank = 1

    @classmethod
    def unavailable(cls) -> Optional[str]:
        """Needs valgrind, on x86-64."""
        if shutil.which("valgrind") is None:
            return "needs valgrind: apt install valgrind"
        if platform.machine() not in MACHINES:
            return (
                "callgrind is told when to count on x86-64 only: use a machine of that kind, or one where perf counts"
            )
        return None

    def wrap(self, argv: Sequence[str]) -> List[str]:
        """`valgrind --tool=callgrind --instr-atstart=no … argv`."""
        asked = ["--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=" + self.output, "--quiet"]
        return ["valgrind", *asked, *argv]

    def open(self) -> None:
        """Make the function that asks valgrind. Raises CannotCount where code can't be made, or no valgrind answers."""
        try:
            self._page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        except OSError as error:
            raise CannotCount(
                "this system lets no program make code, which telling valgrind needs: %s" % error
            ) from error
        self._page.write(REQUEST)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._page))
        self._function: Any = ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_void_p)(address)
        if not self._ask(RUNNING_ON_VALGRIND):
            raise CannotCount("the launch does not run on valgrind")

    def begin(self) -> None:
        """Instrument from here on: before that the program runs some 7 times slower, from now on 75 times."""
        self._ask(START_INSTRUMENTATION)

    def end(self) -> None:
        """Instrument no more."""
        self._ask(STOP_INSTRUMENTATION)

    def read(self) -> int:
        """The line `totals:` of what callgrind wrote."""
        try:
            with open(self.output, encoding="utf-8", errors="replace") as file:
                found = _TOTALS.search(file.read())
        except OSError as error:
            raise CannotCount("callgrind left no count: %s" % error) from error
        if found is None or not int(found.group(1)):
            raise CannotCount("callgrind counted nothing in %s" % os.path.basename(self.output))
        return int(found.group(1))

    def _ask(self, request: int) -> int:
        words = (ctypes.c_uint64 * 6)(request)
        return int(self._function(ctypes.addressof(words)))


PLUGIN = Callgrind
