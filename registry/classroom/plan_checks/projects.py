"""Checks of projects: their country, their owners, their emission factor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import (
    NO_SEATS,
    OWN,
    Check,
    Mistake,
    Named,
    Sound,
    Table,
    twice,
)
from registry.classroom.plan_checks.tonnes import PARTS, weights_of
from registry.roles import CHINA, Role

_SEATED = {role.value for role in Role} - NO_SEATS
_MAKER = Role.MARKET_MAKER.value
_OWNERS = {Role.PROJECT_OWNER.value, _MAKER}
_HOLDERS = {
    role.value for role in (Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER)
} | {_MAKER}


def names(plan: Sound) -> Iterator[Mistake]:
    """Each project is defined once, so that its reductions are counted once."""
    yield from twice(plan, "projects", ("id", "name_en", "name_zh"))


def places(plan: Sound) -> Iterator[Mistake]:
    """A project is in China or in the country of its agreement, as its id shows."""
    known, hosts = plan.registries(), plan.hosts()
    for index, project in enumerate(plan.tables("projects")):
        host = project.get("host")
        if host is None:
            continue
        if known is not None and host not in known:
            yield ("projects", index, "host"), f"there is no registry {short(host)}"
        elif hosts and host not in (CHINA, *hosts):
            lies = " or ".join((CHINA, *hosts))
            said = f"{host} is the host of no agreement: a project lies in {lies}"
            yield ("projects", index, "host"), said
        elif "id" in project and project["id"][:2] != host and not plan.misplaced(project):
            yield ("projects", index, "id"), f"{project['id']} does not begin with {host}, its host"
        given = "partner" in project or not plan.reached("projects", index, "partner")
        if plan.reached("projects", index) and given == (host == CHINA):
            yield ("projects", index, "host"), "a host country's project has a partner"
        elif plan.whole("projects", index, "agreement") and not plan.misplaced(project):
            for said in _unfit_agreement(plan, project, host):
                yield ("projects", index, "agreement"), said


def _unfit_agreement(plan: Sound, project: Table, host: str) -> Iterator[str]:
    """Why the agreement that a project names, or lacks, does not fit its country."""
    named = project.get("agreement")
    if host == CHINA:
        if named is not None:
            yield "a domestic project is under no agreement"
        return
    codes = [one.get("code") for _, one in plan.agreements()]
    if None in codes or host not in plan.hosts():
        return
    of = plan.agreement_of(project)
    fitting = [str(one["code"]) for _, one in plan.agreements() if one.get("host") == host]
    if named is None:
        if fitting:
            yield f'is missing: write agreement = "{fitting[0]}"'
    elif of is None:
        yield f"there is no agreement {short(named)}"
    elif of.get("host") not in (host, None):
        yield f"{named} is an agreement of {of['host']}, not of {host}"


def _abroad(plan: Sound, project: Table) -> str:
    """The partner country of a project's agreement, "" if it is not known."""
    of = plan.agreement_of(project)
    partner = "" if of is None else of.get("partner", "")
    return partner if partner in plan.partners() else ""


def methodologies(plan: Sound) -> Iterator[Mistake]:
    """A project follows a methodology of the plan."""
    tables = plan.tables("methodologies")
    known = {entry.get("code") for entry in tables}
    # Where a code is wrong, or stands twice, which ones there are is not known.
    if len(known) < len(tables) or not plan.all_have("methodologies", "code"):
        return
    for index, project in enumerate(plan.tables("projects")):
        named = project.get("methodology")
        if named is not None and named not in known:
            yield ("projects", index, "methodology"), f"no methodology {short(named)}"


def owners(plan: Sound) -> Iterator[Mistake]:
    """Owner and partner are seats that may request issuance, one of each side, with accounts."""
    for index, project in enumerate(plan.tables("projects")):
        for key in ("owner", "partner"):
            if key in project:
                for said in _unfit(plan, index, key=key):
                    yield ("projects", index, key), said


def stakes(plan: Sound) -> Iterator[Mistake]:
    """An office with a stake in a project is a seat of a government, which then recuses itself."""
    for index, project in enumerate(plan.tables("projects")):
        for number, named in enumerate(project.get("stakes", [])):
            if named is None:
                continue
            place = ("projects", index, "stakes", number)
            role, _, ordinal = named.partition(":")
            if role not in OWN or not re.fullmatch(r"[1-9][0-9]{0,3}", ordinal):
                yield place, f"{short(named)} is no seat of a government; write role:number"
                continue
            found = plan.named(role, int(ordinal))[-1]
            if isinstance(found, int):
                yield place, f"{named} is no seat: there are {found} of {role}"


def _unfit(plan: Sound, index: int, *, key: str) -> Iterator[str]:
    """Why the seat named by `key` does not exist or does not fit."""
    named: str = plan.tables("projects")[index][key]
    role, _, ordinal = named.partition(":")
    if role not in _SEATED or not re.fullmatch(r"[1-9][0-9]{0,3}", ordinal):
        yield f"{short(named)} is no seat; write role:number"
        return
    found = [list(_reasons(plan, index, seat, key=key)) for seat in plan.named(role, int(ordinal))]
    # Where it is not known which of two seats it is, what makes both unfit.
    if all(found):
        yield from found[-1]


