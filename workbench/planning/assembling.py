"""From a suite's document (a TOML file's content, or the same made of a command line) to a Plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.contracts.devices import CardsHere
from workbench.errors import WorkbenchError
from workbench.model.description import Describe, Question
from workbench.model.plan import OURS, Build, EnvironmentSpec, Plan, PlannedCase
from workbench.planning.blocks import WORKLOAD_OF_COMMAND, read_block
from workbench.planning.clustering import UNASKED, ClusterReach, check_cluster_names, read_clusters
from workbench.planning.complaints import Complaints, shown
from workbench.planning.computing import without_cards
from workbench.planning.declaring import Wanted, place
from workbench.planning.expansion import Expansion, LeftOut
from workbench.planning.inquiry import Inquiry
from workbench.planning.installing import read_install
from workbench.planning.interpreters import (
    DEFAULT_ENVIRONMENT,
    check_names,
    find_environments,
    read_environments,
    unbuilt,
)
from workbench.planning.lookup import LookedUp, Lookup
from workbench.planning.measuring import read_measure
from workbench.planning.plugins import Plugins, RegisteredPlugins
from workbench.planning.requests import CaseRequest, EnvironmentRequest, SuiteRequest
from workbench.planning.resolution import Block, Resolution
from workbench.planning.surveying import WantedParts
from workbench.planning.tables import Table

MOST_CASES = 10_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def assemble(
    document: Mapping[str, Any],
    folder: str,
    describe: Describe,
    complaints: Complaints,
    plugins: Plugins | None = None,
    source: str = "",
    build: Build = unbuilt,
    cards: CardsHere | None = None,
    reach: ClusterReach = UNASKED,
) -> Plan:
    """The plan of a document whose relative paths start from `folder`.

    `build` is asked for the environments that its cases name once nothing in the document's own words is wrong, and
    `reach` for the clusters once nothing is wrong with the cases. `cards` knows which this machine has.
    Raises ConfigurationError with every complaint that reading it, asking its plug-ins and multiplying it gave.
    """
    plugins, cards = plugins or RegisteredPlugins(), cards or CardsHere()
    suite = _read(Table(document, (), complaints), folder, plugins, reach)
    environments = find_environments(suite.environments, plugins, folder, complaints)
    inquiry = Inquiry(describe, {DEFAULT_ENVIRONMENT: OURS})
    looked_up, brought = _place(
        _look_up(suite, environments, plugins, folder, complaints), inquiry, plugins, complaints
    )
    brought = {name: request for name, request in brought.items() if name not in suite.environments}
    environments.update(find_environments(brought, plugins, folder, complaints))
    if not complaints:
        lacking = without_cards(looked_up, inquiry, cards)
        named = {block.environment for block in looked_up}
        built = build(suite.name, {name: found for name, found in environments.items() if name in named - {*lacking}})
        environments.update({**built, **{name: _lacking(environments[name], why) for name, why in lacking.items()}})
    # One that this machine lacks is asked about in ours: its cases, skipped here, have the ids they have elsewhere.
    unavailable = {name: found.unavailable for name, found in environments.items() if found.unavailable is not None}
    inquiry = inquiry.in_environments(
        {name: OURS if name in unavailable else found for name, found in environments.items()}
    )
    blocks = _resolve(looked_up, plugins, inquiry, complaints)
    wanted = WantedParts(suite.clusters, suite.cluster_places)
    planned, notes = _multiply(blocks, inquiry, unavailable, cards, complaints, wanted)
    complaints.raise_if_any()
    wanted.ask(reach.survey, {DEFAULT_ENVIRONMENT: OURS, **environments}, complaints)
    complaints.raise_if_any()
    used = {case.case.environment for case in planned}
    return Plan(
        name=suite.name,
        cases=planned,
        measure=suite.measure,
        notes=notes,
        source=source,
        environments={name: found for name, found in environments.items() if name in used},
        install=suite.install,
        clusters={name: wanted.sized(access) for name, access in suite.clusters.items()},
    )


def _read(table: Table, folder: str, plugins: Plugins, reach: ClusterReach) -> SuiteRequest:
    table.allow(("name", "cases", "measure", "environments", "install", "clusters"), "a suite")
    declared = table.table("environments")
    environments = read_environments(declared, plugins)
    cases = _blocks(table, folder)
    check_names(cases, environments, table.complaints)
    clusters = read_clusters(table, folder, plugins, reach)
    check_cluster_names(cases, clusters, table.complaints)
    cases = _if_not_too_many(tuple(clusters.spread(environments.spread(case)) for case in cases), table)
    measure = read_measure(table.table("measure"))
    install = read_install(table)
    return SuiteRequest(
        _name(table), cases, measure, environments.requests, install, clusters.accesses, clusters.places
    )


def _name(table: Table) -> str:
    name = table.text("name")
    if "name" not in table:
        table.complaints.add((), "the suite has no name", 'begin it with name = "my-question"')
    elif name is not None and not _NAME.fullmatch(name):
        table.complaints.add(
            table.at("name"), "`name` is %s; allowed: up to 64 letters, digits, `.`, `-` and `_`" % shown(name)
        )
    return name or ""


def _blocks(table: Table, folder: str) -> tuple[CaseRequest, ...]:
    found = table.values.get("cases")
    if found is None or found == []:
        table.complaints.add((), "the suite has no cases", 'add [[cases]] with workload = "…"')
        return ()
    if not isinstance(found, list) or not all(isinstance(block, dict) for block in found):
        table.complaints.add(table.at("cases"), "`cases` is %s; allowed: tables" % shown(found), "write [[cases]]")
        return ()
    blocks = (read_block(Table(block, ("cases", i), table.complaints), folder) for i, block in enumerate(found))
    return tuple(block for block in blocks if block is not None)


def _if_not_too_many(cases: tuple[CaseRequest, ...], table: Table) -> tuple[CaseRequest, ...]:
    total = sum(case.size() for case in cases)
    if total <= MOST_CASES:
        return cases
    largest = max(cases, key=CaseRequest.size)
    table.complaints.add(
        largest.at,
        "the suite multiplies to %d cases, %d of them here; at most %d are planned"
        % (total, largest.size(), MOST_CASES),
        "shorten its lists, or split it into several suites",
    )
    return ()


def _look_up(
    suite: SuiteRequest, environments: Iterable[str], plugins: Plugins, folder: str, complaints: Complaints
) -> list[LookedUp]:
    lookup = Lookup(plugins, folder, complaints)
    known = {DEFAULT_ENVIRONMENT, *environments}
    placed = ((case, name) for case in suite.cases for name in case.environments or (DEFAULT_ENVIRONMENT,))
    found = (lookup.block(case, name) for case, name in placed if name in known)
    return [block for block in found if block is not None]


def _place(
    blocks: Sequence[LookedUp], inquiry: Inquiry, plugins: Plugins, complaints: Complaints
) -> tuple[list[LookedUp], Mapping[str, EnvironmentRequest]]:
    """The blocks in the environments that their plug-ins bring along, and what each of those asks for."""
    wanted = Wanted()
    try:
        placed = list(place(blocks, inquiry, wanted, complaints))
    except WorkbenchError as error:
        complaints.add((), str(error), error.remedy)
        return [], {}
    return placed, wanted.requests(plugins, complaints)


def _resolve(found: Sequence[LookedUp], plugins: Plugins, inquiry: Inquiry, complaints: Complaints) -> list[Block]:
    answered = _ask(inquiry, ((each.environment, each.questions()) for each in found), complaints)
    resolution = Resolution(plugins, inquiry, complaints)
    blocks = (resolution.block(each) for each in found if each.environment in answered)
    return [block for block in blocks if block is not None]


def _lacking(environment: EnvironmentSpec, reason: str) -> EnvironmentSpec:
    return replace(environment, interpreter="", unavailable=environment.unavailable or reason)


def _multiply(
    blocks: Sequence[Block],
    inquiry: Inquiry,
    unavailable: Mapping[str, str],
    cards: CardsHere,
    complaints: Complaints,
    wanted: WantedParts,
) -> tuple[tuple[PlannedCase, ...], tuple[str, ...]]:
    left_out = LeftOut()
    expansion = Expansion(inquiry, unavailable, complaints, left_out, cards)
    answered = _ask(inquiry, ((block.environment, expansion.questions(block)) for block in blocks), complaints)
    planned: dict[str, PlannedCase] = {}
    notes: dict[str, None] = {}
    for block in blocks:
        if block.environment in answered:
            notes.update(dict.fromkeys(expansion.notes(block)))
            cases = list(expansion.cases(block))
            _complain_if_empty(cases, block, left_out, complaints)
            wanted.add(block, cases)
            fresh = {case.case.id: case for case in cases if case.case.id not in planned}
            left_out.count("the same case is asked for twice", len(cases) - len(fresh))
            planned.update(fresh)
    return tuple(planned.values()), (*notes, *left_out.sentences(), *_advice(blocks))


def _ask(
    inquiry: Inquiry, questions: Iterable[tuple[str, Iterable[Question]]], complaints: Complaints
) -> frozenset[str]:
    """Ask one round, an environment at a time; returns the environments that answered."""
    rounds: dict[str, list[Question]] = {}
    for environment, asked in questions:
        rounds.setdefault(environment, []).extend(asked)
    answered = set()
    for environment, asked_there in rounds.items():
        try:
            inquiry.ask(environment, asked_there)
        except WorkbenchError as error:
            complaints.add(
                ("environments", environment), "environment %s: %s" % (shown(environment), error), error.remedy
            )
        else:
            answered.add(environment)
    return frozenset(answered)


def _complain_if_empty(cases: Sequence[PlannedCase], block: Block, left_out: LeftOut, complaints: Complaints) -> None:
    if not cases and not complaints:
        reasons = "; ".join(left_out.sentences())
        complaints.add(
            block.request.at,
            "nothing is left to measure here: %s" % reasons,
            "name other worker counts, or another backend",
        )


def _advice(blocks: Sequence[Block]) -> tuple[str, ...]:
    constant = [
        block
        for block in blocks
        if block.workload.name == WORKLOAD_OF_COMMAND
        and len(block.request.workers) > 1
        and "{workers}" not in str(block.request.fixed.get("command"))
    ]
    return ("the command holds no {workers}: it is the same at every worker count",) if constant else ()
