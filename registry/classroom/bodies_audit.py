"""Designations of third-party entities are what the plan and the commands of the log made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, select

from registry.classroom.class_audit import begun
from registry.classroom.logged import Accepted, accepted, compare
from registry.programme.committee.models import CommitteeMotion
from registry.programme.entities.queries import DESIGNATING, RECONSIDERING

_APPLYING = ("entity.apply", "entity.apply_domestic")


def designations_are_their_commands(session: Session) -> Iterator[str]:
    """A designation is that of the plan or of its application; each act moved it as its command or
    its motion said.
    """
    made: dict[int, dict[str, Any]] = {
        number: row | {"state": "designated"}
        for number, row in begun(session, "designation").items()
    }
    acts = begun(session, "designation_act")
    motions = {
        one.item: one
        for one in session.exec(select(CommitteeMotion))
        if one.kind in (DESIGNATING, RECONSIDERING)
    }
    of_item: dict[int, int] = {}

    def act(one: Accepted, number: int, trigger: str, reason: str, motion: int | None) -> None:
        acts[len(acts) + 1] = {
            "designation": number, "trigger": trigger, "motion": motion, "seat": one.seat,
            "reason": reason.strip(), "at": one.at,
        }  # fmt: skip

    names = (
        *_APPLYING, "entity.ask_reconsideration", "entity.decide", "entity.withdraw",
        "committee.publish", "committee.drop",
    )  # fmt: skip
    for one in accepted(session.connection(), *names):
        asked, answer = one.arguments, one.answer
        if one.name in _APPLYING:
            number = answer["designation"]
            of_item[answer.get("item", 0)] = number
            made[number] = {
                "seat": one.seat, "agreement": asked.get("agreement", ""),
                "function": asked["function"], "scope": asked["scope"], "state": "applied",
            }  # fmt: skip
            act(one, number, "apply", asked["reason"], answer.get("motion"))
        elif one.name == "entity.ask_reconsideration":
            of_item[answer["item"]] = answer["designation"]
        elif one.name in ("entity.decide", "entity.withdraw"):
            number, trigger = asked["designation"], asked.get("step", "withdraw")
            made[number]["state"] = answer["state"]
            act(one, number, trigger, asked.get("reason", ""), None)
        elif (motion := motions.get(asked["item"])) is not None and asked["item"] in of_item:
            step = _step_of(one, motion)
            if step:
                number = of_item[asked["item"]]
                made[number]["state"] = _THEN[step]
                act(one, number, step, motion.reason, motion.id)
    yield from compare(session.connection(), "designation", made)
    yield from compare(session.connection(), "designation_act", acts)


_THEN = {
    "designate": "designated", "decline": "declined", "suspend": "suspended",
    "resume": "designated", "revoke": "revoked",
}  # fmt: skip


def _step_of(one: Accepted, motion: CommitteeMotion) -> str:
    """The step that the end of a motion's item took; "" for none."""
    published = one.name == "committee.publish"
    if motion.kind == DESIGNATING:
        return "designate" if published else "decline"
    return motion.terms.rpartition("step ")[2] if published else ""
