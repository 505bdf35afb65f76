"""Stands in for ssh where mpiexec starts something on a node: `agent.py CLUSTER [options] HOST WORDS…`.

Run by its path, so it imports the standard library only. CLUSTER is the cluster's file (workbench.practice.state). As
with ssh, the words are handed to a shell on the node, and what it exits with comes back.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

THRESHOLD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "threshold.py")
GROUP, VARIABLE = "main", "WORKBENCH_PRACTICE"
"""As workbench.practice.groups and workbench.practice.processes call them."""


def main(file_name: str, words: Sequence[str]) -> NoReturn:
    """Become the program on the node. Raises SystemExit for a host that is none of the cluster's."""
    with open(file_name, encoding="utf-8") as file:
        cluster = json.load(file)
    nodes = {key: node for node in cluster["nodes"] for key in (node["address"], node["name"])}
    host, command = _split(words)
    if host not in nodes:
        addresses = ", ".join(node["address"] for node in cluster["nodes"])
        sys.exit(f"{host!r} is no node of the practice cluster {cluster['name']}; there are {addresses}")
    node = nodes[host]
    argv = [sys.executable, "-I", "-S", THRESHOLD, json.dumps(_order(cluster, node, command))]
    variables = {**os.environ, "TMPDIR": node["scratch"], VARIABLE: cluster["marker"]}
    os.execve(argv[0], argv, variables)  # noqa: S606 - a list


def _order(cluster: Mapping[str, Any], node: Mapping[str, Any], command: Sequence[str]) -> dict[str, Any]:
    """For threshold.py. Of several first processes that a node has had the last one counts."""
    first = [
        [process["pid"], process["started"]]
        for process in cluster["processes"]
        if process["role"] == "node" and process["node"] == node["name"]
    ]
    return {
        "verb": "enter",
        "groups": [os.path.join(folder, GROUP) for folder in node["cgroups"]],
        "node": first[-1] if first else None,
        "network": None,
        "argv": ["/bin/sh", "-c", " ".join(command)],
        "folder": os.getcwd(),
        "log": os.devnull,
        "wait": True,
    }


def _split(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The host, which is the first word that is no option (ssh's own without a value, like -x), and what follows."""
    at = next((index for index, word in enumerate(words) if not word.startswith("-")), len(words))
    return "".join(words[at : at + 1]), words[at + 1 :]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
