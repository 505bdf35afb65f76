import xml.etree.ElementTree as ET

from markdown_it import MarkdownIt

from workbench.model.comparison import METRICS, Comparison, Comparisons
from workbench.model.estimate import Estimate
from workbench.reporting.comparing_sheet import comparisons_to_junit, comparisons_to_markdown


def compared(verdict, ratio=(1.1, 1.07, 1.13), **others):
    found = None if ratio is None else Estimate(*ratio, "interval", 0.99, 6)
    return Comparison(f"case {verdict}", METRICS[0], verdict, 1.0, 1.1, found, **others)


FOUND = Comparisons(
    "slower",
    (
        compared("slower"),
        compared("incomparable", None, reason="another machine"),
        compared("undecided", (1.01, 0.97, 1.05), reason="drift alone could do it"),
        compared("faster", (0.9, 0.88, 0.92)),
        compared("same", (1.0, 0.99, 1.01)),
    ),
    base="run-1",
    head="run-2",
)


def test_junit_fails_what_regressed_and_skips_what_is_not_known():
    cases = ET.fromstring(comparisons_to_junit(FOUND).encode()).findall("testsuite/testcase")
    assert [[child.tag for child in case] for case in cases] == [
        ["failure"],
        ["skipped"],
        ["skipped"],
        ["system-out"],
        ["system-out"],
    ]
    assert cases[2].find("skipped").get("message") == (
        "undecided: between 3 % faster and 5 % slower; drift alone could do it"
    )


def test_markdown_says_it_first_and_is_found_again():
    told = comparisons_to_markdown(FOUND)
    html = MarkdownIt("commonmark").enable("table").render(told)
    assert "HEAD is slower: case slower, time 1.10× [1.07, 1.13] of BASE" in html
    assert "10 % faster" in html.replace("\u00a0", " ")
    again = comparisons_to_markdown(Comparisons("same", FOUND.comparisons[-1:], base="run-3", head="run-4"))
    assert told.split("\n")[0] == again.split("\n")[0]
