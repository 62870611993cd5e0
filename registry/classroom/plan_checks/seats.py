"""Checks of seats: their roles, accounts and names, and the roles that a lesson needs."""

from __future__ import annotations

from collections.abc import Iterator

from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import (
    NO_SEATS,
    OWN,
    Check,
    Mistake,
    Sound,
    Table,
)
from registry.roles import CHINA, Role

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
_OF_EMITTERS = ("obligations_t", "allowances_t")


def roles(plan: Sound) -> Iterator[Mistake]:
    """Trainer and clock have no seat, governments have fixed seats, emitters have an obligation."""
    for index, role, seat in plan.seats():
        if role in NO_SEATS:
            yield ("seats", index, "role"), f"the {role} takes no seat"
        growing = not seat.get("fixed", False) and plan.whole("seats", index, "fixed")
        # Members of the committee are seated with the lesson.
        if role in OWN and growing:
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
    own = {Role.GOVERNMENT_CN.value: CHINA, Role.EMITTER.value: CHINA}.get(role, "")
    if role == Role.GOVERNMENT_HOST:
        own = _host_of(plan, index, seat)
    if own and own not in held and None not in held:
        yield place, f"a seat of the role {role} has an account in {own}"
    elif role in _HOLDERS and not held:
        yield place, f"a seat of the role {role} has an account somewhere"
    elif role in OWN and own:
        foreign = {
            country
            for country in plan.countries(index, range(seat.get("count", 1)))
            if country is not None and country != own
        }
        if foreign:
            key = "countries" if seat.get("countries") else "registries"
            said = f"this government speaks for {own}, not for {short(min(foreign)) or 'all'}"
            yield ("seats", index, key), f'{said}; write countries = ["{own}"]'


def _host_of(plan: Sound, index: int, seat: Table) -> str:
    """The host for which a government speaks, or should: of several the first that it names."""
    hosts = plan.hosts()
    spoken = plan.countries(index, range(seat.get("count", 1)))
    return next((host for host in hosts if host in spoken), next(iter(hosts), ""))


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
    """The roles that a project needs before its credits can be issued and transferred."""
    reported: set[str] = set()
    for project in plan.tables("projects"):
        host, name = project.get("host"), project.get("id", "a project")
        if host not in (CHINA, *plan.hosts()) or plan.misplaced(project):
            continue
        shared = host != CHINA
        needed = (Role.GOVERNMENT_CN, Role.GOVERNMENT_HOST, Role.SECRETARIAT) if shared else ()
        for role in needed:
            if plan.seated(role.value) is False and role.value not in reported:
                reported.add(role.value)
                yield ("seats",), f"{name} needs a seat of the role {role.value}: there is none"
        # Of a government of the only host it is reported at its group which country it has.
        several = shared and len(plan.hosts()) > 1 and plan.seated(Role.GOVERNMENT_HOST.value)
        if several and _without(plan, Role.GOVERNMENT_HOST, host) and f"of {host}" not in reported:
            reported.add(f"of {host}")
            said = f"{name} needs a seat of the role government_host for {host}"
            yield ("seats",), f"{said}: there is none"
        for country in (CHINA, host) if shared else (CHINA,):
            if _without(plan, Role.REGISTRY_MANAGER, country) and country not in reported:
                reported.add(country)
                said = f"{name} needs a seat of the role registry_manager for {country}"
                yield ("seats",), f"{said}: there is none"


def _without(plan: Sound, office: Role, country: str) -> bool:
    """Whether no seat of a role acts for a country, not even one whose countries are wrong."""
    served: set[str | None] = set() if plan.roles_known() else {None}
    for index, role, seat in plan.seats():
        if role == office:
            count = seat.get("count", len(seat.get("countries", [""])))
            served |= plan.countries(index, range(count))
    return not served & {None, "", country}


CHECKS: tuple[Check, ...] = (roles, names, accounts, sums, offices)
