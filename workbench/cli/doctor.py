"""`workbench doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.cli.options import json_option, results_option
from workbench.model.units import format_bytes
from workbench.reporting.escaping import plain

if TYPE_CHECKING:
    from workbench.model.run import Machine


@click.command()
@results_option
@json_option
def doctor(results: str, as_json: bool) -> None:
    """Say what is installed, what each missing plug-in needs, and what on this machine would spoil a measurement."""
    from workbench.reporting.encoding import encode
    from workbench.sessions.diagnosing import diagnose

    found = diagnose(results)
    if as_json:
        click.echo(encode(found))
        return
    click.echo(f"workbench {found.workbench_version}, Python {found.python_version}")
    _heading("This machine")
    _machine(found.machine)
    _heading("What would spoil a measurement now")
    for spoiler in found.spoilers or ("nothing that can be seen from here",):
        click.echo(f"  {plain(spoiler)}")
    missing = [entry for entry in found.plugins if entry.unavailable is not None]
    _heading("Plug-ins")
    click.echo(f"  {len(found.plugins) - len(missing)} of {len(found.plugins)} can run here")
    for entry in missing:
        click.echo(f"  {entry.kind} {entry.name}: {entry.unavailable}")
    if found.limits:
        _heading("What this system does not tell")
    for what, reason in found.limits.items():
        click.echo(f"  {what}: {reason}")


def _heading(text: str) -> None:
    click.echo()
    click.secho(text, bold=True)


def _machine(machine: Machine) -> None:
    named = "" if machine.virtual == "virtual machine" else f" ({plain(machine.virtual or '')})"
    kind = "" if machine.virtual in (None, "none") else f", virtual machine{named}: cores may be hardware threads"
    click.echo(f"  {plain(machine.cpu_model)}{kind}")
    cores = "unknown" if machine.physical_cores is None else str(machine.physical_cores)
    click.echo(f"  {machine.usable_cpus} usable of {machine.logical_cpus} logical CPUs, cores: {cores}")
    click.echo(f"  {format_bytes(machine.memory_bytes)} memory, {machine.system} {plain(machine.kernel)}")
    if machine.cpu_limit_cores is not None:
        click.echo(f"  limited to {machine.cpu_limit_cores:g} cores by its container")
    if machine.memory_limit_bytes is not None:
        click.echo(f"  limited to {format_bytes(machine.memory_limit_bytes)} by its container")
    click.echo(f"  GPUs: {', '.join(machine.gpus) or 'none found'}")
    click.echo(f"  results are kept under {machine.id}/")


COMMANDS = {"doctor": doctor}
