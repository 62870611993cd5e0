"""A plan's raw tables without the parts of wrong shape, and small readers of them.

Lists keep their length, so that places keep their numbers: None replaces a wrong item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from registry.classroom.toml_lines import Place
from registry.roles import CHINA, Role

Mistake = tuple[Place, str]
Table = dict[str, Any]


class Named(NamedTuple):
    """The seat that `role:number` names: the place of its group, and its number in the group."""

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
        """A table of the plan; empty if there is none."""
        found: Table = self._raw.get(key, {})
        return found

    def text(self, key: str, *, unsaid: str) -> str | None:
        """A text of the plan, or its default `unsaid` if it is not set; None if it is wrong."""
        return str(self._raw.get(key, unsaid)) if self.reached(key) else None

    def tables(self, key: str) -> list[Table]:
        """The tables of a list; an item that is not a table is empty."""
        found: list[Table] = self._raw.get(key, [])
        return found

    def agreements(self) -> list[tuple[Place, Table]]:
        """The agreements with their places."""
        return [(("agreements", n), one) for n, one in enumerate(self.tables("agreements"))]

    def agreement_of(self, project: Table) -> Table | None:
        """The agreement that a project names; None if there is none, or none of that code."""
        named = project.get("agreement")
        found = (one for _, one in self.agreements() if one.get("code") == named)
        return None if named is None else next(found, None)

    def whole(self, *place: int | str) -> bool:
        """Whether nothing is missing or wrong at a place or inside it."""
        return not any(one[: len(place)] == place[: len(one)] for one in self._wrong)

    def reached(self, *place: int | str) -> bool:
        """Whether a place itself, and every table around it, has the right shape."""
        return not any(one == place[: len(one)] for one in self._wrong)

    def all_have(self, key: str, name: str) -> bool:
        """Whether each table of a list has a sound value of this name."""
        return not any(
            one[0] == key and (len(one) < 3 or one[2] == name) for one in self._wrong
        )  # fmt: skip

    def registries(self) -> set[str] | None:
        """The codes of all registries, or None if wrong ones leave them unknown.

        As many wrong codes as missing ones (China's, or those of an agreement) are taken for these.
        """
        if not self.reached("registries"):
            return None
        tables = self.tables("registries")
        found = {one["code"] for one in tables if "code" in one}
        wrong = sum("code" not in one for one in tables)
        named = (one.get(key, CHINA) for _, one in self.agreements() for key in ("partner", "host"))
        missing = {CHINA, *named} - found
        if wrong and wrong != len(missing):
            return None
        return found | missing if wrong else found

    def is_host(self, code: str) -> bool:
        """Whether it can be the host of an agreement: it has a registry, and is not China."""
        known = self.registries()
        return code != CHINA and (known is None or code in known)

    def hosts(self) -> list[str]:
        """The host countries of the agreements; empty if one of them, or a pair, is reported.

        If the only agreement has a wrong host, the host is the only country beside China.
        """
        named = [one.get("host") for _, one in self.agreements()]
        if named == [None]:
            others = sorted((self.registries() or set()) - {CHINA})
            return others if len(others) == 1 else []
        found = [code for code in named if code is not None and self.is_host(code)]
        pairs = {(one.get("partner"), one.get("host")) for _, one in self.agreements()}
        sure = len(found) == len(named) == len(pairs)
        return list(dict.fromkeys(found)) if sure else []

    def partners(self) -> list[str]:
        """The partner countries of the agreements; empty if one of them is reported as wrong."""
        known = self.registries()
        named = [one.get("partner") for _, one in self.agreements()]
        found = [code for code in named if code and (known is None or code in known)]
        return list(dict.fromkeys(found)) if len(found) == len(named) else []

    def misplaced(self, project: Table) -> bool:
        """Whether both a project's id and its partner show that it is in the other country."""
        host, named = project.get("host"), project.get("id", "")[:2]
        elsewhere = named in (CHINA, *self.hosts()) and named != host
        return elsewhere and ("partner" in project) == (host == CHINA)

    def projects_of(self, host: str) -> list[Table] | None:
        """The projects of China or of an agreement's host; None: a wrong one may belong to it."""
        tables = self.tables("projects")
        hosts = self.hosts()
        may = {CHINA, *hosts} if hosts else self.registries() or set()
        placed = all(one.get("host") in may and not self.misplaced(one) for one in tables)
        if not host or not placed or not self.reached("projects"):
            return None
        return [one for one in tables if one["host"] == host]

    def seats(self) -> Iterator[tuple[int, str, Table]]:
        """The groups of seats that have a role: place, role, group."""
        for index, seat in enumerate(self.tables("seats")):
            if "role" in seat:
                yield index, seat["role"], seat

    def held_offices(self) -> Iterator[tuple[int, int, set[str]]]:
        """Of each group, place, a seat's number from 0, and its offices with that of its role."""
        for index, role, seat in self.seats():
            given = seat.get("offices", [])
            nested = [one for one in given if isinstance(one, list)]
            for number in range(seat.get("count", max(1, len(seat.get("countries", []))))):
                further = nested[number % len(nested)] if nested else given
                yield index, number, {role, *(one for one in further if one is not None)}

    def seated(self, role: str) -> bool | None:
        """Whether seats hold the office of a role; None: a group with a wrong role may be of it."""
        if any(role in held for _, _, held in self.held_offices()):
            return True
        return False if self.roles_known() else None

    def roles_known(self) -> bool:
        """Whether each group of seats has a role that takes seats."""
        taken = (named not in NO_SEATS for _, named, _ in self.seats())
        return self.all_have("seats", "role") and all(taken)

    def named(self, role: str, ordinal: int) -> list[Named | int | None]:
        """The seat `role:ordinal`; the number of seats if there are fewer; None if not known.

        Two answers if a group with a wrong role may be of this role; the last one is for the case
        that it is not.
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
            # A group has at least one seat; a seat in no other group is in the last one.
            here = left == 1 or index == groups[-1] if count is None else left <= count
            if here:
                return Named(role, index, left - 1)
            if count is None:
                return None
            left -= count
        return ordinal - left if self.reached("seats") else None

    def held(self, group: int) -> list[str | None]:
        """The registries in which a group has accounts; None for an unknown one."""
        if not self.reached("seats", group, "registries"):
            return [None]
        return self._of_plan(self.tables("seats")[group].get("registries", []))

    def countries(self, group: int, numbers: Iterable[int]) -> set[str | None]:
        """The countries for which these seats of a group act: "" for all, None if not known."""
        if not self.reached("seats", group, "countries"):
            return {None}
        if own := self._of_plan(self.tables("seats")[group].get("countries", [])):
            return {own[number % len(own)] for number in numbers}
        return {next(iter(self.held(group)), "")}

    def _of_plan(self, codes: list[str | None]) -> list[str | None]:
        """Codes of registries, with None for one that the plan does not have."""
        known = self.registries()
        return [one if not one or known is None or one in known else None for one in codes]


Check = Callable[[Sound], Iterator[Mistake]]

_INNER = (
    "periods", "acts", "allocation", "inventory", "targets", "conditions", "tightening",
    "costs", "funding", "reversals",
)  # fmt: skip
"""Lists of tables inside a table."""

_OF_TABLES = {
    "phases", "registries", "agreements", "methodologies", "projects", "instruments", "seats",
    "announcement", "remark", "entities", "ndc", "stocktakes", "sinks", "finance",
}  # fmt: skip


def _take_out(raw: Table, place: Place) -> None:
    """Remove a wrong key. A wrong item of a list becomes None, and a wrong table empty.

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
        of_tables = len(place) == 2 or place[-2] in _INNER
        holder[last] = {} if of_tables else None
    elif isinstance(holder, dict):
        name = str(last)
        of_tables = name in _INNER or (len(place) == 1 and name in _OF_TABLES)
        if not (of_tables and isinstance(holder.get(name), list)):
            holder.pop(name, None)


def day_of(value: date | str) -> date:
    """A day of the plan, from a date or its text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def twice(plan: Sound, part: str, keys: Iterable[str]) -> Iterator[Mistake]:
    """Values that occur twice among the tables of a list."""
    for key in keys:
        seen: set[str] = set()
        for index, table in enumerate(plan.tables(part)):
            value = table.get(key)
            if value is None:
                continue
            if value in seen:
                yield (part, index, key), f"{value} stands twice"
            seen.add(value)


NO_SEATS = {Role.TRAINER.value, Role.CLOCK.value, Role.HELPER.value}
"""Roles without a seat."""

OWN = {Role.GOVERNMENT_PARTNER.value, Role.GOVERNMENT_HOST.value}
"""Roles whose seats speak for one country only."""
