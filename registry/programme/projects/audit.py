"""The invariants of projects, and of the cycle through which they come into the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, text

from registry.programme.projects.machine import PROJECT
from registry.programme.projects.models import ProjectState
from registry.roles import Role

SIGNATORIES = 4
"""Who signs an allocation: owner, partner, and both governments."""


def monitoring_periods_share_no_day(connection: Connection) -> Iterator[str]:
    """No day of a project is in two of its monitoring periods."""
    sql = """
        SELECT p.project, p.number, q.number AS other FROM monitoring_period p
        JOIN monitoring_period q ON q.project = p.project AND q.number > p.number
            AND q.first_day <= p.last_day AND q.last_day >= p.first_day
    """
    for row in connection.execute(text(sql)):
        yield f"{row.project}: periods {row.number} and {row.other} share days"


def projects_go_by_their_machine(connection: Connection) -> Iterator[str]:
    """Every step of a project leads from the state before it, by an office that takes it, to the
    state in which the project is.
    """
    moves = {(move.source, move.trigger): move for move in PROJECT.moves}
    offices = {
        row.seat: {row.role, *row.offices.split()}
        for row in connection.execute(text("SELECT seat, role, offices FROM participant"))
    }
    at: dict[str, str] = {}
    steps = "SELECT id, project, trigger, state, seat FROM project_step ORDER BY id"
    for row in connection.execute(text(steps)):
        before = at.get(row.project, PROJECT.initial)
        move = moves.get((ProjectState(before), row.trigger))
        at[row.project] = row.state
        if move is None or move.target != row.state:
            said = f"step {row.id} leads from {before} by {row.trigger} to {row.state}"
            yield f"{row.project}: {said}"
            continue
        held = offices.get(row.seat, set()) if row.seat else {Role.CLOCK}
        if move.by is not None and move.by.isdisjoint(held):
            yield f"{row.project}: step {row.id}, {row.trigger}, was taken by '{row.seat}'"
    for row in connection.execute(text("SELECT project, state FROM project_stage")):
        if row.state != at.get(row.project, PROJECT.initial):
            yield f"{row.project} is {row.state}, its last step led to {at.get(row.project)}"


def registered_projects_were_validated(connection: Connection) -> Iterator[str]:
    """Each registered project has a positive report on answered comments, by the validator whom its
    design names, and, under an agreement, an allocation that all four parties signed.
    """
    found = """
        SELECT g.project, p.agreement, g.id,
            (SELECT d.text FROM project_step r JOIN document d ON d.id = r.document
                WHERE r.project = g.project AND r.trigger = 'report_positive' AND r.id < g.id
                ORDER BY r.id DESC LIMIT 1) AS report,
            (SELECT count(*) FROM project_comment c WHERE c.project = g.project
                AND c.answered_at IS NULL) AS open_comments,
            (SELECT count(*) FROM project_signature s WHERE s.project = g.project
                AND s.version = (SELECT max(version) FROM document
                    WHERE kind = 'allocation' AND about = g.project)) AS signed
        FROM project_step g JOIN project p ON p.code = g.project WHERE g.trigger = 'register'
    """
    for row in connection.execute(text(found)):
        if row.report is None or "positive: yes" not in row.report.splitlines():
            yield f"{row.project} is registered without a positive report"
        if row.open_comments:
            yield f"{row.project} is registered, and {row.open_comments} comments have no answer"
        if row.agreement and row.signed != SIGNATORIES:
            yield f"{row.project} is registered with {row.signed} signatures on its allocation"


def credits_come_from_registered_projects(connection: Connection) -> Iterator[str]:
    """What is requested or registered for a project of the cycle was so after its registration, for
    days inside one of its crediting periods.
    """
    claims = """
        SELECT i.project, i.period, i.requested_at AS at FROM issuance_request i
        WHERE i.project IN (SELECT project FROM project_stage)
        UNION ALL SELECT c.project, c.period, c.registered_at FROM ccer_registration c
        WHERE c.project IN (SELECT project FROM project_stage)
    """
    for row in connection.execute(text(claims)):
        given = {"project": row.project, "number": row.period, "at": row.at}
        registered = text(
            "SELECT 1 FROM project_step WHERE project = :project AND trigger = 'register'"
            " AND at <= :at"
        )
        inside = text(
            "SELECT 1 FROM crediting_period c JOIN monitoring_period m ON m.project = c.project"
            " WHERE c.project = :project AND m.number = :number AND c.since <= :at"
            " AND c.first_day <= m.first_day AND m.last_day <= c.last_day"
        )
        if connection.execute(registered, given).first() is None:
            yield f"{row.project}, period {row.period} was claimed before the registration"
        if connection.execute(inside, given).first() is None:
            yield f"{row.project}, period {row.period} lies in no crediting period"


def crediting_periods_follow_one_another(connection: Connection) -> Iterator[str]:
    """Each further crediting period of a project begins on the day after the one before it ends."""
    found = "SELECT project, number, first_day, last_day FROM crediting_period ORDER BY id"
    last: dict[str, tuple[int, str]] = {}
    for row in connection.execute(text(found)):
        number, ended = last.get(row.project, (0, ""))
        follows = not ended or row.first_day == str(date.fromisoformat(ended) + timedelta(days=1))
        if row.number != number + 1 or not follows or row.last_day < row.first_day:
            yield f"{row.project}: crediting period {row.number} begins on {row.first_day}"
        last[row.project] = (row.number, row.last_day)
