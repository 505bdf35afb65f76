"""What Ray counts by itself: the pages for Prometheus of its agents, else what its scheduler tells of resources."""

from __future__ import annotations

import re
import urllib.request
from typing import Any, Callable, Dict, List, Mapping, Sequence

from workbench.contracts import EngineAnswer, EngineFigure

KEPT = ("ray_object_store", "ray_object_manager", "ray_spill", "ray_component_rss_bytes", "ray_memory_manager")
HEAD = "node:__internal_head__"
TIMEOUT_SECONDS = 5.0
OBJECT_STORE = "object_store_memory"
"""Ray's own word for the resource: what is used of it is what was there less what is left."""
WITHOUT_AGENT = "Ray tells nothing of its scheduler without its agent: pip install 'ray[default]' on every node"
_SAMPLE = re.compile(r"([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
_TOLD_LABELS = ("Component", "Location", "ObjectState", "State", "Type")
"""The others say where it was counted, which the node says."""


def figures(
    nodes: Sequence[str],
    known: Sequence[Mapping[str, Any]],
    available: Mapping[str, Mapping[str, float]],
    ask: Callable[..., Dict[str, Any]],
) -> Dict[str, EngineAnswer]:
    """By node; of a head that is none of them under "".

    `known` is what `ray.nodes()` says, `available` what is left of each node's resources. `ask` is
    `Cluster.on_nodes`.
    """
    told: Dict[str, EngineAnswer] = {}
    for node in known:
        name, port = node["NodeID"], int(node.get("MetricsExportPort") or -1)
        if name not in nodes:
            if HEAD not in node["Resources"] or port <= 0:
                continue
            told[""] = _of_agent(name, node, port, ask)
        elif port > 0:
            told[name] = _of_agent(name, node, port, ask)
        elif OBJECT_STORE in available.get(name, {}):
            used = node["Resources"].get(OBJECT_STORE, 0.0) - available[name][OBJECT_STORE]
            told[name] = [EngineFigure(OBJECT_STORE, max(0.0, used))]
            told[""] = WITHOUT_AGENT
        else:
            told[name] = WITHOUT_AGENT
    return told


def _of_agent(name: str, node: Mapping[str, Any], port: int, ask: Callable[..., Dict[str, Any]]) -> EngineAnswer:
    answer = ask([name], fetched, "http://%s:%d/metrics" % (_host(node["NodeManagerAddress"]), port))[name]
    if isinstance(answer, BaseException):
        return "its metrics could not be read: %s" % (" ".join(str(answer).split())[:200] or type(answer).__name__)
    return parsed(answer)


def fetched(url: str) -> str:
    """The page, asked for on its own node."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=TIMEOUT_SECONDS) as answer:
        content: bytes = answer.read()
    return content.decode("utf-8", "replace")


def parsed(page: str) -> List[EngineFigure]:
    """What is kept of a page in Prometheus' text format; samples that differ in other labels only are added up."""
    counters = set(re.findall(r"^# TYPE (\S+) counter$", page, re.MULTILINE))
    sums: Dict[str, float] = {}
    for line in page.splitlines():
        sample = _SAMPLE.fullmatch(line.strip())
        if sample is None or not sample.group(1).startswith(KEPT) or sample.group(1).endswith("_bucket"):
            continue
        value = float(sample.group(3))
        if value - value == 0.0:  # Neither NaN nor infinite.
            name = _named(sample.group(1), sample.group(2) or "")
            sums[name] = sums.get(name, 0.0) + value
    return [EngineFigure(name, value, name.partition("{")[0] in counters) for name, value in sums.items()]


def _named(name: str, labels: str) -> str:
    told = ",".join('%s="%s"' % (label, value) for label, value in _LABEL.findall(labels) if label in _TOLD_LABELS)
    return "%s{%s}" % (name, told) if told else name


def _host(address: str) -> str:
    return "[%s]" % address if ":" in address else address
