"""A chart of points and lines over two axes, as SVG that prints, scales and is read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from workbench.reporting.html.markup import Html, joined, tag
from workbench.reporting.html.scale import Scale

WIDTH, HEIGHT = 360, 260
LEFT, RIGHT, TOP, BOTTOM = 54, 8, 8, 44
INNER_WIDTH, INNER_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
DOT = 4.0


@dataclass(frozen=True)
class Axis:
    """`ticks` are the values written beside it, by `label`."""

    title: str
    scale: Scale
    ticks: Sequence[float]
    label: Callable[[float], str]


@dataclass(frozen=True)
class Ribbon:
    """(x, low, high) along an interval; `kind` is a class of the style sheet."""

    points: Sequence[tuple[float, float, float]]
    color: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """(x, y) along a line; `kind` tells how it is drawn: law, extrapolated, ideal, serial, measured."""

    points: Sequence[tuple[float, float]]
    color: str
    kind: str


@dataclass(frozen=True)
class Whiskers:
    """(x, low, high) of single values."""

    points: Sequence[tuple[float, float, float]]
    color: str


@dataclass(frozen=True)
class Dots:
    """(x, y, what the pointer is told); `shape` is a number, so that series are told apart without colour."""

    points: Sequence[tuple[float, float, str]]
    color: str
    shape: int = 0


Layer = Ribbon | Line | Whiskers | Dots


@dataclass(frozen=True)
class Plot:
    """Layers over two axes, first drawn first. `key` is unique in the page; `title` and `told` are read aloud."""

    key: str
    title: str
    told: str
    across: Axis
    upright: Axis
    layers: Sequence[Layer]


def draw(plot: Plot) -> Html:
    """The chart as an `svg` element without any size of its own: the page decides."""
    clip = f"{plot.key}-clip"
    frame = tag("rect", x=LEFT, y=TOP, width=INNER_WIDTH, height=INNER_HEIGHT)
    return tag(
        "svg",
        tag("title", plot.title, id=f"{plot.key}-title"),
        tag("desc", plot.told, id=f"{plot.key}-told"),
        tag("defs", tag("clipPath", frame, id=clip)),
        *_axes(plot),
        tag("g", *(_layer(layer, plot) for layer in plot.layers), clip_path=f"url(#{clip})"),
        role="img",
        aria_labelledby=f"{plot.key}-title {plot.key}-told",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        class_="plot",
    )


def mark(x: float, y: float, shape: int, told: str | None, color: str) -> Html:
    """One dot in one of six shapes."""
    title = None if told is None else tag("title", told)
    if shape % 6 == 0:
        return tag("circle", title, cx=_at(x), cy=_at(y), r=DOT, class_=f"dot {color}")
    return tag("path", title, d=_shape(x, y, shape % 6), class_=f"dot {color}")


def _shape(x: float, y: float, shape: int) -> str:
    r = DOT
    corners = {
        1: [(-r, -r), (r, -r), (r, r), (-r, r)],
        2: [(0, -1.3 * r), (1.2 * r, r), (-1.2 * r, r)],
        3: [(0, -1.4 * r), (1.4 * r, 0), (0, 1.4 * r), (-1.4 * r, 0)],
        4: [(0, 1.3 * r), (1.2 * r, -r), (-1.2 * r, -r)],
        5: [(-1.4 * r, -0.6 * r), (1.4 * r, -0.6 * r), (1.4 * r, 0.6 * r), (-1.4 * r, 0.6 * r)],
    }[shape]
    return _path([(x + dx, y + dy) for dx, dy in corners]) + "Z"


def _axes(plot: Plot) -> Iterator[Html]:
    for value in plot.upright.ticks:
        y = _y(plot, value)
        yield tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=_at(y), y2=_at(y), class_="grid")
        yield tag("text", plot.upright.label(value), x=LEFT - 6, y=_at(y + 4), class_="tick end")
    for value in plot.across.ticks:
        x = _x(plot, value)
        yield tag("line", x1=_at(x), x2=_at(x), y1=HEIGHT - BOTTOM, y2=HEIGHT - BOTTOM + 4, class_="axis")
        yield tag("text", plot.across.label(value), x=_at(x), y=HEIGHT - BOTTOM + 18, class_="tick middle")
    yield tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=HEIGHT - BOTTOM, y2=HEIGHT - BOTTOM, class_="axis")
    yield tag("text", plot.across.title, x=LEFT + INNER_WIDTH / 2, y=HEIGHT - 8, class_="axis-title middle")


def _layer(layer: Layer, plot: Plot) -> Html:
    if isinstance(layer, Ribbon):
        upper = [(_x(plot, x), _y(plot, high)) for x, _, high in layer.points]
        lower = [(_x(plot, x), _y(plot, low)) for x, low, _ in reversed(layer.points)]
        return tag("path", d=_path([*upper, *lower]) + "Z", class_=f"ribbon {layer.kind} {layer.color}")
    if isinstance(layer, Line):
        points = [(_x(plot, x), _y(plot, y)) for x, y in layer.points]
        return tag("path", d=_path(points), class_=f"line {layer.kind} {layer.color}")
    if isinstance(layer, Whiskers):
        ends = ((_x(plot, x), _y(plot, low), _y(plot, high)) for x, low, high in layer.points)
        told = "".join(f"M{_at(x)} {_at(low)}V{_at(high)}" for x, low, high in ends)
        return tag("path", d=told, class_=f"whisker {layer.color}")
    return joined(mark(_x(plot, x), _y(plot, y), layer.shape, told, layer.color) for x, y, told in layer.points)


def _x(plot: Plot, value: float) -> float:
    return LEFT + INNER_WIDTH * plot.across.scale.share(value)


def _y(plot: Plot, value: float) -> float:
    # What lies far outside is clipped; huge numbers would only make some viewers draw nothing at all.
    return TOP + INNER_HEIGHT * (1.0 - max(-1.0, min(2.0, plot.upright.scale.share(value))))


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if index else 'M'}{_at(x)} {_at(y)}" for index, (x, y) in enumerate(points))


def _at(value: float) -> str:
    return f"{value:.1f}"
