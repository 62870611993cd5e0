"""Checks of projects: where they lie, who owns them, what they avoid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import (
    CHINA,
    Check,
    Mistake,
    Named,
    Sound,
    Table,
    twice,
)
from registry.roles import Role

TONNES_MOST = 10**10
"""What all projects of a plan avoid together at most: as much as China emits in a year."""

_PARTS = ("om", "bm", "w_om", "w_bm")
_OWNERS = {Role.PROJECT_OWNER.value}
_HOLDERS = {
    role.value for role in (Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER)
}


def names(plan: Sound) -> Iterator[Mistake]:
    """A project stands once, so that its reductions are counted once."""
    yield from twice(plan, "projects", ("id", "name_en", "name_zh"))


def places(plan: Sound) -> Iterator[Mistake]:
    """A project lies in China or in the country of the agreement, where its id says."""
    for index, project in enumerate(plan.tables("projects")):
        host = project.get("host")
        if host is None:
            continue
        if plan.all_have("registries", "code") and host not in plan.registries():
            yield ("projects", index, "host"), f"there is no registry {short(host)}"
        elif plan.host() and host not in (CHINA, plan.host()):
            said = f"{host} has no agreement with China: a project lies in CN or {plan.host()}"
            yield ("projects", index, "host"), said
        elif "id" in project and not project["id"].startswith(host):
            yield ("projects", index, "id"), f"{project['id']} does not begin with {host}, its host"
        if plan.whole("projects", index, "partner") and (host == CHINA) == ("partner" in project):
            yield ("projects", index, "host"), "a host country's project has a Chinese partner"


def methodologies(plan: Sound) -> Iterator[Mistake]:
    """A project follows a methodology of the plan."""
    if not plan.all_have("methodologies", "code"):
        return
    known = {entry["code"] for entry in plan.tables("methodologies")}
    for index, project in enumerate(plan.tables("projects")):
        named = project.get("methodology")
        if named is not None and named not in known:
            yield ("projects", index, "methodology"), f"no methodology {short(named)}"


def owners(plan: Sound) -> Iterator[Mistake]:
    """Owner and partner are seats of the plan that may ask, with accounts where credits go."""
    if not all(plan.all_have("seats", key) for key in ("role", "count", "registries")):
        return
    for index, project in enumerate(plan.tables("projects")):
        host = project.get("host", "")
        shared = host != CHINA
        for key in ("owner", "partner"):
            if key not in project:
                continue
            found = _seat(plan, project[key])
            if isinstance(found, str):
                yield ("projects", index, key), found
            elif host and host in (CHINA, plan.host()):
                for said in _unfit(found, project, host, key=key, shared=shared):
                    yield ("projects", index, key), said


def _seat(plan: Sound, named: str) -> Named | str:
    """The seat that a project names, or why it is none."""
    role, _, ordinal = named.partition(":")
    count = plan.count_of(role)
    if not count or not re.fullmatch(r"[1-9][0-9]{0,3}", ordinal):
        return f"{short(named)} is no seat; write role:number"
    found = plan.named(role, int(ordinal))
    return found or f"{named} is no seat: there are {count} of {role}"


def _unfit(found: Named, project: Table, host: str, *, key: str, shared: bool) -> Iterator[str]:
    """Why a seat cannot own a project in this country, or be its partner."""
    covered = found.role == Role.EMITTER
    alone = _OWNERS if shared else _OWNERS | {Role.EMITTER.value}
    may = _HOLDERS if key == "partner" else alone
    if found.role not in may:
        what = "own a project" if key == "owner" else "be a partner"
        yield f"a seat of the role {found.role} cannot {what} in {host}: {', '.join(sorted(may))}"
        return
    if key == "owner" and covered and not project.get("from_covered_entity", False):
        # Measures for CETS (Order 19, 2021), art. 29: its credits offset nothing in the market.
        yield "an emitter's project is one of a covered entity: write from_covered_entity = true"
    needed = [host, CHINA] if key == "partner" else [host]
    held = found.seat.get("registries", [])
    yield from (
        f"{project[key]} has no account in {code}: its registries are {', '.join(held) or 'none'}"
        for code in needed
        if code not in held
    )


def margins(plan: Sound) -> Iterator[Mistake]:
    """One margin, or its four parts with weights that add up to one."""
    for index, project in enumerate(plan.tables("projects")):
        place = ("projects", index)
        if not all(plan.whole(*place, key) for key in (*_PARTS, "combined_margin")):
            continue
        parts = [project.get(key) for key in _PARTS]
        whole = "combined_margin" in project
        if whole == all(part is not None for part in parts) or (whole and any(parts)):
            yield place, "give combined_margin, or om, bm, w_om and w_bm"
        elif not whole and Fraction(project["w_om"]) + Fraction(project["w_bm"]) != 1:
            said = f"w_om {project['w_om']} and w_bm {project['w_bm']} do not add up to one"
            yield (*place, "w_om"), said


def tonnes(plan: Sound) -> Iterator[Mistake]:
    """Each period avoids a tonne, and all together stay below what a registry would count."""
    total = Fraction(0)
    for i, project in enumerate(plan.tables("projects")):
        margin = _margin(project)
        for j, period in enumerate(project.get("periods", [])):
            if margin is None or "generation_mwh" not in period:
                continue
            avoided = Fraction(period["generation_mwh"]) * margin
            if avoided < 1:
                said = "it avoids less than one tonne, so nothing can be issued"
                yield ("projects", i, "periods", j, "generation_mwh"), said
            total += avoided
            if total > TONNES_MOST:
                said = f"with this period all projects avoid more than {TONNES_MOST} t"
                yield ("projects", i, "periods", j, "generation_mwh"), said
                return


def _margin(project: Table) -> Fraction | None:
    if "combined_margin" in project:
        return Fraction(project["combined_margin"])
    if any(key not in project for key in _PARTS):
        return None
    om, bm, w_om, w_bm = (Fraction(project[key]) for key in _PARTS)
    return om * w_om + bm * w_bm


CHECKS: tuple[Check, ...] = (names, places, methodologies, owners, margins, tonnes)
