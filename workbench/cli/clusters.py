"""`workbench cluster up | list | down | fault`: a practice cluster on this machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Optional

import click

from workbench.cli.options import Duration, json_option
from workbench.model.units import format_seconds, parse_bytes
from workbench.reporting.escaping import plain

if TYPE_CHECKING:
    from workbench.model.practice import PracticeCluster
    from workbench.sessions.practising import ListedCluster

DEFAULT_NAME = "lab"
FAULTS = ("kill-worker", "kill-node", "cut-node", "heal", "kill-scheduler", "slow-link", "slow-node")
ENGINES = ("dask", "ray", "spark", "mpi")


class Rate(click.ParamType[int]):
    """`200mbit` → bits per second."""

    name = "rate"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> int:
        """Fails with what is allowed."""
        from workbench.practice.shaping import parse_rate

        try:
            return parse_rate(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Size(click.ParamType[int]):
    """`2GB` → bytes."""

    name = "size"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> int:
        """Fails with what is allowed."""
        try:
            return parse_bytes(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Interpreter(click.ParamType[tuple[str, str]]):
    """`spark=PATH` → an engine and an interpreter."""

    name = "engine=path"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> tuple[str, str]:
        """Fails for an engine there is none of."""
        engine, _, path = str(value).partition("=")
        if engine not in ENGINES or not path:
            self.fail(f"{value!r} is not ENGINE=PATH; engines are {', '.join(ENGINES)}", param, ctx)
        return engine, path


@click.group()
def cluster() -> None:
    """Several nodes on this one machine, for learning and for tests: real engines, small shares of the CPUs."""


@cluster.command()
@click.argument("name", default=DEFAULT_NAME)
@click.option("--nodes", type=click.IntRange(1), default=2, show_default=True)
@click.option("--workers-per-node", type=click.IntRange(1), default=1, show_default=True)
@click.option("--cpus-per-worker", type=float, help="CPU time that each worker gets at most, like 0.2.")
@click.option("--memory-per-node", type=Size(), help="Memory that a node has at most, like 2GB.")
@click.option("--bandwidth", type=Rate(), help="Speed of each node's link, like 200mbit.")
@click.option(
    "--engine",
    "engines",
    type=click.Choice(ENGINES),
    multiple=True,
    default=["dask"],
    show_default=True,
    help="What runs on the nodes; may be given more than once.",
)
@click.option(
    "--python",
    "pythons",
    type=Interpreter(),
    multiple=True,
    help="The interpreter an engine runs on, where it isn't the one that runs workbench: --python spark=PATH.",
)
def up(
    name: str,
    nodes: int,
    workers_per_node: int,
    cpus_per_worker: Optional[float],
    memory_per_node: Optional[int],
    bandwidth: Optional[int],
    engines: tuple[str, ...],
    pythons: tuple[tuple[str, str], ...],
) -> None:
    """Bring up the practice cluster NAME (`lab`), and print what a suite says to use it."""
    from workbench.practice.layout import Asked
    from workbench.sessions.practising import bring_cluster_up

    asked = Asked(name, nodes, workers_per_node, cpus_per_worker, memory_per_node, bandwidth, dict(pythons))
    made = bring_cluster_up(asked, tuple(dict.fromkeys(engines)), _tell)
    _tell(_described(made))
    click.echo(_suite_lines(made))
    _tell(f"End it: workbench cluster down {made.name}")


@cluster.command(name="list")
@json_option
def list_(as_json: bool) -> None:
    """List the practice clusters that are up, and what of them is no more."""
    from workbench.reporting.encoding import encode
    from workbench.sessions.practising import list_clusters

    found = list_clusters()
    if as_json:
        click.echo(encode(found))
        return
    for entry in found:
        click.echo(_line(entry))
    if not found:
        _tell("no practice cluster is up: workbench cluster up --nodes 2")


@cluster.command()
@click.argument("name", default=DEFAULT_NAME)
def down(name: str) -> None:
    """End the practice cluster NAME (`lab`): its processes, network, control groups and files."""
    from workbench.sessions.practising import take_cluster_down

    ended = take_cluster_down(name)
    _tell(f"{name} is down: nothing of it is left" if ended else "there is nothing to end: no practice cluster is up")


@cluster.command()
@click.argument("name")
@click.argument("kind", type=click.Choice(FAULTS))
@click.argument("value", required=False)
@click.option("--node", help="On which node; without it the last one, for slow-link all of them.")
@click.option("--engine", type=click.Choice(ENGINES), help="Of which engine; without it the first one.")
@click.option("--for", "seconds", type=Duration(), help="Heal after so long, like 5s.")
def fault(
    name: str,
    kind: str,
    value: Optional[str],
    node: Optional[str],
    engine: Optional[str],
    seconds: Optional[float],
) -> None:
    """Make something go wrong on the practice cluster NAME, to see what a run makes of it.

    kill-worker, kill-node, kill-scheduler: processes are killed. cut-node: the link is down. slow-link RATE (1mbit):
    slower links. slow-node SHARE (0.25): less CPU time. heal: all is as it was, and what has died is started anew.
    """
    from workbench.sessions.practising import Place, make_fault

    place = Place(node, engine, _value(kind, value))
    for done in make_fault(kind, name, place):
        _tell(done)
    if seconds is not None:
        time.sleep(seconds)
        for done in make_fault("heal", name, Place()):
            _tell(done)


def _value(kind: str, text: Optional[str]) -> Optional[float]:
    if (text is None) == (kind in {"slow-link", "slow-node"}):
        raise click.UsageError(
            "slow-link takes a RATE like 1mbit, slow-node a SHARE like 0.25, and nothing else a value"
        )
    if text is None:
        return None
    if kind == "slow-link":
        return Rate().convert(text, None, None)
    try:
        return float(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is not a share like 0.25") from None


def _tell(sentence: str) -> None:
    click.echo(plain(sentence, keep="\n"), err=True)


def _line(entry: ListedCluster) -> str:
    made = entry.cluster
    state = "" if made.complete else "  (not complete: `workbench cluster down` takes away what is left)"
    dead = f"  (no more: {', '.join(entry.dead)})" if entry.dead else ""
    return f"{_described(made)}, up {format_seconds(max(0.0, time.time() - made.made_at))}{plain(state + dead)}"


def _described(made: PracticeCluster) -> str:
    """One line: name, nodes with their addresses, engines, limits."""
    from workbench.practice.shaping import format_rate

    nodes = f"{len(made.nodes)} nodes ({', '.join(node.address for node in made.nodes)})"
    limits = [
        f"{made.workers_per_node} workers a node" if made.workers_per_node > 1 else "1 worker a node",
        *([] if made.cpus_per_worker is None else [f"{made.cpus_per_worker:g} CPUs a worker"]),
        *([] if made.link_bits_per_second is None else [f"links of {format_rate(made.link_bits_per_second)}"]),
    ]
    return plain(f"{made.name}: {nodes}, {', '.join(limits)}; {', '.join(made.engines) or 'no engine'}")


def _suite_lines(made: PracticeCluster) -> str:
    """What a suite says to use it, and the address of each engine for other programs.

    Names are made of letters that need no quoting in TOML.
    """
    entries = []
    for engine, access in made.engines.items():
        name = made.name if len(made.engines) == 1 else f"{made.name}-{engine}"
        lines = ["[[clusters]]", f'name = "{name}"', f'practice = "{made.name}/{engine}"    # {plain(access.address)}']
        entries.append("\n".join(lines))
    return "\n\n".join(entries)


COMMANDS = {"cluster": cluster}
