"""Responses to risks and incidents are what the accepted commands of the log made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from registry.classroom.logged import Accepted, Row, accepted, compare
from registry.programme.risks.commands import LATE_TRANSFER
from registry.programme.risks.models import Step

_STEPS = tuple(f"incident.{step}" for step in Step)
_NAMES = (
    "incident.open", "incident.raise", "incident.due", "incident.name", "incident.draft",
    "incident.agree", *_STEPS,
)  # fmt: skip


def responses_are_their_commands(session: Session) -> Iterator[str]:
    """A response to a risk is what an office entered, in its words and with its day."""
    connection = session.connection()
    made: dict[int, Row] = {}
    for one in accepted(connection, "risk.respond"):
        asked = one.arguments
        made[one.answer["entry"]] = {
            "risk": asked["risk"], "response": asked["response"], "text": asked["text"].strip(),
            "due_day": asked["due_day"], "seat": one.seat, "at": one.at,
        }  # fmt: skip
    yield from compare(connection, "risk_response", made)


class _Made:
    """The rows that the commands about incidents made, by table."""

    def __init__(self) -> None:
        self.incident: dict[int, dict[str, Any]] = {}
        self.member: dict[int, Row] = {}
        self.step: dict[int, Row] = {}
        self.note: dict[int, Row] = {}
        self.consent: dict[int, Row] = {}

    def take(self, one: Accepted) -> None:
        """Add what a command made."""
        answer = one.answer
        if one.name == "incident.due":
            for late in answer["late"]:
                self.incident[late]["late_at"] = one.at
            return
        number = answer["incident"]
        if one.name in ("incident.open", "incident.raise"):
            self._opened(one)
            return
        self.incident[number]["state"] = answer["state"]
        by = {"incident": number, "side": answer.get("side"), "at": one.at}
        if one.name == "incident.name":
            seats = {"seat": one.arguments["member"].strip(), "named_by": one.seat}
            self.member[len(self.member) + 1] = by | seats
        elif one.name in _STEPS:
            said = {"step": answer["step"], "note": one.arguments["note"].strip()}
            self.step[len(self.step) + 1] = by | said | {"seat": one.seat}
        else:
            if one.name == "incident.draft":
                text = one.arguments["text"].strip()
                self.note[answer["note"]] = by | {"text": text, "seat": one.seat}
            else:
                self.incident[number]["concluded_at"] = one.at
            consent = {"note": answer["note"], "side": answer["side"]}
            self.consent[len(self.consent) + 1] = consent | {"seat": one.seat, "at": one.at}

    def _opened(self, one: Accepted) -> None:
        asked, answer = one.arguments, one.answer
        row: dict[str, Any] = {
            "state": answer["state"], "opened_at": one.at, "due_at": answer["due_at"],
            "quantity": answer["quantity"], "late_at": None, "concluded_at": None,
        }  # fmt: skip
        if one.name == "incident.open":
            named = ("agreement", "risk", "about")
            row |= {key: asked[key] for key in named}
            row |= {
                "subject": asked["subject"].strip(), "reason": asked["reason"].strip(),
                "opened_by": one.seat,
            }  # fmt: skip
        else:
            row |= {
                "agreement": answer["agreement"], "risk": LATE_TRANSFER, "about": "transfer",
                "subject": str(asked["transfer"]), "reason": answer["reason"], "opened_by": "",
            }  # fmt: skip
        self.incident[answer["incident"]] = row


def incidents_are_their_commands(session: Session) -> Iterator[str]:
    """An incident, its team, steps and notes are what both sides and the clock commanded."""
    connection = session.connection()
    made = _Made()
    for one in accepted(connection, *_NAMES):
        made.take(one)
    yield from compare(connection, "incident", made.incident)
    yield from compare(connection, "incident_member", made.member)
    yield from compare(connection, "incident_step", made.step)
    yield from compare(connection, "incident_note", made.note)
    yield from compare(connection, "incident_consent", made.consent)
