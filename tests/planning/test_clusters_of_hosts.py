"""`mpi` in `[[clusters]]`: a file of hosts; and solvers that bring ranks of their own, on such a cluster."""

from __future__ import annotations

import pytest

from tests.planning.conftest import DESCRIPTIONS
from workbench.errors import ConfigurationError
from workbench.model.cluster import Access, Survey
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.model.description import Description
from workbench.planning.clustering import ClusterReach, parse_cluster
from workbench.planning.suite import parse_plan

HEAD = 'name = "s"\n[[clusters]]\nname = "lab"\nmpi = %s\n[[cases]]\nworkload = "%s"\n'
RANKS = Description(
    tasks=("classification",),
    scales_with="own",
    engine="mpi",
    environment=DeclaredEnvironment("ranks", ("mpi4py", "numba")),
)


@pytest.fixture
def plan_on(tmp_path, describe, plugins, monkeypatch):
    environment = DeclaredEnvironment("mpi", ("mpi4py",))
    monkeypatch.setitem(DESCRIPTIONS, ("backend", "mpi"), Description(takes_address=True, environment=environment))
    monkeypatch.setitem(DESCRIPTIONS, ("cluster", "mpi"), Description())
    monkeypatch.setitem(DESCRIPTIONS, ("solver", "ranks"), RANKS)
    (tmp_path / "hosts").write_text("a:2\nb:2\n")
    (tmp_path / "agent").write_text("")

    def parse(address, words, workload="waiting"):
        text = HEAD % (address, workload) + 'clusters = ["lab"]\n' + words
        reach = ClusterReach(lambda access, parts, environment: Survey(refusals=(None,) * len(parts)))
        return parse_plan(text, str(tmp_path / "suite.toml"), describe, plugins, reach=reach)

    return parse


@pytest.mark.parametrize("address", ['"hosts"', '{ hostfile = "hosts" }', '{ hostfile = "./hosts", agent = "agent" }'])
def test_a_host_file_is_found_from_the_suites_folder(plan_on, tmp_path, address):
    plan = plan_on(address, "nodes = [1, 2]\nworkers_per_node = 2")
    hosts, agent = str(tmp_path / "hosts"), str(tmp_path / "agent") if "agent" in address else None
    assert plan.clusters == {"lab": Access("mpi", hosts, hostfile=hosts, agent=agent)}
    assert [(each.case.backend, each.case.resources.workers) for each in plan.cases] == [("mpi", 2), ("mpi", 4)]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ('"none"', "there is no file `none` for `mpi`"),
        ('{ hostfile = "none" }', "there is no file `none` for `hostfile`"),
        ("{ }", "`mpi` names no `hostfile`"),
        ('{ hostfiel = "hosts" }', "unknown key `hostfiel`; did you mean `hostfile`?"),
        ("3", "`mpi` is 3"),
    ],
)
def test_what_names_no_host_file_is_told_with_its_line(plan_on, address, told):
    with pytest.raises(ConfigurationError) as caught:
        plan_on(address, "")
    assert any(one.line == 4 and one.message.startswith(told) for one in caught.value.complaints), caught.value


def test_a_host_file_of_the_command_line_is_found_from_everywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hosts").write_text("a\n")
    assert parse_cluster("lab=mpi:hosts", ["mpi"]) == ("lab", Access("mpi", str(tmp_path / "hosts")))
    assert parse_cluster("lab=mpi:none", ["mpi"]) == ("lab", Access("mpi", "none"))


def test_a_solver_with_ranks_of_its_own_takes_the_clusters_in_its_own_environment(plan_on):
    plan = plan_on('"hosts"', 'nodes = [1, 2]\nsolvers = ["ranks"]', "flights")
    found = [(each.case.backend, each.case.resources.nodes, each.case.environment) for each in plan.cases]
    assert found == [("own", 1, "ranks"), ("own", 2, "ranks")]
    assert {each.cluster.name for each in plan.cases} == {"mpi"}


def test_it_runs_here_too_where_that_is_asked_for(plan_on):
    plan = plan_on('"hosts"', 'backends = ["pool"]\nworkers = [1, 3]\nnodes = 2\nsolvers = ["ranks"]', "flights")
    found = [(each.case.backend, each.case.cluster, each.case.resources.workers) for each in plan.cases]
    assert sorted(found, key=str) == [("own", "lab", 2), ("own", None, 1), ("own", None, 3)]


def test_one_that_can_not_take_a_clusters_workers_stays_here(plan_on, monkeypatch):
    monkeypatch.setitem(DESCRIPTIONS, ("solver", "ranks"), Description(tasks=("classification",), scales_with="own"))
    plan = plan_on('"hosts"', 'nodes = 2\nbackends = ["pool"]\nsolvers = ["ranks"]', "flights")
    assert [(each.case.backend, each.case.cluster) for each in plan.cases] == [("own", None)]
