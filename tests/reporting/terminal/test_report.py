from dataclasses import replace

import pytest
from rich.cells import cell_len

from workbench.model.finding import Finding
from workbench.reporting.terminal.report import render


def lines(text):
    return text.split("\n")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_terminal(report, width):
    told = render(report, width)
    narrowest = 60  # the columns that are never left out need this
    assert max(map(cell_len, lines(told))) <= max(width, narrowest)


def test_the_answer_stands_before_the_evidence(report):
    told = render(report, 120)
    order = [
        told.index(word) for word in ("is fastest at equal quality", "worse in quality", "Scaling", "Findings", "Next")
    ]
    assert order == sorted(order)


def test_a_failed_case_has_its_line_and_reason(report):
    told = render(report, 120)
    assert "✗ sklearn.LogisticRegression[newton-cg]: 6 failed\n    ValueError: Input X contains NaN.\n" in told


def test_a_skipped_case_is_no_failure(build):
    row = build.summary(build.case("h2o.GLM"), launches=0, statuses={}, reasons=("needs Java 17",))
    told = render(build.report(workloads=(build.section([row, *build.flights_rows()]),)), 120)
    assert "– h2o.GLM: skipped\n    needs Java 17" in told


def test_a_long_reason_does_not_flood_the_report(build):
    row = replace(build.flights_rows()[-1], reasons=("ValueError: " + "x" * 3000,), stderr_tail="y" * 3000)
    told = render(build.report(workloads=(build.section([build.flights_rows()[0], row]),)), 120)
    assert "ValueError: xxx" in " ".join(told.split())
    assert told.count("x") < 700
    assert told.count("y") < 700


def test_what_the_reason_says_is_not_said_again_as_stderr(build):
    row = replace(build.flights_rows()[-1], reasons=("CommandFailed in measure: go exited with status 1",))
    row = replace(row, stderr_tail="Traceback\nworkbench.workloads.command.CommandFailed: go exited with status 1")
    told = render(build.report(workloads=(build.section([build.flights_rows()[0], row]),), findings=()), 120)
    assert "stderr:" not in told


def test_ranges_are_marked_as_ranges(build):
    told = render(build.report(launches=3), 120)
    assert "no interval" in told
    assert "424 ms (403–445)" in " ".join(told.split())


def test_severity_is_told_by_sign_and_word(report):
    told = render(report, 80)
    assert "✗ error     8 threads" in told
    assert "! warning   Other" in told
    assert told.index("✗ error") < told.index("! warning") < told.index("i info")


def test_without_color_there_is_no_escape(report):
    assert "\x1b" not in render(report, 80)
    assert "\x1b[" in render(report, 80, color=True)


def test_names_from_files_are_not_obeyed(build):
    report = build.report()
    hostile = Finding("warning", "x", f"[bold red]{build.hostile}[/] \x1b]8;;http://x\x07", None)
    rows = [build.summary(build.case(f"[red]{build.hostile * 4}", workload="[blink]w"), 1.0, reasons=(build.hostile,))]
    report = replace(report, findings=(hostile,), workloads=(build.section(rows),), warnings=(build.hostile,))
    told = render(report, 80)
    for control in ("\x1b", "\x07", "\u202e"):
        assert control not in told
    assert "[bold red]" in told
    assert ":smile:" in told
    assert max(map(cell_len, lines(told))) <= 80


def test_what_a_narrow_table_leaves_out_is_named(report):
    assert "not shown at this width: efficiency, vs best serial" in render(report, 80)
    assert "not shown" not in render(report, 200)


def test_an_unfinished_run_says_how_to_go_on(build):
    told = render(build.report(trials_recorded=12), 160)
    assert "12 of 60 trials" in told
    assert "48 of 60 launches are not made yet: workbench run --resume 20260401-120000-1a2b" in told


def test_a_run_without_cases_is_no_error(build):
    assert "nothing to say" in render(build.report(workloads=(), scaling=(), findings=()), 80)


def test_a_damaged_file_does_not_push_the_answer_away(build):
    warnings = tuple(f"r/trials.jsonl:{number}: not a trial record" for number in range(20))
    told = render(replace(build.report(), warnings=warnings), 120)
    assert told.count("not a trial record") == 3
    assert "and 17 more" in told
