"""Grant an authorisation, and register the ranges that it covers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from ledger.books import Books
from ledger.serials import CreditBatch
from registry.command import Arguments, Command, Text, Tonnes, on_books
from registry.programme.agreements import commands as agreements
from registry.programme.authorisation.errors import MaximumMissing, PurposeMissing
from registry.programme.authorisation.models import Authorisation, AuthorisedRange, Purpose
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.projects import commands as projects
from registry.records import next_key, refuse, require_choice, require_role
from registry.roles import Actor, Role


class Grant(Arguments):
    """An authorisation: project, purposes, at most so many tonnes."""

    project: Text
    purposes: list[Text]
    quantity: Tonnes


def grant(
    books: Books, *, project: str, purposes: Sequence[str], quantity: int, by: Actor, at: int
) -> dict[str, Any]:
    """Authorise existing and future credits of a project, up to a maximum in tonnes."""
    session = books.session
    require_role(by, procedure="authorisation", step="grant", roles=[Role.GOVERNMENT_HOST])
    for purpose in purposes:
        require_choice("purposes", purpose, Purpose)
    of = projects.find(session, project)
    participants.require_country(session, by=by, country=of.host, step="grant")
    agreed = projects.find_agreement(session, of)
    failed = agreements.not_in_force(session, agreed.code, at=at)
    if not purposes:
        failed.append(PurposeMissing())
    if quantity < 1:
        failed.append(MaximumMissing(quantity=quantity))
    refuse(failed)

    granted = Authorisation(
        code=_next_code(session, of.host),
        version=1,
        host=of.host,
        project=project,
        purposes="+".join(p for p in Purpose if p in purposes),
        max_quantity=quantity,
        granted_by=by.seat,
        granted_at=at,
    )
    session.add(granted)
    session.flush()
    existing = session.exec(
        select(CreditBatch).where(CreditBatch.project == project).order_by(col(CreditBatch.asset))
    )
    for batch in list(existing):
        _state(session, granted, asset=batch.asset, first=batch.first, last=batch.last, at=at)
    return {"authorisation": granted.code, "version": 1, "purposes": granted.purposes}


def extend(books: Books, *, project: str, asset: int, at: int) -> list[str]:
    """Register a batch's serials under every authorisation of its project; returns their codes."""
    session = books.session
    batch = books.batch(asset)
    granted = session.exec(
        select(Authorisation)
        .where(Authorisation.project == project)
        .order_by(col(Authorisation.granted_at), col(Authorisation.code))
    )
    codes = []
    for authorisation in list(granted):
        _state(session, authorisation, asset=asset, first=batch.first, last=batch.last, at=at)
        codes.append(authorisation.code)
    return codes


def _next_code(session: Session, host: str) -> str:
    so_far = select(func.count()).select_from(Authorisation).where(Authorisation.host == host)
    number = session.exec(so_far).one() + 1
    return f"{registries.registry(session, host).alpha3}-AUT-{number:04d}"


def _state(
    session: Session, granted: Authorisation, *, asset: int, first: int, last: int, at: int
) -> None:
    session.add(
        AuthorisedRange(
            id=next_key(session, AuthorisedRange.id),
            authorisation=granted.code,
            version=granted.version,
            host=granted.host,
            asset=asset,
            first=first,
            last=last,
            since=at,
        )
    )
    session.flush()


COMMANDS = (
    Command(
        name="authorisation.grant", en="Grant authorisation", zh="授权",
        done=("Authorisation granted", "已授权"),
        not_done=("Authorisation not granted", "未授权"),
        arguments=Grant, roles=frozenset({Role.GOVERNMENT_HOST}), run=on_books(grant),
    ),
)  # fmt: skip