def _reasons(plan: Sound, index: int, found: Named | int | None, *, key: str) -> Iterator[str]:
    """Why a seat that `key` names cannot own this project or be its partner."""
    project = plan.tables("projects")[index]
    named: str = project[key]
    role = named.partition(":")[0]
    if isinstance(found, int):
        yield f"{named} is no seat: there are {found} of {role}"
        return
    host = project.get("host", "")
    if host not in (CHINA, *plan.hosts()) or plan.misplaced(project):
        host = ""
    if key == "partner" and host == CHINA:
        # That it has a partner at all is reported at its host.
        return
    may, lies = _HOLDERS, f" in {host}" if host else ""
    if key == "owner":
        may = _OWNERS if host and host != CHINA else _OWNERS | {Role.EMITTER.value}
    if role not in may:
        what = "own a project" if key == "owner" else "be a partner"
        yield f"a seat of the role {role} cannot {what}{lies}: {', '.join(sorted(may))}"
    elif (
        key == "partner"
        and named == project.get("owner")
        and not any(_unfit(plan, index, key="owner"))
    ):
        # Joint crediting: a participant of each side (check 5011).
        abroad = _abroad(plan, project) or "the partner country"
        yield f"{named} is the owner; the partner is another seat, which belongs to {abroad}"
    elif (
        key == "partner"
        and "owner" in project
        and (role == _MAKER) != (_owner_role(project) == _MAKER)
    ):
        yield f"{named} and the owner are market makers both, or neither of them is"
    elif host:
        if key == "owner" and role == Role.EMITTER and _not_covered(plan, index):
            # Measures for CETS (Order 19, 2021), art. 29: its credits offset nothing in the market.
            yield (
                "an emitter's project is one of a covered entity: write from_covered_entity = true"
            )
        if found is not None:
            yield from _unfit_in(plan, index, found, host, named=named, key=key)


def _owner_role(project: Table) -> str:
    return str(project.get("owner", "")).partition(":")[0]


def _not_covered(plan: Sound, index: int) -> bool:
    """Whether a project does not say, and does not try to, that it is of a covered entity."""
    covered = plan.tables("projects")[index].get("from_covered_entity", False)
    return not covered and plan.whole("projects", index, "from_covered_entity")


def _unfit_in(
    plan: Sound, index: int, found: Named, host: str, *, named: str, key: str
) -> Iterator[str]:
    """Which account a seat lacks in order to own a project in this country, or be its partner; or
    that it belongs to another country.
    """
    project = plan.tables("projects")[index]
    held, own = plan.held(found.group), _abroad(plan, project) if key == "partner" else host
    if not held or (found.role == Role.EMITTER and CHINA not in held):
        # Told at the group: it has no account, or none where every emitter has one.
        return
    lacking = sorted({host, own} - {"", *held}) if None not in held else []
    listed = ", ".join(code or "" for code in held)
    for code in lacking:
        yield f"{named} has no account in {code}: its registries are {listed}"
    # A participant of each side (check 5011); a seat without a country serves them all.
    foreign = plan.countries(found.group, [found.number]) - {own, "", None}
    if foreign and own and not lacking:
        yield f"{named} belongs to {foreign.pop()}; the {key} of this project belongs to {own}"


def margins(plan: Sound) -> Iterator[Mistake]:
    """One margin, or its four parts with weights that add up to one."""
    for index, project in enumerate(plan.tables("projects")):
        place = ("projects", index)
        if not plan.reached(*place):
            continue
        # What is wrong was given all the same.
        parts = [key in project or not plan.reached(*place, key) for key in PARTS]
        whole = "combined_margin" in project or not plan.reached(*place, "combined_margin")
        if whole == all(parts) or (whole and any(parts)):
            yield place, "give combined_margin, or om, bm, w_om and w_bm"
        elif not whole and weights_of(project) not in (None, 1):
            said = f"w_om {project['w_om']} and w_bm {project['w_bm']} do not add up to one"
            yield (*place, "w_om"), said
        elif not whole and weights_of(project) is None:
            for key in ("w_om", "w_bm"):
                if Fraction(project.get(key, 0)) > 1:
                    yield (*place, key), f"{key} {project[key]} is above one"


def ideas(plan: Sound) -> Iterator[Mistake]:
    """A project that begins as an idea says what is found there, and nothing was issued for it."""
    validators = {group.get("role") for group in plan.tables("seats")} | {
        office
        for group in plan.tables("seats")
        for one in group.get("offices", [])
        for office in (one if isinstance(one, list) else [one])
    }
    for index, project in enumerate(plan.tables("projects")):
        place = ("projects", index)
        if not all(plan.whole(*place, key) for key in ("stage", "design")):
            continue
        idea = project.get("stage") == "idea"
        if idea != ("design" in project):
            said = "a project that begins as an idea has a design, and no other project has one"
            yield (*place, "stage" if idea else "design"), said
        if not idea:
            continue
        if project.get("allocation"):
            said = "the parties of an idea agree on its allocation in the lesson"
            yield (*place, "allocation"), said
        if _owner_role(project) == _MAKER:
            yield (*place, "stage"), "a project of a market maker is registered from the beginning"
        if plan.all_have("seats", "role") and Role.THIRD_PARTY_ENTITY.value not in validators:
            yield (*place, "stage"), "an idea needs a third_party_entity that validates it"


CHECKS: tuple[Check, ...] = (names, places, methodologies, owners, stakes, margins, ideas)
