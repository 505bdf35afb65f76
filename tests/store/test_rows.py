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
    folder = make_run(trials=(make_record(0, 1), make_record(1, 1, status=FAILED, reason="it broke", score=None)))
    run, rows = read_run(folder), read_rows(folder)
    assert rows.header == run.header
    for record, row in zip(run.trials, rows.trials, strict=True):
        for name in TrialRow.__struct_fields__:
            assert values(getattr(row, name)) == values(getattr(record, name)), name
        assert [phase.seconds for phase in row.phases] == [phase.seconds for phase in record.phases]
