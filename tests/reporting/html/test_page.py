"""The page is whole, works offline, and shows whatever a run calls itself as text."""

import json
import re
from dataclasses import replace

import pytest

from workbench.model.case import Case
from workbench.model.cost import BEATS, BackendCost, Configuration, Cost
from workbench.model.efficiency import Efficiencies
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.model.reading import Reading
from workbench.model.run import Interpreter, Revision
from workbench.reporting.assembly import build_report
from workbench.reporting.html.page import to_html
from workbench.reporting.html.series import MOST_DRAWN

LOADED = ("src", "srcset", "data", "action", "formaction", "poster", "background", "ping", "manifest")
"""Attributes by which an element fetches something."""
NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a\nb\r",
    "' onmouseover='x",
    "\u202eevil",
    "</style>",
)


@pytest.fixture
def full(build):
    """A report with every section there is."""
    serial, loky = build.case(), build.case(backend="loky", workers=2)
    configuration = Configuration(loky, 2, Estimate(0.2, 0.19, 0.21, count=6), Estimate(2.0, 1.9, 2.1, count=6))
    cost = Cost(
        serial, Estimate(0.4, 0.38, 0.42, count=6), (BackendCost("loky", BEATS, (configuration,), configuration),)
    )
    report = build.report()
    flights, *others = report.workloads
    row = replace(flights.rows[0], phase_seconds={"transfer_in": 0.1, "compute": 0.3}, trial_peak_bytes=900_000_000)
    share = Estimate(0.9, 0.8, 1.0, count=6)
    trees = tuple(Efficiencies(workers, share, share, share, share, share) for workers in (1, 2))
    return replace(
        report,
        workloads=(replace(flights, cost=cost, rows=(row, *flights.rows[1:])), *others),
        scaling=tuple(replace(section, efficiencies=trees) for section in report.scaling),
        header=replace(
            report.header,
            interpreters=(Interpreter("default", "/usr/bin/python", "3.11", "CPython", {"numpy": "2"}),),
            revision=Revision("abc123", dirty=True),
        ),
    )


def test_the_answer_stands_first_and_every_section_is_there(full, parse):
    page = parse(to_html(full))
    titles = [link["href"] for link in page.all("a")]
    assert titles[:2] == ["#answer", "#scaling"]
    assert {"#cost", "#phases", "#memory", "#cases", "#findings", "#environment"} <= set(titles)
    assert full.workloads[0].answer in page.text
    assert full.scaling[0].sentence in page.text
    assert "transfer in" in page.text
    assert "900 MB" in page.text
    assert "abc123 with uncommitted changes" in page.text


def test_it_is_well_formed_and_its_references_lead_somewhere(full, parse):
    page = parse(to_html(full))
    assert page.crossed == page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = [link["href"][1:] for link in page.all("a")]
    wanted += [key for svg in page.all("svg") for key in svg.get("aria-labelledby", "").split()]
    wanted += re.findall(r"url\(#([^)]+)\)", to_html(full))
    assert set(wanted) <= set(ids)


