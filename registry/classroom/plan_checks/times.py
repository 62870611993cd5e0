"""Checks of days and hours: the lesson's day, its phases, and monitoring periods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from matching.phases import Phase
from registry.classroom.plan_checks.sound import Check, Mistake, Sound, Table, day_of
from registry.classroom.plan_fields import DAYS_MOST
from registry.classroom.toml_lines import Place
from registry.pace import CCER_PUBLICATION, CLASS, NO_DAYS, Period, shipped
from registry.roles import CHINA, Role

_TRADES = {Phase.CONTINUOUS.value, Phase.CLOSING.value}


def trading_dates(first_day: date, days: int) -> list[date]:
    """The dates of a lesson's or an act's trading days: `days` weekdays from the first day on."""
    weekdays = (
        day for ahead in range(2 * days + 2)
        if (day := first_day + timedelta(days=ahead)).weekday() < 5
    )  # fmt: skip
    return list(islice(weekdays, days))


def runs(plan: Sound) -> list[Table]:
    """The tables with first day and number of days: the acts, or the clock if there are none.

    Empty where acts do not follow one another.
    """
    clock = plan.table("clock")
    acts: list[Table] = clock.get("acts", [clock])
    first = [day_of(act["first_day"]) for act in acts if "first_day" in act]
    return acts if first == sorted(set(first)) else []


def first_date(plan: Sound) -> date | None:
    """The date of the lesson's first day; None if it is not known."""
    found = runs(plan)
    return day_of(found[0]["first_day"]) if found and "first_day" in found[0] else None


def last_date(plan: Sound) -> date | None:
    """The date of the lesson's last day, or None where no first day is known.

    Where the number of days is not known, the last day that it may have.
    """
    found = runs(plan)
    return _dates_of(found[-1])[-1] if found and "first_day" in found[-1] else None


def _dates_of(run: Table) -> list[date]:
    """The dates of an act; all that it may have where their number is not known."""
    return trading_dates(day_of(run["first_day"]), run.get("days", DAYS_MOST))


def all_dates(plan: Sound) -> set[date] | None:
    """The dates of all trading days; None where one of the acts is not known."""
    found = runs(plan)
    if not found or not all("first_day" in one and "days" in one for one in found):
        return None
    return {day for one in found for day in _dates_of(one)}


def publication(plan: Sound, project: Table) -> Period:
    """The publication period of a project's reductions before they can be registered."""
    played = shipped().get(plan.text("pace", unsaid=CLASS) or CLASS, {})
    return played.get(CCER_PUBLICATION, NO_DAYS) if project.get("host") == CHINA else NO_DAYS


def paces(plan: Sound) -> Iterator[Mistake]:
    """The pace named by the plan exists."""
    named = plan.text("pace", unsaid=CLASS)
    if named is not None and named not in shipped():
        yield ("pace",), f"there is no pace {named}; write one of {', '.join(shipped())}"


def hours(plan: Sound) -> Iterator[Mistake]:
    """The day ends after it begins, and its phases follow one another inside of it."""
    clock = plan.table("clock")
    opens, closes = clock.get("opens", ""), clock.get("closes", "")
    if opens and closes and opens >= closes:
        yield ("clock", "closes"), f"the day closes at {closes}, before it opens at {opens}"
        opens = closes = ""
    before, was = opens, ""
    phases = plan.tables("phases")
    for index, phase in enumerate(phases):
        at = phase.get("at", "")
        if at and not (before < at and (not closes or at < closes)):
            yield ("phases", index, "at"), _out_of_order(at, before, closes)
        if was == Phase.CLOSING and phase.get("phase", Phase.CLOSED) != Phase.CLOSED:
            yield ("phases", index, "phase"), "after a closing call the market is closed"
        # A time outside of the day says nothing about the times of the other phases.
        if opens <= at and not (closes and at >= closes):
            before = at or before
        was = phase.get("phase", "")
    named = plan.all_have("phases", "phase")
    if phases and named and not _TRADES & {one["phase"] for one in phases}:
        yield ("phases",), "no phase is continuous or closing, so nothing ever trades"


def _out_of_order(at: str, before: str, closes: str) -> str:
    if before and closes:
        return f"{at} is not between {before} and {closes}"
    return (
        f"{at} is not before {closes}" if closes and at >= closes else f"{at} is not after {before}"
    )


def periods(plan: Sound) -> Iterator[Mistake]:
    """A monitoring period overlaps no other of its project, and names each of its years."""
    for i, project in enumerate(plan.tables("projects")):
        found: list[tuple[int, date, date]] = []
        for j, period in enumerate(project.get("periods", [])):
            if "first_day" not in period or "last_day" not in period:
                continue
            place = ("projects", i, "periods", j)
            first, last = day_of(period["first_day"]), day_of(period["last_day"])
            if first > last:
                yield (*place, "last_day"), "it ends before it begins"
                continue
            if said := _years_of(plan, project, place, period):
                yield said
                if first.year != last.year:
                    continue
            met = next((k for k, begins, ends in found if first <= ends and begins <= last), None)
            if met is not None:
                yield (*place, "first_day"), f"overlaps period {met + 1}"
            found.append((j, first, last))


