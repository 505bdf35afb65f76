"""A machine of a farm that can't be reached any more: told, and never asked again."""

from __future__ import annotations

from workbench.errors import EXIT_TRIAL_FAILED, WorkbenchError
from workbench.model.event import Warned
from workbench.sessions.farming.machines import FarmMachine, MachineLost
from workbench.sessions.launching import Tell


class FarmLost(WorkbenchError):
    """No machine of the farm is left."""

    exit_code = EXIT_TRIAL_FAILED


def give_up(machine: FarmMachine, why: MachineLost, machines: list[FarmMachine], tell: Tell, again: str = "") -> None:
    """Take a machine out of those that are left. Raises FarmLost where it was the last."""
    machines.remove(machine)
    if not machines:
        raise FarmLost(
            f"the last machine of the farm is lost, {machine.name} ({why}), so the run stops here",
            "what was recorded is kept; go on, with a farm or without: workbench run --resume",
        )
    left = "1 is left" if len(machines) == 1 else f"{len(machines)} are left"
    tell(Warned(f"{machine.name} is lost ({why}), {left}{again}"))
