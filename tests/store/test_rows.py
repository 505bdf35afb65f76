from __future__ import annotations

import dataclasses

import msgspec

from workbench.model.trial import FAILED, Phase
from workbench.store.reader import read_rows, read_run
from workbench.store.rows import TrialRow


def values(thing):
    """An object as plain data, whatever its class."""
    if isinstance(thing, msgspec.Struct):
        return {name: values(getattr(thing, name)) for name in thing.__struct_fields__}
    if isinstance(thing, Phase):
        return thing._asdict()
    if dataclasses.is_dataclass(thing):
        return dataclasses.asdict(thing)
    return [values(item) for item in thing] if isinstance(thing, tuple) else thing


def test_rows_say_what_the_records_say(make_run, make_record):
    folder = make_run(
        trials=(
            make_record(0, 1, figures={"steps": (3, 4.5)}),
            make_record(1, 1, status=FAILED, reason="it broke", score=None),
        )
    )
    run, rows = read_run(folder), read_rows(folder)
    assert rows.header == run.header
    for record, row in zip(run.trials, rows.trials, strict=True):
        for name in set(TrialRow.__struct_fields__) - {"totals"}:
            assert values(getattr(row, name)) == values(getattr(record, name)), name
        assert [phase.seconds for phase in row.phases] == [phase.seconds for phase in record.phases]


def test_of_the_totals_a_row_keeps_the_trials_peak(make_run, make_record):
    totals = {"trial_peak_low_bytes": 1.5e9, "busy_threads": 4.0}
    folder = make_run(trials=(make_record(0, 1, totals=totals), make_record(1, 1)))
    kept, without = read_rows(folder).trials
    assert kept.totals.get("trial_peak_low_bytes") == 1.5e9
    assert kept.totals.get("trial_peak_high_bytes") is None
    assert kept.totals.get("busy_threads") is None
    assert without.totals.get("trial_peak_low_bytes") is None
