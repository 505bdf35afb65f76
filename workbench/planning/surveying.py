"""Asking the clusters of a plan, before any time is spent, for every part that its cases want."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from workbench.model.cluster import Access, ClusterNode, PartAsked, Survey
from workbench.model.plan import EnvironmentSpec, PlannedCase
from workbench.planning.clustering import Surveyor
from workbench.planning.complaints import Complaints, shown
from workbench.planning.positions import Path
from workbench.planning.queueing import sized
from workbench.planning.resolution import Block

MOST_NAMED = 5


class WantedParts:
    """Which parts of which clusters are wanted from which environment, and where the suite says so."""

    def __init__(self, clusters: Mapping[str, Access], places: Mapping[str, Path]) -> None:
        self._clusters = clusters
        self._places = places
        self._parts: dict[tuple[str, Access], dict[PartAsked, Path]] = {}
        self._named: dict[Access, tuple[str, Path]] = {}

    def add(self, block: Block, cases: Iterable[PlannedCase]) -> None:
        """Those of a block's cases."""
        for planned in cases:
            case = planned.case
            if planned.cluster is None or planned.skip_reason is not None:
                continue
            if case.cluster is not None:
                access, at = self._clusters[case.cluster], (*block.request.at, "nodes")
                part = PartAsked(case.resources.workers, case.resources.nodes, planned.shares_files)
                self._named.setdefault(access, (case.cluster, self._places[case.cluster]))
            else:
                access, at = Access(case.backend, case.address or ""), (*block.request.at, "workers")
                part = PartAsked(case.resources.workers, None, planned.shares_files)
                self._named.setdefault(access, (case.address or "", (*block.request.at, "backends")))
            self._parts.setdefault((case.environment, access), {}).setdefault(part, at)

    def sized(self, access: Access) -> Access:
        """The access with jobs for all that is wanted of it."""
        return sized(access, [part for (_, known), parts in self._parts.items() if known == access for part in parts])

    def ask(self, survey: Surveyor, environments: Mapping[str, EnvironmentSpec], complaints: Complaints) -> None:
        """Complain about what can't be reached, is too small, or has other versions than the environment."""
        for (environment, access), parts in self._parts.items():
            answer = survey(self.sized(access), tuple(parts), environments[environment])
            name, at = self._named[access]
            if answer.error is not None:
                complaints.add(at, "cluster %s can't be used: %s" % (shown(name), answer.error))
                continue
            for refusal, place in zip(answer.refusals, parts.values(), strict=True):
                if refusal is not None:
                    complaints.add(place, "cluster %s: %s" % (shown(name), refusal))
            for difference in differences(answer, environment):
                complaints.add(
                    at,
                    "cluster %s: %s" % (shown(name), difference),
                    "install the same there, or name an environment with what the nodes have",
                )


def differences(survey: Survey, environment: str) -> Iterator[str]:
    """A sentence for each of Python, numpy and scikit-learn that some node has in another version, or not at all."""
    for package, here in sorted(survey.versions.items()):
        other = [node for node in survey.nodes if not _alike(package, here, node.versions.get(package))]
        if other:
            yield "%s is %s in environment %s, and %s" % (package, here, environment, _told(package, other))


def _alike(package: str, here: str, there: str | None) -> bool:
    """Of Python only what decides about bytecode and pickles: 3.11, not 3.11.4."""
    if package == "python" and there is not None:
        return here.split(".")[:2] == there.split(".")[:2]
    return here == there


def _told(package: str, nodes: list[ClusterNode]) -> str:
    named = ["%s on %s" % (node.versions.get(package, "missing"), node.name or node.address) for node in nodes]
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (" and %d more" % more if more > 0 else "")
