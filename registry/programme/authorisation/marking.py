"""When credits are first transferred: the moment that the authorisation's terms name.

For an NDC it is the first international transfer, or the issuance of the partner's share in its
own registry; for OIMP the authorisation, the issuance, or the use or cancellation, as the host has
chosen (2/CMA.3, annex, para. 2; programme rules, 3.11 and check 4040). Each mark enters the host's
corresponding adjustment. What uses up a maximum exhausts the authorisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from ledger.accounts import OWNED_SQL
from ledger.books import Books
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments.models import Trigger
from registry.programme.adjustments.queries import not_yet_transferred, outbound, tonnes_under
from registry.programme.adjustments.ranges import Range, merged, minus
from registry.programme.agreements import commands as agreed
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import records
from registry.programme.authorisation.covering import final_years, left_under
from registry.programme.authorisation.models import (
    AuthorisedRange,
    Definition,
    DualPurpose,
    Purpose,
)
from registry.programme.authorisation.queries import AuthorisationView, authorisations, known

_AT_ISSUANCE = {
    Definition.AUTHORISATION: Trigger.AUTHORISATION,
    Definition.ISSUANCE: Trigger.ISSUANCE,
}
"""Definitions by which credits that are issued are first transferred, and what marked them."""


def mark_existing(books: Books, code: str, *, because: str, at: int) -> int:
    """First transfer what exists, when it is authorised by the definition authorisation or
    issuance: the authorised serials that are in accounts of the host's registry, up to what is
    left. Returns their tonnes.

    For issuance, too: what was issued before it was authorised is first transferred as soon as
    both have happened, never later.
    """
    session = books.session
    one = known(session, code)
    if not one.in_force or one.definition not in _AT_ISSUANCE:
        return 0
    marked = 0
    for stated in _stated(session, code):
        if one.vintage_first <= books.batch(stated.asset).vintage <= one.vintage_last:
            held = _held(books, stated.asset, one.host)
            within = minus(held, minus(held, [(stated.first, stated.last)]))
            marked += _mark(books, one, asset=stated.asset, ranges=within, because=because, at=at)
    return marked


def mark_given_back(books: Books, *, project: str, at: int) -> None:
    """First transfer what could not be marked while it was set aside for a transfer that failed.

    Nothing is first transferred while the project's agreement is not in force.
    """
    for one in authorisations(books.session, project=project):
        if not agreed.not_in_force(books.session, one.agreement, at=at):
            mark_existing(books, one.code, because=records.because(one.code, one.version), at=at)


def mark_issued(
    books: Books, *, project: str, asset: int, ranges: Sequence[Range], because: str, at: int
) -> int:
    """First transfer what the host's registry issues now under authorisations in force whose
    definition is authorisation or issuance, up to what is left of each. Returns the tonnes.
    """
    vintage = books.batch(asset).vintage
    marked = 0
    for one in authorisations(books.session, project=project):
        there = one.in_force and one.definition in _AT_ISSUANCE
        if there and one.vintage_first <= vintage <= one.vintage_last:
            marked += _mark(books, one, asset=asset, ranges=ranges, because=because, at=at)
    return marked


def mark_share(
    books: Books,
    *,
    asset: int,
    ranges: Sequence[Range],
    receiver: str,
    authorisation: str,
    because: str,
    at: int,
) -> None:
    """First transfer the partner's share, which its own registry issues for an NDC."""
    one = known(books.session, authorisation)
    adjustments.end_pledges(books, because=because)
    _first_transfer(
        books, one, asset=asset, ranges=ranges, marked_by=Trigger.ISSUANCE, receiver=receiver,
        because=because, at=at,
    )  # fmt: skip


def send(
    books: Books,
    *,
    asset: int,
    ranges: Sequence[Range],
    receiver: str,
    purpose: str,
    authorisation: str,
    because: str,
    at: int,
) -> None:
    """What a transfer to another registry does to its serials: those that it first transfers are
    marked, those that only their use will first transfer stay under their authorisation.

    `authorisation` covers what leaves its host for the first time, "" if nothing does.
    """
    session = books.session
    away = outbound(session, asset=asset, ranges=ranges)
    for part in away:
        one = known(session, part.authorisation)
        comes_home = receiver == books.batch(asset).host
        if purpose == Purpose.NDC and one.serves(purpose) and not comes_home:
            _first_transfer(
                books, one, asset=asset, ranges=[(part.first, part.last)],
                marked_by=Trigger.TRANSFER, receiver=receiver, because=because, at=at,
            )  # fmt: skip
    fresh = minus(
        not_yet_transferred(session, asset=asset, ranges=ranges),
        [(part.first, part.last) for part in away],
    )
    if not fresh:
        return
    one = known(session, authorisation)
    if by_transfer(session, one, purpose=purpose):
        _first_transfer(
            books, one, asset=asset, ranges=fresh, marked_by=Trigger.TRANSFER, receiver=receiver,
            because=because, at=at,
        )  # fmt: skip
    elif one.definition in _AT_ISSUANCE:
        # It was not free to be marked before, as while it was set aside: now, at the latest.
        _first_transfer(
            books, one, asset=asset, ranges=fresh,
            marked_by=_AT_ISSUANCE[Definition(one.definition)], receiver="", because=because, at=at,
        )  # fmt: skip
    else:
        adjustments.send_out(
            books, asset=asset, ranges=fresh, authorisation=one.code, because=because, at=at
        )


