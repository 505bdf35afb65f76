"""A range that overlaps nothing this machine uses."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.practice import addresses
from workbench.practice.tools import PracticeError

NETWORKS = st.builds(
    lambda second, third, bits: IPv4Network(f"10.{second}.{third}.0/{bits}", strict=False),
    st.integers(70, 90),
    st.integers(0, 255),
    st.integers(13, 30),
)


def test_the_first_range_is_taken_where_nothing_is_in_the_way():
    assert str(addresses.free_range(())) == "10.77.0.0/24"


@given(st.lists(NETWORKS, max_size=20))
def test_the_range_overlaps_none_of_those_in_use(taken):
    assert not any(addresses.free_range(taken).overlaps(network) for network in taken)


def test_without_a_free_range_it_says_so():
    with pytest.raises(PracticeError, match="in use on this machine"):
        addresses.free_range([IPv4Network("10.0.0.0/8")])


def test_the_machine_and_its_nodes_have_addresses_of_their_own():
    network = addresses.RANGES[0]
    nodes = {addresses.node_address(network, index) for index in range(addresses.MOST_NODES)}
    assert addresses.host_address(network) == "10.77.0.1"
    assert addresses.node_address(network, 0) == "10.77.0.11"
    assert len(nodes) == addresses.MOST_NODES
    assert addresses.host_address(network) not in nodes


def test_networks_are_read_from_what_the_kernel_tells(monkeypatch):
    answers = {
        "route": '[{"dst":"default","gateway":"192.0.2.1"},{"dst":"10.77.0.0/16"},{"dst":"10.78.0.4","type":"local"}]',
        "address": '[{"addr_info":[{"local":"192.0.2.2","prefixlen":24}]},{}]',
    }
    monkeypatch.setattr(addresses, "call", lambda argv: answers[argv[3]])
    found = {str(network) for network in addresses.taken_ranges()}
    assert found == {"10.77.0.0/16", "10.78.0.4/32", "192.0.2.0/24"}
    assert str(addresses.free_range(addresses.taken_ranges())) == "10.79.0.0/24"
