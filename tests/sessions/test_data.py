"""A workload's data is made once and found again; other code makes other data."""

from __future__ import annotations

from workbench.planning.suite import parse_plan
from workbench.sessions import data
from workbench.sessions.data import Prepared, prepare_data

TEXT = """name = "once"
[[cases]]
workload = "ridge"
parameters = { samples = [200, 300], features = 4 }
solvers = ["sklearn.Ridge[cholesky]", "sklearn.Ridge[lsqr]"]
[[cases]]
workload = "waiting"
"""


def prepared(workplace, tmp_path):
    told: list[str] = []
    plan = parse_plan(TEXT, str(tmp_path / "once.toml"), workplace.describe)
    found = prepare_data(plan, workplace.runner, workplace.describe, workplace.cache, told.append)
    return plan, found, told


def test_each_data_set_is_made_once_for_all_solvers_and_kept(workplace, tmp_path):
    plan, found, told = prepared(workplace, tmp_path)
    with_data = [planned.case for planned in plan.cases if planned.case.workload == "ridge"]
    assert len(with_data) == 4
    assert len(told) == 2
    assert {case.id for case in with_data} == set(found)
    assert all(isinstance(each, Prepared) for each in found.values())
    assert len({each.data_hash for each in found.values() if isinstance(each, Prepared)}) == 2
    assert prepared(workplace, tmp_path)[2] == []


def test_changed_code_makes_the_data_anew(workplace, tmp_path, monkeypatch):
    prepared(workplace, tmp_path)
    monkeypatch.setattr(data, "_code_hash", lambda module: "changed")
    assert len(prepared(workplace, tmp_path)[2]) == 2
