"""Checks of third-party entities, of what they are designated for, and of methodologies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import Check, Mistake, Named, Sound, Table
from registry.classroom.toml_lines import Place
from registry.programme.methodologies.applicability import Condition, faults
from registry.roles import Role

_ENTITY = Role.THIRD_PARTY_ENTITY.value


def entities(plan: Sound) -> Iterator[Mistake]:
    """Each is a seat of a third-party entity, which has no account, and is designated somewhere."""
    for index, entity in enumerate(plan.tables("entities")):
        place = ("entities", index)
        named = entity.get("seat")
        if named is not None:
            for said in _unfit(plan, named):
                yield (*place, "seat"), said
        nowhere = not entity.get("agreements") and not entity.get("domestic", False)
        if nowhere and plan.whole(*place, "agreements") and plan.whole(*place, "domestic"):
            yield place, "is designated nowhere: write agreements, or domestic = true"
        codes = {one.get("code") for _, one in plan.agreements()}
        for number, code in enumerate(entity.get("agreements", [])):
            if code is not None and None not in codes and code not in codes:
                yield (*place, "agreements", number), f"there is no agreement {short(code)}"
        for key in ("agreements", "functions", "scopes"):
            given = [one for one in entity.get(key, []) if one is not None]
            for number, one in enumerate(given):
                if one in given[:number]:
                    yield (*place, key, number), f"{one} stands twice"


def _unfit(plan: Sound, named: str) -> Iterator[str]:
    """Why a seat is no entity that can be designated."""
    role, _, ordinal = named.partition(":")
    if role != _ENTITY or not re.fullmatch(r"[1-9][0-9]{0,3}", ordinal):
        yield f"{short(named)} is no third-party entity; write {_ENTITY}:number"
        return
    found = plan.named(role, int(ordinal))[-1]
    if isinstance(found, int):
        yield f"{named} is no seat: there are {found} of {role}"
    elif isinstance(found, Named) and plan.held(found.group):
        yield f"{named} has accounts: an entity holds no units, so its registries are none"


def designated_twice(plan: Sound) -> Iterator[Mistake]:
    """No entity is designated twice for one function and scope under an agreement."""
    seen: set[tuple[str, str, str, int]] = set()
    for index, entity in enumerate(plan.tables("entities")):
        if not plan.whole("entities", index):
            continue
        under = [*entity.get("agreements", []), *([""] if entity.get("domestic") else [])]
        for_ = [
            (entity["seat"], agreement, function, scope)
            for agreement in under
            for function in entity.get("functions", ("validation", "verification"))
            for scope in dict.fromkeys(entity["scopes"])
        ]
        twice = next((one for one in dict.fromkeys(for_) if one in seen), None)
        if twice is not None:
            said = f"{twice[0]} is designated for {twice[2]} in scope {twice[3]} already"
            yield ("entities", index, "scopes"), said
        seen |= set(for_)


def methodologies(plan: Sound) -> Iterator[Mistake]:
    """A methodology with a procedure says what one needs; one without says nothing of it."""
    codes = {one.get("code") for _, one in plan.agreements()}
    for index, one in enumerate(plan.tables("methodologies")):
        place = ("methodologies", index)
        if not plan.whole(*place, "scope"):
            continue
        if one.get("scope") is None:
            for key in _GOVERNED:
                if one.get(key):
                    yield (*place, key), "belongs to a methodology with a procedure: write scope"
            continue
        if one.get("crediting_years") is None and plan.whole(*place, "crediting_years"):
            yield (*place, "crediting_years"), "is missing: a methodology with a scope has it"
        for number, code in enumerate(one.get("agreements") or ()):
            if code is not None and None not in codes and code not in codes:
                yield (*place, "agreements", number), f"there is no agreement {short(code)}"
        yield from _stored(plan, place, one)
        yield from _conditions(place, one)


def _stored(plan: Sound, place: Place, one: Table) -> Iterator[Mistake]:
    """What stores carbon has a buffer, what does not has none."""
    stored, buffer = one.get("storage"), one.get("buffer_percent")
    if not (plan.whole(*place, "storage") and plan.whole(*place, "buffer_percent")):
        return
    if stored is not None and buffer is None:
        yield (*place, "buffer_percent"), "is missing: what stores carbon has a buffer"
    elif stored is None and buffer is not None:
        yield (*place, "buffer_percent"), "only what stores carbon has a buffer: write storage"
    elif buffer is not None and Fraction(buffer) > 100:
        yield (*place, "buffer_percent"), "a buffer is at most 100 percent"


def _conditions(place: Place, one: Table) -> Iterator[Mistake]:
    """Conditions can be evaluated, and a tightening leaves something of the factor."""
    for number, said in enumerate(one.get("conditions", [])):
        if len(said) == 3 and faults([Condition(**said)]):
            shown = short(" ".join(said.values()))
            yield (*place, "conditions", number), f"{shown} cannot be evaluated"
    for number, step in enumerate(one.get("tightening", [])):
        percent = step.get("percent")
        if percent is not None and not 0 < Fraction(percent) < 100:
            said = "a tightening is above 0 and below 100 percent"
            yield (*place, "tightening", number, "percent"), said


_GOVERNED = (
    "agreements", "crediting_years", "storage", "buffer_percent", "conditions", "tightening",
)  # fmt: skip
"""Keys of a methodology with a procedure."""

CHECKS: tuple[Check, ...] = (entities, designated_twice, methodologies)
