from workbench.reporting.laws import law_columns, law_lines


def test_the_selected_law_is_marked_and_parameters_have_intervals(build):
    columns = law_columns(build.scaling())
    assert columns["law"] == ["Amdahl's law ← selected"]
    assert columns["parameters"] == ["serial fraction 0.049 [0.046, 0.052], seconds at 1 2.00 s [1.98, 2.02]"]
    assert columns["lack of fit, p"] == ["0.61"]


def test_a_line_a_law_says_how_well_it_does(build):
    (line,) = law_lines(build.scaling())
    assert line.startswith("Amdahl's law ← selected: serial fraction 0.049 [0.046, 0.052]")
    assert line.endswith("prediction error 0.60 %; lack of fit, p = 0.61")
