from dataclasses import replace

import pytest

from workbench.model.case import Case, Resources


@pytest.mark.parametrize(
    ("case", "label"),
    [
        (Case("waiting"), "waiting · serial · 1 worker"),
        (Case("table", {"path": "a.csv", "task": ""}), "table path=a.csv · serial · 1 worker"),
        (
            Case(
                "flights",
                {"rows": 50000},
                solver="sklearn.Ridge[saga]",
                solver_parameters={"alpha": 2.0},
                backend="loky",
                resources=Resources(workers=2),
            ),
            "flights rows=50000 · sklearn.Ridge[saga] alpha=2.0 · loky · 2 workers",
        ),
        (Case("f", resources=Resources(device="cuda:0,1")), "f · serial · 1 worker · on cuda:0,1"),
        (
            Case(
                "f",
                backend="multiprocessing",
                start_method="spawn",
                environment="old",
                resources=Resources(workers=4, threads_per_worker=2),
            ),
            "f · multiprocessing (spawn) · 4 workers · 2 threads · old",
        ),
    ],
)
def test_a_label_names_what_tells_the_case_from_others(case, label):
    assert case.label() == label


def test_the_same_content_has_the_same_id_whatever_the_order():
    assert Case("a", {"x": 1, "y": 2}).id == Case("a", {"y": 2, "x": 1}).id
    assert Case("a", {"x": 1}).id != Case("a", {"x": 2}).id


def test_fields_are_flat_and_leave_out_what_is_unset():
    fields = Case("a", {"rows": 3}, solver="s", solver_parameters={"C": 1.0}).fields()
    assert fields["rows"] == 3
    assert fields["solver.C"] == 1.0
    assert "start_method" not in fields


def test_what_a_file_calls_itself_is_shown_and_is_no_part_of_the_case():
    plain = Case("./mine.py:Mine", solver="estimator", solver_parameters={"path": "sklearn.svm.SVC", "C": 2.0})
    named = replace(plain, workload_name="digits", solver_name="sklearn.svm.SVC")
    assert named.id == plain.id
    assert named.label() == "digits · sklearn.svm.SVC C=2.0 · serial · 1 worker"
    assert plain.label() == "./mine.py:Mine · estimator path=sklearn.svm.SVC C=2.0 · serial · 1 worker"


def test_cases_of_weak_scaling_are_one_series_whatever_the_share():
    for share in (1, 7, 0.1, 12_345.678):
        cases = [
            Case("ridge", {"samples": share * workers}, resources=Resources(workers=workers), grows=("samples",))
            for workers in (1, 2, 3, 7, 48)
        ]
        assert len({case.series() for case in cases}) == 1
        assert {case.without_workers().resources.workers for case in cases} == {1}
    strong = Case("ridge", {"samples": 1})
    assert strong.series() != Case("ridge", {"samples": 1}, grows=("samples",)).series()
