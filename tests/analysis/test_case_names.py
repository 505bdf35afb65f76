from dataclasses import replace

from workbench.analysis.case_names import CaseNames, shared_package
from workbench.model.case import Case, Resources


def forest(backend="loky", workers=2, workload="flights", trees=20, **parameters):
    return Case(
        workload,
        parameters or {"rows": 20_000},
        "sklearn.RandomForestClassifier",
        {"n_estimators": trees},
        backend,
        resources=Resources(workers=workers),
    )


def waiting(workers):
    return Case("waiting", {"chunks": 64}, backend="threading", resources=Resources(workers=workers))


def test_what_all_share_goes_without_saying():
    cases = [forest("loky"), forest("dask"), waiting(1), waiting(8), Case("flights", {"rows": 20_000}, "sklearn.SGD")]
    names = CaseNames(cases)
    assert [names.series(case) for case in cases] == [
        "RandomForestClassifier · loky",
        "RandomForestClassifier · dask",
        "waiting · threading",
        "waiting · threading",
        "SGD",
    ]
    assert names.full(cases[0]) == "flights: RandomForestClassifier · loky · 2 workers"
    assert names.full(cases[2]) == "waiting: threading · 1 worker"
    assert names.full(cases[4]) == "flights: SGD"


def test_what_differs_is_told():
    cases = [forest(rows=20_000), forest(rows=50_000), forest(trees=100, rows=50_000), forest(workload="text")]
    names = CaseNames(cases)
    assert names.series(cases[1]) == "flights rows=50,000 · RandomForestClassifier n_estimators=20 · loky"
    assert len({names.series(case) for case in cases}) == 4


def test_a_workload_of_its_own_workers_is_named_by_them():
    own = Case("command", backend="own", resources=Resources(workers=1))
    names = CaseNames([own])
    assert (names.full(own), names.series(own)) == ("command: 1 worker", "command")


def test_resources_beyond_the_usual_are_told():
    resources = Resources(2, 4, 1, "gpu", 0.5, 2_000_000_000)
    case = Case("w", backend="loky", resources=resources, environment="old")
    assert CaseNames([case]).choice(case) == ("loky · 2 workers · 4 threads each · gpu · 0.5 cores · 2 GB · old")


def test_a_list_names_each_problem_once_and_ends():
    cases = [waiting(1), waiting(2), forest("loky"), forest("dask"), forest("ray")]
    names = CaseNames(cases)
    assert names.listed(cases, 3) == (
        "waiting: threading · 1 worker, threading · 2 workers; "
        "flights: RandomForestClassifier · loky · 2 workers; and 2 more"
    )
    assert names.listed(cases[:1], 3) == "waiting: threading · 1 worker"


def test_a_package_is_left_out_only_where_all_have_it():
    assert shared_package(["sklearn.Ridge[saga]", "sklearn.SGDRegressor"]) == "sklearn."
    assert shared_package(["sklearn.svm.SVC", "sklearn.Ridge"]) == "sklearn."
    assert shared_package(["sklearn.Ridge", "snapml.Ridge"]) == ""
    assert shared_package(["sklearn.Ridge", "./mine.py:Mine"]) == ""
    assert shared_package([]) == ""


def test_a_cluster_is_told_by_its_name_whatever_its_nodes():
    here = Case("waiting", backend="dask", resources=Resources(2))
    there = replace(here, cluster="lab", resources=Resources(2, nodes=1))
    names = CaseNames([here, there])
    assert [names.choice(case) for case in (here, there)] == ["dask · 2 workers", "dask · 2 workers · 1 node of lab"]