def test_nothing_is_fetched_and_nothing_runs(full, parse):
    document = to_html(full)
    page = parse(document)
    assert not {"script", "iframe", "object", "embed", "img", "video", "audio", "form", "base"} & {
        name for name, _ in page.elements
    }
    for name, attributes in page.elements:
        assert not set(LOADED) & set(attributes), (name, attributes)
        assert not [key for key in attributes if key.startswith("on")], (name, attributes)
        assert attributes.get("href", "#").startswith("#") or attributes["href"] == "data:,"
    assert not re.search(r"https?:|@import|url\((?!#)", document)
    (policy,) = [each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")


def test_every_chart_has_a_table_behind_it(full, parse):
    page = parse(to_html(full))
    captions = page.text
    assert len(page.all("figure")) == 5
    assert "By workers" in captions
    assert "Time by phase" in captions
    assert "Every configuration beside the best serial solver" in captions
    for section in full.scaling:
        for level in section.scaling.levels:
            assert all(f"{seconds:.6g}" in page.text for seconds in level.seconds)


@pytest.mark.parametrize("name", NAMES)
def test_names_from_a_run_are_shown_and_never_obeyed(build, parse, full, name):
    plain = {element for element, _ in parse(to_html(full)).elements}
    case = Case(name, {name: name}, name, {name: name}, name, environment=name)
    row = build.summary(case, 0.4, reasons=(name,), stderr_tail=name)
    hostile = replace(
        full,
        workloads=(replace(full.workloads[0], title=name, rows=(row,), answer=name, score_name=name),),
        scaling=(replace(full.scaling[0], title=name, sentence=name, case=case),),
        findings=(Finding("warning", name, name, name),),
        warnings=(name,),
        header=replace(
            full.header,
            run_id=name,
            plan=replace(full.header.plan, name=name, notes=(name,)),
            machine=replace(full.header.machine, cpu_model=name, gpus=(name,)),
            interpreters=(Interpreter(name, name, name, name, {name: name}),),
        ),
    )
    document = to_html(hostile)
    page = parse(document)
    assert page.crossed == page.open == []
    assert {element for element, _ in page.elements} <= plain
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
    assert "\u202e" not in document


def test_many_series_keep_the_page_small(build, parse):
    report = build.report()
    many = replace(report, scaling=report.scaling * 100)
    document = to_html(many)
    assert len(document.encode()) < 3_000_000
    assert len(parse(document).all("figure")) == 4 * MOST_DRAWN


def test_thousands_of_launches_are_thinned(build, parse):
    report = build.report()
    section = report.scaling[0]
    levels = tuple(replace(level, seconds=level.seconds * 2000) for level in section.scaling.levels)
    document = to_html(replace(report, scaling=(replace(section, scaling=replace(section.scaling, levels=levels)),)))
    assert len(parse(document).all("circle")) < 10_000
    assert len(document.encode()) < 3_000_000


@pytest.mark.parametrize("changes", [{}, {"broken": True}, {"launches": 1}, {"launches": 2}])
def test_any_run_has_a_page(build, parse, changes):
    report = build_report(build.run(**changes))
    assert parse(to_html(report)).crossed == []
    assert parse(to_html(replace(report, workloads=(), scaling=(), findings=()))).crossed == []


def test_figures_without_bounds_or_with_infinite_ones_are_drawn(build, parse):
    report = build.report()
    section = report.scaling[0]
    law = section.scaling.laws["amdahl"]
    odd = replace(
        law,
        curve=tuple((workers, seconds, float("-inf"), float("inf")) for workers, seconds, *_ in law.curve),
        extrapolated=tuple((workers, seconds, 0.0, 1e300) for workers, seconds, *_ in law.extrapolated),
    )
    scaling = replace(section.scaling, laws={"amdahl": odd}, karp_flatt=())
    document = to_html(replace(report, scaling=(replace(section, scaling=scaling),)))
    assert not re.search(r"\bnan\b|\binf\b", " ".join(json.dumps(each) for each in parse(document).elements))


def test_where_work_grows_speed_up_is_scaled(build, parse):
    report = build.report()
    weak = replace(report.scaling[0].scaling, experiment="weak", karp_flatt=())
    page = parse(to_html(replace(report, scaling=(replace(report.scaling[0], scaling=weak),))))
    assert "Scaled speed-up" in page.words
    assert len(page.all("figure")) == 3


def test_what_is_read_off_a_law_is_told(build, parse):
    report = build.report()
    scaling = replace(report.scaling[0].scaling, readings=(Reading("what_if", "Halving it <would> bring 2×."),))
    page = parse(to_html(replace(report, scaling=(replace(report.scaling[0], scaling=scaling),))))
    assert "Halving it <would> bring 2×." in page.words


def test_a_run_of_thousands_of_cases_is_a_page_that_opens_and_says_what_it_leaves_out(build, parse):
    rows = [build.summary(build.case(f"s.Solver{index}"), 1.0 + index, 0.7) for index in range(3000)]
    failed = build.summary(build.case("s.Failed"), reasons=("no memory",), statuses={"failed": 6})
    document = to_html(build.report(workloads=(build.section([*rows, failed]),), scaling=()))
    page = parse(document)
    assert len(document.encode()) < 3_000_000
    assert "1,500 cases" in page.text
    assert "s.Solver0" in page.text
    assert "s.Solver2999" not in page.text
    assert "no memory" in page.text


def test_a_run_of_thousands_of_workloads_is_a_page_that_opens(build, parse):
    section = build.section(build.flights_rows())
    document = to_html(build.report(workloads=(section,) * 3000))
    assert len(document.encode()) < 3_000_000
    assert "2,900 workloads" in parse(document).text


def test_of_long_words_of_failures_the_end_is_kept(build, parse):
    tail = "line\n" * 2000 + "ValueError: the reason"
    rows = [
        build.summary(build.case(f"s.Bad{index}"), reasons=("it broke",), statuses={"failed": 1}, stderr_tail=tail)
        for index in range(900)
    ]
    document = to_html(build.report(workloads=(build.section(rows),), scaling=()))
    assert "ValueError: the reason" in parse(document).text
    assert len(document.encode()) < 3_000_000


def test_nothing_but_work_has_no_bars(build, parse):
    rows = [replace(row, start_seconds=None) for row in build.flights_rows()]
    assert "#phases" not in [
        link["href"] for link in parse(to_html(build.report(workloads=(build.section(rows),)))).all("a")
    ]
