"""The project cycle is what the commands of the log made of it. Reads tables only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session

from ledger.kernel.clock import DAY, moment
from registry.classroom.logged import Accepted, accepted, compare, logged
from registry.programme.documents.queries import digest_of
from registry.programme.projects.design import (
    ALLOCATION_PAPER,
    DESIGN,
    FIGURES,
    NOTE,
    REPORT,
    REVISED,
    SITE,
)

_FILED = {
    "project.submit_note": NOTE, "project.submit_design": DESIGN, "project.validate": REPORT,
    "project.file_allocation": ALLOCATION_PAPER, "project.ask_change": DESIGN,
    "project.ask_renewal": REVISED,
}  # fmt: skip
"""The kind of document that each command files."""

_SORTS = {"project.ask_change": "change", "project.ask_renewal": "renewal"}
"""The sort of revision that each command asks for."""

_REMARKS = ("summary", "reason", "remark")
_OTHERS = (
    "project.publish_design", "project.recall", "project.comment", "project.answer_comment",
    "project.sign_allocation", "project.request_registration", "project.return_request",
    "project.withdraw_request", "project.register", "project.refuse", "project.endorse",
    "project.deregister", "project.due", "committee.publish", "committee.drop",
)  # fmt: skip


class _Cycle:
    """The projects in the cycle as the log has them: one table after another, by key."""

    def __init__(self, connection: Connection) -> None:
        found = connection.execute(text("SELECT project FROM project_stage"))
        began = connection.execute(text("SELECT at FROM command WHERE number = 1")).scalar_one()
        self.stages: dict[str, dict[str, Any]] = {
            code: {
                "state": "idea", "validator": "", "design": 0, "since": began, "ends_at": None,
            }
            for (code,) in found
        }  # fmt: skip
        self.steps: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, dict[str, Any]] = {}
        self.signatures: dict[int, dict[str, Any]] = {}
        self.credited: dict[int, dict[str, Any]] = {}
        self.revisions: dict[int, dict[str, Any]] = {}
        self.before_committee: dict[int, int] = {}
        self.documents: dict[int, dict[str, Any]] = {}

    def replay(self, connection: Connection) -> None:
        """Every accepted command of the cycle, in the order of the log."""
        for one in accepted(connection, *_FILED, *_OTHERS):
            asked, answer = one.arguments, one.answer
            if one.name in _FILED:
                self._filed(one)
            if one.name == "project.due":
                for code in answer["ended"]:
                    self._stepped(code, "end_input", "validation", one, seat="")
                for code in answer["completed"]:
                    self._stepped(code, "end_crediting", "crediting_over", one, seat="")
            elif one.name.startswith("committee.") and "step" in answer:
                self._stepped(
                    answer["project"], answer["step"], answer["stage"], one, item=asked["item"]
                )
            elif "step" in answer:
                said = next((asked[name] for name in _REMARKS if name in asked), "")
                self._stepped(
                    answer["project"], answer["step"], answer["state"], one, remark=said.strip(),
                    item=answer.get("item"),
                )  # fmt: skip
            self._signed(one)
            self._said(one)
            self._revised(one)

    def _filed(self, one: Accepted) -> None:
        digest = one.answer.get("digest") if one.name != "project.submit_note" else None
        if digest is None:
            digest = one.answer["terms"].removeprefix("note ")
        self.documents[one.answer["document"]] = {
            "kind": _FILED[one.name], "about": one.arguments["project"], "digest": digest,
            "submitted_by": one.seat, "submitted_at": one.at,
        }  # fmt: skip

    def _stepped(
        self,
        code: str,
        trigger: str,
        state: str,
        one: Accepted,
        *,
        seat: str | None = None,
        remark: str = "",
        item: int | None = None,
    ) -> None:
        document = one.answer.get("document")
        self.steps[len(self.steps) + 1] = {
            "project": code, "trigger": trigger, "state": state,
            "seat": one.seat if seat is None else seat, "remark": remark, "document": document,
            "item": item, "at": one.at,
        }  # fmt: skip
        stage = self.stages[code]
        ends = one.answer.get("ends_at")
        if trigger in ("register", "renew"):
            first, last = one.answer["first_day"], one.answer["last_day"]
            before = sum(row["project"] == code for row in self.credited.values())
            self.credited[len(self.credited) + 1] = {
                "project": code, "number": before + 1, "first_day": first, "last_day": last,
                "since": one.at,
            }  # fmt: skip
            ends = moment(date.fromisoformat(last)) + DAY
        elif trigger == "change":
            stage["design"], ends = one.answer["design"], stage["ends_at"]
        elif trigger == "submit_design":
            stage |= {"design": one.answer["version"], "validator": one.arguments["validator"]}
        stage |= {"state": state, "since": one.at, "ends_at": ends}

    def _signed(self, one: Accepted) -> None:
        if "signature" in one.answer:
            self.signatures[one.answer["signature"]] = {
                "project": one.arguments["project"], "version": one.answer["version"],
                "party": one.answer["party"], "seat": one.seat, "at": one.at,
            }  # fmt: skip

    def _said(self, one: Accepted) -> None:
        asked = one.arguments
        if one.name == "project.comment":
            self.comments[one.answer["comment"]] = {
                "project": asked["project"], "design": one.answer["design"], "seat": one.seat,
                "text": asked["text"].strip(), "at": one.at, "answer": "", "answered_by": "",
                "answered_at": None,
            }  # fmt: skip
        elif one.name == "project.answer_comment":
            self.comments[asked["comment"]] |= {
                "answer": asked["answer"].strip(), "answered_by": one.seat, "answered_at": one.at,
            }  # fmt: skip

    def _revised(self, one: Accepted) -> None:
        asked, answer = one.arguments, one.answer
        if one.name in _SORTS:
            self.revisions[answer["revision"]] = {
                "project": asked["project"], "sort": _SORTS[one.name],
                "state": "requested", "document": answer["document"],
                "reason": asked["reason"].strip(), "requested_by": one.seat,
                "requested_at": one.at, "motion": None, "remark": "",
            }  # fmt: skip
        elif one.name == "project.endorse":
            self.revisions[asked["revision"]] |= {
                "state": answer["state"], "motion": answer.get("motion"),
                "remark": asked["remark"].strip(),
            }  # fmt: skip
            if "item" in answer:
                self.before_committee[answer["item"]] = asked["revision"]
        elif one.name.startswith("committee.") and "revision" in answer:
            self.revisions[answer["revision"]]["state"] = answer.get("revised", "in_force")
        for item in answer.get("cancelled", ()):
            if item in self.before_committee:
                self.revisions[self.before_committee[item]]["state"] = "dropped"


def projects_are_their_commands(session: Session) -> Iterator[str]:
    """A project is where the steps of the log brought it, with the documents, comments, signatures
    and crediting periods that they made.
    """
    connection = session.connection()
    cycle = _Cycle(connection)
    cycle.replay(connection)
    yield from compare(connection, "project_stage", cycle.stages, key="project")
    yield from compare(connection, "project_step", cycle.steps)
    yield from compare(connection, "project_comment", cycle.comments)
    yield from compare(connection, "project_signature", cycle.signatures)
    yield from compare(connection, "crediting_period", cycle.credited)
    yield from compare(connection, "project_revision", cycle.revisions)
    yield from _documents(connection, cycle)


def _documents(connection: Connection, cycle: _Cycle) -> Iterator[str]:
    """The documents of the cycle against what was filed; those of sites against the plan."""
    kinds = {*_FILED.values(), SITE}
    rows = connection.execute(
        text("SELECT id, kind, about, digest, submitted_by, submitted_at FROM document ORDER BY id")
    ).mappings()
    filed = cycle.documents | _sites(connection)
    there = {row["id"]: row for row in rows}
    for number, row in there.items():
        if row["kind"] in kinds and number not in filed:
            yield f"document {number}: no command made it"
    for number, wanted in filed.items():
        found = there.get(number)
        if found is None:
            yield f"document {number} is missing"
            continue
        for column, value in wanted.items():
            if found[column] != value:
                yield f"document {number}: {column} is {found[column]!r}, not {value!r}"


def _sites(connection: Connection) -> dict[int, dict[str, Any]]:
    """What the plan says of the sites of its ideas, as the first command filed it."""
    made: dict[int, dict[str, Any]] = {}
    for first in logged(connection, "lesson.create"):
        ideas = [one for one in first.arguments["plan"]["projects"] if one.get("design")]
        for number, one in enumerate(ideas, start=1):
            found = {"methodology": one["methodology"]} | one["design"]
            lines = [f"{name}: {_written(found[name])}" for name in FIGURES]
            made[number] = {
                "kind": SITE, "about": one["id"], "digest": digest_of("\n".join(lines)),
                "submitted_by": first.seat, "submitted_at": first.at,
            }  # fmt: skip
    return made


def _written(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
