"""Every suite that ships, held against the plug-ins that ship, as a child in this environment would describe them."""

from dataclasses import asdict
from pathlib import Path

import msgspec
import pytest

from workbench import registry
from workbench.child.describing import describe as answer
from workbench.model.description import Description
from workbench.planning.suite import read_plan

FOLDER = Path(__file__).parents[2] / "suites"
SUITES = sorted(FOLDER.glob("*.toml"))
FULL = sorted((FOLDER / "full").glob("*.toml"))


def describe(questions, environment):
    assert environment.interpreter == ""
    answers = answer([msgspec.to_builtins(question) for question in questions])
    return [msgspec.convert(each, Description) for each in answers]


@pytest.mark.parametrize("path", [*SUITES, *FULL], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_suite_that_ships_is_valid_and_opens_with_its_question(path):
    plan = read_plan(str(path), describe)
    assert plan.name == path.stem + ("-full" if path in FULL else "")
    assert plan.cases
    first = plan.source.splitlines()[0]
    assert first.startswith("# ")
    assert "?" in first


def test_every_solver_that_ships_has_a_place_in_a_suite():
    asked = {one.case.solver for path in (*SUITES, *FULL) for one in read_plan(str(path), describe).cases}
    named = {solver.partition("[")[0] for solver in asked if solver is not None}
    shipped = {
        name
        for name, reference in registry.catalogue("solver").items()
        if reference.module.startswith("workbench.") and name != "estimator"
    }
    assert shipped - named == set()


def test_the_demo_knows_the_truth_about_waiting_at_four_worker_counts():
    plan = read_plan(str(SUITES[0].with_name("demo.toml")), describe)
    known = [one for one in plan.cases if one.known_serial_fraction is not None]
    assert [one.case.resources.workers for one in known] == [1, 2, 4, 8]
    assert {one.known_serial_fraction for one in known} == {0.05}


def test_only_requests_that_come_when_they_come_are_a_load_with_a_pace_of_its_own():
    plan = read_plan(str(SUITES[0].with_name("serving.toml")), describe)
    loads = {(one.case.parameters["load"], one.paced) for one in plan.cases}
    assert loads == {("closed", False), ("poisson", True)}


def test_the_smallest_suite_is_small():
    plan = read_plan(str(SUITES[0].with_name("smallest.toml")), describe)
    assert len(plan.cases) * plan.measure.launches <= 4


def test_every_case_of_every_suite_can_be_told_from_the_others():
    for path in SUITES:
        plan = read_plan(str(path), describe)
        assert len({one.case.label() for one in plan.cases}) == len(plan.cases)
        assert all(asdict(one.case) for one in plan.cases)


def test_every_full_size_is_of_a_suite_that_says_so():
    assert FULL
    for path in FULL:
        assert "`--size full`" in (FOLDER / path.name).read_text(encoding="utf-8")
    said = [path.name for path in SUITES if "--size full" in path.read_text(encoding="utf-8")]
    assert said == [path.name for path in FULL]
