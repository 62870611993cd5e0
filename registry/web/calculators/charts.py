"""Coordinates of the calculators' charts: bars, lines over years, a scale with two bounds.

Pure geometry in whole units of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from registry.web.calculators.chart_contexts import Bar, Bars, Line, Lines, Pointer, Scale
from registry.web.frame import figures
from registry.web.frame.contexts.shared import AxisMark

WIDTH = 480
"""Width of every drawing: narrow, so that its text is legible on a phone."""

LANE, LABEL = 32, 104
"""Height of a bar's lane, and of its label."""

_BAR_TEXT = 96
"""Width reserved for the figure at the end of the longest bar."""

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 48, 62, 12, 26, 250
_APART = 15
"""Smallest distance between two figures at the ends of lines."""

_BOUND_TEXT = 62
"""Half the width of the text of a bound."""

_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Measured:
    """One bar: label, value, its text, and whether it is highlighted."""

    label: str
    value: Fraction
    text: str
    marked: bool = False


def bars(rows: Sequence[Measured]) -> Bars:
    """Bars from zero; the longest fills the width."""
    most = max((row.value for row in rows), default=Fraction(0))
    room = WIDTH - LABEL - _BAR_TEXT
    drawn = []
    for place, row in enumerate(rows):
        assert row.value >= 0, "a bar starts at zero"
        width = max(1, int(row.value * room / most)) if most else 1
        drawn.append(
            Bar(
                label=row.label,
                text=row.text,
                y=place * LANE,
                width=width,
                text_x=LABEL + width + 6,
                marked=row.marked,
            )
        )
    return Bars(width=WIDTH, height=LANE * max(len(rows), 1), left=LABEL, bars=tuple(drawn))


@dataclass(frozen=True)
class Course:
    """One line: its name, its points (x, value) and the text at its end."""

    name: str
    points: tuple[tuple[int, Fraction], ...]
    end_text: str


def step_of(span: Fraction, *, most: int = 5) -> Fraction:
    """A round step of 1, 2 or 5 times a power of ten that divides a span into few pieces."""
    assert span > 0
    size = Fraction(1)
    while size * most > span:
        size /= 10
    while size * 10 * most <= span:
        size *= 10
    return next((size * n for n in (*_STEPS, 10) if span / (size * n) <= most), size * 10)


def lines(courses: Sequence[Course], *, from_zero: bool = True) -> Lines:
    """Lines over whole x, with axis marks at round figures and end labels that do not overlap."""
    xs = [x for course in courses for x, _ in course.points]
    values = [value for course in courses for _, value in course.points]
    lo_x, hi_x = min(xs), max(xs)
    lo, hi = (Fraction(0) if from_zero else min(values)), max(values)
    if hi == lo:
        hi = lo + 1
    step = step_of(hi - lo)
    lo, hi = lo // step * step, -(-hi // step) * step
    right, bottom = WIDTH - _RIGHT, _HEIGHT - _BOTTOM

    def at_x(x: int) -> int:
        return _LEFT + (x - lo_x) * (right - _LEFT) // max(hi_x - lo_x, 1)

    def at_y(value: Fraction) -> int:
        return bottom - int((value - lo) * (bottom - _TOP) / (hi - lo))

    ends = [at_y(course.points[-1][1]) for course in courses]
    placed = spread(ends, least=_TOP, most=bottom)
    return Lines(
        width=WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=right,
        bottom=bottom,
        lines=tuple(
            Line(
                name=course.name,
                path="M" + "L".join(f"{at_x(x)} {at_y(value)}" for x, value in course.points),
                end_x=at_x(course.points[-1][0]),
                end_y=end,
                text_y=text_y,
                end_text=course.end_text,
            )
            for course, end, text_y in zip(courses, ends, placed, strict=True)
        ),
        marks_x=tuple(AxisMark(place=at_x(x), text=str(x)) for x in _marked(lo_x, hi_x)),
        marks_y=tuple(
            AxisMark(place=at_y(mark), text=mark_text(mark))
            for mark in (lo + step * i for i in range(int((hi - lo) / step) + 1))
        ),
    )


def _marked(first: int, last: int) -> list[int]:
    """At most five whole positions from first to last, including both."""
    return sorted({first + (last - first) * i // 4 for i in range(5)})


def mark_text(mark: Fraction) -> str:
    """The text of an axis mark; large figures as powers of ten, so that they fit."""
    if mark.denominator != 1:
        return str(mark.numerator / mark.denominator)
    whole = mark.numerator
    if whole >= 10**7:
        power = len(str(whole)) - 1
        return f"{figures.number(whole // 10**power)}e{power}"
    return figures.number(whole)


def spread(places: Sequence[int], *, least: int, most: int) -> list[int]:
    """The same positions in the same order, moved as little as needed so that no texts touch."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    below = least - _APART
    for i in order:
        moved[i] = max(places[i], below + _APART)
        below = moved[i]
    above = most + _APART
    for i in reversed(order):
        moved[i] = min(moved[i], above - _APART)
        above = moved[i]
    return moved


def scale(*, lower: tuple[int, str], upper: tuple[int, str], at: tuple[int, str] | None) -> Scale:
    """A scale from zero with two bounds, wide enough for the visitor's figure."""
    assert 0 < lower[0] < upper[0]
    most = max(upper[0] * 5 // 3, (at[0] * 11 // 10 if at else 0))

    def at_x(value: int) -> int:
        return min(value * WIDTH // most, WIDTH - 2)

    def pointer(name: str, value: int, text: str, *, until: int) -> Pointer:
        x = at_x(value)
        text_x = min(max(x, _BOUND_TEXT), WIDTH - _BOUND_TEXT)
        return Pointer(name=name, x=x, room=until - x, text_x=text_x, text=text)

    return Scale(
        width=WIDTH,
        height=118,
        lower=pointer("lower", *lower, until=at_x(upper[0])),
        upper=pointer("upper", *upper, until=WIDTH),
        pointer=None if at is None else pointer("surplus", *at, until=WIDTH),
    )
