import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.telemetry.kernel.topology import parse_cpu_list, read_topology


@pytest.mark.parametrize(
    ("text", "cpus"), [("0-3,8", {0, 1, 2, 3, 8}), ("0", {0}), ("", set()), ("x-2", set()), ("1-", {1}), ("3-1", set())]
)
def test_the_kernels_list_format(text, cpus):
    assert parse_cpu_list(text) == cpus


@settings(deadline=None)
@given(st.text("0123456789-, x²\n", max_size=12))
def test_any_text_is_a_list_or_empty(text):
    assert all(isinstance(cpu, int) for cpu in parse_cpu_list(text))


def test_a_machine_that_tells_nothing(tmp_path):
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n")
    topology = read_topology(str(tmp_path), str(tmp_path))
    assert topology.model == "ARM implementer 0x41 part 0xd0c"
    assert topology.logical_cpus >= 1
    assert (topology.physical_cores, topology.threads_per_core, topology.virtual) == (None, None, None)


def test_a_guest_of_an_unnamed_hypervisor(tmp_path):
    (tmp_path / "cpuinfo").write_text("model name\t: x\nflags\t: fpu hypervisor\n")
    assert read_topology(str(tmp_path), str(tmp_path)).virtual == "virtual machine"
