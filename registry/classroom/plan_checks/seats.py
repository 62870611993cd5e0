"""Checks of seats: their roles, accounts and names, and the roles that a lesson needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import (
    NO_SEATS,
    OWN,
    Check,
    Mistake,
    Named,
    Sound,
    Table,
)
from registry.roles import CHINA, OFFICIAL, SIDE_OF, TRADING, Role

SEATS_MOST = 1_000
CASH_MOST = 9 * 10**15
"""Fen of all seats together: every reader of JSON keeps it exact, and the books hold it many times.
"""

_HOLDERS = {
    role.value
    for role in (
        Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER, Role.MARKET_MAKER,
    )
}  # fmt: skip
_APPROVING = (
    frozenset(role.value for role in TRADING - {Role.MARKET_MAKER}),
    frozenset(role.value for role in SIDE_OF),
)
"""Roles whose seats can approve one another's movements; market makers have nobody to ask."""
_OF_EMITTERS = ("obligations_t", "allowances_t")


def roles(plan: Sound) -> Iterator[Mistake]:
    """Trainer and clock have no seat, governments have fixed seats, emitters have an obligation."""
    for index, role, seat in plan.seats():
        if role in NO_SEATS:
            yield ("seats", index, "role"), f"the {role} takes no seat"
        growing = not seat.get("fixed", False) and plan.whole("seats", index, "fixed")
        held = set().union(*(held for group, _, held in plan.held_offices() if group == index))
        # Members of the committee are seated with the lesson.
        if held & OWN and growing:
            said = "a further seat of a government would have no vote: write fixed = true"
            yield ("seats", index, "fixed"), said
        if role == Role.MARKET_MAKER and growing:
            yield ("seats", index, "fixed"), "nobody takes a market maker: write fixed = true"
        for key in _OF_EMITTERS:
            may = {Role.MARKET_MAKER.value} if key == "allowances_t" else set()
            given = bool(seat.get(key))
            if role == Role.EMITTER and not given and plan.whole("seats", index, key):
                yield ("seats", index, key), "an emitter has an obligation and allowances in tonnes"
            elif given and role not in {Role.EMITTER, *NO_SEATS, *may}:
                yield ("seats", index, key), f"only an emitter has {key}"


def names(plan: Sound) -> Iterator[Mistake]:
    """Every seat has a name of its own in both languages."""
    for key in ("names_en", "names_zh"):
        other = "names_zh" if key == "names_en" else "names_en"
        seen: set[str] = set()
        for index, seat in enumerate(plan.tables("seats")):
            given = seat.get(key)
            if given is None:
                continue
            count = seat.get("count", 0)
            if len(given) < max(1, count):
                yield ("seats", index, key), f"{len(given)} names for {count} seats"
            elif len(given) < len(seat.get(other, [])):
                said = f"{len(given)} names, {len(seat[other])} in {other}"
                yield ("seats", index, key), said
            for place, name in enumerate(given):
                if name is not None and name in seen:
                    yield ("seats", index, key, place), f"{name} stands twice"
                seen.add(name)


def approvers(plan: Sound) -> Iterator[Mistake]:
    """A seat's movements are approved by another seat: of trading accounts by one that trades, for
    an official may not represent them, and of a government by one of the same country.
    """
    seen: set[str] = set()
    for number, named in enumerate(plan.table("controls").get("approvers", [])):
        if named is None:
            continue
        place = ("controls", "approvers", number)
        sides = named.split(" by ")
        parts = [side.partition(":") for side in sides]
        sort = next((sort for sort in _APPROVING if parts[0][0] in sort), frozenset[str]())
        if len(sides) != 2 or not all(
            role in sort and re.fullmatch(r"[1-9][0-9]{0,3}", ordinal) for role, _, ordinal in parts
        ):
            said = f"{short(named)} is no approver; write role:number by role:number"
            yield place, f"{said}, of two trading seats or of two governments"
            continue
        seats = [plan.named(role, int(ordinal))[-1] for role, _, ordinal in parts]
        for (role, _, ordinal), found in zip(parts, seats, strict=True):
            if isinstance(found, int):
                yield place, f"{role}:{ordinal} is no seat: there are {found} of {role}"
        if sides[0] == sides[1]:
            yield place, f"{sides[0]} cannot approve what it proposes itself"
        countries = {_country(plan, one) for one in seats if isinstance(one, Named)}
        if parts[0][0] in OWN and len(countries - {""}) == 2:
            yield place, f"{sides[0]} and {sides[1]} are governments of two countries"
        if sides[0] in seen:
            yield place, f"{sides[0]} has an approver already"
        seen.add(sides[0])


def _country(plan: Sound, named: Named) -> str:
    """The country of a seat; "" where it is not known."""
    group = plan.tables("seats")[named.group]
    countries = group.get("countries") or group.get("registries", [])[:1]
    return (countries[named.number % len(countries)] or "") if countries else ""


def accounts(plan: Sound) -> Iterator[Mistake]:
    """Accounts lie in registries of the plan, each once; traders and governments have theirs."""
    known = plan.registries()
    for index, seat in enumerate(plan.tables("seats")):
        held = seat.get("registries", [])
        for number, code in enumerate(held):
            place = ("seats", index, "registries", number)
            if code is None:
                continue
            if known is not None and code not in known:
                yield place, f"there is no registry {short(code)}"
            elif code in held[:number]:
                yield place, f"{code} stands twice"
        for number, code in enumerate(seat.get("countries", [])):
            if code and known is not None and code not in known:
                yield ("seats", index, "countries", number), f"there is no registry {short(code)}"
    for index, role, seat in plan.seats():
        yield from _missing_account(plan, index, role, seat)


