"""What a farm may be asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.errors import WorkbenchError
from workbench.model.cluster import Access
from workbench.sessions.farming.asked import AskedFarm, chosen, farm_access, refuse_unfarmable


def test_a_scheduler_by_its_address():
    assert farm_access(AskedFarm("dask=tls://10.0.0.1:8786")) == Access("dask", "tls://10.0.0.1:8786")


def test_jobs_of_a_batch_system_one_worker_each():
    jobs = farm_access(AskedFarm("slurm=short", 4)).jobs
    assert (jobs.system, jobs.line, jobs.nodes, jobs.workers_per_node) == ("slurm", "short", 4, 1)


def test_a_cluster_that_the_suite_declares():
    lab = Access("dask", "tls://10.0.0.1:8786", tls_ca="ca.pem")
    assert farm_access(AskedFarm("lab"), {"lab": lab}) == lab
    with pytest.raises(WorkbenchError, match="cluster lab is not up"):
        farm_access(AskedFarm("lab"), {"lab": replace(lab, address="")})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (AskedFarm("slurm=short"), "say how many machines slurm is to bring"),
        (AskedFarm("dask=tcp://10.0.0.1:1", 2), "--farm-jobs goes with a batch system"),
        (AskedFarm("dusk=tcp://10.0.0.1:1"), "'dusk' is no engine"),
        (AskedFarm("ray=10.0.0.1:6379"), "a farm is reached through Dask, and ray=10.0.0.1:6379 is ray"),
        (AskedFarm("dask"), "--farm dask names no place"),
        (AskedFarm("tcp://10.0.0.1:1"), "names no place"),
    ],
)
def test_what_is_no_farm_is_told(asked, told):
    with pytest.raises(WorkbenchError, match=told):
        farm_access(asked)


def test_cases_on_a_cluster_are_refused_by_name(plan_of):
    plan = plan_of(1)
    refuse_unfarmable(plan)
    (planned,) = plan.cases
    case = replace(planned.case, backend="dask", address="tcp://10.0.0.1:1")
    with pytest.raises(WorkbenchError, match=r"each launch on one machine, and waiting .* run on a cluster"):
        refuse_unfarmable(replace(plan, cases=(replace(planned, case=case),)))


def test_machines_are_chosen_by_name():
    assert chosen(["a", "b", "c"], ["c", "a"]) == ("a", "c")
    assert chosen(["a", "b"], ()) == ("a", "b")
    with pytest.raises(WorkbenchError, match="there is no machine d; there are a, b"):
        chosen(["a", "b"], ["d"])
    with pytest.raises(WorkbenchError, match="the farm has no machines"):
        chosen([], ())
