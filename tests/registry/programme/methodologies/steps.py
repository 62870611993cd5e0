"""Methodologies with a procedure on the small programme, and the steps of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.books import Books
from registry.pace import METHODOLOGY_PERIODS, Kind, Period
from registry.programme.accounts import controls
from registry.programme.committee import commands as committee
from registry.programme.methodologies import commands as methodologies
from registry.programme.methodologies import desk, motions
from registry.programme.methodologies.applicability import Condition
from registry.programme.methodologies.models import MethodologyVersion, Storage
from registry.programme.methodologies.queries import MethodologyVersionView, version
from registry.roles import Actor
from tests.support.committee import CLOCK
from tests.support.programme import OWNER, SECRETARY, Programme

DAYS = {
    "methodology_completeness": 7, "methodology_input": 15, "methodology_consideration": 60,
    "methodology_extended": 90, "methodology_transition": 240,
}  # fmt: skip
FOREST: dict[str, Any] = {
    "agreement": "CN-TH", "code": "TH_AM900", "name_en": "Mangroves", "name_zh": "红树林营造",
    "source": "The owner's draft", "scope": 14, "crediting_years": 20, "storage": "sink",
    "buffer_percent": "12.5", "reason": "Mangroves grow",
    "hosts": "TH, KH",
}  # fmt: skip


def _govern(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    assert set(DAYS) == set(METHODOLOGY_PERIODS)
    for name, days in DAYS.items():
        controls.play(books, name=name, period=Period(days, Kind.CALENDAR, "", "", ""), trading=())
    for code, agreement in (("TH_AM001", "CN-TH"), ("CN_WIND", "")):
        row = MethodologyVersion(
            code=code, version=1, agreement=agreement, name_en=code, name_zh=code, source="a test",
            status="assumption", scope=1, crediting_years=10, storage=Storage.NONE,
            buffer_percent="0", proposed_by="",
        )  # fmt: skip
        small = [Condition("size_mw", "at_most", "15"), Condition("type", "one_of", "biogas, wind")]
        methodologies.enter_version(books, row, small, at=at)
    return {}


def govern(programme: Programme) -> None:
    """Let the programme's methodologies have a procedure, as a plan does; the real periods."""
    programme.do(_govern, by=CLOCK)


def proposed(programme: Programme, by: Actor = OWNER, **changed: Any) -> int:
    """A proposal; its number."""
    return int(programme.do(methodologies.propose, by=by, **FOREST | changed)["methodology"])


def heard(programme: Programme, number: int, by: Actor = SECRETARY) -> dict[str, Any]:
    """Found complete, published, and considered when the days of the public are over."""
    programme.do(
        desk.check_completeness, methodology=number, complete=True, reason="all there", by=by
    )
    programme.do(desk.publish, methodology=number, by=by)
    return programme.do(motions.consider, methodology=number, by=CLOCK)


def approved(programme: Programme, **changed: Any) -> int:
    """A version that the committee has approved; its number."""
    number = proposed(programme, **changed)
    item = heard(programme, number)["item"]
    published(programme, item)
    return number


def published(programme: Programme, item: int) -> dict[str, Any]:
    """Both governments affirm, and the secretariat publishes; its answer."""
    programme.adopted(item)
    return programme.do(committee.publish, item=item, by=SECRETARY)


def read(programme: Programme, number: int) -> MethodologyVersionView:
    """A version as it is now."""
    with programme.reading() as session:
        found = version(session, number)
    assert found is not None, number
    return found


def later(programme: Programme, day: date) -> None:
    """Go to a later day, and run what of methodologies is due until then."""
    programme.at(day)
    while (due := motions.methodologies_due(programme.books)()) is not None:
        if due.at > programme._now:
            return
        command = motions.consider if due.name == "methodology.consider" else desk.flag_overdue
        programme.do_at(due.at, command, by=CLOCK, **due.arguments)
