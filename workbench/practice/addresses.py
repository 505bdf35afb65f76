"""A private range for a cluster's nodes that nothing on this machine uses."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Collection, Iterable
from typing import Any

from workbench.practice.tools import PracticeError, call

PREFIX_BITS = 24
RANGES = tuple(ipaddress.IPv4Network(f"10.{second}.0.0/{PREFIX_BITS}") for second in range(77, 255))
"""Parts of 10.0.0.0/8 (RFC 1918). Common neighbours (10.0, 10.8, 10.42, 10.43) lie before the first."""
MOST_NODES = 100
FIRST_NODE = 11
"""The last part of the first node's address; the machine itself is 1, and what stands in front of the nodes is 2."""


def free_range(taken: Collection[ipaddress.IPv4Network]) -> ipaddress.IPv4Network:
    """The first range that overlaps none of `taken`. Raises PracticeError where there is none."""
    for candidate in RANGES:
        if not any(candidate.overlaps(network) for network in taken):
            return candidate
    raise PracticeError("every private range from 10.77.0.0/24 to 10.254.0.0/24 is in use on this machine")


def taken_ranges() -> tuple[ipaddress.IPv4Network, ...]:
    """The networks this machine has an address in or a route to, other than the default route."""
    routes = json.loads(call(["ip", "-json", "-4", "route", "show", "table", "all"]) or "[]")
    addresses = json.loads(call(["ip", "-json", "-4", "address", "show"]) or "[]")
    return tuple(_networks(routes, addresses))


def _networks(routes: Iterable[Any], addresses: Iterable[Any]) -> Iterable[ipaddress.IPv4Network]:
    for route in routes:
        if route.get("dst", "default") != "default":
            yield ipaddress.IPv4Network(route["dst"], strict=False)
    for interface in addresses:
        for address in interface.get("addr_info", ()):
            yield ipaddress.IPv4Network(f"{address['local']}/{address['prefixlen']}", strict=False)


def host_address(network: ipaddress.IPv4Network) -> str:
    """Where the machine itself is in the range."""
    return str(network[1])


def front_address(network: ipaddress.IPv4Network) -> str:
    """Where schedulers are that listen to every network."""
    return str(network[2])


def node_address(network: ipaddress.IPv4Network, index: int) -> str:
    """Where the node of that index, from 0, is in the range."""
    return str(network[FIRST_NODE + index])
