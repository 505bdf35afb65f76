from dataclasses import replace

from workbench.model.case import Case, Resources
from workbench.reporting import naming


def test_a_place_leaves_out_what_goes_without_saying():
    assert naming.place(Case("w")) == ""
    assert naming.place(Case("w", backend="own", resources=Resources(workers=2))) == "with 2 workers"
    assert naming.place(Case("w", backend="loky", resources=Resources(workers=2))) == "on loky with 2 workers"


def test_a_series_is_named_without_its_workers():
    cases = [Case("w", {"n": count}, backend="loky", resources=Resources(workers=count)) for count in (1, 2)]
    assert naming.series_names(cases) == ("w n=1 · loky", "w n=2 · loky")
    assert naming.series_names(cases[1:]) == ("w · loky",)


def test_names_from_files_are_made_safe():
    case = Case("w\x1b[2J", {"\u202ek": "v\n"}, "s\x07")
    for text in (naming.workload(case), naming.case_name(case), *naming.series_names([case])):
        assert text.isprintable()


def test_names_that_read_the_same_get_a_key():
    assert naming.distinct(["a", "b", "a"], ["k1", "k2", "k3"]) == ("a #k1", "b", "a #k3")


def test_what_a_file_calls_itself_is_its_name(build):
    case = Case("./mine.py:Mine", solver="estimator", solver_parameters={"path": "sklearn.svm.SVC", "C": 2.0})
    named = replace(case, workload_name="digits", solver_name="sklearn.svm.SVC")
    assert naming.workload(named) == "digits"
    assert naming.case_name(named) == "sklearn.svm.SVC (C = 2.0)"


def test_rows_are_named_by_what_tells_them_apart(build):
    one, two = build.case("s.Forest", "loky", 2), build.case("s.Forest")
    assert naming.row_names([one, two]) == ("loky · 2 workers", "serial · 1 worker")
    other = build.case("s.Trees", "loky", 2)
    assert naming.row_names([one, two, other]) == ("Forest · loky · 2 workers", "Forest", "Trees · loky · 2 workers")
