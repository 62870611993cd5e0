"""Designations and methodologies are what the plan and the commands of the log made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, select

from registry.classroom.class_audit import begun
from registry.classroom.logged import Accepted, Row, accepted, compare
from registry.pace import METHODOLOGY_TRANSITION
from registry.programme.accounts import controls
from registry.programme.committee.models import CommitteeMotion
from registry.programme.committee.motions import terms_of
from registry.programme.entities.queries import DESIGNATING, RECONSIDERING
from registry.programme.methodologies.queries import CHANGING, DECIDING, TIGHTENING

_APPLYING = ("entity.apply", "entity.apply_domestic")


def designations_are_their_commands(session: Session) -> Iterator[str]:
    """A designation is that of the plan or of its application; each act moved it as its command or
    its motion said.
    """
    made = begun(session, "designation")
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


_STEPS = (
    "resubmit", "withdraw", "comment", "check_completeness", "publish", "extend", "decide",
    "consider", "flag_overdue", "state_revisions",
)  # fmt: skip
_PROPOSED = (
    "code", "name_en", "name_zh", "source", "scope", "crediting_years", "storage",
    "buffer_percent", "agreement",
)  # fmt: skip
_CONDITIONS = {
    "types": ("type", "one_of"), "hosts": ("host", "one_of"), "least_mw": ("size_mw", "at_least"),
    "most_mw": ("size_mw", "at_most"), "not_before": ("start_day", "not_before"),
    "not_after": ("start_day", "not_after"),
}  # fmt: skip
_UNSAID = {"storage": "none", "buffer_percent": "0", "agreement": ""}


class _Methodologies:
    """Versions, conditions, steps and baselines as the log has them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.versions = begun(session, "methodology_version")
        self.conditions = begun(session, "methodology_condition")
        self.acts = begun(session, "methodology_act")
        self.baselines = begun(session, "baseline_step")
        kinds = (DECIDING, CHANGING, TIGHTENING)
        self.motions = {
            one.item: one for one in session.exec(select(CommitteeMotion)) if one.kind in kinds
        }

    def replay(self) -> None:
        """Every accepted command about methodologies, in the order of the log."""
        names = (
            "methodology.propose", "methodology.tighten", "committee.publish", "committee.drop",
            *(f"methodology.{step}" for step in _STEPS),
        )  # fmt: skip
        for one in accepted(self.session.connection(), *names):
            asked = one.arguments
            if one.name == "methodology.propose":
                self._proposed(one)
            elif one.name == "methodology.tighten":
                self._tightened(one, asked, agreement="", motion=None, reason=asked["reason"])
            elif one.name.startswith("methodology."):
                self._stepped(one, one.name.removeprefix("methodology."))
            elif (motion := self.motions.get(asked["item"])) is not None:
                self._decided(one, motion)

    def _proposed(self, one: Accepted) -> None:
        asked, number = one.arguments, one.answer["methodology"]
        given = {key: asked.get(key, _UNSAID.get(key)) for key in _PROPOSED}
        self.versions[number] = {
            key: value.strip() if isinstance(value, str) else value for key, value in given.items()
        } | {
            "version": one.answer["version"], "status": "assumption", "proposed_by": one.seat,
            "state": "submitted", "ends_at": one.answer["ends_at"], "overdue": 0, "motion": None,
            "valid_until": None, "revisions": "",
        }  # fmt: skip
        for name, (attribute, relation) in _CONDITIONS.items():
            if value := asked.get(name, "").strip():
                self.conditions[len(self.conditions) + 1] = {
                    "methodology": number, "attribute": attribute, "relation": relation,
                    "value": value,
                }  # fmt: skip
        self._act(one, number, "submit", reason=asked["reason"])

    def _stepped(self, one: Accepted, step: str) -> None:
        asked, answer = one.arguments, one.answer
        number = asked["methodology"]
        row = self.versions[number]
        if step == "flag_overdue":
            row["overdue"] = 1
            return
        if step == "state_revisions":
            row["revisions"] = asked["revisions"].strip()
            for key in ("crediting_years", "buffer_percent"):
                row[key] = asked.get(key) or row[key]
            return
        reason = asked.get("reason", "")
        trigger = step
        if step == "check_completeness":
            trigger = "find_complete" if asked["complete"] else "find_incomplete"
        elif step == "decide":
            trigger = asked["step"]
            if trigger == "approve_revised":
                row["revisions"] = reason.strip()
        self._act(one, number, trigger, reason=reason, seat="" if step == "consider" else None)
        if step != "comment":
            row |= {"state": answer["state"], "ends_at": answer["ends_at"], "overdue": 0}
        if step == "consider" and "motion" in answer:
            row["motion"] = answer["motion"]
        if trigger in ("approve", "approve_revised"):
            self._supersede(one, number, motion=None)

    def _decided(self, one: Accepted, motion: CommitteeMotion) -> None:
        terms, held = terms_of(motion.terms), one.name == "committee.publish"
        if motion.kind == TIGHTENING:
            if held:
                asked = {"code": motion.about, "percent": terms["percent"]}
                asked["first_day"] = one.answer["first_day"]
                self._tightened(
                    one, asked, agreement=motion.agreement, motion=motion.id, reason=motion.reason
                )
            return
        number = int(terms["methodology"])
        row = self.versions[number]
        step = terms.get("step", "")
        if motion.kind == DECIDING:
            approved = "approve_revised" if row["revisions"] else "approve"
            step = approved if held else "decline"
        elif not held or one.answer["becomes"] == row["state"]:
            return
        row |= {"state": _BECOMES[step], "ends_at": None, "overdue": 0}
        self._act(one, number, step, reason=motion.reason, motion=motion.id)
        if step in ("approve", "approve_revised"):
            self._supersede(one, number, motion=motion.id)

    def _supersede(self, one: Accepted, number: int, *, motion: int | None) -> None:
        """The version before an approved one ends, and stays valid for a time."""
        new = self.versions[number]
        for other, row in sorted(self.versions.items()):
            alike = (row["code"], row["agreement"]) == (new["code"], new["agreement"])
            valid = row["state"] in ("approved", "approved_with_revisions")
            if alike and valid and row["version"] < new["version"]:
                ends = controls.end_of(self.session, METHODOLOGY_TRANSITION, since=one.at)
                row |= {"state": "superseded", "valid_until": ends}
                self._act(one, other, "supersede", reason="", motion=motion)

    def _tightened(
        self, one: Accepted, asked: Row, *, agreement: str, motion: int | None, reason: str
    ) -> None:
        self.baselines[len(self.baselines) + 1] = {
            "agreement": agreement, "code": asked["code"], "percent": asked["percent"],
            "first_day": asked["first_day"], "motion": motion, "seat": one.seat,
            "reason": reason.strip(), "at": one.at,
        }  # fmt: skip

    def _act(
        self, one: Accepted, number: int, trigger: str, *, reason: str, motion: int | None = None,
        seat: str | None = None,
    ) -> None:  # fmt: skip
        self.acts[len(self.acts) + 1] = {
            "methodology": number, "trigger": trigger, "motion": motion,
            "seat": one.seat if seat is None else seat, "reason": reason.strip(), "at": one.at,
        }  # fmt: skip


_BECOMES = {
    "approve": "approved", "approve_revised": "approved_with_revisions", "decline": "declined",
    "suspend": "suspended", "resume": "approved", "revoke": "revoked",
}  # fmt: skip


def methodologies_are_their_commands(session: Session) -> Iterator[str]:
    """Versions of methodologies, their conditions, steps and baselines are those of the plan and of
    what was commanded and decided.
    """
    replayed = _Methodologies(session)
    replayed.replay()
    connection = session.connection()
    yield from compare(connection, "methodology_version", replayed.versions)
    yield from compare(connection, "methodology_condition", replayed.conditions)
    yield from compare(connection, "methodology_act", replayed.acts)
    yield from compare(connection, "baseline_step", replayed.baselines)
