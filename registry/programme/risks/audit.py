"""The invariants of incidents: their states, their teams, their notes, their deadlines."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from registry.pace import INCIDENT as PERIOD
from registry.programme.accounts import controls
from registry.programme.risks.machine import OFFICES
from registry.programme.risks.models import IncidentState, Step
from registry.programme.risks.taxonomy import risks
from registry.roles import Role, Side

_S = IncidentState
_STEPS = (_S.JOINED, _S.ASSESSED, _S.CONTAINED, _S.RECTIFIED, _S.REPORTED)
"""The states with no step taken, with one, and so on."""


def incidents_are_where_their_team_left_them(connection: Connection) -> Iterator[str]:
    """An incident's state follows from the members named and the steps taken, in their order; with
    the consent of both sides to the last text it is concluded, and never before.
    """
    for row in connection.execute(text("SELECT id, state, concluded_at FROM incident ORDER BY id")):
        number = {"incident": row.id}
        team = connection.execute(
            text("SELECT side FROM incident_member WHERE incident = :incident"), number
        ).all()
        steps = connection.execute(
            text("SELECT step FROM incident_step WHERE incident = :incident ORDER BY id"), number
        )
        taken = [step for (step,) in steps]
        consents = connection.execute(text(_CONSENTS), number).all()
        last = max((note for note, _ in consents), default=0)
        agreed = {side for note, side in consents if note == last}
        wanted = _S.RAISED if len(team) < 2 else _STEPS[min(len(taken), len(Step))]
        if wanted is _S.REPORTED and len(agreed) == len(Side):
            wanted = _S.CONCLUDED
        if taken != list(Step)[: len(taken)] or (taken and len(team) < 2):
            yield f"incident {row.id}: {', '.join(taken)} by a team of {len(team)}"
        if row.state != wanted:
            yield f"incident {row.id} is {row.state}, its team left it {wanted}"
        if (row.concluded_at is not None) != (row.state == _S.CONCLUDED):
            yield f"incident {row.id} is {row.state}, concluded at {row.concluded_at}"
        if last and wanted not in (_S.REPORTED, _S.CONCLUDED):
            yield f"incident {row.id} is {row.state} and has a note"


_CONSENTS = """
    SELECT n.id, coalesce(c.side, '') FROM incident_note n
    LEFT JOIN incident_consent c ON c.note = n.id WHERE n.incident = :incident
"""


def each_side_speaks_for_itself_in_an_incident(connection: Connection) -> Iterator[str]:
    """A team has a member of each side, an official of its country; members alone take steps; a
    note, and each consent to it, is that of a government of its side.
    """
    for row in connection.execute(text(_MEMBERS)):
        if row.country not in ("", row.own) or OFFICES.isdisjoint({row.role, *row.offices.split()}):
            yield f"incident {row.incident}: {row.seat} of '{row.country}' for {row.own}"
    twice = "SELECT incident, seat FROM incident_member GROUP BY incident, seat HAVING count(*) > 1"
    for row in connection.execute(text(twice)):
        yield f"incident {row.incident}: {row.seat} is the member of both sides"
    for row in connection.execute(text(_STRANGERS)):
        yield f"incident {row.incident}: {row.seat} took the step '{row.step}' outside the team"
    for row in connection.execute(text(_GOVERNMENTS)):
        if row.country != row.own or f"government_{row.side}" not in {
            row.role,
            *row.offices.split(),
        }:
            yield f"incident {row.incident}: {row.seat} of '{row.country}' speaks for {row.own}"


_MEMBERS = """
    SELECT m.incident, m.seat, p.country, p.role, p.offices,
           CASE m.side WHEN 'partner' THEN g.partner ELSE g.host END AS own
    FROM incident_member m JOIN incident i ON i.id = m.incident
    JOIN agreement g ON g.code = i.agreement JOIN participant p ON p.seat = m.seat
"""
_STRANGERS = """
    SELECT s.incident, s.seat, s.step FROM incident_step s
    LEFT JOIN incident_member m
        ON m.incident = s.incident AND m.seat = s.seat AND m.side = s.side
    WHERE m.id IS NULL
"""
_GOVERNMENTS = """
    SELECT o.incident, o.seat, o.side, p.country, p.role, p.offices,
           CASE o.side WHEN 'partner' THEN g.partner ELSE g.host END AS own
    FROM (SELECT incident, seat, side FROM incident_note UNION ALL
          SELECT n.incident, c.seat, c.side FROM incident_consent c
          JOIN incident_note n ON n.id = c.note UNION ALL
          SELECT incident, named_by, side FROM incident_member) o
    JOIN incident i ON i.id = o.incident JOIN agreement g ON g.code = i.agreement
    JOIN participant p ON p.seat = o.seat
"""


def incidents_end_by_their_deadline(connection: Connection) -> Iterator[str]:
    """The deadline of an incident is that of the lesson's pace, and who concludes it later is late:
    nobody calls an incident late before, and none that is concluded later is in time.
    """
    named = text(f"SELECT * FROM control WHERE name = '{PERIOD}'")
    control = connection.execute(named).first()
    for row in connection.execute(text("SELECT * FROM incident ORDER BY id")):
        if control is None:
            yield f"incident {row.id} was opened in a lesson that plays none"
        elif row.due_at != controls.end(control, since=row.opened_at):
            yield f"incident {row.id}: due at {row.due_at}, not as the pace has it"
        if row.late_at is not None and row.late_at < row.due_at:
            yield f"incident {row.id} was called late at {row.late_at}, due at {row.due_at}"
        if row.late_at is None and (row.concluded_at or 0) > row.due_at:
            yield f"incident {row.id}: concluded at {row.concluded_at}, due at {row.due_at}"


def responses_come_from_who_answers_for_the_risk(connection: Connection) -> Iterator[str]:
    """A response is to a risk of the register, by a holder of an office that answers for it."""
    sql = """
        SELECT r.id, r.risk, r.office, r.seat, p.role, coalesce(p.offices, '') AS offices
        FROM risk_response r LEFT JOIN participant p ON p.seat = r.seat ORDER BY r.id
    """
    for row in connection.execute(text(sql)):
        risk = risks().get(row.risk)
        held = {row.role or Role.TRAINER, *row.offices.split()}
        if risk is None or row.office not in risk.offices or row.office not in held:
            yield f"response {row.id}: {row.seat} as {row.office} for the risk '{row.risk}'"
