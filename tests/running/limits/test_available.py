"""What `workbench doctor` says of limits."""

import pytest

from workbench.running.limits.available import limit_means


@pytest.fixture(autouse=True)
def without_systemd(monkeypatch):
    monkeypatch.setattr("workbench.running.limits.scope.is_possible", lambda environment: False)


def test_every_limit_is_named_with_what_carries_it(tree):
    cpu = tree.mount(1, ["cpu"], "/")
    found = limit_means(str(tree.proc), "linux")
    assert list(found) == ["cpu_limit", "cpu_set", "memory_limit", "cpu_limit_per_worker"]
    assert found["cpu_limit"] == found["cpu_limit_per_worker"] == f"control group of version 1 under {cpu}"
    assert found["memory_limit"].startswith("each process by itself, by RLIMIT_DATA: ")
    assert found["cpu_set"].startswith("CPU affinity: ")


def test_without_groups_it_says_what_is_left(tmp_path):
    found = limit_means(str(tmp_path), "linux")
    assert found["cpu_limit"].startswith("whole cores only, by CPU affinity: ")
    assert found["cpu_limit_per_worker"].startswith("not here: ")


def test_a_service_manager_may_help(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.running.limits.scope.is_possible", lambda environment: True)
    assert "systemd-run" in limit_means(str(tmp_path), "linux")["memory_limit"]


def test_elsewhere_there_are_none(tmp_path):
    assert set(limit_means(str(tmp_path), "darwin").values()) == {"not here: only Linux has control groups"}
