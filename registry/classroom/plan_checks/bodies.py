"""Checks of third-party entities and of what they are designated for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import Check, Mistake, Named, Sound
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


CHECKS: tuple[Check, ...] = (entities, designated_twice)
