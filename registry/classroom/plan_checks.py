"""What the shape of a lesson plan cannot tell: names that point nowhere, times out of order.

Works on the raw TOML, so that it speaks even when other parts are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matching.phases import Phase
from matching.venue_facts import ModeKind
from registry.classroom.toml_lines import Place
from registry.market.listing import PLAIN, mode_of
from registry.market.venues import shipped
from registry.roles import Role


def contradictions(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Every contradiction with the place where it stands."""
    yield from _times(raw)
    yield from _codes(raw)
    yield from _owners(raw)
    yield from _names(raw)
    yield from _venues(raw)


def _times(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    clock = raw.get("clock")
    clock = clock if isinstance(clock, dict) else {}
    opens, closes = str(clock.get("opens", "")), str(clock.get("closes", ""))
    if opens >= closes and opens and closes:
        yield ("clock", "closes"), f"the day closes at {closes}, before it opens at {opens}"
    before, was = opens, ""
    for index, phase in enumerate(_tables(raw, "phases")):
        at = str(phase.get("at", ""))
        if at and not before < at < closes and opens and closes:
            yield ("phases", index, "at"), f"{at} is not between {before} and {closes}"
        if was == Phase.CLOSING and phase.get("phase") != Phase.CLOSED:
            yield ("phases", index, "phase"), "after a closing call the market is closed"
        before, was = at or before, str(phase.get("phase", ""))
    for i, project in enumerate(_tables(raw, "projects")):
        for j, period in enumerate(_tables(project, "periods")):
            first, last = str(period.get("first_day", "")), str(period.get("last_day", "9"))
            if first > last:
                yield ("projects", i, "periods", j, "last_day"), "it ends before it begins"
            elif first[:4] != last[:4]:
                yield (
                    ("projects", i, "periods", j, "last_day"),
                    "a period lies in one year",
                )


def _codes(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    registries = {r.get("code") for r in _tables(raw, "registries")}
    if "CN" not in registries and registries:
        yield ("registries",), "China's registry (code CN) is missing"
    for part, keys in {
        "projects": ("host",),
        "instruments": ("registry", "host"),
    }.items():
        seen: set[Any] = set()
        for index, entry in enumerate(_tables(raw, part)):
            name = entry.get("id", entry.get("code"))
            if name in seen:
                yield (part, index, "id" if "id" in entry else "code"), f"{name} stands twice"
            seen.add(name)
            for key in keys:
                if entry.get(key) not in registries:
                    yield (part, index, key), f"there is no registry {entry.get(key)}"
    agreement = raw.get("agreement")
    if isinstance(agreement, dict) and agreement.get("host") not in registries - {"CN"}:
        yield ("agreement", "host"), f"there is no host registry {agreement.get('host')}"
    for index, seat in enumerate(_tables(raw, "seats")):
        for code in seat.get("registries", ()):
            if code not in registries:
                yield ("seats", index, "registries"), f"there is no registry {code}"


def _owners(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    roles = {str(seat.get("role")) for seat in _tables(raw, "seats")}
    known = {entry.get("code") for entry in _tables(raw, "methodologies")}
    for index, project in enumerate(_tables(raw, "projects")):
        if project.get("methodology") not in known:
            yield ("projects", index, "methodology"), f"no methodology {project.get('methodology')}"
        if (project.get("host") == "CN") == ("partner" in project):
            yield ("projects", index, "host"), "a host country's project has a Chinese partner"
        for key in ("owner", "partner"):
            named = project.get(key)
            if named is None:
                continue
            role, _, ordinal = str(named).partition(":")
            if role not in roles or not ordinal.isdigit() or ordinal == "0":
                yield ("projects", index, key), f"{named} is no seat; write role:number"


def _names(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for index, seat in enumerate(_tables(raw, "seats")):
        count = seat.get("count")
        for key in ("names_en", "names_zh"):
            names = seat.get(key)
            if isinstance(names, list) and isinstance(count, int) and len(names) < count:
                yield ("seats", index, key), f"{len(names)} names for {count} seats"
        for key in ("obligations_t", "allowances_t"):
            if seat.get("role") == Role.EMITTER and not seat.get(key):
                yield ("seats", index, key), "an emitter has an obligation and allowances in tonnes"


def _venues(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    clock = raw.get("clock")
    first_day = str(clock.get("first_day", "")) if isinstance(clock, dict) else ""
    for index, one in enumerate(_tables(raw, "instruments")):
        named, reference = one.get("venue", PLAIN), one.get("reference")
        if not isinstance(named, str) or named == PLAIN:
            continue
        venue = shipped().pick(named, day=first_day)
        if venue is None:
            known = ", ".join(shipped().codes())
            yield ("instruments", index, "venue"), f"no rules of {named} on that day; of {known}"
        elif (mode := mode_of(venue)) is None:
            yield ("instruments", index, "venue"), f"{named} has no book"
        elif one.get("price_rule", mode.price_rules[0]) not in mode.price_rules:
            offered = ", ".join(mode.price_rules)
            yield ("instruments", index, "price_rule"), f"{named} has the price rules {offered}"
        elif isinstance(reference, int) and reference % venue.played("tick_fen"):
            tick = venue.played("tick_fen")
            yield ("instruments", index, "reference"), f"{reference} is no multiple of {tick} fen"
        elif "breaker" in one and mode.kind is ModeKind.NEGOTIATED:
            said = "no circuit breaker where orders meet at a matching price: there is no call"
            yield ("instruments", index, "breaker"), said


def _tables(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = raw.get(key, [])
    return [t for t in found if isinstance(t, dict)] if isinstance(found, list) else []
