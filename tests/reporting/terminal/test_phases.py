from dataclasses import replace

from workbench.reporting.terminal.phases import phase_block
from workbench.reporting.terminal.report import printed


def told(build, width=120, **phases):
    rows = [replace(build.flights_rows()[0], phase_seconds=phases), build.flights_rows()[1]]
    return printed(phase_block(build.section(rows), width), width, color=False)


def test_inner_phases_have_a_row_with_its_bar(build):
    text = told(build, transfer_in=0.1, compute=0.3)
    assert "transfer in" in text
    (row,) = [line for line in text.splitlines() if line.startswith("serial")]
    assert "100 ms" in row
    assert "300 ms" in row
    assert row.count("▒") > row.count("▓") > 0


def test_a_narrow_terminal_has_no_bar_and_no_line_that_is_too_long(build):
    lines = told(build, width=80, transfer_in=0.1, compute=0.3).splitlines()
    assert max(map(len, lines)) <= 80
    assert not any("▒▒" in line for line in lines)


def test_nothing_where_no_solver_tells(build):
    assert told(build) == ""
