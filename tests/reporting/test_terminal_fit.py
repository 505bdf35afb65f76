from workbench.analysis.scaling import fit
from workbench.reporting.terminal_fit import render_fit


def test_the_sentence_comes_first_and_the_selected_law_is_marked(build):
    told = render_fit(build.scaling(), "times.csv", 100)
    assert told.startswith("times.csv\n8 workers run it 5.93× as fast")
    assert "Amdahl's law ← selected" in told
    assert "serial_fraction 0.049 [0.046, 0.052]" in told


def test_two_levels_show_no_law(build):
    told = render_fit(build.scaling(counts=(1, 2)), "times.csv", 80)
    assert "Two worker counts can't tell a law" in " ".join(told.split())
    assert "Amdahl" not in told


def test_findings_of_the_analysis_are_shown():
    told = render_fit(fit([2, 4, 8], [1.0, 0.55, 0.31]), "\x1b]0;title\x07.csv", 80)
    assert "\x1b" not in told
    assert "Measure at 1 worker too." in told


def test_the_table_fits_80_columns(build):
    assert max(map(len, render_fit(build.scaling(), "times.csv", 80).split("\n"))) <= 80
