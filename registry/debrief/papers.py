"""Wrong figures in the papers of requests for issuance, and who found them.

Read from the log, since a corrected paper replaces the one before. Whether a figure is wrong is
asked of the issuance: by the register, and by the terms under which the papers were filed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from ledger.log import ACCEPTED
from registry.programme.issuance.models import IssuanceRequest
from registry.programme.issuance.papers import Stated, faults_of

_STEPS = (
    "SELECT seat, origin, at, name, arguments, outcome FROM command WHERE name IN"
    " ('issuance.request', 'issuance.amend', 'committee.circulate', 'committee.table',"
    f" 'committee.vote') AND {ACCEPTED} ORDER BY number"
)


@dataclass(frozen=True, slots=True)
class WrongPaper:
    """A figure that an owner stated and the register had otherwise.

    `origin` is who gave the command: a bot, which errs as the plan wants it, a person, the trainer
    or a script. `at` is the lesson time in ms at which the papers were put before the committee.
    `found` are the seats that objected to that paper while it stood, in order; `state` is the
    request's now.
    """

    request: int
    item: int
    seat: str
    origin: str
    project: str
    period: int
    paper: str
    figure: str
    said: str
    record: str
    at: int
    found: tuple[str, ...]
    state: str


@dataclass(slots=True)
class _Statement:
    """Papers as an owner stated them; `filed` is when they were put before the committee."""

    request: int
    item: int
    seat: str
    origin: str
    papers: dict[str, Any] | None
    deducted_mwh: str
    filed: int | None
    objections: list[tuple[str, str]] = field(default_factory=list)


def wrong_papers(session: Session) -> tuple[WrongPaper, ...]:
    """Every wrong figure that was put before a committee, in the order of the requests' papers."""
    found = []
    for one in _statements(session):
        if one.papers is not None and one.filed is not None:
            found += list(_wrong(session, one, Stated(**one.papers), one.filed))
    return tuple(found)


def _statements(session: Session) -> list[_Statement]:
    """What owners stated, with the objections that each met."""
    found: list[_Statement] = []
    newest: dict[int, _Statement] = {}
    for seat, origin, at, name, given, told in session.connection().execute(text(_STEPS)):
        arguments, answer = orjson.loads(given), orjson.loads(told)["accepted"]
        if name in ("issuance.request", "issuance.amend"):
            one = _Statement(
                answer["request"], answer["item"], seat, origin, arguments.get("papers"),
                arguments.get("deducted_mwh", "0"), at if name == "issuance.request" else None,
            )  # fmt: skip
            newest[one.item] = one
            found.append(one)
        elif (stands := newest.get(arguments["item"])) is not None:
            if arguments.get("vote") == "object":
                by = arguments.get("behalf") or seat
                stands.objections.append((by, arguments["about"]))
            elif name != "committee.vote" and stands.filed is None:
                stands.filed = at
    return found


def _wrong(session: Session, one: _Statement, stated: Stated, filed: int) -> Iterator[WrongPaper]:
    asked = session.get(IssuanceRequest, one.request)
    assert asked is not None, f"no issuance request {one.request}"
    faults = faults_of(session, one.request, stated, deducted_mwh=one.deducted_mwh, at=filed)
    for fault in faults:
        finders = (seat for seat, about in one.objections if about == fault.paper)
        yield WrongPaper(
            request=one.request,
            item=one.item,
            seat=one.seat,
            origin=one.origin,
            project=asked.project,
            period=asked.period,
            paper=fault.paper,
            figure=fault.figure,
            said=fault.said,
            record=fault.record,
            at=filed,
            found=tuple(dict.fromkeys(finders)),
            state=str(asked.state),
        )
