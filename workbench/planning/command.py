"""Plans without a suite file: a command line's words, or a notebook's arguments."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.model.description import Describe
from workbench.model.plan import Build, Plan
from workbench.planning.assembling import assemble
from workbench.planning.complaints import Complaints
from workbench.planning.interpreters import unbuilt
from workbench.planning.plugins import Plugins


def plan_command(
    argv: Sequence[str],
    describe: Describe,
    workers: Sequence[int] = (1,),
    threads: Sequence[int] = (1,),
    measure: Mapping[str, Any] | None = None,
    name: str | None = None,
    plugins: Plugins | None = None,
) -> Plan:
    """`workbench run --workers 1,2,4 -- python train.py --jobs {workers}`: one case a worker count.

    `measure` holds what a suite's `[measure]` may. Raises ConfigurationError with every complaint at once.
    """
    words = list(argv)
    block = {"command": words, "workers": list(workers), "threads": list(threads)}
    spoken = [os.path.basename(word) for word in words if not word.startswith("-")]
    return plan_blocks(name or _as_name("-".join(spoken[:2])), [block], measure, describe, plugins)


def plan_asv(
    folder: str, describe: Describe, measure: Mapping[str, Any] | None = None, plugins: Plugins | None = None
) -> Plan:
    """`workbench run ./benchmarks`: every benchmark in a folder of asv's, with each of its parameters.

    Raises ConfigurationError with every complaint at once.
    """
    project = os.path.basename(os.path.dirname(os.path.abspath(folder)))
    return plan_blocks(_as_name(f"asv-{project}"), [{"asv": folder}], measure, describe, plugins)


def plan_single(
    target: str,
    describe: Describe,
    *,
    parameters: Mapping[str, Any] | None = None,
    solvers: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]] | None = None,
    backends: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]] | None = None,
    workers: int | Sequence[int] = 1,
    threads: int | Sequence[int] = 1,
    start_methods: str | Sequence[str] | None = None,
    devices: str | Sequence[str | Sequence[str]] | None = None,
    measure: Mapping[str, Any] | None = None,
    name: str | None = None,
    plugins: Plugins | None = None,
    build: Build = unbuilt,
) -> Plan:
    """One `[[cases]]` block from a notebook. `target` is a workload's name or `./mine.py:function`.

    Every argument is what the suite's key of that name holds; relative paths start from the current folder. `build`
    makes the environments that its plug-ins bring along.
    Raises ConfigurationError with every complaint at once.
    """
    written = {
        "parameters": parameters,
        "solvers": solvers,
        "backends": backends,
        "workers": workers,
        "threads": threads,
        "start_methods": start_methods,
        "devices": devices,
    }
    block = {"workload": target, **{key: _plain(value) for key, value in written.items() if value is not None}}
    return plan_blocks(name or _as_name(target), [block], measure, describe, plugins, build)


def plan_blocks(
    name: str,
    blocks: Sequence[Mapping[str, Any]],
    measure: Mapping[str, Any] | None,
    describe: Describe,
    plugins: Plugins | None = None,
    build: Build = unbuilt,
    folder: str | None = None,
) -> Plan:
    """Several `[[cases]]` blocks, each with a suite's keys. Relative paths start from `folder`, else the current one.

    Raises ConfigurationError with every complaint at once.
    """
    document = {"name": name, "cases": [dict(block) for block in blocks], "measure": _plain(measure or {})}
    return assemble(document, folder or os.getcwd(), describe, Complaints(), plugins, build=build)


def _plain(value: Any) -> Any:
    """Tuples, ranges and other mappings as the lists and dicts that TOML would have given."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, range)):
        return [_plain(inner) for inner in value]
    return value


def _as_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", os.path.basename(text)).strip("-._")[:64] or "run"
