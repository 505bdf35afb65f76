from __future__ import annotations

import dataclasses
import math

import msgspec
import numpy as np

from workbench.model.trial import FAILED, SKIPPED, Phase
from workbench.store.columns import read_rows, to_columns
from workbench.store.reader import read_run
from workbench.store.rows import TrialRow


def values(thing):
    """An object as plain data, whatever its class."""
    if isinstance(thing, msgspec.Struct):
        return {name: values(getattr(thing, name)) for name in thing.__struct_fields__}
    if dataclasses.is_dataclass(thing):
        return dataclasses.asdict(thing)
    return [values(item) for item in thing] if isinstance(thing, tuple) else thing


def test_rows_say_what_the_records_say(make_run, make_record):
    folder = make_run(trials=(make_record(0, 1), make_record(1, 1, status=FAILED, reason="it broke", score=None)))
    run, rows = read_run(folder), read_rows(folder)
    assert rows.header == run.header
    for record, row in zip(run.trials, rows.trials, strict=True):
        for name in TrialRow.__struct_fields__:
            assert values(getattr(row, name)) == values(getattr(record, name)), name
        assert [phase.seconds for phase in row.phases] == [phase.seconds for phase in record.phases]


def test_columns_hold_one_value_a_trial(make_record):
    bare = {"wall_seconds": (), "phases": (), "score": None, "memory": None, "cpu": None}
    columns = to_columns(
        [
            make_record(0, 1, wall_seconds=(3.0, 1.0, 2.0)),
            make_record(1, 1, status=SKIPPED, **bare),
            make_record(0, 2, wall_seconds=(4.0, 6.0)),
        ]
    )
    assert [columns.case_ids[code] for code in columns.case_codes] == [make_record(case).case_id for case in (0, 1, 0)]
    assert [columns.statuses[code] for code in columns.status_codes] == ["ok", "skipped", "ok"]
    assert columns.launch.tolist() == [1, 1, 2]
    assert columns.repeats.tolist() == [3, 0, 2]
    np.testing.assert_array_equal(columns.seconds, [2.0, math.nan, 5.0])
    assert sorted(columns.phase_seconds) == ["measure", "setup", "start"]
    np.testing.assert_allclose(columns.phase_seconds["start"], [0.4, math.nan, 0.4])
    np.testing.assert_array_equal(columns.peak_memory_low_bytes, [1000, math.nan, 1000])
    np.testing.assert_array_equal(columns.peak_memory_high_bytes, [2000, math.nan, 2000])
    np.testing.assert_array_equal(columns.cpu_seconds, [1.25, math.nan, 1.25])
    np.testing.assert_array_equal(columns.score, [0.9, math.nan, 0.9])


def test_a_phase_gone_through_twice_counts_with_its_sum(make_record):
    phases = (Phase("measure", 0.0, 1.0), Phase("wait", 0.5, 0.75), Phase("measure", 1.0, 3.0))
    columns = to_columns([make_record(phases=()), make_record(phases=phases)])
    np.testing.assert_array_equal(columns.phase_seconds["measure"], [math.nan, 3.0])
    np.testing.assert_array_equal(columns.phase_seconds["wait"], [math.nan, 0.25])


def test_no_trials_are_empty_columns():
    columns = to_columns([])
    assert columns.case_ids == ()
    assert columns.seconds.shape == (0,)
    assert columns.phase_seconds == {}
