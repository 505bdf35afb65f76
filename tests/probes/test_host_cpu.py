import time

import pytest

from workbench.contracts import Place
from workbench.probes import host_cpu
from workbench.probes.host_cpu import HostCpu


@pytest.fixture
def host(tmp_path, monkeypatch):
    """Write /proc/stat of a 2-CPU host (ticks), the sampler itself using nothing."""
    monkeypatch.setattr(host_cpu, "TICKS_PER_SECOND", 100)
    monkeypatch.setattr(time, "process_time", lambda: 0.0)

    def write(user, idle, iowait=0, steal=0):
        (tmp_path / "stat").write_text(f"cpu  {user} 0 0 {idle} {iowait} 0 0 {steal}\ncpu0 1 1 1 1\ncpu1 1 1 1 1\n")
        return str(tmp_path)

    return write


def test_the_others_share_is_what_the_tree_did_not_use(host, tree):
    probe = HostCpu(Place(host(user=1000, idle=5000)))
    probe.sample(tree(user_seconds=1.0), 10.0)
    host(user=1300, idle=5090, iowait=10, steal=7)
    sample = probe.sample(tree(user_seconds=2.5, system_seconds=0.5), 12.0)
    probe.close()
    assert sample["others_seconds"] == pytest.approx(1.0)
    assert sample["steal_seconds"] == pytest.approx(0.07)
    assert sample["iowait_seconds"] == pytest.approx(0.1)
    assert probe.totals() == pytest.approx({"host_busy_ratio": 0.25, "steal_ratio": 0.0175, "iowait_ratio": 0.025})


def test_a_short_watch_has_no_ratio(host, tree):
    probe = HostCpu(Place(host(user=10, idle=50)))
    probe.sample(tree(), 10.0)
    probe.sample(tree(), 10.3)
    probe.close()
    assert probe.totals() == {"host_busy_ratio": None, "steal_ratio": None, "iowait_ratio": None}


def test_rounding_never_makes_it_negative(host, tree):
    probe = HostCpu(Place(host(user=1000, idle=5000)))
    probe.sample(tree(), 0.0)
    assert probe.sample(tree(user_seconds=0.03), 1.0)["others_seconds"] == 0.0
    probe.close()
    assert probe.totals() == {"host_busy_ratio": 0.0, "steal_ratio": 0.0, "iowait_ratio": 0.0}


def test_a_counter_never_falls_but_a_share_is_what_it_is_now(host, tree):
    """An unseen child's time passes for others' until it is waited for; iowait may fall by itself."""
    probe = HostCpu(Place(host(user=1000, idle=5000, iowait=20)))
    probe.sample(tree(), 0.0)
    host(user=1100, idle=5000, iowait=30)
    high = probe.sample(tree(), 1.0)
    host(user=1100, idle=5100, iowait=25)
    low = probe.sample(tree(user_seconds=1.0), 2.0)
    probe.close()
    assert low == high == pytest.approx({"others_seconds": 1.0, "steal_seconds": 0.0, "iowait_seconds": 0.1})
    assert probe.totals() == pytest.approx({"host_busy_ratio": 0.0, "steal_ratio": 0.0, "iowait_ratio": 0.0125})


def test_a_recorded_guest_whose_hypervisor_steals(moments, tree):
    machine = moments("limited-v2")
    probe = HostCpu(machine.place)
    probe.sample(tree(), 0.0)
    machine.go_on()
    sample = probe.sample(tree(), 2.0)
    probe.close()
    assert (sample["steal_seconds"], sample["iowait_seconds"]) == pytest.approx((0.4, 0.6))
    assert probe.totals()["steal_ratio"] == pytest.approx(0.05)


def test_without_proc_it_comes_through_psutil(tmp_path, tree):
    probe = HostCpu(Place(str(tmp_path)))
    assert set(probe.sample(tree(), 0.0)) == set(HostCpu.series)
    probe.close()
