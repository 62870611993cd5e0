"""Marks of the keys that seats have used, in memory that does not grow with the log."""

from __future__ import annotations

from collections.abc import Iterable

MARKS = 2**24
"""Marks, one bit each: two mebibytes."""

SeatKey = tuple[str, str]
"""A seat, and a key that it gave with a command."""


class UsedKeys:
    """Whether a seat may have used a key: never False for a used one, seldom True for a new one.

    Among a hundred thousand used keys six of a thousand new ones find a mark already set.
    """

    __slots__ = ("_marks",)

    def __init__(self, used: Iterable[SeatKey]) -> None:
        self._marks = bytearray(MARKS // 8)
        for one in used:
            self.marked(one)

    def marked(self, one: SeatKey) -> bool:
        """Whether the mark of a seat's key was set; it is set afterwards."""
        place = hash(one) % MARKS
        marks, byte, bit = self._marks, place >> 3, 1 << (place & 7)
        before = marks[byte]
        marks[byte] = before | bit
        return before & bit != 0
