"""Which of NVIDIA's cards this machine has, and how a trial is shown only its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cached_property
from typing import Dict, List, Mapping, Optional, Tuple, Union

from workbench.model.device import cards_of

VISIBLE, ORDER = "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER"
ANSWER_SECONDS = 30.0
_DRIVER = "/proc/driver/nvidia/gpus"


class CardsHere:
    """The cards that programs of this process's surroundings could use. The driver is asked once, when first needed."""

    def __init__(self, environment: Optional[Mapping[str, str]] = None, driver: str = _DRIVER) -> None:
        self._environment = os.environ if environment is None else environment
        self._driver = driver

    def missing(self, device: str) -> Optional[str]:
        """Why nothing can run on `device` here; None where something can."""
        wanted = cards_of(device)
        if not wanted:
            return None
        if isinstance(self._found, str):
            return "no CUDA device (%s)" % self._found
        absent = [number for number in wanted if number >= len(self._found)]
        if not absent:
            return None
        there = "cuda:0" if len(self._found) == 1 else "cuda:0 to cuda:%d" % (len(self._found) - 1)
        return "no CUDA device cuda:%d: there is %s" % (absent[0], there)

    @cached_property
    def _found(self) -> Union[Tuple[str, ...], str]:
        """What CUDA_VISIBLE_DEVICES would call each, or why there is none."""
        visible = self._environment.get(VISIBLE)
        if visible is not None:
            return _named(visible) or "%s is %r: it hides every card" % (VISIBLE, visible)
        program = shutil.which("nvidia-smi", path=self._environment.get("PATH", os.defpath))
        if program is None:
            return self._of_driver() or "nvidia-smi not found"
        try:
            done = subprocess.run(
                [program, "-L"],
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=ANSWER_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return "nvidia-smi: %s" % error
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        cards = [line for line in lines if line.startswith("GPU ")]
        if done.returncode != 0 or not cards:
            return "nvidia-smi: %s" % next((line.strip() for line in lines if line.strip()), "shows no card")
        return tuple(map(str, range(len(cards))))

    def _of_driver(self) -> Tuple[str, ...]:
        """A container may have the driver and not its program."""
        try:
            return tuple(map(str, range(len(os.listdir(self._driver)))))
        except OSError:
            return ()


def shown_cards(device: str, inherited: Mapping[str, str]) -> Dict[str, str]:
    """The variables that leave a trial just the cards of `device`, which it then counts from 0.

    Numbers are those of nvidia-smi or, where the surroundings show only some cards already, places among these.
    Work on `cpu` is told nothing: a person's own program may use a card that the suite does not name.
    """
    wanted = cards_of(device)
    if not wanted:
        return {}
    visible = _named(inherited[VISIBLE]) if VISIBLE in inherited else None
    if visible is None:
        return {ORDER: "PCI_BUS_ID", VISIBLE: ",".join(map(str, wanted))}
    return {VISIBLE: ",".join(visible[number] for number in wanted if number < len(visible))}


def _named(visible: str) -> Tuple[str, ...]:
    """CUDA stops at the first that is none (CUDA C++ Programming Guide, environment variables)."""
    names: List[str] = []
    for name in (part.strip() for part in visible.split(",")):
        if not name or name.startswith("-"):
            break
        names.append(name)
    return tuple(names)
