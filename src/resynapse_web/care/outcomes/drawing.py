"""Charts as SVG text: pure, no script, no style attribute, everything a reader needs in words as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 16, 34
NAMES = 128  # room for the longest name of a published band


class Band(NamedTuple):
    """A range over days: `low` and `high` for each day."""

    days: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    name: str
    kind: str


class Line(NamedTuple):
    """A line over days, with or without a mark at each point."""

    days: Sequence[float]
    values: Sequence[float]
    name: str
    kind: str
    marks: bool = False


class Frame(NamedTuple):
    """From days and points to the picture; names of levels stand right of it, where no score is."""

    last: float
    top: float
    right: int = RIGHT

    def x(self, day: float) -> float:
        """Horizontal place of a day."""
        return round(LEFT + (WIDTH - LEFT - self.right) * day / self.last, 1)

    def y(self, value: float) -> float:
        """Vertical place of a score."""
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top, 1)


def scores(
    points: Sequence[tuple[date, float]], top: float, name: str, levels: Iterable[tuple[float, str]] = ()
) -> str:
    """Scores over the days since the first of them.

    Args:
        points: in order of time.
        top: highest possible score.
        levels: published cut-offs and their names.
    """
    days = [float((on - points[0][0]).days) for on, _ in points]
    line = Line(days, [value for _, value in points], name, "own", marks=True)
    return chart((line,), (), top, f"{name} over days since {points[0][0]:%d %b %Y}", tuple(levels))


def chart(
    lines: Sequence[Line], bands: Sequence[Band], top: float, title: str, levels: Sequence[tuple[float, str]] = ()
) -> str:
    """Lines over bands, with axes and a description for who does not see it."""
    days = [day for line in lines for day in line.days] + [day for band in bands for day in band.days]
    frame = Frame(max([7.0, *days]), top, NAMES if levels else RIGHT)
    told = "; ".join(f"{it.name}: {', '.join(f'day {d:g} {v:g}' for d, v in zip(it.days, it.values, strict=True))}"
                     for it in lines if it.marks)  # fmt: skip
    parts = [*_levels(frame, levels), *(_band(frame, it) for it in bands), *_axes(frame)]
    parts += [part for it in lines for part in _line(frame, it)]
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{escape(title)}</title>'
        f"<desc>{escape(told)}</desc>{''.join(parts)}</svg>"
    )


def _axes(frame: Frame) -> Iterable[str]:
    yield f'<path class="axis" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - frame.right}"/>'
    for value in (0.0, frame.top / 2, frame.top):
        yield _text(LEFT - 6, frame.y(value) + 4, f"{value:g}", "end")
    step = next(it for it in (7, 14, 28, 56, 112, 364, 10_000) if frame.last / it <= 9)
    for day in range(0, int(frame.last) + 1, step):
        yield _text(frame.x(day), HEIGHT - BOTTOM + 16, f"{day}", "middle")
    yield _text(WIDTH - frame.right, HEIGHT - 4, "days", "end")


def _levels(frame: Frame, levels: Sequence[tuple[float, str]]) -> Iterable[str]:
    for value, name in levels:
        if 0 < value < frame.top:
            yield f'<path class="level" d="M{LEFT} {frame.y(value)}H{WIDTH - frame.right}"/>'
            yield _text(WIDTH - frame.right + 8, frame.y(value) - 3, name, "start")


def _band(frame: Frame, it: Band) -> str:
    there = [f"{frame.x(d)} {frame.y(v)}" for d, v in zip(it.days, it.high, strict=True)]
    back = [f"{frame.x(d)} {frame.y(v)}" for d, v in zip(it.days, it.low, strict=True)]
    outline = "L".join([*there, *reversed(back)])
    return f'<path class="band {it.kind}" d="M{outline}Z"><title>{escape(it.name)}</title></path>'


def _line(frame: Frame, it: Line) -> Iterable[str]:
    places = [(frame.x(d), frame.y(v)) for d, v in zip(it.days, it.values, strict=True)]
    yield f'<path class="line {it.kind}" d="M{"L".join(f"{x} {y}" for x, y in places)}"/>'
    if it.marks:
        for (x, y), value in zip(places, it.values, strict=True):
            yield f'<circle class="{it.kind}" cx="{x}" cy="{y}" r="4"/>{_text(x, y - 9, f"{value:g}", "middle")}'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
