"""`workbench doctor`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Optional

import click

from workbench.cli.options import json_option, results_option
from workbench.model.units import format_bytes
from workbench.reporting.escaping import plain

if TYPE_CHECKING:
    from workbench.model.ceiling import Ceilings
    from workbench.model.run import Machine
    from workbench.sessions.diagnosing import Diagnosis
    from workbench.sessions.measuring_ceilings import Measuring


@click.command()
@click.option(
    "--ceilings",
    is_flag=True,
    help="Measure what this machine can do at best (under a minute; wants a quiet machine) and keep it.",
)
@click.option(
    "--cluster",
    metavar="NAME|ENGINE:ADDRESS",
    help="Look at a cluster instead: its nodes, versions, links, clocks and files. A practice cluster by its name.",
)
@results_option
@json_option
def doctor(ceilings: bool, cluster: Optional[str], results: str, as_json: bool) -> None:
    """Say what is installed, what each missing plug-in needs, and what on this machine would spoil a measurement."""
    if cluster is not None:
        _examine(cluster, as_json)
    elif ceilings:
        _measure_ceilings(results, as_json)
    else:
        _diagnose(results, as_json)


def _examine(cluster: str, as_json: bool) -> None:
    """Exits with 2 where versions differ that must not: nothing can be run there."""
    from workbench.cli.progress import progress
    from workbench.errors import WorkbenchError
    from workbench.reporting.encoding import encode
    from workbench.reporting.examining import cluster_sections
    from workbench.sessions.examining import examine_cluster

    tell = progress()
    try:
        found = examine_cluster(cluster, tell=tell)
    finally:
        tell.close()
    if as_json:
        click.echo(encode(found))
    else:
        click.echo(f"{found.engine} at {plain(found.address)}")
        for heading, lines in cluster_sections(found):
            _heading(heading)
            for line in lines:
                click.echo(f"  {plain(line)}")
    if found.differing:
        raise WorkbenchError(
            "; ".join(map(plain, found.differing)),
            "install the same there, or name an environment with what nodes have",
        )


def _measure_ceilings(results: str, as_json: bool) -> None:
    from workbench.reporting.encoding import encode
    from workbench.sessions.measuring_ceilings import ceiling_tests, measure_ceilings
    from workbench.store.ceilings import ceilings_path
    from workbench.telemetry.machine import read_spoilers

    for spoiler in read_spoilers(results):
        click.echo(f"may spoil these figures: {plain(spoiler)}", err=True)
    found = measure_ceilings(results, ceiling_tests(), _tell, _wait)
    if as_json:
        click.echo(encode(found))
    else:
        _print_ceilings(found)
    click.echo(f"\nKept in {plain(ceilings_path(results, found.machine_id))}; runs from now on carry it.", err=True)


def _tell(test: Measuring) -> None:
    click.echo(f"[{test.index}/{test.total}] {test.name} (up to {test.about_seconds:g} s)", err=True)


def _wait(pid: int) -> None:
    click.echo(f"waiting for a run on this machine to end (process {pid}): two would measure each other", err=True)


def _diagnose(results: str, as_json: bool) -> None:
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
    _plugins(found)
    _heading("Limits that a suite can put on trials here")
    for limit, means in found.trial_limits.items():
        click.echo(f"  {limit}: {plain(means)}")
    if found.limits:
        _heading("What this system does not tell")
    for what, reason in found.limits.items():
        click.echo(f"  {what}: {reason}")
    if found.ceilings is not None:
        _print_ceilings(found.ceilings)
        return
    _heading("What this machine can do at best")
    click.echo(f"  {plain(found.ceilings_unreadable or 'not measured yet: workbench doctor --ceilings')}")


def _plugins(found: Diagnosis) -> None:
    missing = [entry for entry in found.plugins if entry.unavailable is not None]
    _heading("Plug-ins")
    click.echo(f"  {len(found.plugins) - len(missing)} of {len(found.plugins)} can run here")
    for entry in missing:
        click.echo(f"  {entry.kind} {entry.name}: {entry.unavailable}")


def _print_ceilings(ceilings: Ceilings) -> None:
    from workbench.cli.output import terminal_width
    from workbench.reporting.ceilings import ceiling_lines, describe_age

    _heading(f"What this machine can do at best (measured {describe_age(time.time() - ceilings.measured_at)})")
    for line in ceiling_lines(ceilings, terminal_width()):
        click.echo(line)


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
