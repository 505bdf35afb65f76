from dataclasses import replace

import pytest

from workbench.analysis.phase_split import phase_split
from workbench.model.case import Case, Resources
from workbench.model.estimate import Estimate
from workbench.model.summary import CaseSummary


def row(seconds=2.0, start=0.5, **phases):
    return CaseSummary(Case("w"), 4, {"ok": 4}, Estimate(seconds), start, phase_seconds={"measure": seconds, **phases})


def test_start_up_beside_work_where_nothing_more_is_told():
    split = phase_split(row())
    assert split.parts == (("start", 0.5), ("work", 2.0))
    assert not split.has_inner


def test_inner_phases_in_the_order_in_which_they_happen_and_what_they_leave():
    split = phase_split(row(transfer_out=0.25, transfer_in=0.5, compute=1.0))
    assert split.parts == (
        ("start", 0.5),
        ("transfer_in", 0.5),
        ("compute", 1.0),
        ("transfer_out", 0.25),
        ("rest", 0.25),
    )
    assert split.has_inner
    assert split.seconds == pytest.approx(2.5)


def test_what_the_first_call_takes_longer_is_told_of_cards_and_of_what_compiles():
    plain = row(start=0.0, warmup=5.0, compute=2.0)
    assert phase_split(plain).parts == (("compute", 2.0),)
    on_card = replace(plain, case=Case("w", resources=Resources(device="cuda")), warmup_seconds=5.0)
    assert phase_split(on_card).parts == (("load", 3.0), ("compute", 2.0))
    compiled = replace(plain, compiles="XLA", warmup_seconds=5.0)
    assert phase_split(compiled).parts == (("compile", 3.0), ("compute", 2.0))
    assert phase_split(replace(compiled, warmup_seconds=1.0)).parts == (("compute", 2.0),)


def test_parts_are_never_longer_than_the_call():
    split = phase_split(row(start=None, compute=3.0, wait=1.0))
    assert split.parts == (("compute", 1.5), ("wait", 0.5))


def test_a_rest_of_nothing_is_not_told():
    assert phase_split(row(start=0.0, compute=1.999)).parts == (("compute", 1.999),)


def test_a_case_without_a_time_has_none():
    assert phase_split(CaseSummary(Case("w"), 0, {})) is None
