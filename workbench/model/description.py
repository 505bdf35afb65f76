"""What a plug-in says of itself, asked of a child in the environment it would run in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Mapping, Optional, Sequence, Tuple

from workbench.model.case import Scalar
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.model.device import CPU
from workbench.model.plan import EnvironmentSpec, PluginReference


@dataclass(frozen=True)
class Question:
    """Which plug-in, and (for a workload or a solver) with which parameters."""

    reference: PluginReference
    parameters: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True)
class Description:
    """The answer. Exactly one of `error` (broken or missing), `unavailable` (can't run here) may be set.

    `parameters` are names and defaults. `any_parameters` says that others are accepted too (a dotted estimator, a
    function with `**kwargs`). `name`: what a plug-in of a person's file calls itself. `has_data`: a workload that
    makes data in `prepare`. `key` is the SHA-256 over a user's file, and what else a workload's data depends on;
    `""` where that is nothing. `worker_processes`: a backend that can name the process of each of its workers. The
    last five are of a workload with the asked parameters; `stands_for` holds the parameters of each case that it
    stands for, where it is not a case itself. `notes` are sentences that a person should read before
    believing its results. The `tasks` of a solver asked with parameters are those it does with them. `environment` is
    what the plug-in runs in where a suite names none. `devices` are the kinds that a solver can compute on,
    and `engine` is the cluster plug-in on whose clusters one with workers of its own works too.
    `places_data`: a solver that brings data to workers itself, or a backend on which it can. `shares_files`: a solver
    whose workers, with the asked parameters, read files of ours.
    """

    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    any_parameters: bool = False
    name: Optional[str] = None
    task: Optional[str] = None
    tasks: Tuple[str, ...] = ()
    variants: Tuple[str, ...] = ()
    scales_with: str = "threads"
    uses_backend: bool = True
    has_data: bool = False
    start_methods: Tuple[str, ...] = ()
    max_workers: Optional[int] = None
    takes_address: bool = False
    worker_processes: bool = False
    unavailable: Optional[str] = None
    error: Optional[str] = None
    key: str = ""
    data_bytes: Optional[int] = None
    known_serial_fraction: Optional[float] = None
    paced: bool = False
    notes: Tuple[str, ...] = ()
    stands_for: Tuple[Mapping[str, Scalar], ...] = ()
    environment: Optional[DeclaredEnvironment] = None
    devices: Tuple[str, ...] = (CPU,)
    engine: Optional[str] = None
    places_data: bool = False
    shares_files: bool = False


Describe = Callable[[Sequence[Question], EnvironmentSpec], Sequence[Description]]
"""Answers questions in order; the second argument is the environment to ask in: its interpreter, with its variables."""
