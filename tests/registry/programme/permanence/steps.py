"""A project that stores carbon, for the tests of permanence: TH001 keeps 20 percent back."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.books import Books
from ledger.kernel.clock import moment
from registry.pace import REPLACEMENT, Kind, Period
from registry.programme.accounts import controls
from registry.programme.committee import commands as committee
from registry.programme.permanence import commands as permanence
from registry.programme.permanence.models import ProjectBuffer, Sink, StorageEvent
from registry.roles import Actor, Role
from tests.support.programme import OWNER, SECRETARY, Programme

CLOCK = Actor("", Role.CLOCK, "clock")
FIRE, STORM = date(2028, 3, 14), date(2028, 3, 20)
PERIOD_OVER = date(2028, 5, 1)


def a_sink(books: Books, *, percent: str, by: Actor, at: int) -> dict[str, Any]:
    """TH001 keeps a buffer until the end of April; it burns tomorrow, a storm comes in a week."""
    one_week = Period(7, Kind.CALENDAR, "", "", "")
    controls.play(books, name=REPLACEMENT, period=one_week, trading=())
    permanence.enter(
        books,
        ProjectBuffer(
            project="TH001", storage=Sink.FOREST, percent=percent, until_at=moment(PERIOD_OVER),
            source="a test", status="assumption",
        ),
        [
            StorageEvent(
                project="TH001", happens_at=moment(day), quantity=tonnes, cause_en=cause,
                cause_zh=cause,
            )
            for day, tonnes, cause in ((FIRE, 100, "fire"), (STORM, 5, "storm"))
        ],
    )  # fmt: skip
    return {}


def sink(percent: str = "20", **made: Any) -> Programme:
    """A programme in which TH001 stores carbon: 71 t of its 355 t are in the buffer when
    it burns."""
    programme = Programme(**made)
    programme.do(a_sink, percent=percent, by=SECRETARY)
    programme.issued()
    programme.at(FIRE)
    return programme


def reported(programme: Programme, quantity: int, *, event: int | None, by: Actor = OWNER) -> int:
    """A reversal that is reported, adopted and published; its motion."""
    asked = programme.do(
        permanence.report, project="TH001", quantity=quantity, event=event, reason="fire", by=by
    )
    published(programme, asked["item"])
    return int(asked["motion"])


def published(programme: Programme, item: int) -> dict[str, Any]:
    """An item that both governments affirm and the secretariat publishes."""
    programme.adopted(item)
    return programme.do(committee.publish, item=item, by=SECRETARY)
