"""Where each key of a TOML text stands, for telling mistakes. It reads no value."""

from __future__ import annotations

import re

Place = tuple[int | str, ...]
"""A key's path: names of tables and keys, places in arrays of tables."""


class Lines:
    """Line numbers of the keys and tables of one text."""

    def __init__(self, written: str) -> None:
        self._at: dict[Place, int] = {}
        counts: dict[Place, int] = {}
        table: Place = ()
        for number, line in enumerate(written.splitlines(), start=1):
            header = re.match(r"\s*(\[\[?)\s*([\w.]+)\s*\]\]?", line)
            if header:
                table = self._table(
                    tuple(header[2].split(".")), many=header[1] == "[[", counts=counts
                )
                self._at.setdefault(table, number)
                continue
            key = re.match(r"\s*([\w-]+)\s*=", line)
            if key:
                self._at.setdefault((*table, key[1]), number)

    @staticmethod
    def _table(path: tuple[str, ...], *, many: bool, counts: dict[Place, int]) -> Place:
        place: Place = ()
        for step in path[:-1]:
            place = (*place, step)
            if place in counts:
                place = (*place, counts[place])
        place = (*place, path[-1])
        if many:
            counts[place] = counts.get(place, -1) + 1
            place = (*place, counts[place])
        return place

    def of(self, place: Place) -> int:
        """The line of a key, or of the nearest table around it."""
        while place and place not in self._at:
            place = place[:-1]
        return self._at.get(place, 1)
