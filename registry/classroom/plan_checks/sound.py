"""A plan's raw tables without what has the wrong shape, and small readers of them. Knows no rule.

A list stays as long as it was, so that places keep their numbers: None stands for a wrong item.
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
    """What `role:number` of a project names: the place of its group, and its place in there."""

    role: str
    group: int
    number: int


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

    def reached(self, *place: int | str) -> bool:
        """Whether a place itself, and all around it, has the right shape."""
        return not any(one == place[: len(one)] for one in self._wrong)

    def all_have(self, key: str, name: str) -> bool:
        """Whether each table of a list has a sound value of this name."""
        return not any(
            one[0] == key and (len(one) < 3 or one[2] == name) for one in self._wrong
        )  # fmt: skip

    def registries(self) -> set[str] | None:
        """The codes of all registries, or None where wrong ones leave them unknown.

        A wrong code stands for the one that is missing: China's, or the agreement's host.
        """
        if not self.reached("registries"):
            return None
        tables = self.tables("registries")
        found = {one["code"] for one in tables if "code" in one}
        wrong = sum("code" not in one for one in tables)
        missing = {CHINA, self.table("agreement").get("host", CHINA)} - found
        if wrong and wrong != len(missing):
            return None
        return found | missing if wrong else found

    def host(self) -> str:
        """The host country of the agreement; "" where it is none that has a registry here.

        Where the agreement does not say it rightly, it is the only country beside China.
        """
        host, known = self.table("agreement").get("host"), self.registries()
        if host is None:
            others = sorted((known or set()) - {CHINA})
            return others[0] if len(others) == 1 else ""
        return str(host) if host != CHINA and (known is None or host in known) else ""

    def misplaced(self, project: Table) -> bool:
        """Whether both a project's id and its partner say that it lies in the other country."""
        host, named = project.get("host"), project.get("id", "")[:2]
        elsewhere = named in (CHINA, self.host()) and named != host
        return elsewhere and ("partner" in project) == (host == CHINA)

    def projects_of(self, host: str) -> list[Table] | None:
        """The projects of China or of the agreement's host; None: a wrong one may be of it."""
        tables = self.tables("projects")
        may = {CHINA, self.host()} if self.host() else self.registries() or set()
        placed = all(one.get("host") in may and not self.misplaced(one) for one in tables)
        if not host or not placed or not self.reached("projects"):
            return None
        return [one for one in tables if one["host"] == host]

    def seats(self) -> Iterator[tuple[int, str, Table]]:
        """The groups of seats that have a role: place, role, group."""
        for index, seat in enumerate(self.tables("seats")):
            if "role" in seat:
                yield index, seat["role"], seat

    def seated(self, role: str) -> bool | None:
        """Whether there are seats of a role; None: a group whose role is wrong may be of it."""
        if any(named == role for _, named, _ in self.seats()):
            return True
        return False if self.roles_known() else None

    def roles_known(self) -> bool:
        """Whether each group of seats has a role that takes seats."""
        taken = (named not in NO_SEATS for _, named, _ in self.seats())
        return self.all_have("seats", "role") and all(taken)

    def named(self, role: str, ordinal: int) -> list[Named | int | None]:
        """The seat `role:ordinal`; the number of seats where there are fewer; None: not known.

        Two where it is not known whether a group with a wrong role is of this one; the last is
        the seat if it is not.
        """
        tables = self.tables("seats")
        sure = [index for index, seat in enumerate(tables) if seat.get("role") == role]
        maybe = [i for i, seat in enumerate(tables) if seat.get("role") in {None, *NO_SEATS}]
        within = self._named(role, ordinal, sorted(sure + maybe))
        without = self._named(role, ordinal, sure)
        if within == without:
            return [without]
        return [None] if len(maybe) > 1 else [within, without]

    def _named(self, role: str, ordinal: int, groups: list[int]) -> Named | int | None:
        """The seat `role:ordinal` when these groups are of the role."""
        left = ordinal
        for index in groups:
            count = self.tables("seats")[index].get("count")
            # A group has at least one seat, and what is in no other group is in the last one.
            here = left == 1 or index == groups[-1] if count is None else left <= count
            if here:
                return Named(role, index, left - 1)
            if count is None:
                return None
            left -= count
        return ordinal - left if self.reached("seats") else None

    def held(self, group: int) -> list[str | None]:
        """The registries where a group has accounts; None stands for what is not known."""
        if not self.reached("seats", group, "registries"):
            return [None]
        return self._of_plan(self.tables("seats")[group].get("registries", []))

    def countries(self, group: int, numbers: Iterable[int]) -> set[str | None]:
        """The countries for which these seats of a group act: "" serves all, None is not known."""
        if not self.reached("seats", group, "countries"):
            return {None}
        if own := self._of_plan(self.tables("seats")[group].get("countries", [])):
            return {own[number % len(own)] for number in numbers}
        return {next(iter(self.held(group)), "")}

    def _of_plan(self, codes: list[str | None]) -> list[str | None]:
        """Codes of registries, None in place of one that the plan has not."""
        known = self.registries()
        return [one if not one or known is None or one in known else None for one in codes]


Check = Callable[[Sound], Iterator[Mistake]]

_OF_TABLES = {"phases", "registries", "methodologies", "projects", "instruments", "seats"}


def _take_out(raw: Table, place: Place) -> None:
    """Take out a wrong key. A wrong item of a list becomes None, and a wrong table empty.

    A list of tables that is too short stays.
    """
    *around, last = place
    holder: Any = raw
    for step in around:
        if isinstance(holder, dict):
            holder = holder.get(str(step))
        elif isinstance(holder, list) and isinstance(step, int) and step < len(holder):
            holder = holder[step]
    if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        of_tables = len(place) == 2 or place[-2] == "periods"
        holder[last] = {} if of_tables else None
    elif isinstance(holder, dict):
        name = str(last)
        of_tables = name == "periods" or (len(place) == 1 and name in _OF_TABLES)
        if not (of_tables and isinstance(holder.get(name), list)):
            holder.pop(name, None)


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


NO_SEATS = {Role.TRAINER.value, Role.CLOCK.value}
"""Roles without a seat."""

OWN = {Role.GOVERNMENT_CN.value, Role.GOVERNMENT_HOST.value}
"""Roles whose seats speak for one country only."""
