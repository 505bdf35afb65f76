"""Laws of size on a terminal: the sizes as a small table, then what they say; break-even and quality after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING

from workbench.model.sizes import QualityCurve, Sizes, SizeSeries
from workbench.reporting import figures, naming, sizing
from workbench.reporting.escaping import plain

if TYPE_CHECKING:
    from rich.console import RenderableType


def sizes_block(sizes: Sizes) -> Iterator[RenderableType]:
    """Every series with its table and sentences, then crossings, then curves of quality."""
    from rich.text import Text

    titles = naming.distinct(map(title, sizes.series), [series.case.id for series in sizes.series])
    for name, series in zip(titles, sizes.series, strict=True):
        yield Text("\n" + name, "bold")
        yield _levels(series)
        for sentence in sizing.series_sentences(series):
            yield _item(sentence)
    if sizes.crossings:
        yield Text("\nBreak-even", "bold")
        for crossing in sizes.crossings:
            yield _item(sizing.crossing_sentence(crossing))
    for curve in sizes.curves:
        yield Text(f"\nQuality over time: {naming.solver_kind(curve.case)} on {plain(curve.case.workload)}", "bold")
        yield _points(curve)
        yield _item(sizing.curve_sentence(curve))


def title(series: SizeSeries) -> str:
    """`ridge over samples: sklearn.Ridge[saga]`."""
    over = " and ".join(map(plain, series.parameters))
    return f"{plain(series.case.workload)} over {over}: {naming.case_name(series.case)}"


def _levels(series: SizeSeries) -> RenderableType:
    on_card = any(level.card_peak_bytes for level in series.levels)
    rows = [
        [
            *(f"{level.sizes[name]:,g}" for name in series.parameters),
            f"{len(level.seconds):,}",
            "" if level.data_bytes is None else figures.figure(level.data_bytes, figures.BYTES),
            figures.figure(median(level.seconds), figures.SECONDS),
            _peak(level.peak_bytes),
            *([_peak(level.card_peak_bytes)] if on_card else []),
        ]
        for level in series.levels
    ]
    titles = (*map(plain, series.parameters), "launches", "data", "time", "peak memory")
    return _table((*titles, *(["on the card"] if on_card else [])), rows)


def _peak(launches: Sequence[float]) -> str:
    return figures.figure(median(launches), figures.BYTES) if launches else ""


def _points(curve: QualityCurve) -> RenderableType:
    rows = [
        [f"{point.budget:,g}", figures.estimate(point.seconds, figures.SECONDS), figures.figure(point.score)]
        for point in curve.points
    ]
    return _table((plain(curve.parameter), "time", plain(curve.score_name)), rows)


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for each in titles:
        table.add_column(Text(each), justify="right")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _item(text: str) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(text), (0, 0, 0, 2))
