"""A plan's raw tables without what has the wrong shape, and small readers of them. Knows no rule.

A list stays as long as it was, so that places keep their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from registry.classroom.toml_lines import Place
from registry.roles import Role

CHINA = "CN"

Mistake = tuple[Place, str]
Table = dict[str, Any]


class Named(NamedTuple):
    """What `role:number` of a project names: the place of its group, and the group."""

    role: str
    group: int
    seat: Table


class Sound:
    """The parts of a plan that have the right shape."""

    def __init__(self, raw: Table, wrong: Iterable[Place]) -> None:
        self._raw, self._wrong = raw, [place for place in wrong if place]
        for place in self._wrong:
            _take_out(raw, place)

    def table(self, key: str) -> Table:
        """A table of the plan; empty where there is none."""
        found: Table = self._raw.get(key, {})
        return found

    def tables(self, key: str) -> list[Table]:
        """The tables of a list; one that is no table is empty."""
        found: list[Table] = self._raw.get(key, [])
        return found

    def whole(self, *place: int | str) -> bool:
        """Whether nothing is missing and nothing wrong at a place or inside of it."""
        return not any(one[: len(place)] == place[: len(one)] for one in self._wrong)

    def all_have(self, key: str, name: str) -> bool:
        """Whether each table of a list has a sound value of this name."""
        return not any(
            one[0] == key and (len(one) < 3 or one[2] == name) for one in self._wrong
        )  # fmt: skip

    def registries(self) -> set[str]:
        """The codes of the registries."""
        return {one["code"] for one in self.tables("registries") if "code" in one}

    def host(self) -> str:
        """The host country of the agreement; "" where it is none that has a registry here."""
        host: str = self.table("agreement").get("host", "")
        return host if host in self.registries() - {CHINA} else ""

    def seats(self) -> Iterator[tuple[int, str, Table]]:
        """The groups of seats that have a role: place, role, group."""
        for index, seat in enumerate(self.tables("seats")):
            if "role" in seat:
                yield index, seat["role"], seat

    def count_of(self, role: str) -> int:
        """Seats of a role."""
        return sum(seat.get("count", 0) for _, named, seat in self.seats() if named == role)

    def named(self, role: str, ordinal: int) -> Named | None:
        """The group of the seat that `role:ordinal` names, or None."""
        left = ordinal
        for index, named, seat in self.seats():
            if named != role:
                continue
            left -= seat.get("count", 0)
            if left <= 0:
                return Named(role, index, seat)
        return None


Check = Callable[[Sound], Iterator[Mistake]]


def _take_out(raw: Table, place: Place) -> None:
    """Take out a wrong key, a wrong table of a list, or a list that has a wrong value in it."""
    holder: Any = raw
    for number, step in enumerate(place):
        last = number == len(place) - 1
        if isinstance(holder, dict):
            inner = holder.get(str(step))
            of_tables = number == 0 or step == "periods"
            if last or (isinstance(inner, list) and not of_tables):
                holder.pop(str(step), None)
                return
        elif isinstance(holder, list) and isinstance(step, int) and step < len(holder):
            inner = holder[step]
            if last:
                holder[step] = {}
                return
        else:
            return
        holder = inner


def day_of(value: date | str) -> date:
    """A day of the plan, which may be written as a date or as its text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def twice(plan: Sound, part: str, keys: Iterable[str]) -> Iterator[Mistake]:
    """Values that stand twice among the tables of a list."""
    for key in keys:
        seen: set[str] = set()
        for index, table in enumerate(plan.tables(part)):
            value = table.get(key)
            if value is None:
                continue
            if value in seen:
                yield (part, index, key), f"{value} stands twice"
            seen.add(value)


def countries_of(seat: Table) -> set[str]:
    """The countries for which the seats of a group act; "" serves them all."""
    count = seat.get("count", 1)
    named: list[str] = seat.get("countries", [])
    first = seat.get("registries") or [""]
    return set(named[:count]) if named else {first[0]}


OWN = {Role.GOVERNMENT_CN.value, Role.GOVERNMENT_HOST.value}
"""Roles whose seats speak for one country only."""
