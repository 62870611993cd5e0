"""Periods of procedures by name, from a pace pack: `class` as a class plays them, or `real`.

Procedures with a publication period or a deadline read its length here. A lesson's periods are
stored in its first command; the shipped packs are read when a lesson is created, and by pages that
show the real periods.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from matching.venue_facts import STATUSES
from registry import paths

CLASS, REAL = "class", "real"

CCER_PUBLICATION = "ccer_publication"
"""The publication of a domestic project's accounting report, before its reductions can be
registered."""

TRANSFER_REPLY = "transfer_reply"
"""The time within which a registry or the log answers a message of a transfer."""

COMMITTEE_CIRCULATION = "committee_circulation"
"""How long the joint committee circulates an item before its clock decides; 0 days: no clock."""

COMMITTEE_RESUMED = "committee_resumed"
"""How long a circulation goes on at least after an objection was withdrawn."""

REVERSAL = "reversal"
"""How long after a use its registry's manager may still take it back; 0 days: on the same day."""

RECONCILIATION = "reconciliation"
"""After so many trading days the registries reconcile at the close; 0 days: on demand only."""

APPROVAL = "approval"
"""How long a movement of units waits for its approval before it expires."""

TRANSFER_DELAY = "transfer_delay"
"""How long a transfer to an account that is not on its sender's trusted list waits."""

TRUST_ENTRY = "trust_entry"
"""How long a new entry of a trusted list waits before it has effect."""

PUBLIC_INPUT = "public_input"
"""How long everybody may comment on a project's design document under an agreement."""

COMPLETENESS = "completeness"
"""Within which the secretariat answers a request for registration."""

PROJECT_PUBLICATION = "project_publication"
"""How long a domestic project's design document is published."""

PROJECT_REGISTRATION = "project_registration"
"""Within which the registry answers an application to register a domestic project."""

CYCLE = (COMPLETENESS, PROJECT_PUBLICATION, PROJECT_REGISTRATION, PUBLIC_INPUT)
"""Periods of the project cycle: a lesson keeps them if a project of its plan goes through it."""
REPLACEMENT = "replacement"
"""How long the owner of a project has to replace tonnes that it no longer stores."""

REPORT_TAKEN_UP = "report_taken_up"
"""How long after its submission the review of an initial report begins."""

REPORT_REVIEW = "report_review"
"""How long the review of an initial report lasts, unless the trainer ends it."""

ANNUAL_REPORT = "annual_report"
"""How long after the end of a year its parties have to submit their annual information."""

INCIDENT = "incident"
"""How long both sides of an agreement have to conclude an incident."""

METHODOLOGY_COMPLETENESS = "methodology_completeness"
"""How long a proposed methodology waits for the check of its completeness before it is overdue."""

METHODOLOGY_INPUT = "methodology_input"
"""How long the public is heard on a proposed methodology."""

METHODOLOGY_CONSIDERATION = "methodology_consideration"
"""How long a methodology is considered before it is overdue."""

METHODOLOGY_EXTENDED = "methodology_extended"
"""The same from the beginning of the consideration, once it has been extended."""

METHODOLOGY_TRANSITION = "methodology_transition"
"""How long the version before a new one stays valid."""

METHODOLOGY_PERIODS = (
    METHODOLOGY_COMPLETENESS,
    METHODOLOGY_CONSIDERATION,
    METHODOLOGY_EXTENDED,
    METHODOLOGY_INPUT,
    METHODOLOGY_TRANSITION,
)
"""Periods of methodologies: a lesson keeps them if its plan has a procedure for methodologies."""

NAMES = frozenset(
    {
        ANNUAL_REPORT,
        APPROVAL,
        CCER_PUBLICATION,
        COMMITTEE_CIRCULATION,
        COMMITTEE_RESUMED,
        INCIDENT,
        RECONCILIATION,
        REPLACEMENT,
        REPORT_REVIEW,
        REPORT_TAKEN_UP,
        REVERSAL,
        TRANSFER_DELAY,
        TRANSFER_REPLY,
        TRUST_ENTRY,
        *CYCLE,
        *METHODOLOGY_PERIODS,
    }
)
"""Every period that a procedure reads; each pack has them all and no other."""

REPORTING = (REPORT_TAKEN_UP, REPORT_REVIEW)
"""Periods of initial reports, in lessons with NDC accounts."""

CONTROLS = frozenset(
    {
        ANNUAL_REPORT,
        APPROVAL,
        INCIDENT,
        REPLACEMENT,
        REVERSAL,
        TRANSFER_DELAY,
        TRUST_ENTRY,
        *CYCLE,
        *METHODOLOGY_PERIODS,
        *REPORTING,
    }
)
"""Periods that a lesson keeps only if its plan switches on what they are of."""

