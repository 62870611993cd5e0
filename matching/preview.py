"""The effects of an order, from a copy of the exchange on which it was placed.

The copy runs the exchange's own code; this module only compares the copy with the original.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.accounts import CNY
from ledger.books import Books
from ledger.kernel.lazy_copy import Copies
from ledger.transactions import CASH_BLOCK, CASH_RELEASE, CREDIT_BLOCK, CREDIT_RELEASE
from matching.exchange import Exchange
from matching.listings import Listing
from matching.phases import GATHERING, Phase


class Effects(NamedTuple):
    """The effects of one order; other seats' orders are not shown.

    `blocked` is what its entry or change blocks, `released` what is released because tonnes leave
    without a trade, in fen and tonnes. `fills` are (price, tonnes), `average_fen` their mean, half
    up. `rests_t` rest or are parked afterwards, `cancelled_t` leave without a trade. `stops` are
    the owner's stops that it would trigger, `changed` are (id, open tonnes afterwards) of the
    owner's other orders. `gathers`: an auction decides later, and `indicative_fen` is its price at
    present. `breaker`: the order would begin a circuit breaker's call.
    """

    blocked_fen: int
    blocked_t: int
    released_fen: int
    released_t: int
    fills: list[tuple[int, int]]
    average_fen: int | None
    rests_t: int
    cancelled_t: int
    stops: list[int]
    changed: list[tuple[int, int]]
    gathers: bool
    indicative_fen: int | None
    breaker: bool


def effects(
    exchange: Exchange,
    copies: Copies,
    *,
    owner: str,
    instrument: str,
    order: int,
    wanted: int,
    trades: Sequence[Sequence[int]] = (),
) -> Effects:
    """The effects of one command on an order, after the command ran on the copy of `exchange`.

    `wanted` are the tonnes that the command would have open or traded, for a cancel those that
    were open; `trades` are the order's own: number, price, tonnes.
    """
    before, copy = exchange.market.listing(instrument), copies.of(exchange)
    after = copy.market.listing(instrument)
    fills = [(price, tonnes) for _, price, tonnes in trades]
    traded = sum(tonnes for _, tonnes in fills)
    left = copy.market.open_of.get(owner, {}).get(order)
    rests = 0 if left is None else left.open
    moved = _moved(copy.books, because=f"order {order}")
    gathers = before.book.phase in GATHERING
    stops, changed = _others(exchange, copies, owner=owner, order=order)
    return Effects(
        blocked_fen=moved[CASH_BLOCK.code],
        blocked_t=moved[CREDIT_BLOCK.code],
        released_fen=moved[CASH_RELEASE.code],
        released_t=moved[CREDIT_RELEASE.code],
        fills=fills,
        average_fen=_average(fills, traded),
        rests_t=rests,
        cancelled_t=wanted - traded - rests,
        stops=stops,
        changed=changed,
        gathers=gathers,
        indicative_fen=_indicative(after) if gathers else None,
        breaker=before.book.phase is Phase.CONTINUOUS and after.book.phase is Phase.CALL,
    )


def _moved(books: Books, *, because: str) -> dict[str, int]:
    """What was blocked and released for an order: fen or tonnes by transaction type."""
    types = (CASH_BLOCK, CASH_RELEASE, CREDIT_BLOCK, CREDIT_RELEASE)
    moved = {type_.code: 0 for type_ in types}
    type_of = {
        number: code
        for number, code, why, *_ in books.command_transactions
        if why == because and code in moved
    }
    for _, transaction, asset, _, _, quantity, *_ in books.command_postings:
        if transaction in type_of:
            code = type_of[transaction]
            assert (asset == CNY) is (code in (CASH_BLOCK.code, CASH_RELEASE.code))
            moved[code] += quantity
    return moved


def _average(fills: Sequence[tuple[int, int]], traded: int) -> int | None:
    if not traded:
        return None
    return (2 * sum(price * tonnes for price, tonnes in fills) + traded) // (2 * traded)


def _others(
    exchange: Exchange, copies: Copies, *, owner: str, order: int
) -> tuple[list[int], list[tuple[int, int]]]:
    """The owner's stops that were triggered, and the owner's other orders of which tonnes left."""
    stops, changed = [], []
    for number, before in exchange.market.open_of.get(owner, {}).items():
        after = copies.met(before)
        # Copies are made on first use: an order without one was not touched.
        if after is None or number == order:
            continue
        if before.trigger is not None and after.trigger is None:
            stops.append(number)
        elif after.open != before.open:
            changed.append((number, after.open))
    return stops, changed


def _indicative(listing: Listing) -> int | None:
    found = listing.book.indicative(reference=listing.reference)
    return None if found is None else found.price
