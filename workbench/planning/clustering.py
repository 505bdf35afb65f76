"""Reading `[[clusters]]`, and what a `[[cases]]` block says of the part of a cluster that it wants."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.errors import WorkbenchError
from workbench.model.cluster import Access, PartAsked, Survey
from workbench.model.job_queue import LINES, JobRequest
from workbench.model.plan import EnvironmentSpec
from workbench.planning.complaints import Complaints, listed, shown
from workbench.planning.plugins import Plugins
from workbench.planning.positions import Path
from workbench.planning.queueing import access_by, read_jobs
from workbench.planning.requests import BackendRequest, CaseRequest
from workbench.planning.tables import Table

MOST_NODES = 4096
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_FILES = ("token_file", "secret_file", "hostfile", "agent")
_TLS = ("ca", "cert", "key")
_WORDS = {"ipyparallel": "profile"}
"""What an engine calls its address, where that may stand in a table: ipyparallel = { profile = "lab" }."""
_OF_HOSTS = "mpi"
"""The engine that a file of hosts is the address of."""


Surveyor = Callable[[Access, Sequence[PartAsked], EnvironmentSpec], Survey]
"""Asks a cluster for parts of it, from the environment of the cases that want them."""


def unsurveyed(access: Access, asked: Sequence[PartAsked], environment: EnvironmentSpec) -> Survey:  # noqa: ARG001
    """Where nobody asks clusters, each is taken to have what is wanted."""
    return Survey(refusals=(None,) * len(asked))


def no_practice(name: str) -> Mapping[str, Access]:
    """Where nobody keeps practice clusters, there are none. Raises WorkbenchError."""
    raise WorkbenchError("there is no practice cluster %s" % shown(name))


@dataclass(frozen=True)
class ClusterReach:
    """How clusters are asked what they have, those that the command line names, and those that are for practice."""

    survey: Surveyor = unsurveyed
    named: Mapping[str, Access] = field(default_factory=dict)
    practice: Callable[[str], Mapping[str, Access]] = no_practice


UNASKED = ClusterReach()


@dataclass(frozen=True)
class DeclaredClusters:
    """The clusters of a suite by name, and where each stands in it. `names` has also those complained about.

    `not_up` says of practice clusters that nobody has brought up how to: their cases are skipped for that reason.
    """

    accesses: Mapping[str, Access] = field(default_factory=dict)
    places: Mapping[str, Path] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    not_up: Mapping[str, str] = field(default_factory=dict)

    def spread(self, case: CaseRequest) -> CaseRequest:
        """The block with the backend of each cluster that it names, beside those it has."""
        more = [
            BackendRequest(
                self.accesses[name].engine, (*case.at, "clusters"), cluster=name, not_up=self.not_up.get(name)
            )
            for name in case.clusters
            if name in self.accesses
        ]
        return replace(case, backends=(*case.backends, *more))


def read_clusters(table: Table, folder: str, plugins: Plugins, reach: ClusterReach) -> DeclaredClusters:
    """What `[[clusters]]` holds; one of the command line stands in the place of the suite's of its name."""
    found = table.values.get("clusters", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        table.complaints.add(
            table.at("clusters"), "`clusters` is %s; allowed: tables" % shown(found), "write [[clusters]]"
        )
        return DeclaredClusters()
    accesses: dict[str, Access] = {}
    not_up: dict[str, str] = {}
    places: dict[str, Path] = {}
    names: list[str] = []
    for index, each in enumerate(found):
        inner = Table(each, ("clusters", index), table.complaints)
        name = _name(inner, names)
        access, reason = _access(inner, folder, tuple(sorted(plugins.catalogue("cluster"))), reach)
        if name is not None:
            names.append(name)
            places[name] = inner.path
            if access is not None:
                accesses[name] = access
            if reason is not None and name not in reach.named:
                not_up[name] = reason
    return DeclaredClusters(
        {**accesses, **reach.named},
        {**dict.fromkeys(reach.named, table.at("clusters")), **places},
        tuple(dict.fromkeys((*names, *reach.named))),
        not_up,
    )


def check_cluster_names(cases: Iterable[CaseRequest], declared: DeclaredClusters, complaints: Complaints) -> None:
    """Complain about every cluster that a block names and nobody declares."""
    for case in cases:
        for name in case.clusters:
            if name not in declared.names:
                complaints.unknown(
                    (*case.at, "clusters"),
                    "cluster",
                    name,
                    declared.names,
                    'there are %s; declare it: [[clusters]] name = "%s", dask = "tcp://…"'
                    % (listed(declared.names), name),
                )


def read_part(table: Table) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
    """Of a block: its clusters, its counts of nodes, and of workers on each."""
    clusters = table.texts("clusters") or table.texts("cluster")
    nodes = table.counts("nodes", 1, MOST_NODES)
    share = table.counts("workers_per_node", 1, MOST_NODES)
    for key in ("nodes", "workers_per_node"):
        if key in table and "clusters" not in table and "cluster" not in table:
            table.complaints.add(
                table.at(key), "`%s` goes with a cluster" % key, 'name it: clusters = ["…"], declared in [[clusters]]'
            )
    if clusters and "workers" in table and not ("backends" in table or "backend" in table):
        table.complaints.add(
            table.at("workers"),
            "on a cluster, workers are `nodes` times `workers_per_node`",
            "write those, or add `backends` for cases on this machine",
        )
    return clusters, nodes or (1,), share or (1,)


def _name(table: Table, known: Sequence[str]) -> str | None:
    name = table.text("name")
    if "name" not in table:
        table.complaints.add(table.path, "a cluster has no `name`", 'write name = "lab"')
    elif name is not None and not _NAME.fullmatch(name):
        table.complaints.add(table.at("name"), "a cluster can't be called %s" % shown(name), "letters, digits, . - _")
    elif name in known:
        table.complaints.add(table.at("name"), "two clusters are called %s" % shown(name))
    else:
        return name
    return None


def _access(
    table: Table, folder: str, engines: tuple[str, ...], reach: ClusterReach
) -> tuple[Access | None, str | None]:
    """How the cluster is reached, and why it can't be for now, where that is no mistake of the suite's."""
    table.allow(("name", *engines, *LINES, "practice", "up", "tls", *_FILES), "[[clusters]]")
    engine = table.one_of((*engines, *LINES, "practice"), "[[clusters]]")
    if "up" in table and engine != "practice":
        table.complaints.add(table.at("up"), "`up` says how a practice cluster is brought up; this is none")
    if engine is None:
        return None, None
    if engine == _OF_HOSTS:
        return _hosts(table, folder), None
    if engine in LINES:
        found = read_jobs(table, engine)
        return None if found is None else replace(found, **_files(table, folder)), None
    address = _address(table, engine)
    if address is None:
        return None, None
    if engine == "practice":
        return _practice(table, address, engines, reach)
    return Access(engine, address, **_files(table, folder)), None


def _files(table: Table, folder: str) -> dict[str, Any]:
    """By the fields of Access."""
    files = {key: path for key in _FILES if (path := _file(table, key, folder)) is not None}
    tls = table.table("tls")
    if tls is not None:
        tls.allow(_TLS, "`tls`")
        if "ca" not in tls:
            table.complaints.add(tls.path, "`tls` names no `ca`", "write { ca = …, cert = …, key = … }")
        files.update({"tls_" + key: path for key in _TLS if (path := _file(tls, key, folder)) is not None})
    return files


def _address(table: Table, engine: str) -> str | None:
    word = _WORDS.get(engine)
    if word is None or not isinstance(table.values[engine], dict):
        return table.text(engine)
    inner = Table(table.values[engine], table.at(engine), table.complaints)
    inner.allow((word,), "`%s`" % engine)
    if word not in inner:
        table.complaints.add(inner.path, "`%s` names no `%s`" % (engine, word), 'write { %s = "…" }' % word)
    return inner.text(word)


def _hosts(table: Table, folder: str) -> Access | None:
    """`mpi = "hosts.txt"`, or `mpi = { hostfile = "hosts.txt", agent = "…" }`."""
    if not isinstance(table.values[_OF_HOSTS], dict):
        path = _file(table, _OF_HOSTS, folder)
        return None if path is None else Access(_OF_HOSTS, path, hostfile=path, agent=_file(table, "agent", folder))
    inner = table.table(_OF_HOSTS)
    if inner is None:
        return None
    inner.allow(("hostfile", "agent"), "`mpi`")
    if "hostfile" not in inner:
        inner.complaints.add(inner.path, "`mpi` names no `hostfile`", 'write { hostfile = "hosts.txt" }')
    path = _file(inner, "hostfile", folder)
    return None if path is None else Access(_OF_HOSTS, path, hostfile=path, agent=_file(inner, "agent", folder))


def _practice(
    table: Table, address: str, engines: tuple[str, ...], reach: ClusterReach
) -> tuple[Access | None, str | None]:
    """`lab`, or `lab/ray` where several engines run on it.

    A suite that says how it is brought up (`up`) may name one that isn't, with its engine: its cases are skipped.
    """
    name, _, engine = address.partition("/")
    up = table.text("up") if "up" in table else None
    try:
        found = {known: access for known, access in reach.practice(name).items() if known in engines}
    except WorkbenchError as error:
        if up is not None and engine in engines:
            return Access(engine, ""), "practice cluster %s is not up: %s" % (name, up)
        table.complaints.add(table.at("practice"), str(error), error.remedy)
        return None, None
    if (engine and engine not in found) or (not engine and len(found) != 1):
        if up is not None and engine in engines:
            return Access(engine, ""), "practice cluster %s runs no %s: workbench cluster down %s, then %s" % (
                *(name, engine, name),
                up,
            )
        table.complaints.add(
            table.at("practice"),
            "practice cluster %s runs %s" % (shown(name), listed(sorted(found))),
            'say which engine: practice = "%s/%s"' % (name, next(iter(sorted(found)), "dask")),
        )
        return None, None
    return found[engine or next(iter(found))], None


def _file(table: Table, key: str, folder: str) -> str | None:
    path = table.text(key)
    if path is None:
        return None
    resolved = os.path.abspath(os.path.join(folder, os.path.expanduser(path)))
    if not os.path.isfile(resolved):
        table.complaints.add(
            table.at(key), "there is no file %s for `%s` (looked at %s)" % (shown(path), key, shown(resolved))
        )
        return None
    return resolved


def parse_cluster(text: str, engines: Iterable[str]) -> tuple[str, Access]:
    """`NAME=ENGINE:ADDRESS`, or `NAME=slurm:PARTITION`, as the command line has it.

    Raises ValueError with what is allowed.
    """
    name, equals, rest = text.partition("=")
    engine, colon, address = rest.partition(":")
    if not (equals and colon and address and _NAME.fullmatch(name)):
        raise ValueError("%r is no NAME=ENGINE:ADDRESS, such as lab=dask:tcp://10.0.0.1:8786" % text)
    if engine in LINES:
        return name, access_by(JobRequest(engine, line=address))
    if engine not in engines:
        raise ValueError("%r is no engine; there are %s" % (engine, ", ".join((*sorted(engines), *LINES))))
    # A scheduler file, a host file: they are asked for from other folders than this one.
    return name, Access(engine, os.path.abspath(address) if os.path.isfile(address) else address)
