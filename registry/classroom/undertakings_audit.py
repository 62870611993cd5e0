"""Reversals of storage and payments for projects are what decisions and commands made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from ledger.transactions import (
    BUFFER_CANCEL,
    BUFFER_RELEASE,
    CASH_PROJECT,
    CREDIT_FIRST_CALL,
    CREDIT_REPLACE,
)
from registry.classroom.logged import Row, accepted, compare, posted_by
from registry.programme.committee.models import CommitteeMotion
from registry.programme.committee.motions import terms_of
from registry.programme.finance.bearing import COSTS
from registry.programme.permanence.queries import RELEASE, REVERSAL
from registry.programme.projects.queries import DEREGISTRATION


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


def payments_are_their_commands(session: Session) -> Iterator[str]:
    """A payment for a project was collected by the clock or paid by its payer, or was lifted; what
    went to funders first went with the issuances that were commanded.
    """
    connection = session.connection()
    posted = posted_by(connection, CASH_PROJECT.code)
    made: dict[int, dict[str, Any]] = {
        number: {"state": "planned", "posted_as": None, "paid_at": None}
        for (number,) in connection.execute(text("SELECT id FROM project_payment"))
    }
    about = {one.item: one for one in session.exec(select(CommitteeMotion))}
    kinds = {
        number: (project, kind)
        for number, project, kind in connection.execute(
            text("SELECT id, project, kind FROM project_payment")
        )
    }
    for one in accepted(connection, "finance.due", "finance.pay", "committee.publish"):
        if one.name == "committee.publish":
            motion = about.get(one.arguments["item"])
            if motion is not None and motion.kind == DEREGISTRATION:
                for number, (project, kind) in kinds.items():
                    planned = made[number]["state"] == "planned"
                    if project == motion.about and planned and kind in COSTS:
                        made[number]["state"] = "lifted"
            continue
        paid = one.answer["paid"] if one.name == "finance.due" else [one.arguments["payment"]]
        for number in paid:
            transaction = posted.get(f"payment {number}", (None,))[0]
            made.setdefault(number, {}).update(state="paid", posted_as=transaction, paid_at=one.at)
        for number in one.answer.get("unpaid", ()):
            made.setdefault(number, {}).update(state="unpaid")
    yield from compare(connection, "project_payment", made)
    calls = connection.execute(
        text(
            "SELECT c.posted_as, c.request, c.at, x.command FROM first_call c"
            " LEFT JOIN book_transaction x ON x.id = c.posted_as AND x.type = :type"
        ),
        {"type": CREDIT_FIRST_CALL.code},
    )
    issued = {
        one.number: (one.arguments["request"], one.at)
        for one in accepted(connection, "issuance.issue")
    }
    for transaction, request, at, command in calls:
        if issued.get(command) != (request, at):
            yield f"first credits by transaction {transaction}: not of issuance {request} at {at}"
