"""The invariants of designations."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from registry.programme.entities.models import ENDED
from registry.programme.entities.queries import APPLY, state_after
from registry.roles import Role

_ENDED = ", ".join(repr(str(state)) for state in ENDED)


def designations_are_where_their_acts_left_them(connection: Connection) -> Iterator[str]:
    """The state of each designation follows from its acts, which begin with the application, and
    none but the last can be an end.
    """
    acts: dict[int, list[str]] = {}
    for row in connection.execute(text("SELECT * FROM designation_act ORDER BY id")):
        acts.setdefault(row.designation, []).append(row.trigger)
    for row in connection.execute(text("SELECT id, state FROM designation ORDER BY id")):
        found = state_after(acts.pop(row.id, []))
        if found is None or str(found) != row.state:
            yield f"designation {row.id} is '{row.state}', by its acts '{found}'"
    for number in acts:
        yield f"there are acts of designation {number}, which does not exist"


def designations_are_decided_by_whom_they_concern(connection: Connection) -> Iterator[str]:
    """A committee's designation was moved by motions of its agreement that were published (or, if
    declined, dropped), one for domestic projects by none; its entity applies and withdraws.
    """
    sql = """
        SELECT t.id, t.designation, t.trigger, t.motion, t.seat, t.at, d.seat AS entity,
               d.agreement, m.state, m.since, m.agreement AS asked,
               m.about = d.seat || ' ' || d.function || ' ' || d.scope AS named
        FROM designation_act t JOIN designation d ON d.id = t.designation
        LEFT JOIN committee_motion m ON m.id = t.motion ORDER BY t.id
    """
    for row in connection.execute(text(sql)):
        told = f"act {row.id} of designation {row.designation}, '{row.trigger}'"
        if row.trigger in (APPLY, "withdraw"):
            if row.seat != row.entity:
                yield f"{told}: by {row.seat}, not by {row.entity}"
        elif row.motion is not None:
            held = row.state == "in_force" and row.since == row.at
            if not (row.state == "dropped" if row.trigger == "decline" else held):
                yield f"{told}: motion {row.motion} is '{row.state}'"
        elif row.agreement and row.seat:
            yield f"{told}: no motion of {row.agreement} decided it"
        if row.motion is not None and (row.asked != row.agreement or not row.named):
            yield f"{told}: motion {row.motion} is about something else"


def an_entity_has_a_designation_once(connection: Connection) -> Iterator[str]:
    """No entity has two designations for one function, scope and agreement that have not ended."""
    sql = f"""
        SELECT seat, agreement, function, scope, count(*) AS many FROM designation
        WHERE state NOT IN ({_ENDED}) GROUP BY seat, agreement, function, scope HAVING count(*) > 1
    """
    for row in connection.execute(text(sql)):
        yield f"{row.seat} has {row.many} designations for {row.function}, scope {row.scope}"


def entities_hold_no_units(connection: Connection) -> Iterator[str]:
    """No third-party entity has an account in a registry."""
    sql = """
        SELECT p.seat, a.registry_code FROM participant p JOIN account a ON a.owner = p.seat
        WHERE a.registry_code <> ''
        AND ' ' || p.role || ' ' || p.offices || ' ' LIKE :office
    """
    office = f"% {Role.THIRD_PARTY_ENTITY.value} %"
    for row in connection.execute(text(sql), {"office": office}):
        yield f"{row.seat} has an account in {row.registry_code}"
