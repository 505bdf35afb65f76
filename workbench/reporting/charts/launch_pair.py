"""The launches of one case on both sides of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from workbench.model.comparison import Metric
from workbench.reporting.charts import theme
from workbench.reporting.run_pairs import SIDES
from workbench.reporting.series import Row
from workbench.reporting.verdicts.sheet import quantity_of

MOST_LAUNCHES = 4_000
"""Of each side."""
HEIGHT = 320


def launch_pair_chart(rows: Sequence[Row], metric: Metric, finding: str) -> Any:
    """A dot a launch, base above head, the first launch of each on top; a bar at each median.

    `rows` are run_pairs.launches_of. Returns an altair.LayerChart of at most 10,000 marks. Raises ValueError
    without a launch.
    """
    if not rows:
        raise ValueError("a chart of launches needs at least one")
    import altair as alt

    divisor, unit = quantity_of(metric).scale(max(float(row["value"] or 0) for row in rows))
    shown = [{**row, "shown": float(row["value"] or 0) / divisor} for row in _thinned(rows)]
    medians = [
        {"side": side, "shown": median(values)}
        for side in SIDES
        if (values := [float(row["shown"] or 0) for row in shown if row["side"] == side])
    ]
    axis = f"{metric.title}, {unit.strip()}" if unit.strip() else metric.title
    x = alt.X("shown:Q", title=axis, scale=alt.Scale(zero=False, nice=True, padding=12))
    y = alt.Y("side:N", title=None, sort=SIDES, scale=alt.Scale(domain=SIDES))
    color = alt.Color("side:N", scale=theme.color_scale(SIDES), legend=None)
    dots = (
        alt.Chart(theme.rows(shown))
        .mark_point(filled=False, strokeWidth=1.8, size=70, opacity=0.85)
        .encode(
            x,
            y,
            yOffset=alt.YOffset("launch:O", sort="ascending"),
            color=color,
            shape=alt.Shape("side:N", scale=theme.shape_scale(SIDES), legend=None),
            tooltip=[
                alt.Tooltip("side:N"),
                alt.Tooltip("launch:Q", title="launch, in order"),
                alt.Tooltip("value:Q", title=f"{metric.title}, {metric.unit or 'as measured'}", format=".6g"),
            ],
        )
    )
    bars = alt.Chart(theme.rows(medians)).mark_tick(thickness=3, size=70).encode(x, y, color=color)
    subtitle = "one dot a launch, the first on top; bar: median"
    return alt.layer(bars, dots).properties(title=theme.title(finding, subtitle), height=HEIGHT, width="container")


def _thinned(rows: Sequence[Row]) -> list[Row]:
    """Every launch, or of very many some at even steps."""
    kept: list[Row] = []
    for side in SIDES:
        own = [row for row in rows if row["side"] == side]
        step = -(-len(own) // MOST_LAUNCHES) or 1
        kept += own[::step]
    return kept
