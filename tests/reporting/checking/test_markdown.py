import re

import pytest
from markdown_it import MarkdownIt

from workbench.reporting.checking.markdown import check_to_markdown

READER = MarkdownIt("commonmark", {"html": True}).enable(["table"])


def cells(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]


def test_the_answer_and_then_a_table_worst_first(make):
    html = READER.render(check_to_markdown(make.every))
    assert html.index("Failed: ridge: loky, time is 12 % slower") < html.index("<table>")
    first = next(row for row in cells(html) if row)
    assert first[:2] == ["❌ failed", "ridge: loky, time"]
    assert [cell.replace("\u00a0", " ") for cell in first[2:4]] == ["424 ms → 475 ms", "1.12× [1.08, 1.16]"]
    words = [row[0].split()[1] for row in cells(html) if len(row) == 5]
    assert words == ["failed", "incomparable", "undecided", "passed"]
    assert "<details><summary>Calibration</summary>" in html
    assert "of 1,000 simulated checks without any change" in html
    assert "<code>workbench run --profile pyspy</code>" in html


def test_no_name_is_obeyed(make):
    html = READER.render(check_to_markdown(make.every))
    assert "<script" not in html
    for tag in ("<a ", "<img", "<strong>b", "<code>c"):
        assert tag not in html
    assert "@octocat" not in html
    assert "#12" not in html
    assert ":smile:" not in html
    assert "http://" not in html
    assert all(len(row) in {0, 5, 6} for row in cells(html))
    assert "\x1b" not in html


def test_one_marker_that_is_the_same_from_run_to_run_and_no_other_suites(make):
    def marker(suite, **changes):
        return check_to_markdown(make.check(suite=suite, **changes)).split("\n")[0]

    assert re.fullmatch(r"<!-- workbench-check [0-9a-f]{16} -->", marker(make.hostile))
    assert marker("a", base="main", outcome="passed") == marker("a", base="v2")
    assert marker("a") != marker("b")


@pytest.mark.parametrize("limit", [8_000, 64_000])
def test_it_fits_a_comment_and_says_what_was_cut(make, limit):
    cases = [make.case(case=f"{at} {make.hostile * 3}") for at in range(400)]
    cases += [make.case(make.passed, f"{at} fine") for at in range(3000)]
    told = check_to_markdown(make.check(*cases, calibration=make.calibration), limit)
    assert limit * 0.9 < len(told.encode()) <= limit
    shown = sum(line.startswith("| ❌") for line in told.split("\n"))
    assert f"and {3400 - shown:,} more, {400 - shown:,} of them failed" in told.replace("\\", "")


def test_many_findings_do_not_push_the_cases_out(make):
    from workbench.model.finding import Finding

    many = tuple(Finding("warning", "x", "long " * 500) for _ in range(5000))
    told = check_to_markdown(make.check(findings=many))
    assert len(told.encode()) <= 64_000
    assert "and 4,990 more findings" in told
    assert "| ❌ failed" in told
