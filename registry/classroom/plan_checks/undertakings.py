"""Checks of what projects store and what they cost: projects, days, seats, periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import Check, Mistake, Named, Sound, Table, day_of
from registry.classroom.plan_checks.times import all_dates
from registry.classroom.toml_lines import Place
from registry.roles import Role

_OF_A_PERIOD = ("monitoring", "verification")
_MAKER = Role.MARKET_MAKER.value
_FUNDERS = {
    role.value for role in (Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER)
}


def named_projects(plan: Sound) -> Iterator[Mistake]:
    """Each table names a shared project of a project owner, once."""
    known = {one["id"]: one for one in plan.tables("projects") if "id" in one}
    for part in ("sinks", "finance"):
        seen: set[str] = set()
        for index, table in enumerate(plan.tables(part)):
            code = table.get("project")
            if code is None:
                continue
            place = (part, index, "project")
            if code in seen:
                yield place, f"{short(code)} stands twice"
            seen.add(code)
            if code not in known:
                if plan.all_have("projects", "id"):
                    yield place, f"there is no project {short(code)}"
            elif known[code].get("host") is not None and "agreement" not in known[code]:
                yield place, f"{code} is domestic: only a shared project has costs or a buffer"
            elif known[code].get("owner", "").startswith(f"{_MAKER}:"):
                yield place, f"{code} is a market maker's, which has neither costs nor a buffer"


def buffers(plan: Sound) -> Iterator[Mistake]:
    """A buffer leaves something to share; it is kept until the monitoring periods are over."""
    known = _projects(plan)
    for index, sink in enumerate(plan.tables("sinks")):
        percent = sink.get("buffer_percent")
        if percent is not None and not 0 < Fraction(percent) < 100:
            yield ("sinks", index, "buffer_percent"), "a buffer lies above 0 and below 100 percent"
        last = _last_day(known.get(sink.get("project", ""), {}))
        until = sink.get("buffer_until")
        if until is not None and last is not None and day_of(until) < last:
            yield ("sinks", index, "buffer_until"), f"the last monitoring period ends on {last}"


def payments(plan: Sound) -> Iterator[Mistake]:
    """Money moves on trading days; monitoring and verification name a period, and nothing else."""
    trading, known = all_dates(plan), _projects(plan)
    for index, table in enumerate(plan.tables("finance")):
        project = known.get(table.get("project", ""), {})
        for number, cost in enumerate(table.get("costs", [])):
            place: Place = ("finance", index, "costs", number)
            for at, day in enumerate(cost.get("days", [])):
                yield from _on_a_trading_day(trading, (*place, "days", at), day)
            yield from _period(place, cost, project)
        for number, one in enumerate(table.get("funding", [])):
            place = ("finance", index, "funding", number)
            for key in ("day", "repay_day"):
                yield from _on_a_trading_day(trading, (*place, key), one.get(key))
            yield from _funder(plan, place, one, project)


def _on_a_trading_day(
    trading: set[date] | None, place: Place, day: date | str | None
) -> Iterator[Mistake]:
    if day is not None and trading is not None and day_of(day) not in trading:
        yield place, f"{day_of(day)} is no trading day of the lesson"


def _period(place: Place, cost: Table, project: Table) -> Iterator[Mistake]:
    """The period of a cost, which monitoring and verification have and other costs have not."""
    kind, period = cost.get("kind"), cost.get("period")
    if kind in _OF_A_PERIOD and period is None:
        yield place, f"{kind} is of a period: write its number"
    elif kind is not None and kind not in _OF_A_PERIOD and period is not None:
        yield (*place, "period"), f"{kind} is of the whole project: leave the period out"
    elif period is not None and project and period > len(project.get("periods", [])):
        yield (*place, "period"), f"the project has no period {period}"


def _funder(plan: Sound, place: Place, one: Table, project: Table) -> Iterator[Mistake]:
    """A funder that is a seat, its repayment, and its first credits."""
    repaid = one.get("repay_fen", 0)
    if (repaid > 0) != ("repay_day" in one) and plan.whole(*place):
        yield place, "a repayment has both repay_fen and repay_day"
    day, back = one.get("day"), one.get("repay_day")
    if day is not None and back is not None and day_of(back) <= day_of(day):
        yield (*place, "repay_day"), "is repaid before it is paid"
    if not plan.reached(*place, "seat"):
        return
    if "seat" not in one:
        if one.get("credits_first_t"):
            yield (*place, "credits_first_t"), "only a funder with a seat receives credits"
        elif one.get("fen") == 0:
            yield (*place, "fen"), "a funder outside the lesson pays something"
        return
    named = one["seat"]
    role, _, ordinal = named.partition(":")
    if role not in _FUNDERS or not re.fullmatch(r"[1-9][0-9]{0,3}", ordinal):
        yield (*place, "seat"), f"{short(named)} funds nothing; write role:number"
        return
    if named == project.get("owner"):
        yield (*place, "seat"), f"{named} owns the project"
        return
    found = plan.named(role, int(ordinal))[-1]
    if isinstance(found, int):
        yield (*place, "seat"), f"{named} is no seat: there are {found} of {role}"
    elif isinstance(found, Named) and one.get("credits_first_t") and project.get("host"):
        held = plan.held(found.group)
        if None not in held and project["host"] not in held:
            yield (*place, "seat"), f"{named} has no account in {project['host']}"


def _projects(plan: Sound) -> dict[str, Table]:
    return {one["id"]: one for one in plan.tables("projects") if "id" in one}


def _last_day(project: Table) -> date | None:
    """The last day of a project's monitoring periods; None if it is not known."""
    days = [one.get("last_day") for one in project.get("periods", [])]
    if not days or None in days:
        return None
    return max(day_of(day) for day in days)


CHECKS: tuple[Check, ...] = (named_projects, buffers, payments)
