"""A bridge, and for each node a network namespace that a veth pair ties to it (ip-netns(8), veth(4)).

Everything has a name that is known before it is made, so that it can be taken away whatever was made of it.
"""

from __future__ import annotations

import os

from workbench.model.practice import PracticeCluster, PracticeNode
from workbench.practice.tools import PracticeError, call

NAMESPACES = "/run/netns"
INSIDE = "eth0"


def why_not() -> str | None:
    """Why this process can't make network namespaces; None where it can. Asked by making one."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    name = f"workbench-probe-{os.getpid()}"
    try:
        call(["ip", "netns", "add", name])
    except PracticeError as error:
        return f"network namespaces are refused here ({error})"
    try:
        call(["ip", "netns", "delete", name])
    except PracticeError as error:
        return f"a network namespace can't be taken away here ({error})"
    return None


def namespace_path(node: PracticeNode) -> str:
    """The file that holds a node's network namespace."""
    return os.path.join(NAMESPACES, str(node.namespace))


def make_bridge(cluster: PracticeCluster) -> None:
    """Make the bridge, with the machine's own address on it. Raises PracticeError."""
    bridge = str(cluster.bridge)
    call(["ip", "link", "add", bridge, "type", "bridge"])
    call(["ip", "address", "add", f"{cluster.host_address}/{cluster.prefix_bits}", "dev", bridge])
    call(["ip", "link", "set", bridge, "up"])


def make_link(cluster: PracticeCluster, node: PracticeNode) -> None:
    """Make a node's namespace and its way to the bridge. Raises PracticeError."""
    space, link = str(node.namespace), str(node.link)
    call(["ip", "netns", "add", space])
    call(["ip", "link", "add", link, "type", "veth", "peer", "name", INSIDE, "netns", space])
    call(["ip", "link", "set", link, "master", str(cluster.bridge), "up"])
    call(["ip", "-n", space, "address", "add", f"{node.address}/{cluster.prefix_bits}", "dev", INSIDE])
    call(["ip", "-n", space, "link", "set", "lo", "up"])
    call(["ip", "-n", space, "link", "set", INSIDE, "up"])


def cut(node: PracticeNode) -> None:
    """Take a node off the network; its processes go on."""
    call(["ip", "link", "set", str(node.link), "down"])


def join(node: PracticeNode) -> None:
    """Put a node that was cut off back on the network."""
    call(["ip", "link", "set", str(node.link), "up"])


def remove_links(cluster: PracticeCluster) -> None:
    """Take away namespaces, links and the bridge, as far as they are there. Raises PracticeError for what stays."""
    for node in (*cluster.nodes, *([] if cluster.front is None else [cluster.front])):
        if node.link is not None and _is_there(node.link):
            call(["ip", "link", "delete", node.link])
        if node.namespace is not None and os.path.exists(namespace_path(node)):
            call(["ip", "netns", "delete", node.namespace])
    if cluster.bridge is not None and _is_there(cluster.bridge):
        call(["ip", "link", "delete", cluster.bridge])


def _is_there(link: str) -> bool:
    return os.path.exists(os.path.join("/sys/class/net", link))
