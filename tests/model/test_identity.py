"""What a case is: the same on every machine, in every run, whatever fields come later."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import msgspec

from workbench.model.case import Case, Resources


def test_an_id_is_of_what_the_case_says_and_of_nothing_else():
    case = Case("ridge", {"samples": 10}, "sklearn.Ridge[saga]", resources=Resources(workers=2))
    assert case.id == "e46d2a03c3fb"
    assert case.id == dataclasses.replace(case, address="tcp://127.0.0.1:4711").id
    assert case.id != dataclasses.replace(case, solver="sklearn.Ridge[sag]").id
    assert case.id != dataclasses.replace(case, resources=Resources(workers=3)).id


def test_a_field_added_later_renames_no_stored_case():
    @dataclass(frozen=True)
    class Later(Case):
        placement: str = ""

    assert Later("ridge", {"samples": 10}, backend="loky").id == Case("ridge", {"samples": 10}, backend="loky").id


def test_a_case_read_back_has_the_id_it_was_written_with():
    case = Case("ridge", {"samples": 10}, resources=Resources(workers=4))
    for text in (
        b'{"workload":"ridge","parameters":{"samples":10},"resources":{"workers":4}}',
        msgspec.json.encode(case),
    ):
        assert msgspec.json.decode(text, type=Case).id == case.id


def test_a_series_is_everything_but_the_workers():
    one, two = (Case("w", backend="loky", resources=Resources(workers=count)) for count in (1, 2))
    assert one.series() == two.series()
    assert one.without_workers() == two.without_workers() == one
    assert one.series() != Case("w", backend="dask").series()
    assert one.series() != dataclasses.replace(one, resources=Resources(threads_per_worker=2)).series()


def test_a_problem_is_the_workload_and_its_parameters():
    assert Case("w", {"a": 1, "b": 2}, "x").problem() == Case("w", {"b": 2, "a": 1}, "y", environment="old").problem()
    assert Case("w", {"a": 1}).problem() != Case("w", {"a": 2}).problem()
