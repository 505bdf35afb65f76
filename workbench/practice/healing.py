"""Makes a practice cluster whole again: links, speeds and shares as they were, and what has died started anew."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.practice import PracticeCluster, PracticeNode, PracticeProcess
from workbench.practice import groups, links, shaping
from workbench.practice.engines.engine import Engine, wait_until_missed, wait_until_ready
from workbench.practice.faults import kill_family
from workbench.practice.processes import is_alive
from workbench.practice.site import NODE, SCHEDULER, WORKER, Site, described


def heal(cluster: PracticeCluster, engines: Sequence[Engine]) -> tuple[str, ...]:
    """What was started anew, in words, once the engines have all their workers again; `engines` are the cluster's.

    An engine whose scheduler has died is started anew as a whole. Raises PracticeError.
    """
    site = Site(cluster)
    for node in cluster.nodes:
        _mend(cluster, node)
    again = _to_start(cluster)
    for process in again:
        kill_family(process)
    for engine in engines:
        workers = [each for each in cluster.processes if (each.engine, each.role) == (engine.name, WORKER)]
        left = [each for each in workers if each not in again]
        if left != workers:
            wait_until_missed(engine, site, len(left))
    for process in again:
        site.start_again(process)
    for engine in engines if again else ():
        wait_until_ready(engine, site)
    return tuple(described(process) for process in again)


def _mend(cluster: PracticeCluster, node: PracticeNode) -> None:
    groups.limit(cluster, node)
    if node.link is not None:
        links.join(node)
        if cluster.link_bits_per_second is None:
            shaping.unshape(node)
        else:
            shaping.shape(node, cluster.link_bits_per_second)


def _to_start(cluster: PracticeCluster) -> list[PracticeProcess]:
    """In the order in which they were started first: nodes before what runs on them, schedulers before workers."""
    dead = [process for process in cluster.processes if not is_alive(process)]
    headless = {process.engine for process in dead if process.role == SCHEDULER}
    return [each for each in cluster.processes if each in dead or (each.role != NODE and each.engine in headless)]