def _years_of(plan: Sound, project: Table, place: Place, period: Table) -> Mistake | None:
    """Whether the generation is given once for a period of one year, else for each of its years."""
    first, last = day_of(period["first_day"]).year, day_of(period["last_day"]).year
    key = "generation_mwh_by_year"
    if not plan.whole(*place, key) or not plan.whole(*place, "generation_mwh"):
        return None
    named = sorted(map(int, period.get(key, {})))
    if first != last and project.get("host") == CHINA:
        # CCER are registered by year (registry/programme/issuance/ccer.py).
        return (*place, "last_day"), "a domestic project's period lies in one year"
    if first != last and named != list(range(first, last + 1)):
        said = f"a period of several years has {key} with each year from {first} to {last}"
        return (*place, key if named else "last_day"), said
    if (first != last) == ("generation_mwh" in period):
        if first == last:
            return (*place, "generation_mwh"), "Field required"
        return (*place, "generation_mwh"), f"is the sum of {key}: write only that"
    if first == last and named:
        return (*place, key), f"the period lies in {first}: write generation_mwh"
    return None


def in_time(plan: Sound, project: Table) -> list[int] | None:
    """The places of a project's periods of which something can be issued while the lesson runs.

    A period can be asked for from the morning after its last day, or after its publication. None
    where days that are wrong or contradict one another leave it unknown.
    """
    last, waits = last_date(plan), publication(plan, project)
    trading = [day for run in runs(plan) if "first_day" in run for day in _dates_of(run)]
    written = project.get("periods", [])
    days = [(one.get("first_day"), one.get("last_day")) for one in written]
    if last is None or not days:
        return None
    found = []
    for place, (first_day, last_day) in enumerate(days):
        if first_day is None or last_day is None:
            return None
        first, ends = day_of(first_day), day_of(last_day)
        if first > ends or _years_of(plan, project, (), written[place]):
            return None
        if waits.ends(ends, trading=trading) < last:
            found.append(place)
    return found


def late(plan: Sound) -> Iterator[Mistake]:
    """Some period of each project is over before the lesson's last day."""
    for index, project in enumerate(plan.tables("projects")):
        if in_time(plan, project) == []:
            ends = [day_of(one["last_day"]) for one in project["periods"]]
            place = ("projects", index, "periods", ends.index(min(ends)), "last_day")
            last = runs(plan)[-1]
            passing = last_date(plan) if "days" in last else day_of(last["first_day"])
            said = f"write a day before {passing}, a day of the lesson"
            if (waits := publication(plan, project)).days:
                said += f", by more than the {waits.days} {waits.kind} days of its publication"
            yield place, f"nothing of this project can ever be issued: {said}"


def early(plan: Sound) -> Iterator[Mistake]:
    """What market makers' projects avoided can be issued as the lesson begins."""
    begins = first_date(plan)
    if begins is None:
        return
    for i, project in enumerate(plan.tables("projects")):
        if project.get("owner", "").partition(":")[0] != Role.MARKET_MAKER:
            continue
        waits = publication(plan, project)
        for j, period in enumerate(project.get("periods", [])):
            if "last_day" not in period:
                continue
            over = waits.ends(day_of(period["last_day"]), trading=[])
            if over >= begins:
                said = f"a market maker begins with these credits: write a day before {begins}"
                if waits.days:
                    said += f", by more than the {waits.days} {waits.kind} days of its publication"
                yield ("projects", i, "periods", j, "last_day"), said


def said(plan: Sound) -> Iterator[Mistake]:
    """Announcements and remarks have a text; announcements, a day of the lesson within its hours.

    A remark is for the trainer only: a shorter lesson from the same plan leaves it out.
    """
    clock = plan.table("clock")
    opens, closes = clock.get("opens", ""), clock.get("closes", "")
    within = bool(opens and closes and opens < closes)
    played = [run.get("days") for run in runs(plan)]
    days = sum(filter(None, played)) if played and None not in played else None
    for part in ("announcement", "remark"):
        for index, one in enumerate(plan.tables(part)):
            place, at, told = (part, index), one.get("at", opens), part == "announcement"
            if told and days is not None and one.get("day", 1) > days:
                yield (*place, "day"), f"there is no day {one['day']}: the lesson has {days}"
            if told and within and not opens <= at <= closes:
                yield (*place, "at"), f"{at} is not between {opens} and {closes}"
            if plan.whole(*place) and not {"text_zh", "text_en"} & one.keys():
                yield place, "has no text: write text_zh, text_en or both"


CHECKS: tuple[Check, ...] = (paces, hours, periods, late, early, said)
