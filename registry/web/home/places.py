"""Where the first steps of a role lead: addresses by the place's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from registry.classroom.plan_parts import InstrumentPart
from registry.compliance.queries import OffsetPosition
from registry.roles import Role
from registry.web.frame.addresses import to


@dataclass(frozen=True, slots=True)
class Ground:
    """What places depend on: the lesson's instruments, the seat's registries and units.

    `own_units` are those of the projects that the seat owns or shares in, `wanted` the unit that
    it wants ("" for none); `country` is the seat's, in whose registry its share of issuances lands.
    """

    instruments: Sequence[InstrumentPart]
    registries: frozenset[str]
    offset_position: OffsetPosition | None
    own_units: frozenset[str]
    wanted: str
    country: str

    def instrument(self, units: frozenset[str] = frozenset(), registry: str = "") -> str:
        """The first instrument of these units where the seat has an account, else the first."""
        reached = [one for one in self.instruments if one.registry == registry or not registry]
        reached = [one for one in reached if one.registry in self.registries]
        fits = [one for one in reached if one.unit in units]
        return [*fits, *reached, *self.instruments][0].code

    def own(self) -> str:
        """Where the seat sells what its projects are issued, first in its own country."""
        at_home = [one for one in self.instruments if one.registry == self.country]
        fits = [one.code for one in at_home if one.unit in self.own_units]
        return fits[0] if fits else self.instrument(self.own_units)


def _ticket(side: str, instrument: str) -> str:
    return to("trade", instrument=instrument, side=side) + "#ticket"


def _offsetting(on: Ground) -> str:
    rule = on.offset_position.rule if on.offset_position is not None else None
    return (
        on.instrument() if rule is None else on.instrument(frozenset(rule.admitted), rule.registry)
    )


def _on_trade(part: str) -> Callable[[Ground], str]:
    return lambda on: to("trade", instrument=on.instrument()) + "#" + part


FIRST_TRADE: dict[Role, Callable[[Ground], str]] = {
    Role.EMITTER: _offsetting,
    Role.TRADER: Ground.instrument,
    Role.VOLUNTARY_BUYER: lambda on: on.instrument(frozenset({on.wanted})),
    Role.PROJECT_OWNER: Ground.own,
}
"""The instrument of a role's first trade."""

PLACES: dict[str, Callable[[Ground], str]] = {
    "buy": lambda on: _ticket("buy", on.instrument()),
    "chart": _on_trade("chart"),
    "rules": lambda on: to("market", instrument=on.instrument()),
    "offset_buy": lambda on: _ticket("buy", _offsetting(on)),
    "offset": lambda on: to("trade", instrument=_offsetting(on)) + "#task-offset",
    "meter": lambda on: to("trade", instrument=_offsetting(on)) + "#meter",
    "own_sell": lambda on: _ticket("sell", on.own()),
    "tasks": _on_trade("tasks"),
    "asked": _on_trade("asked"),
    "wanted_buy": lambda on: _ticket("buy", on.instrument(frozenset({on.wanted}))),
    "retire": _on_trade("task-retire"),
    "accounts": _on_trade("holdings"),
    "docket": lambda on: "#tasks",
    "authorise": lambda on: "#task-authorise",
    "trace": lambda on: to("serial_search"),
    "offset_rules": lambda on: to("rules"),
}
"""Name -> address; a `#...` alone is a place on the first page itself."""
