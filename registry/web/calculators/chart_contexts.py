"""Contexts of the calculators' charts: bars, lines, a scale, ready to draw.

Positions are whole numbers in units of the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.web.frame.contexts.shared import AxisMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a bar chart."""

    label: str
    text: str
    y: int
    width: int
    text_x: int
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Horizontal bars that start at zero."""

    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a line chart.

    `text_y` keeps the label of its last value clear of the others.
    """

    name: str
    path: str
    end_x: int
    end_y: int
    text_y: int
    end_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines over the same years."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: tuple[Line, ...]
    marks_x: tuple[AxisMark, ...]
    marks_y: tuple[AxisMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A position on a scale.

    `room` is the distance to the next bound, or to the end of the drawing.
    """

    name: str
    x: int
    room: int
    text_x: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale from zero with two bounds and one pointer."""

    width: int
    height: int
    lower: Pointer
    upper: Pointer
    pointer: Pointer | None
