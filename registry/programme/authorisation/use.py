"""The authorisation of use by the other party: what a host authorises may be used, and by whom.

Both sides authorise: the host the outcomes, the other party their use and its own entities
(programme rules, M3). It follows a version of the host's authorisation and keeps its code, so that
both countries report the same one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from registry.command import Arguments, Command, Text, on_books
from registry.programme.authorisation import records
from registry.programme.authorisation.errors import (
    EntityNotOfParty,
    PartyNotAuthorised,
    UseNotToAuthorise,
)
from registry.programme.authorisation.models import UseAuthorisation
from registry.programme.authorisation.queries import authorisations, known, split
from registry.programme.participants import commands as participants
from registry.programme.participants.queries import participant
from registry.programme.projects.queries import project
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import Actor, Role

GOVERNMENTS = frozenset({Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST})


class AuthoriseUse(Arguments):
    """A host's authorisation, and the seats that its government's party authorises to use credits
    under it; null: the project's participant of that country.
    """

    authorisation: Text
    entities: list[Text] | None = None


@dataclass(frozen=True)
class UseView:
    """What a party (registry code) authorised of a version of a host's authorisation."""

    party: str
    authorisation: str
    version: int
    entities: tuple[str, ...]
    seat: str
    at: int


def authorise_use(
    books: Books, *, authorisation: str, entities: list[str] | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Authorise the use of credits, and one's own entities, under a host's authorisation."""
    session = books.session
    require_role(by, procedure="authorisation", step="authorise_use", roles=GOVERNMENTS)
    found = records.find(session, authorisation)
    acting = participants.find(session, by.seat)
    parties = known(session, authorisation).parties
    chosen = _default(session, found.project, acting.country) if entities is None else entities
    failed: list[CheckFailed] = []
    there = found.version > 0 and acting.country != found.host
    given = [
        one.version for one in uses(session, authorisation=authorisation, party=acting.country)
    ]
    if not there or found.version in given:
        failed.append(
            UseNotToAuthorise(authorisation=authorisation, state=found.state, host=found.host)
        )
    elif acting.country not in parties:
        failed.append(
            PartyNotAuthorised(
                project=found.project, authorised=", ".join(parties), party=acting.country
            )
        )
    for seat in dict.fromkeys(chosen):
        one = participant(session, seat)
        if one is None or one.country != acting.country:
            country = "" if one is None else one.country
            failed.append(
                EntityNotOfParty(seat=seat, country=country or "—", parties=acting.country)
            )
    refuse(failed)

    # From here on it must succeed.
    session.add(
        UseAuthorisation(
            id=next_key(session, UseAuthorisation.id),
            party=acting.country,
            authorisation=authorisation,
            version=found.version,
            entities="+".join(dict.fromkeys(chosen)),
            seat=by.seat,
            at=at,
        )
    )
    session.flush()
    return {
        "party": acting.country,
        "version": found.version,
        "entities": list(dict.fromkeys(chosen)),
    }


def uses(session: Session, *, authorisation: str = "", party: str = "") -> list[UseView]:
    """Authorisations of use, oldest first; an empty filter matches all."""
    asked = select(UseAuthorisation).order_by(col(UseAuthorisation.id))
    if authorisation:
        asked = asked.where(UseAuthorisation.authorisation == authorisation)
    if party:
        asked = asked.where(UseAuthorisation.party == party)
    return [
        UseView(one.party, one.authorisation, one.version, split(one.entities), one.seat, one.at)
        for one in session.exec(asked)
    ]


def wanting_use(session: Session, party: str) -> list[str]:
    """Codes of authorisations whose version a party has still to authorise the use of."""
    given = {(one.authorisation, one.version) for one in uses(session, party=party)}
    return [
        one.code
        for one in authorisations(session)
        if party != one.host and party in one.parties and (one.code, one.version) not in given
    ]


def _default(session: Session, code: str, country: str) -> list[str]:
    """The participants of a project that belong to a country."""
    of = project(session, code)
    assert of is not None, f"{code} is a project"
    named: Collection[str] = (of.owner, of.partner)
    found = (participant(session, seat) for seat in named if seat)
    return [one.seat for one in found if one is not None and one.country == country]


COMMANDS = (
    Command(
        name="authorisation.authorise_use", en="Authorise use", zh="授权使用",
        done=("Use authorised", "已授权使用"), not_done=("Use not authorised", "未授权使用"),
        arguments=AuthoriseUse, roles=GOVERNMENTS, run=on_books(authorise_use),
    ),
)  # fmt: skip
