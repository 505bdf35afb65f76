"""Bringing a practice cluster up: the nodes, then the engines, then the limits."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from workbench.model.practice import PracticeCluster
from workbench.practice import groups, links, shaping
from workbench.practice.down import take_down
from workbench.practice.engines.engine import Engine, wait_until_ready
from workbench.practice.layout import Asked, check, reserve
from workbench.practice.site import Site
from workbench.practice.tools import PracticeError

Tell = Callable[[str], None]


def bring_up(asked: Asked, engines: Sequence[Engine], root: str, tell: Tell) -> PracticeCluster:
    """The cluster, once every engine has all its workers. Whatever goes wrong, nothing of it is left.

    Raises PracticeError, which says what is missing or what failed.
    """
    check(asked)
    _check_engines(asked, engines)
    site = Site(reserve(asked, root))
    try:
        for sentence in site.cluster.without:
            tell(sentence)
        _build(site)
        for engine in engines:
            tell(f"starting {engine.name}")
            engine.start(site)
        for engine in engines:
            wait_until_ready(engine, site)
        _limit(site, tell)
        site.keep(replace(site.cluster, complete=True))
    except BaseException:
        take_down(site.cluster)
        raise
    return site.cluster


def _check_engines(asked: Asked, engines: Sequence[Engine]) -> None:
    missing = [
        f"{engine.name}: {reason}"
        for engine in engines
        if (reason := engine.missing(asked.pythons.get(engine.name, sys.executable)))
    ]
    if missing:
        raise PracticeError("\n".join(missing), "or leave it out: --engine names the engines to bring up")


def _build(site: Site) -> None:
    cluster = site.cluster
    front = [] if cluster.front is None else [cluster.front]
    for folder in (cluster.scratch, *(node.scratch for node in (*cluster.nodes, *front)), site.path("logs")):
        os.mkdir(folder, 0o700)
    for node in cluster.nodes:
        groups.make(cluster, node)
    if cluster.bridge is None:
        return
    _write_hosts(site)
    links.make_bridge(cluster)
    for node in (*cluster.nodes, *front):
        links.make_link(cluster, node)
    for node in cluster.nodes:
        site.boot(node)


def _write_hosts(site: Site) -> None:
    """What the nodes take for /etc/hosts: each other by name."""
    cluster = site.cluster
    lines = ["127.0.0.1 localhost", *(f"{node.address} {node.name}" for node in cluster.nodes)]
    if cluster.front is not None:
        # What runs there calls itself by this machine's name.
        lines.append(f"{cluster.front.address} {cluster.front.name} {socket.gethostname()}")
    with open(site.path("hosts"), "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


def _limit(site: Site, tell: Tell) -> None:
    """Limits come last: on a fifth of a CPU an engine takes five times as long to start, and that measures nothing."""
    cluster = site.cluster
    for node in cluster.nodes:
        groups.limit(cluster, node)
    if cluster.link_bits_per_second is None:
        return
    try:
        for node in cluster.nodes:
            shaping.shape(node, cluster.link_bits_per_second)
    except PracticeError as error:
        if not shaping.is_missing(error):
            raise
        tell(shaping.NO_BUCKET)
        site.keep(replace(cluster, link_bits_per_second=None, without=(*cluster.without, shaping.NO_BUCKET)))
