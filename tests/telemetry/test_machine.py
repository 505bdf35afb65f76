import dataclasses

import pytest

from workbench.model.run import Machine
from workbench.telemetry.machine import machine_id, read_machine


def test_a_workstation(machine_roots):
    machine = read_machine(**machine_roots("workstation"))
    assert machine.cpu_model == "AMD Ryzen 5 3600 6-Core Processor"
    assert (machine.logical_cpus, machine.usable_cpus) == (4, 3)
    assert (machine.physical_cores, machine.threads_per_core) == (2, 2)
    assert machine.virtual == "none"
    assert machine.memory_bytes == 32819204 * 1024
    assert (machine.cpu_limit_cores, machine.memory_limit_bytes) == (1.5, 8 << 30)
    assert machine.kernel == "6.1.0-18-amd64"
    assert machine.gpus == ()
    assert machine.id.startswith("amd-ryzen-5-3600-4cpu-31gib-")


def test_a_guest_with_a_card(machine_roots):
    machine = read_machine(**machine_roots("guest"))
    assert machine.virtual == "kvm"
    assert (machine.physical_cores, machine.threads_per_core) == (1, 2)
    assert (machine.cpu_limit_cores, machine.memory_limit_bytes) == (0.5, None)
    assert machine.gpus == ("Tesla T4",)
    assert machine.id.startswith("intel-xeon-platinum-8259-2cpu-16gib-")


def test_the_same_machine_after_a_boot_has_the_same_id(machine_roots):
    machine = read_machine(**machine_roots("guest"))
    rebooted = dataclasses.replace(machine, memory_bytes=machine.memory_bytes - (3 << 20), kernel="6.99", usable_cpus=1)
    assert machine_id(rebooted) == machine.id


def test_a_field_that_comes_later_changes_no_id(machine_roots):
    @dataclasses.dataclass(frozen=True)
    class LaterMachine(Machine):
        fabric: str = ""

    machine = read_machine(**machine_roots("guest"))
    fields = {field.name: getattr(machine, field.name) for field in dataclasses.fields(machine)}
    assert machine_id(LaterMachine(**fields)) == machine.id
    assert machine_id(LaterMachine(**fields, fabric="infiniband")) == machine.id


@pytest.mark.parametrize(
    "change",
    [{"logical_cpus": 1}, {"virtual": "xen"}, {"memory_bytes": 1 << 30}, {"gpus": ()}, {"cpu_limit_cores": None}],
    ids=str,
)
def test_another_machine_has_another_id(machine_roots, change):
    machine = read_machine(**machine_roots("guest"))
    assert machine_id(dataclasses.replace(machine, **change)) != machine.id


def test_a_hostile_model_makes_a_safe_folder_name(machine_roots):
    machine = dataclasses.replace(read_machine(**machine_roots("guest")), cpu_model="../../é\n*")
    assert set(machine_id(machine)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_without_proc_the_basics_come_through_psutil(tmp_path):
    machine = read_machine(str(tmp_path), str(tmp_path))
    assert machine.logical_cpus >= 1
    assert machine.memory_bytes > 0
    assert machine.virtual is None
    assert machine.id


def test_here_it_is_the_same_twice():
    assert read_machine() == read_machine()
