"""The options of `workbench run` that make its launches on a farm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

import click

from workbench.cli.options import Command

if TYPE_CHECKING:
    from workbench.sessions.farming.asked import AskedFarm


def farm_options(command: Command) -> Command:
    """`--farm WHERE`, `--farm-jobs N` and `--farm-on NAME,…`."""
    for option in (
        click.option(
            "--farm-on",
            metavar="NAME,…",
            help="Of the farm's machines, use these only: all must be alike.",
        ),
        click.option(
            "--farm-jobs",
            metavar="N",
            type=click.IntRange(1),
            help="How many jobs bring the farm's machines, one each.",
        ),
        click.option(
            "--farm",
            metavar="WHERE",
            help="Make launches on many like machines, one at a time on each: dask=tcp://10.0.0.1:8786, "
            "slurm=PARTITION, or a practice cluster's name.",
        ),
    ):
        command = option(command)
    return command


def asked_farm(
    where: Optional[str],
    jobs: Optional[int],
    only: Optional[str],
    here: bool,
    profile: Optional[str],
    metrics_port: Optional[int],
) -> Optional[AskedFarm]:
    """What these options ask for; None: no farm. Raises UsageError beside one that can't be had on a farm."""
    from workbench.sessions.farming.asked import AskedFarm

    if where is None:
        if jobs is not None or only is not None:
            raise click.UsageError("--farm-jobs and --farm-on go with --farm, which says where the machines are")
        return None
    beside = {"--here": here, "--profile": profile is not None, "--metrics-port": metrics_port is not None}
    refused = [option for option, given in beside.items() if given]
    if refused:
        raise click.UsageError(f"{refused[0]} is about this machine, and --farm makes launches on others")
    names = () if only is None else tuple(filter(None, map(str.strip, only.split(","))))
    return AskedFarm(where, jobs, names)