def _missing_account(plan: Sound, index: int, role: str, seat: Table) -> Iterator[Mistake]:
    held, place = plan.held(index), ("seats", index, "registries")
    offices = set().union(*(has for group, _, has in plan.held_offices() if group == index))
    own = CHINA if role == Role.EMITTER else ""
    if governs := sorted(offices & OWN):
        own = _speaks_for(plan, index, seat, offices=governs)
    if own and own not in held and None not in held:
        yield place, f"a seat of the role {governs[0] if governs else role} has an account in {own}"
    elif role in _HOLDERS and not held:
        yield place, f"a seat of the role {role} has an account somewhere"
    elif governs and own:
        foreign = {
            country
            for country in plan.countries(index, range(seat.get("count", 1)))
            if country is not None and country != own
        }
        if foreign:
            key = "countries" if seat.get("countries") else "registries"
            said = f"this government speaks for {own}, not for {short(min(foreign)) or 'all'}"
            yield ("seats", index, key), f'{said}; write countries = ["{own}"]'


def _speaks_for(plan: Sound, index: int, seat: Table, *, offices: list[str]) -> str:
    """The country for which a government speaks, or should: of several the first that it names."""
    parties = {
        Role.GOVERNMENT_PARTNER.value: plan.partners(),
        Role.GOVERNMENT_HOST.value: plan.hosts(),
    }
    may = [country for office in offices for country in parties[office]]
    spoken = plan.countries(index, range(seat.get("count", 1)))
    return next((one for one in may if one in spoken), next(iter(may), ""))


def conflicts(plan: Sound) -> Iterator[Mistake]:
    """No official represents a trading account, and a market maker holds no other office."""
    reported: set[int] = set()
    for index, _, held in plan.held_offices():
        place = ("seats", index, "offices")
        official, trading = sorted(held & OFFICIAL), sorted(held & TRADING)
        if index in reported:
            continue
        if official and trading:
            reported.add(index)
            said = f"{official[0]} and {trading[0]} are in conflict: an official trades nothing"
            yield place, said
        elif Role.MARKET_MAKER in held and len(held) > 1:
            reported.add(index)
            yield place, "a market maker holds no other office"


def sums(plan: Sound) -> Iterator[Mistake]:
    """The number of seats and the sum of their cash are within their bounds."""
    seats = cash = 0
    for index, seat in enumerate(plan.tables("seats")):
        count = seat.get("count", 0)
        if seats <= SEATS_MOST < seats + count:
            said = f"with these there are {seats + count} seats; at most {SEATS_MOST}"
            yield ("seats", index, "count"), said
        more = count * seat.get("cash_fen", 0)
        if cash <= CASH_MOST < cash + more:
            said = f"with these all seats have {cash + more} fen; at most {CASH_MOST}"
            yield ("seats", index, "cash_fen"), said
        seats, cash = seats + count, cash + more


def offices(plan: Sound) -> Iterator[Mistake]:
    """The offices that a project needs before its credits can be issued and transferred."""
    reported: set[str] = set()
    for project in plan.tables("projects"):
        host, name = project.get("host"), project.get("id", "a project")
        if host not in (CHINA, *plan.hosts()) or plan.misplaced(project):
            continue
        shared = host != CHINA
        agreed = plan.agreement_of(project) if shared else None
        partner = "" if agreed is None else agreed.get("partner", "")
        partner = partner if partner in plan.partners() else ""
        governing = {Role.GOVERNMENT_PARTNER: partner, Role.GOVERNMENT_HOST: host}
        for role in (*governing, Role.SECRETARIAT) if shared else ():
            if plan.seated(role.value) is False and role.value not in reported:
                reported.add(role.value)
                yield ("seats",), f"{name} needs a seat of the role {role.value}: there is none"
        # Of a government of the only country it is reported at its group which country it has.
        for role, country in governing.items() if shared else ():
            parties = plan.hosts() if role is Role.GOVERNMENT_HOST else plan.partners()
            several = country and len(parties) > 1 and plan.seated(role.value)
            missing = f"{role.value} for {country}"
            if several and _without(plan, role, country) and missing not in reported:
                reported.add(missing)
                yield ("seats",), f"{name} needs a seat of the role {missing}: there is none"
        for country in (partner, host) if shared else (CHINA,):
            if not country or country in reported:
                continue
            if _without(plan, Role.REGISTRY_MANAGER, country):
                reported.add(country)
                said = f"{name} needs a seat of the role registry_manager for {country}"
                yield ("seats",), f"{said}: there is none"


def _without(plan: Sound, office: Role, country: str) -> bool:
    """Whether no seat holds an office for a country, not even one whose countries are wrong."""
    served: set[str | None] = set() if plan.roles_known() else {None}
    for index, number, held in plan.held_offices():
        if office in held:
            served |= plan.countries(index, [number])
    return not served & {None, "", country}


CHECKS: tuple[Check, ...] = (roles, names, approvers, accounts, sums, conflicts, offices)
