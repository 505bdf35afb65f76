"""What a cluster has, and whether it can lend the parts that are wanted; asked from the environment of the cases."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import socket
import tempfile
from typing import Any, Dict, List, Mapping, Optional, Sequence

from workbench.child.loading import import_plugin
from workbench.contracts import Cluster
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access, ClusterNode

COMPARED = ("numpy", "scikit-learn")
"""Packages whose objects go to and fro, beside Python: other versions may not read them, or compute otherwise."""


def survey(request: Mapping[str, Any], scratch: str) -> Dict[str, Any]:
    """The fields of workbench.model.cluster.Survey. Only Python's own functions are sent: ours aren't there yet."""
    plugin = import_plugin(request["cluster"])
    reason = plugin.unavailable()
    if reason is not None:
        return {"error": reason}
    cluster = plugin(Access(**request["access"]), scratch)
    try:
        cluster.connect()
        nodes = cluster.nodes()
        return {
            "nodes": [_described(node, cluster) for node in nodes],
            "versions": _versions_here(),
            "refusals": [_refusal(cluster, part, request.get("shared_folder", "")) for part in request["parts"]],
        }
    except WorkbenchError as error:
        return {"error": _sentence(error)}
    finally:
        cluster.close()


def _refusal(cluster: Cluster, part: Mapping[str, Any], shared_folder: str) -> Optional[str]:
    try:
        lent = cluster.choose(part["workers"], part["nodes"])
    except WorkbenchError as error:
        return _sentence(error)
    return _not_shared(cluster, sorted(lent.workers), shared_folder) if part["shares_files"] else None


def _not_shared(cluster: Cluster, nodes: Sequence[str], folder: str) -> Optional[str]:
    """Which of the nodes don't see a new file of ours there; None where all do."""
    os.makedirs(folder, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="shared-") as file:
        answers = cluster.on_nodes(nodes, os.access, file.name, os.R_OK)
    blind = [node for node in nodes if answers[node] is not True]
    if not blind:
        return None
    return (
        "data can't be read from a shared file: %s not see ours in %s; place them by broadcast, scatter or in-place"
        % (
            "%s does" % blind[0] if len(blind) == 1 else "%s and %d other nodes do" % (blind[0], len(blind) - 1),
            folder,
        )
    )


def _described(node: ClusterNode, cluster: Cluster) -> Dict[str, Any]:
    def ask(function: Any, *arguments: Any) -> Any:
        answer = cluster.on_nodes([node.id], function, *arguments)[node.id]
        return None if isinstance(answer, BaseException) else answer

    pages, page_bytes = ask(os.sysconf, "SC_PHYS_PAGES"), ask(os.sysconf, "SC_PAGE_SIZE")
    versions = {"python": ask(platform.python_version)}
    versions.update((package, ask(importlib.metadata.version, package)) for package in COMPARED)
    return {
        "id": node.id,
        "address": node.address,
        "workers": node.workers,
        "name": ask(socket.gethostname) or node.address,
        "cpus": ask(os.cpu_count),
        "memory_bytes": pages * page_bytes if pages and page_bytes else None,
        "versions": {name: version for name, version in versions.items() if version is not None},
    }


def _versions_here() -> Dict[str, str]:
    found = {"python": platform.python_version()}
    for package in COMPARED:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def _sentence(error: WorkbenchError) -> str:
    parts: List[str] = [str(error)] if error.remedy is None else [str(error), error.remedy]
    return "; ".join(parts)
