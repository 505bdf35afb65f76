"""Ending a practice cluster: everything that bears its name goes, however far it got and whatever became of it."""

from __future__ import annotations

from workbench.model.practice import PracticeCluster
from workbench.practice import groups, links
from workbench.practice.processes import end_all
from workbench.practice.state import forget


def take_down(cluster: PracticeCluster) -> None:
    """Kill its processes, remove its network, groups and files.

    May be asked again where it was cut short. Raises PracticeError or CannotLimit for what can't be removed.
    """
    end_all(cluster.marker, [folder for node in cluster.nodes for folder in node.cgroups])
    links.remove_links(cluster)
    for node in cluster.nodes:
        groups.remove(node)
    forget(cluster)
