import os

import pytest

from workbench.contracts import Place
from workbench.probes.host_energy import HostEnergy


@pytest.fixture
def rapl(tmp_path):
    """Zones as the kernel shows them: {folder: (name, microjoules)}."""

    def write(**zones):
        for zone, (name, counted) in zones.items():
            folder = tmp_path / "class" / "powercap" / zone.replace("__", ":")
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "name").write_text(name + "\n")
            (folder / "max_energy_range_uj").write_text("1000000\n")
            # In place: the probe keeps the file open, as it does the kernel's.
            with open(folder / "energy_uj", "w") as file:
                file.write("%d\n" % counted)
        return Place(sys=str(tmp_path))

    return write


def test_packages_count_and_their_parts_and_the_platform_do_not(rapl, tree):
    zones = {"intel-rapl__0": "package-0", "intel-rapl__1": "package-1", "intel-rapl__2": "psys"}
    inner = {"intel-rapl__0__0": "core"}
    every = {**zones, **inner}
    probe = HostEnergy(rapl(**{zone: (name, 100) for zone, name in every.items()}))
    assert probe.unreadable() is None
    assert probe.sample(tree(), 0.0) == {"cpu_energy_joules[0]": 0.0, "cpu_energy_joules[1]": 0.0}
    rapl(**{zone: (name, 250_100) for zone, name in every.items()})
    assert probe.sample(tree(), 1.0) == pytest.approx({"cpu_energy_joules[0]": 0.25, "cpu_energy_joules[1]": 0.25})
    probe.close()


def test_a_counter_that_starts_again_goes_on(rapl, tree):
    probe = HostEnergy(rapl(**{"intel-rapl__0": ("package-0", 900_000)}))
    probe.unreadable()
    rapl(**{"intel-rapl__0": ("package-0", 100_000)})
    assert probe.sample(tree(), 1.0) == pytest.approx({"cpu_energy_joules[0]": 0.2})
    probe.close()


def test_a_machine_without_it_says_so(tmp_path, rapl):
    assert "virtual machines" in HostEnergy(Place(sys=str(tmp_path))).unreadable()
    assert "no processor package" in HostEnergy(rapl(**{"intel-rapl__0": ("psys", 1)})).unreadable()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_only_root_may_read_says_so(rapl, tmp_path):
    place = rapl(**{"intel-rapl__0": ("package-0", 1)})
    (tmp_path / "class" / "powercap" / "intel-rapl:0" / "energy_uj").chmod(0)
    assert "run as root" in HostEnergy(place).unreadable()
