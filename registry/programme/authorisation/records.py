"""Write the acts and versions of an authorisation, and find one by its code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlmodel import Session, func, select

from ledger.books import Books
from ledger.kernel.clock import moment
from ledger.kernel.text import is_readable
from registry.programme.authorisation.errors import (
    AuthorisationReasonMissing,
    AuthorisationUnknown,
)
from registry.programme.authorisation.machine import AUTHORISATION
from registry.programme.authorisation.models import (
    Authorisation,
    AuthorisationAct,
    AuthorisationState,
    AuthorisationVersion,
)
from registry.programme.authorisation.queries import Terms
from registry.programme.participants import queries as registries
from registry.records import CheckFailed, next_key


def find(session: Session, code: str) -> Authorisation:
    """The authorisation or application with this code; refuses with AuthorisationUnknown."""
    found = session.get(Authorisation, code)
    if found is None:
        raise AuthorisationUnknown(authorisation=code)
    return found


def next_code(session: Session, host: str) -> str:
    """The code of a host's next authorisation or application: THA-AUT-0001."""
    so_far = select(func.count()).select_from(Authorisation).where(Authorisation.host == host)
    number = session.exec(so_far).one() + 1
    return f"{registries.registry(session, host).alpha3}-AUT-{number:04d}"


def write_act(
    session: Session,
    found: Authorisation,
    trigger: str,
    *,
    seat: str,
    reason: str = "",
    circumstance: str = "",
    at: int,
) -> int:
    """Record an act; the number of it."""
    act = AuthorisationAct(
        id=next_key(session, AuthorisationAct.id),
        authorisation=found.code,
        trigger=trigger,
        version=found.version,
        seat=seat,
        reason=reason.strip(),
        circumstance=circumstance,
        at=at,
    )
    session.add(act)
    session.flush()
    return act.id


def write_version(
    session: Session,
    found: Authorisation,
    terms: Terms,
    *,
    changed: tuple[str, ...] = (),
    by: str,
    at: int,
) -> None:
    """Record the terms of the version that is in force from now on, and when they end."""
    session.add(
        AuthorisationVersion(
            id=next_key(session, AuthorisationVersion.id),
            authorisation=found.code,
            version=found.version,
            purposes="+".join(terms.purposes),
            parties="+".join(terms.parties),
            entities="+".join(terms.entities),
            max_quantity=terms.max_quantity,
            vintage_first=terms.vintage_first,
            vintage_last=terms.vintage_last,
            last_day=terms.last_day,
            definition=terms.definition,
            circumstances="+".join(terms.circumstances),
            changed="+".join(changed),
            stated_by=by,
            at=at,
        )
    )
    found.ends_at = ends_at(terms.last_day) if found.version else None
    session.flush()


def because(code: str, version: int) -> str:
    """The record that causes the first transfers of a version."""
    return f"authorisation {code} v{version}"


def differing(before: Terms, after: Terms) -> tuple[str, ...]:
    """The names of the terms that differ."""
    names = (part.name for part in fields(Terms))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def ends_at(last_day: str) -> int | None:
    """The lesson time in ms at which a last day is over; None without one."""
    return moment(date.fromisoformat(last_day) + timedelta(days=1)) if last_day else None


def unread(code: str, trigger: str, reason: str) -> list[CheckFailed]:
    """The failed check of a step whose reason nobody can read."""
    if is_readable(reason):
        return []
    return [AuthorisationReasonMissing(trigger=trigger, authorisation=code)]


def exhaust(books: Books, code: str, *, at: int) -> None:
    """The whole maximum was first transferred: the authorisation is exhausted.

    One that was revoked or has ended meanwhile stays as it is.
    """
    session = books.session
    found = find(session, code)
    if found.state not in (AuthorisationState.IN_FORCE, AuthorisationState.SUSPENDED):
        return
    found.state = AUTHORISATION.after(found.state, "exhaust", offices=())
    write_act(session, found, "exhaust", seat="", at=at)


def by_authorisation(connection: Connection, sql: str) -> dict[str, list[Row[tuple[object, ...]]]]:
    """Rows by their column `authorisation`, in the order in which they are read."""
    found: dict[str, list[Row[tuple[object, ...]]]] = {}
    for row in connection.execute(text(sql)):
        found.setdefault(row.authorisation, []).append(row)
    return found


_CLOSING = frozenset({"suspend", "revoke", "revoke_transferred", "expire", "terminate", "end"})


def closed_by(acts: Iterable[Any], at: int, *, sides: int) -> str:
    """The act by which something was not in force at a moment, "" if it was.

    `sides` have to resume it. Of an act of the same moment nobody can tell whether it was before.
    """
    closed, resumed = "", 0
    for act in acts:
        if act.at > at:
            break
        if act.trigger in _CLOSING:
            closed, resumed = act.trigger, 0
        elif act.trigger == "resume":
            resumed += 1
            closed = "" if resumed == sides else closed
        if act.at == at and act.trigger in _CLOSING | {"resume"}:
            return ""
    return closed