def by_transfer(session: Session, one: AuthorisationView, *, purpose: str) -> bool:
    """Whether an international transfer for a purpose is the first transfer.

    For an NDC it is. Credits for both purposes move for either one: then it is the earlier trigger,
    unless the agreement lets the purpose of the move decide.
    """
    if Purpose.NDC not in one.purposes:
        return False
    terms = agreements.known(session, one.agreement)
    return purpose == Purpose.NDC or terms.dual_purpose == DualPurpose.EARLIER


def mark_used(
    books: Books, *, asset: int, under: Iterable[tuple[str, Range]], because: str, at: int
) -> int:
    """First transfer what is used or cancelled for OIMP; `under` has the authorisation of each
    range. Returns the tonnes.

    What an earlier definition should have marked, and could not, is marked by it now at the latest.
    """
    tonnes = 0
    for code, serials in under:
        one = known(books.session, code)
        tonnes += _first_transfer(
            books, one, asset=asset, ranges=[serials],
            marked_by=_AT_ISSUANCE.get(Definition(one.definition), Trigger.USE), receiver="",
            because=because, at=at,
        )  # fmt: skip
    return tonnes


def _mark(
    books: Books,
    one: AuthorisationView,
    *,
    asset: int,
    ranges: Iterable[Range],
    because: str,
    at: int,
) -> int:
    """Mark the lowest serials of `ranges` that are neither marked nor away, up to what is left.

    Of a year that is final it marks none.
    """
    session = books.session
    if final_years(session, one.host, [books.batch(asset).vintage]):
        return 0
    fresh = not_yet_transferred(session, asset=asset, ranges=ranges)
    away = [(part.first, part.last) for part in outbound(session, asset=asset, ranges=fresh)]
    chosen = lowest(minus(fresh, away), left_under(session, one.code))
    if not chosen:
        return 0
    marked_by = _AT_ISSUANCE[Definition(one.definition)]
    return _first_transfer(
        books, one, asset=asset, ranges=chosen, marked_by=marked_by, receiver="", because=because,
        at=at,
    )  # fmt: skip


def _first_transfer(
    books: Books,
    one: AuthorisationView,
    *,
    asset: int,
    ranges: Sequence[Range],
    marked_by: Trigger,
    receiver: str,
    because: str,
    at: int,
) -> int:
    tonnes = adjustments.first_transfer(
        books, asset=asset, ranges=ranges, marked_by=marked_by, receiver=receiver,
        authorisation=one.code, version=one.version, because=because, at=at,
    )  # fmt: skip
    spent = tonnes_under(books.session, one.code)
    assert one.max_quantity is None or spent <= one.max_quantity, "first transfers above maximum"
    if tonnes and spent == one.max_quantity:
        records.exhaust(books, one.code, at=at)
    return tonnes


def lowest(ranges: Iterable[Range], quantity: int) -> list[Range]:
    """The lowest `quantity` serials of these ranges, or all if there are fewer."""
    taken = []
    for first, last in merged(ranges):
        if quantity <= 0:
            break
        end = min(last, first + quantity - 1)
        taken.append((first, end))
        quantity -= end - first + 1
    return taken


def _stated(session: Session, code: str) -> list[AuthorisedRange]:
    found = select(AuthorisedRange).where(AuthorisedRange.authorisation == code)
    return list(session.exec(found.order_by(col(AuthorisedRange.id))))


def _held(books: Books, asset: int, host: str) -> list[Range]:
    """The serials of a batch that lie in holders' accounts of its host's registry.

    What is set aside for a transfer is under the authorisation that covers the transfer.
    """
    found = books.store.fetch(
        "SELECT k.first, k.last FROM serial_block k JOIN sub_account s ON s.id = k.owner"
        " WHERE k.closed IS NULL AND k.asset = ? AND s.registry_code = ?"
        f" AND s.kind IN ({OWNED_SQL}) ORDER BY k.first",
        asset,
        host,
    )
    return [(first, last) for first, last in found]
