"""Examines a cluster's nodes and links, from the environment of who asks."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from workbench.child.carried import write_archive
from workbench.child.loading import import_plugin
from workbench.child.surveying import survey
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access


def examine(request: Mapping[str, Any], scratch: str) -> Dict[str, Any]:
    """What `survey` tells, and the `examination` of `Cluster.examine`, where it could be asked at all.

    What runs on the nodes is sent only once Python is known to be alike there.
    """
    told = survey({**request, "parts": []}, scratch)
    if "error" in told or any(_minor(node["versions"]) != _minor(told["versions"]) for node in told["nodes"]):
        return told
    cluster = import_plugin(request["cluster"])(Access(**request["access"]), scratch)
    try:
        cluster.connect(write_archive(scratch, {}))
        told["examination"] = cluster.examine(request["shared_file"])
    except WorkbenchError as error:
        told["error"] = str(error)
    finally:
        cluster.close()
    return told


def _minor(versions: Mapping[str, str]) -> str:
    return ".".join(versions.get("python", "").split(".")[:2])
