"""Reading `[measure]`: how each case is measured."""

from __future__ import annotations

from workbench.model.comparison import METRICS
from workbench.model.plan import MeasureSettings
from workbench.model.units import parse_duration
from workbench.planning.complaints import shown
from workbench.planning.tables import Table

_WEEK_SECONDS = 7 * 86400.0
_KEYS = (
    "launches",
    "repeats",
    "warmups",
    "timeout",
    "timeout_seconds",
    "time_budget",
    "time_budget_seconds",
    "sample_interval_seconds",
    "seed",
    "gil_contention",
    "margins",
    "instructions",
)
_METRICS = tuple(metric.name for metric in METRICS)


def read_measure(table: Table | None) -> MeasureSettings:
    """The settings a `[measure]` table asks for; what it leaves out has the model's default."""
    default = MeasureSettings()
    if table is None:
        return default
    table.allow(_KEYS, "[measure]")
    timeout = read_seconds(table, "timeout")
    interval = table.number("sample_interval_seconds", 0.001, 3600.0)
    return MeasureSettings(
        launches=table.count("launches", default.launches, 1, 10_000),
        repeats=table.count("repeats", default.repeats, 1, 100_000),
        warmups=table.count("warmups", default.warmups, 0, 100_000),
        timeout_seconds=default.timeout_seconds if timeout is None else timeout,
        time_budget_seconds=read_seconds(table, "time_budget"),
        sample_interval_seconds=default.sample_interval_seconds if interval is None else interval,
        seed=table.count("seed", default.seed, 0, 2**32 - 1),
        gil_contention=table.flag("gil_contention", default.gil_contention),
        margins=_margins(table.table("margins")),
        instructions=table.flag("instructions", default.instructions),
    )


def _margins(table: Table | None) -> tuple[tuple[str, float], ...]:
    """The smallest effects that matter, as shares from 0 to below 1 by metric."""
    if table is None:
        return ()
    table.allow(_METRICS, "margins")
    read = ((name, table.number(name, 0.0, 0.99)) for name in _METRICS if name in table)
    return tuple((name, share) for name, share in read if share is not None)


def read_seconds(table: Table, key: str) -> float | None:
    """`key` as a duration or `key_seconds` as a number; None when neither stands there."""
    written = [name for name in (key, key + "_seconds") if name in table]
    if len(written) == 2:
        table.complaints.add(table.at(written[1]), "`%s` and `%s` say the same thing twice" % tuple(written))
    if not written:
        return None
    if written[0] != key:
        return table.number(written[0], 0.001, _WEEK_SECONDS)
    try:
        seconds = parse_duration(table.values[key])
    except ValueError as error:
        table.complaints.add(table.at(key), "`%s`: %s" % (key, error))
        return None
    if not 0 < seconds <= _WEEK_SECONDS:
        table.complaints.add(table.at(key), "`%s` is %s; allowed: up to 7 days" % (key, shown(table.values[key])))
    return seconds
