"""Buffers and reversals of storage are what plan, decisions and commands made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from ledger.kernel.clock import DAY, moment
from ledger.transactions import BUFFER_CANCEL, BUFFER_RELEASE, CREDIT_REPLACE
from registry.classroom.logged import Row, accepted, compare, posted_by
from registry.programme.committee.models import CommitteeMotion
from registry.programme.committee.motions import terms_of
from registry.programme.permanence.queries import RELEASE, REVERSAL


def buffers_are_those_of_the_plan(session: Session) -> Iterator[str]:
    """Projects that store carbon, their percentages and what happens to them are the plan's."""
    (first,) = accepted(session.connection(), "lesson.create")
    kept: dict[str, Row] = {}
    events: dict[int, Row] = {}
    for part in first.arguments["plan"].get("sinks", ()):
        kept[part["project"]] = {
            "storage": part["storage"], "percent": part["buffer_percent"],
            "until_at": moment(date.fromisoformat(part["buffer_until"])) + DAY,
            "source": part["source"], "status": part["status"],
        }  # fmt: skip
        for one in part.get("reversals", ()):
            events[len(events) + 1] = {
                "project": part["project"], "quantity": one["tonnes"],
                "happens_at": moment(date.fromisoformat(one["day"])), "cause_en": one["cause_en"],
                "cause_zh": one["cause_zh"],
            }  # fmt: skip
    yield from compare(session.connection(), "project_buffer", kept, key="project")
    yield from compare(session.connection(), "storage_event", events)


def storage_reversals_are_their_commands(session: Session) -> Iterator[str]:
    """Reversals, replacements and releases are what was decided, commanded, and left to lapse."""
    connection = session.connection()
    of_item = {one.item: one for one in session.exec(select(CommitteeMotion))}
    cancelled = posted_by(connection, BUFFER_CANCEL.code)
    released = posted_by(connection, BUFFER_RELEASE.code)
    made: dict[int, dict[str, Any]] = {}
    paid: dict[int, Row] = {}
    let_go: dict[int, Row] = {}
    paying = {
        row[1]: row[0]
        for row in connection.execute(
            text("SELECT id, command FROM book_transaction WHERE type = :type"),
            {"type": CREDIT_REPLACE.code},
        )
    }
    names = ("committee.publish", "permanence.replace", "permanence.lapse")
    for one in accepted(connection, *names):
        asked, answer = one.arguments, one.answer
        if one.name == "permanence.lapse":
            for motion in answer["overdue"]:
                made[motion] |= {"state": "overdue", "overdue_at": one.at}
        elif one.name == "permanence.replace":
            made[asked["motion"]] |= {
                "state": answer["state"], "owed_t": answer["owed"],
                "settled_at": None if answer["owed"] else one.at,
            }  # fmt: skip
            paid[len(paid) + 1] = {
                "reversal": asked["motion"], "asset": asked["asset"],
                "registry_code": asked["registry"], "quantity": asked["quantity"],
                "posted_as": paying.get(one.number), "at": one.at,
            }  # fmt: skip
        else:
            motion = of_item.get(asked["item"])
            if motion is not None and motion.kind == REVERSAL:
                because = f"{REVERSAL} {motion.id}"
                made[motion.id] = _decided(motion, one.at, answer) | {
                    "posted_as": cancelled.get(because, (None,))[0]
                }
            elif motion is not None and motion.kind == RELEASE:
                let_go[motion.id] = {
                    "item": motion.item, "project": motion.about, "quantity": answer["released"],
                    "seat": terms_of(motion.terms)["owner"], "at": one.at,
                    "posted_as": released.get(f"{RELEASE} {motion.id}", (None,))[0],
                }  # fmt: skip
    yield from compare(connection, "storage_reversal", made)
    yield from compare(connection, "replacement", paid)
    yield from compare(connection, "buffer_release", let_go)


def _decided(motion: CommitteeMotion, at: int, answer: Row) -> dict[str, Any]:
    """A reversal as its published decision made it."""
    terms = terms_of(motion.terms)
    event, owed = terms.get("event"), answer["owed"]
    return {
        "item": motion.item, "project": motion.about, "seat": terms["owner"],
        "quantity": motion.quantity, "event": None if event is None else int(event),
        "state": "owed" if owed else "settled", "decided_at": at, "buffer_t": answer["from_buffer"],
        "owed_t": owed, "due_at": answer["due_at"], "overdue_at": None,
        "settled_at": None if owed else at,
    }  # fmt: skip
