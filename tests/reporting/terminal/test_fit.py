from workbench.analysis.scaling.inferring import fit
from workbench.analysis.scaling.throughput_space import fit_throughput
from workbench.model.reading import Questions
from workbench.reporting.terminal.fit import render_classical, render_fit


def test_the_sentence_comes_first_and_the_selected_law_is_marked(build):
    told = render_fit(build.scaling(), "times.csv", 100)
    assert told.startswith("times.csv\n8 workers run it 5.93× as fast")
    assert "Amdahl's law ← selected" in told
    assert "serial fraction 0.049 [0.046, 0.052]" in told


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


def test_weak_scaling_is_told_by_scaled_speed_up():
    seconds = [10.0, 10.05, 10.5, 10.45, 11.0, 11.1, 11.2, 11.3]
    text = render_fit(fit([1, 1, 2, 2, 4, 4, 8, 8], seconds, experiment="weak"), "mine", 120)
    assert "8 workers do 8 times the work of 1 worker in 1.12× the time" in text
    assert "scaled speed-up" in text
    assert "Karp-Flatt" not in text


def test_readings_stand_before_the_table():
    questions = Questions(deadline_seconds=30.0)
    text = render_fit(fit([1, 2, 4, 8], [100.0, 52.6, 29.1, 16.8], questions=questions), "mine", 120)
    assert "▸ 4" in text
    assert text.index("▸ 4") < text.index("launches")


def test_the_classical_fit_is_printed_with_the_figures_of_the_book():
    users, scripts = [1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]
    text = render_classical(fit_throughput(users, scripts))
    assert "contention 0.0277" in text
    assert "peaks at 96.52 workers" in text
    assert "contention 0.01705, coherency 7.892e-05" in text
