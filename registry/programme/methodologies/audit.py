"""The invariants of methodologies."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.kernel.clock import day_of
from registry.programme.committee.motions import terms_of
from registry.programme.methodologies.machine import METHODOLOGY
from registry.programme.methodologies.models import MethodologyState
from registry.programme.methodologies.queries import SUBMIT, TIGHTENING

_DECIDED = {
    "approve", "approve_revised", "decline", "suspend", "resume", "revoke",
}  # fmt: skip
_S = MethodologyState


def methodologies_are_where_their_steps_left_them(connection: Connection) -> Iterator[str]:
    """The state of each version follows from its steps, which begin with its submission; only a
    superseded one has a day until which it is valid, and only one with a time for its step can be
    overdue.
    """
    table = {(move.source, move.trigger): move.target for move in METHODOLOGY.moves}
    states: dict[int, MethodologyState | None] = {}
    plans: set[int] = set()
    for row in connection.execute(text("SELECT * FROM methodology_act ORDER BY id")):
        before = states.get(row.methodology)
        if row.methodology not in states:
            states[row.methodology] = METHODOLOGY.initial if row.trigger == SUBMIT else None
            plans |= {row.methodology} if not row.seat else set()
        elif row.methodology in plans and before is METHODOLOGY.initial:
            states[row.methodology] = _S.APPROVED if row.trigger == "approve" else None
        elif before is not None:
            states[row.methodology] = table.get((before, row.trigger))
    for row in connection.execute(text("SELECT * FROM methodology_version ORDER BY id")):
        found = states.pop(row.id, None)
        if found is None or found != row.state:
            yield f"version {row.id} is '{row.state}', by its steps '{found}'"
        if (row.valid_until is not None) > (row.state == _S.SUPERSEDED):
            yield f"version {row.id} is '{row.state}' and valid until {row.valid_until}"
        if row.overdue and row.ends_at is None:
            yield f"version {row.id} is overdue without a time for its step"
    for number in states:
        yield f"there are steps of version {number}, which does not exist"


def methodologies_are_decided_by_whom_they_concern(connection: Connection) -> Iterator[str]:
    """Under an agreement a version was decided by published motions of its committee (declined by
    one that was dropped), on the domestic list by none; nothing is decided by silence.
    """
    sql = """
        SELECT t.id, t.methodology, t.trigger, t.motion, t.seat, t.at, v.agreement, v.code,
               v.version, m.state, m.since, m.agreement AS asked, m.about
        FROM methodology_act t JOIN methodology_version v ON v.id = t.methodology
        LEFT JOIN committee_motion m ON m.id = t.motion ORDER BY t.id
    """
    for row in connection.execute(text(sql)):
        told = f"step {row.id} of version {row.methodology}, '{row.trigger}'"
        if row.trigger in _DECIDED and row.seat and row.agreement and row.motion is None:
            yield f"{told}: no motion of {row.agreement} decided it"
        if row.motion is None or row.trigger not in _DECIDED:
            continue
        held = row.state == "in_force" and row.since == row.at
        if not (row.state == "dropped" if row.trigger == "decline" else held):
            yield f"{told}: motion {row.motion} is '{row.state}'"
        if (row.asked, row.about) != (row.agreement, f"{row.code} {row.version}"):
            yield f"{told}: motion {row.motion} is about something else"


def baselines_are_tightened_by_decisions(connection: Connection) -> Iterator[str]:
    """Every tightening under an agreement is the plan's or that of a published motion, which it
    follows to the percent, and reaches no period that began before the decision.
    """
    sql = """
        SELECT s.*, m.kind, m.state, m.since, m.agreement AS asked, m.about, m.terms
        FROM baseline_step s LEFT JOIN committee_motion m ON m.id = s.motion ORDER BY s.id
    """
    for row in connection.execute(text(sql)):
        if row.motion is None:
            if row.agreement and row.seat:
                yield f"baseline step {row.id}: no motion of {row.agreement} decided it"
            continue
        said = terms_of(row.terms or "")
        if (row.kind, row.state, row.since) != (TIGHTENING, "in_force", row.at):
            yield f"baseline step {row.id}: motion {row.motion} is '{row.state}'"
        if (row.asked, row.about, said.get("percent")) != (row.agreement, row.code, row.percent):
            yield f"baseline step {row.id}: motion {row.motion} asks for something else"
        if row.first_day != max(said.get("first_day", ""), day_of(row.at).isoformat()):
            yield f"baseline step {row.id} reaches back to {row.first_day}"


def steps_of_methodologies_take_turns(connection: Connection) -> Iterator[str]:
    """No methodology has two versions under an agreement that are on their way, or valid."""
    ended = "('declined', 'superseded', 'revoked', 'withdrawn')"
    valid = "('approved', 'approved_with_revisions', 'suspended')"
    sql = f"""
        SELECT code, agreement, state IN {valid} AS valid, count(*) AS many
        FROM methodology_version WHERE state NOT IN {ended}
        GROUP BY code, agreement, state IN {valid} HAVING count(*) > 1
    """
    for row in connection.execute(text(sql)):
        yield f"{row.many} versions of {row.code} under '{row.agreement}' stand side by side"
