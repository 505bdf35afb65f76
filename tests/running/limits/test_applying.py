"""Which means carry a limit, and what is said where none can."""

from __future__ import annotations

import os

import pytest

from workbench.model.case import Resources
from workbench.model.cpu_set import format_cpus
from workbench.running.limits.applying import Limiter
from workbench.running.limits.control import CannotLimit

USABLE = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux has limits")


@pytest.fixture(autouse=True)
def without_systemd(monkeypatch):
    monkeypatch.setattr("workbench.running.limits.scope.is_possible", lambda environment: False)


@pytest.fixture
def limiter(tree):
    return Limiter(lambda prefix: 0, str(tree.proc))


@pytest.fixture
def with_groups(tree):
    """Groups of version 1 for CPU time and memory, none for sets of CPUs."""
    return tree.mount(1, ["cpu"], "/"), tree.mount(1, ["memory"], "/")


def test_a_case_without_limits_gets_no_group(limiter, with_groups, tree):
    limits = limiter.apply(Resources(workers=8))
    assert (limits.entry, limits.placement, limits.facts(), limits.watched) == (None, None, None, ())
    assert list(tree.root.rglob("workbench-*")) == []


def test_control_groups_carry_what_they_can(limiter, with_groups, tree):
    limits = limiter.apply(Resources(cpu_limit_cores=0.5, memory_limit_bytes=10**9))
    assert limits.mechanism == "cgroup_v1"
    assert limits.entry == {"groups": list(limits.watched), "cpus": None, "data_bytes": None}
    found = limits.facts()
    assert (found.groups, found.oom_kills) == (2, 0)
    limits.remove()
    assert list(tree.root.rglob("workbench-*")) == []


def test_two_trials_never_share_a_group(limiter, with_groups):
    first, second = (limiter.apply(Resources(cpu_limit_cores=0.5)) for _ in range(2))
    assert not set(first.watched) & set(second.watched)


def test_a_set_of_cpus_falls_back_on_affinity(limiter, with_groups):
    limits = limiter.apply(Resources(cpu_set=str(USABLE[-1]), memory_limit_bytes=10**9))
    assert limits.mechanism == "cgroup_v1+affinity"
    assert limits.entry["cpus"] == [USABLE[-1]]


def test_without_groups_whole_cores_are_affinity_and_memory_is_an_rlimit(limiter):
    limits = limiter.apply(Resources(cpu_limit_cores=1.0, memory_limit_bytes=10**9))
    assert limits.mechanism == "affinity+rlimit"
    assert limits.entry == {"groups": [], "cpus": USABLE[:1], "data_bytes": 10**9}
    assert limits.facts().oom_kills is None


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        (Resources(cpu_limit_cores=0.5), r"cpu_limit = 0.5 needs control groups \(.*\); without them only whole cores"),
        (Resources(cpu_limit_per_worker_cores=0.2), "cpu_limit_per_worker needs control groups"),
        (Resources(cpu_set="8000-8001"), "cpu_set names the CPUs 8000-8001; this process may use"),
    ],
)
def test_what_can_not_be_done_says_why_and_what_would_mend_it(limiter, resources, reason, tree):
    with pytest.raises(CannotLimit, match=reason) as caught:
        limiter.apply(resources)
    assert caught.value.sentence.startswith(str(caught.value) + "; ")
    assert list(tree.root.rglob("workbench-*")) == []


@pytest.mark.parametrize("share", [1.0, 0.6])
def test_shares_that_do_not_fit_are_refused(limiter, with_groups, share, tree):
    cpus = len(USABLE)
    with pytest.raises(CannotLimit, match=f"{2 * cpus} workers and the main process with {share:g} cores each need"):
        limiter.apply(Resources(workers=2 * cpus, cpu_limit_per_worker_cores=share))
    assert list(tree.root.rglob("workbench-*")) == []


def test_shares_that_just_fit_are_given(limiter, with_groups):
    # Two workers and the main process on one CPU, and rounding must not take the last place away.
    resources = Resources(workers=2, cpu_set=str(USABLE[0]), cpu_limit_per_worker_cores=1 / 3)
    limits = limiter.apply(resources)
    assert {seat["cpu"] for seat in limits.placement["workers"]} == {USABLE[0]}


def test_a_limit_that_fails_half_way_leaves_no_group(limiter, with_groups, tree, monkeypatch):
    def refuse(self, limit_bytes):
        raise CannotLimit("no")

    monkeypatch.setattr("workbench.running.limits.groups.TrialGroups.limit_memory", refuse)
    with pytest.raises(CannotLimit):
        limiter.apply(Resources(cpu_limit_cores=0.5, memory_limit_bytes=10**9))
    assert list(tree.root.rglob("workbench-*")) == []


def test_every_usable_cpu_by_name_is_no_error(limiter, with_groups):
    assert limiter.apply(Resources(cpu_set=format_cpus(USABLE))).entry["cpus"] == USABLE
