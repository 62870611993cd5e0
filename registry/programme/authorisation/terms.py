"""The terms of an authorisation: what is stated, what the agreement adds, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from ledger.kernel.clock import day_of
from registry.command import EXACT, Arguments, Text, Tonnes
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries
from registry.programme.agreements.models import Agreement
from registry.programme.authorisation.errors import (
    AboveProject,
    AboveVerified,
    CircumstancesMissing,
    DefinitionMissing,
    DefinitionNotNeeded,
    EntityNotOfParty,
    MaximumMissing,
    PartyMissing,
    PurposeMissing,
    PurposeNotAgreed,
    PurposesMixed,
    TermIsOver,
    VintagesReversed,
    VintageTooEarly,
)
from registry.programme.authorisation.models import Circumstance, Definition, Purpose
from registry.programme.authorisation.queries import BEYOND, Terms, bounds_of
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.records import CheckFailed, require_choice

FIRST_YEAR = 2021
"""Outcomes from this year on can be authorised (2/CMA.3, annex, para. 1)."""

Year = Annotated[int, Field(ge=1, le=EXACT)]


class Stated(Arguments):
    """The terms that a command states; what is null is taken from the agreement, or stays.

    `purposes`: NDC, one of OIMP, IMP and OP, or NDC with one of these. `quantity` is the maximum in
    tonnes, `no_maximum` states that there is none. `parties` are registry codes, `entities` seats
    ([]: any). Vintages and `last_day` are inclusive. `definition` is the first transfer for OIMP:
    authorisation, issuance or use_or_cancellation. Under `circumstances` (fraud, over_issuance,
    reversal, breach) a revocation reaches credits that were first transferred.
    """

    purposes: list[Text] | None = None
    quantity: Tonnes | None = None
    no_maximum: bool = False
    parties: list[Text] | None = None
    entities: list[Text] | None = None
    vintage_first: Year | None = None
    vintage_last: Year | None = None
    last_day: Text | None = None
    definition: Text | None = None
    circumstances: list[Text] | None = None


def require_choices(session: Session, host: str, stated: dict[str, Any]) -> None:
    """Refuse a purpose, party, definition or circumstance that is none of those offered."""
    for purpose in stated.get("purposes") or ():
        require_choice("purposes", purpose, Purpose)
    others = {known.code for known in registries.registries(session)} - {host}
    for party in stated.get("parties") or ():
        require_choice("parties", party, others)
    if stated.get("definition"):
        require_choice("definition", stated["definition"], Definition)
    for circumstance in stated.get("circumstances") or ():
        require_choice("circumstances", circumstance, Circumstance)
    for seat in stated.get("entities") or ():
        participants.find(session, seat)


def in_full(agreed: Agreement, stated: dict[str, Any]) -> tuple[Terms, list[CheckFailed]]:
    """The terms of a new authorisation, and what should have been stated and is not.

    Parties are the agreement's partner, vintages the agreement's, unless stated. The definition for
    OIMP and the circumstances are the agreement's unless its authorisations have to state them.
    """
    failed: list[CheckFailed] = []
    purposes = in_order(stated.get("purposes") or ())
    definition = stated.get("definition") or ""
    if not definition and set(purposes) & set(BEYOND):
        if agreed.terms_stated:
            failed.append(DefinitionMissing(purposes=", ".join(purposes)))
        definition = agreed.oimp_definition
    if stated.get("circumstances") is None and agreed.terms_stated:
        failed.append(CircumstancesMissing())
    if stated.get("quantity") is None and not stated.get("no_maximum"):
        failed.append(MaximumMissing(quantity=0))
    parties = [agreed.partner] if stated.get("parties") is None else stated["parties"]
    terms = Terms(
        purposes=purposes,
        parties=tuple(dict.fromkeys(parties)),
        entities=tuple(dict.fromkeys(stated.get("entities") or ())),
        max_quantity=None if stated.get("no_maximum") else stated.get("quantity"),
        vintage_first=stated.get("vintage_first") or max(agreed.vintage_first, FIRST_YEAR),
        vintage_last=stated.get("vintage_last") or agreed.vintage_last,
        last_day=stated.get("last_day") or "",
        definition=definition,
        circumstances=_circumstances(stated.get("circumstances") or ()),
    )
    return terms, failed


def amended(before: Terms, stated: dict[str, Any], *, oimp_definition: str) -> Terms:
    """The terms after an amendment; what it does not state stays.

    A definition comes and goes with the purposes beyond an NDC; a new one is the agreement's unless
    stated. An empty `last_day` states that there is none.
    """
    given: dict[str, Any] = {
        name: tuple(dict.fromkeys(stated[name]))
        for name in ("parties", "entities")
        if stated.get(name) is not None
    }
    given |= {
        name: stated[name]
        for name in ("vintage_first", "vintage_last", "last_day", "definition")
        if stated.get(name) is not None
    }
    if stated.get("circumstances") is not None:
        given["circumstances"] = _circumstances(stated["circumstances"])
    if stated.get("no_maximum"):
        given["max_quantity"] = None
    elif stated.get("quantity") is not None:
        given["max_quantity"] = stated["quantity"]
    if stated.get("purposes") is not None:
        given["purposes"] = in_order(stated["purposes"])
    after = replace(before, **given)
    if "definition" not in given:
        if not after.beyond:
            after = replace(after, definition="")
        elif not after.definition:
            after = replace(after, definition=oimp_definition)
    return after


def failed_terms(
    session: Session,
    *,
    project: str,
    host: str,
    agreed: Agreement,
    terms: Terms,
    asks: bool,
    at: int,
) -> list[CheckFailed]:
    """The numbered checks that these terms fail, in order of precedence.

    `asks`: a maximum above what the periods that are over have reduced is refused, too.
    """
    failed: list[CheckFailed] = []
    if not terms.purposes:
        failed.append(PurposeMissing())
    elif len(set(terms.purposes) & set(BEYOND)) > 1:
        failed.append(PurposesMixed(purposes=", ".join(terms.purposes)))
    failed += _not_agreed(session, agreed.code, terms.purposes)
    if not terms.parties:
        failed.append(PartyMissing())
    failed += _entities(session, host, terms)
    failed += _timeframe(session, agreed, terms, at=at)
    failed += _bounds(session, project, terms.max_quantity, asks=asks, at=at)
    if terms.definition and not terms.beyond and terms.purposes:
        failed.append(DefinitionNotNeeded())
    return failed


def in_order(purposes: Sequence[str]) -> tuple[str, ...]:
    """Purposes in the order of the nomenclature, each once."""
    return tuple(str(p) for p in Purpose if p in purposes)


def _circumstances(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(c) for c in Circumstance if c in given)


def _not_agreed(session: Session, agreement: str, purposes: Sequence[str]) -> list[CheckFailed]:
    """A failed check for each purpose that the agreement does not allow; OIMP covers IMP and OP.

    The committee may have amended them.
    """
    allowed = queries.known(session, agreement).purposes
    covered = {*allowed, *((Purpose.IMP, Purpose.OP) if Purpose.OIMP in allowed else ())}
    return [
        PurposeNotAgreed(agreement=agreement, agreed=", ".join(allowed), purpose=purpose)
        for purpose in purposes
        if purpose not in covered
    ]


def _entities(session: Session, host: str, terms: Terms) -> list[CheckFailed]:
    """A failed check for each entity for which no party answers."""
    failed: list[CheckFailed] = []
    for seat in terms.entities:
        country = participants.find(session, seat).country
        if country not in (host, *terms.parties):
            parties = ", ".join(dict.fromkeys((host, *terms.parties)))
            failed.append(EntityNotOfParty(seat=seat, country=country or "-", parties=parties))
    return failed


def _timeframe(session: Session, agreed: Agreement, terms: Terms, *, at: int) -> list[CheckFailed]:
    """Failed checks of vintages and of the last day."""
    failed: list[CheckFailed] = []
    first, last = terms.vintage_first, terms.vintage_last
    if first < FIRST_YEAR:
        failed.append(VintageTooEarly(vintage=first, first=FIRST_YEAR))
    if last < first:
        failed.append(VintagesReversed(first=first, last=last))
    for year in dict.fromkeys((first, last)):
        failed += agreements.not_agreed(session, agreed.code, vintage=year)
    if terms.last_day:
        today = day_of(at)
        try:
            last_day = date.fromisoformat(terms.last_day)
            # It reads weeks and short forms, too.
            over = last_day < today or last_day.isoformat() != terms.last_day
        except ValueError:
            over = True
        if over:
            failed.append(TermIsOver(last_day=terms.last_day, day=today.isoformat()))
    return failed


def _bounds(
    session: Session, project: str, quantity: int | None, *, asks: bool, at: int
) -> list[CheckFailed]:
    """Why a maximum is out of bounds: nothing, above the project, or above what is verified."""
    if quantity is None:
        return []
    if quantity < 1:
        return [MaximumMissing(quantity=quantity)]
    bounds = bounds_of(session, project, at=at)
    if quantity > bounds.registered_t:
        return [AboveProject(quantity=quantity, registered=bounds.registered_t, project=project)]
    if asks and quantity > bounds.verified_t:
        return [AboveVerified(quantity=quantity, verified=bounds.verified_t)]
    return []
