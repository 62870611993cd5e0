"""The small programme with incidents, and one incident brought to each of its states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from registry.pace import INCIDENT, Kind, Period
from registry.programme.accounts import controls
from registry.programme.issuance import commands as issuance
from registry.programme.risks import commands as risks
from registry.programme.risks import handling
from registry.programme.risks.models import Step
from registry.roles import Actor
from tests.support.programme import CHINA, HOST, MANAGER_TH, OWNER, Programme

TWO_DAYS = Period(2, Kind.CALENDAR, "", "", "")
ASKED = {
    "agreement": "CN-TH", "risk": "verification", "about": "item", "subject": "1",
    "reason": "a figure is wrong",
}  # fmt: skip
TAKE = {step: handling.step(step) for step in Step}
"""The commands of the team's steps."""


def play_incidents(programme: Programme) -> None:
    """Switch incidents on, with a deadline of two days."""

    def switch(books: Any, *, by: Actor, at: int) -> dict[str, Any]:
        controls.play(books, name=INCIDENT, period=TWO_DAYS, trading=())
        return {}

    programme.do(switch, by=HOST)


def raised(programme: Programme) -> None:
    """An incident about an item for issuance; the host has named its manager for the team."""
    play_incidents(programme)
    programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    programme.do(risks.open_incident, by=HOST, **ASKED)
    programme.do(handling.name, incident=1, member=MANAGER_TH.seat, by=HOST)


def joined(programme: Programme) -> None:
    """China names its government: the team is complete."""
    programme.do(handling.name, incident=1, member=CHINA.seat, by=CHINA)


def taken(step: Step, by: Actor = MANAGER_TH) -> Callable[[Programme], object]:
    """A step of the team by one of its members."""
    return lambda programme: programme.do(TAKE[step], incident=1, note=f"{step} done", by=by)


def drafted(programme: Programme) -> None:
    """The host proposes a public note."""
    programme.do(handling.draft, incident=1, text="A figure was wrong.", by=HOST)


def agreed(programme: Programme) -> None:
    """China consents to it."""
    programme.do(handling.agree, incident=1, note=1, by=CHINA)


WAYS: dict[str, tuple[Callable[[Programme], object], ...]] = {
    "raised": (),
    "joined": (joined,),
    "assessed": (joined, taken(Step.ASSESS)),
    "contained": (joined, taken(Step.ASSESS), taken(Step.CONTAIN, CHINA)),
    "rectified": (
        joined, taken(Step.ASSESS), taken(Step.CONTAIN, CHINA), taken(Step.RECTIFY),
    ),
    "reported": (joined, *(taken(step) for step in Step), drafted),
    "concluded": (joined, *(taken(step) for step in Step), drafted, agreed),
}  # fmt: skip
"""Steps after `raised` that bring an incident to each state."""