_PACK = {"code": str, "version": int, "period": list}
_PERIOD = {
    "name": str, "days": int, "kind": str, "source_en": str, "source_zh": str, "status": str,
}  # fmt: skip


class Kind(StrEnum):
    """Which days count."""

    TRADING = "trading"
    CALENDAR = "calendar"
    WORKING = "working"


class Period(NamedTuple):
    """A number of days of one kind, its source, and the status of that source."""

    days: int
    kind: Kind
    source_en: str
    source_zh: str
    status: str

    def ends(self, day: date, *, trading: Sequence[date] = ()) -> date:
        """The last day of a period that begins after `day`; `day` itself if the period has no days.

        `trading` are the lesson's trading days in order; after the last of them weekdays count.
        """
        if self.kind is Kind.CALENDAR:
            return day + timedelta(days=self.days)
        coming = [date for date in trading if date > day] if self.kind is Kind.TRADING else []
        if coming:
            counted = coming[: self.days]
            day = counted[-1] if counted else day
        for _ in range(self.days - len(coming)):
            day += timedelta(days=1)
            while day.weekday() > 4:
                day += timedelta(days=1)
        return day


Periods = Mapping[str, Period]

NO_DAYS = Period(0, Kind.TRADING, "", "", "")


class PaceUnreadable(Exception):
    """Everything that is wrong with the pace packs, one line each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


def logged(periods: Periods, switched_on: Collection[str] = ()) -> dict[str, dict[str, Any]]:
    """The periods as a lesson's first command stores them: only those of at least one day, and of
    the controls and of the project cycle only those that are played.
    """
    played = (NAMES - CONTROLS) | set(switched_on)
    return {
        name: one._asdict() for name, one in sorted(periods.items()) if one.days and name in played
    }


def from_log(kept: Mapping[str, Any]) -> dict[str, Period]:
    """The periods of a lesson; a period missing from its first command has no days."""
    played = {name: Period(**one | {"kind": Kind(one["kind"])}) for name, one in kept.items()}
    return dict.fromkeys(NAMES, NO_DAYS) | played


@cache
def shipped() -> dict[str, Periods]:
    """The packs of this version by code."""
    return read(paths.fixtures() / "pace")


def read(folder: Path) -> dict[str, Periods]:
    """The packs of a folder by code; raises PaceUnreadable with all mistakes at once."""
    packs: dict[str, Periods] = {}
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            mistakes.append(f"{path.name}: {error}")
            continue
        wrong = list(_wrong(found, path.stem))
        mistakes += [f"{path.name}: {mistake}" for mistake in wrong]
        if not wrong:
            packs[found["code"]] = {
                one.pop("name"): Period(**one | {"kind": Kind(one["kind"])})
                for one in found["period"]
            }
    if mistakes:
        raise PaceUnreadable(mistakes)
    return packs


def _wrong(found: dict[str, Any], stem: str) -> Iterable[str]:
    yield from _shape(found, _PACK, "the pack")
    if found.get("code", stem) != stem:
        yield f"code {found['code']} is not the file's name"
    periods = found.get("period", [])
    for number, one in enumerate(periods, start=1):
        place = f"period {number}"
        yield from _shape(one, _PERIOD, place)
        if isinstance(one.get("days"), int) and one["days"] < 0:
            yield f"{place}: days are not below 0"
        if one.get("kind", Kind.CALENDAR) not in list(Kind):
            yield f"{place}: kind must be one of {', '.join(Kind)}"
        if one.get("status", STATUSES[0]) not in STATUSES:
            yield f"{place}: status must be one of {', '.join(STATUSES)}"
    names = [one.get("name") for one in periods]
    for name in sorted(NAMES - set(names)):
        yield f"period {name} is missing"
    for name in names:
        if name not in NAMES or names.count(name) > 1:
            yield f"period {name} is read by nobody, or stands twice"


def _shape(table: dict[str, Any], fields: dict[str, type], place: str) -> Iterable[str]:
    for key in sorted(fields.keys() - table.keys()):
        yield f"{place}: {key} is missing"
    for key in sorted(table.keys() - fields.keys()):
        yield f"{place}: {key} is unknown"
    for key in sorted(fields.keys() & table.keys()):
        if type(table[key]) is not fields[key] or table[key] == "":
            yield f"{place}: {key} must be a {fields[key].__name__} and not empty"
