"""Suspend, resume and revoke an authorisation; the end of its last day."""

from __future__ import annotations

from typing import Any

from ledger.books import Books
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Text, on_books
from registry.programme.adjustments.queries import versions_under
from registry.programme.agreements import commands as agreements
from registry.programme.authorisation import marking, queries, records
from registry.programme.authorisation.errors import CircumstanceNotNamed, ReachedBefore
from registry.programme.authorisation.machine import AUTHORISATION, MINISTRY
from registry.programme.authorisation.models import (
    Authorisation,
    AuthorisationState,
    Circumstance,
)
from registry.programme.authorisation.records import find, write_act
from registry.programme.participants import commands as participants
from registry.records import CheckFailed, refuse, require_choice
from registry.roles import Actor, Role

_NEXT = (
    "SELECT ends_at, code FROM authorisation WHERE ends_at IS NOT NULL AND state IN"
    f" ('{AuthorisationState.IN_FORCE}', '{AuthorisationState.SUSPENDED}')"
    " ORDER BY ends_at, code LIMIT 1"
)


class OneAuthorisation(Arguments):
    """An authorisation by its code."""

    authorisation: Text


class WithReason(OneAuthorisation):
    """An authorisation by its code, and the reason of the step."""

    reason: Text


class Revoke(WithReason):
    """An authorisation by its code, and why it is revoked.

    `circumstance`, one of those that its terms name: the revocation reaches credits that were first
    transferred, too; null: only what was not first transferred yet.
    """

    circumstance: Text | None = None


def suspend(books: Books, *, authorisation: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Suspend an authorisation: nothing is first transferred under it until it is resumed."""
    return _act(books, "suspend", authorisation, reason=reason, by=by, at=at)


def resume(books: Books, *, authorisation: str, by: Actor, at: int) -> dict[str, Any]:
    """Resume a suspended authorisation; what its definition marks meanwhile is marked now.

    That is a first transfer, so its agreement has to be in force again.
    """
    answer = _act(books, "resume", authorisation, by=by, at=at)
    because = records.because(authorisation, answer["version"])
    marked = marking.mark_existing(books, authorisation, because=because, at=at)
    state = find(books.session, authorisation).state
    return answer | {"first_transferred": marked, "state": str(state)}


def revoke(
    books: Books,
    *,
    authorisation: str,
    reason: str,
    circumstance: str | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Revoke an authorisation for what was not first transferred yet; under a circumstance that
    its terms named beforehand, for what was first transferred, too.

    The host's corresponding adjustments stay: what it has added it does not subtract again, so
    that nothing is counted twice (4/CMA.6).
    """
    if circumstance is None:
        return _act(books, "revoke", authorisation, reason=reason, by=by, at=at)
    require_choice("circumstance", circumstance, Circumstance)
    return _act(
        books, "revoke_transferred", authorisation, reason=reason, circumstance=circumstance,
        by=by, at=at,
    )  # fmt: skip


def expire(books: Books, *, authorisation: str, by: Actor, at: int) -> dict[str, Any]:
    """The last day is over: nothing more is first transferred under the authorisation."""
    session = books.session
    found = find(session, authorisation)
    found.state = AUTHORISATION.after(found.state, "expire", offices=by.offices)
    act = write_act(session, found, "expire", seat="", at=at)
    return {"authorisation": authorisation, "act": act, "state": str(found.state)}


def expiries_due(books: Books) -> Source:
    """The source of the ends of authorisations' last days, the earliest first."""

    def source() -> Due | None:
        found = books.store.fetch(_NEXT)
        if not found:
            return None
        return Due(found[0][0], "authorisation.expire", {"authorisation": found[0][1]})

    return source


def _act(
    books: Books,
    trigger: str,
    code: str,
    *,
    reason: str | None = None,
    circumstance: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Record an act of the host's government, which moves the authorisation."""
    session = books.session
    found = find(session, code)
    after = AUTHORISATION.after(found.state, trigger, offices=by.offices)
    participants.require_country(session, by=by, country=found.host, step=trigger)
    failed: list[CheckFailed] = []
    if trigger == "resume":
        failed += agreements.not_in_force(session, found.agreement, at=at)
    if reason is not None:
        failed += records.unread(code, trigger, reason)
    if circumstance:
        failed += _not_reached(books, found, circumstance)
    refuse(failed)

    found.state = after
    act = write_act(
        session, found, trigger, seat=by.seat, reason=reason or "", circumstance=circumstance,
        at=at,
    )  # fmt: skip
    found.reaches_transferred = bool(circumstance)
    session.flush()
    return {"authorisation": code, "act": act, "version": found.version, "state": str(after)}


def _not_reached(books: Books, found: Authorisation, circumstance: str) -> list[CheckFailed]:
    """Check 4038: why a revocation does not reach credits that were first transferred.

    Every version under which some were has to name the circumstance: a later change of terms is
    not known beforehand.
    """
    session = books.session
    if found.reaches_transferred:
        return [ReachedBefore(authorisation=found.code)]
    under = [
        queries.version(session, found.code, number)
        for number in versions_under(session, found.code)
    ]
    terms = under or [queries.version(session, found.code, found.version)]
    if all(circumstance in one.circumstances for one in terms):
        return []
    return [CircumstanceNotNamed(authorisation=found.code, circumstance=circumstance)]


COMMANDS = (
    Command(
        name="authorisation.suspend", en="Suspend authorisation", zh="中止授权",
        done=("Authorisation suspended", "授权已中止"),
        not_done=("Authorisation not suspended", "授权未中止"),
        arguments=WithReason, roles=MINISTRY, run=on_books(suspend),
    ),
    Command(
        name="authorisation.resume", en="Resume authorisation", zh="恢复授权",
        done=("Authorisation resumed", "授权已恢复"),
        not_done=("Authorisation not resumed", "授权未恢复"),
        arguments=OneAuthorisation, roles=MINISTRY, run=on_books(resume),
    ),
    Command(
        name="authorisation.revoke", en="Revoke authorisation", zh="撤销授权",
        done=("Authorisation revoked", "授权已撤销"),
        not_done=("Authorisation not revoked", "授权未撤销"),
        arguments=Revoke, roles=MINISTRY, run=on_books(revoke),
    ),
    Command(
        name="authorisation.expire", en="Authorisation expires", zh="授权到期",
        arguments=OneAuthorisation, roles=frozenset({Role.CLOCK}), run=on_books(expire),
        paused=True, by_people=False,
    ),
)  # fmt: skip
