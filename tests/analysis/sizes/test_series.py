from workbench.analysis.sizes.series import slices


def names(made):
    return [members.parameters for members in made.members()]


def test_cases_that_differ_in_one_number_are_a_series_by_rising_size(made):
    for rows in (4000, 1000, 2000):
        made.add({"rows": rows, "seed": 0})
    (members,) = made.members()
    assert members.parameters == ("rows",)
    assert [each.case.parameters["rows"] for each in members.cases] == [1000, 2000, 4000]


def test_solvers_backends_workers_and_other_parameters_part_series(made):
    for rows in (1000, 2000):
        made.add({"rows": rows, "noise": 0.1}).add({"rows": rows, "noise": 0.5})
        made.add({"rows": rows, "noise": 0.1}, solver="s.B").add({"rows": rows, "noise": 0.1}, backend="loky")
        made.add({"rows": rows, "noise": 0.1}, backend="loky", workers=2)
    assert names(made) == [("rows",)] * 5


def test_a_seed_a_word_a_share_and_what_adds_no_data_are_no_sizes(made):
    for step in (1, 2, 3):
        made.add({"seed": step}, workload="a").add({"kind": f"k{step}"}, workload="b")
        made.add({"share": step / 10}, workload="c").add({"sparse": step == 1}, workload="d")
        made.add({"labels": step}, workload="e", data_bytes=1000)
    assert names(made) == []


def test_zero_which_means_all_is_no_size(made):
    for documents in (0, 100, 200):
        made.add({"documents": documents})
    assert names(made) == [("documents",)]
    (members,) = made.members()
    assert [each.case.parameters["documents"] for each in members.cases] == [100, 200]


def test_two_sizes_make_one_series_with_a_slice_along_each(made):
    for samples in (100, 200, 400):
        for features in (10, 20):
            made.add({"samples": samples, "features": features}, data_bytes=8 * samples * features)
    (members,) = made.members()
    along_samples, along_features = slices(members)
    assert (along_samples.parameter, along_samples.held) == ("samples", {"features": 20.0})
    assert along_samples.sizes == (100.0, 200.0, 400.0)
    assert (along_features.sizes, along_features.held) == ((10.0, 20.0), {"samples": 400.0})


def test_one_size_is_no_series(made):
    assert names(made.add({"rows": 1000})) == []
