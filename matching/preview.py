"""What an order would do, told from a copy of the desk on which it was done.

Book, risk and clearing are the desk's own; here the copy is only compared with what it was made
of. Knows no seat's rights.
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
    """What one order would do; other seats' orders are not told.

    `blocked` is set aside at its entry or by its change, `released` given back because tonnes left
    without a trade. `fills` are (price, tonnes), `average_fen` their mean, half up. `rests_t` rest
    or wait afterwards, `cancelled_t` leave without a trade. `stops` are own stops that it would
    trigger, `changed` other own orders with what would be open of them. `gathers`: an auction
    decides later, `indicative_fen` is its price as things stood then. `breaker`: it would begin a
    circuit breaker's call.
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
    """What became of an order on the copy of a desk, after one command.

    `wanted` are the tonnes that the command meant to be open or to trade, before a cancel those
    that were open; `trades` are its own: number, price, tonnes.
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
    """What was set aside and given back because of an order: fen or tonnes by transaction type."""
    types = (CASH_BLOCK, CASH_RELEASE, CREDIT_BLOCK, CREDIT_RELEASE)
    moved = {one.code: 0 for one in types}
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
    """Own stops that were triggered, and other own orders of which something left.

    An order without a copy was not touched.
    """
    stops, changed = [], []
    for number, one in exchange.market.open_of.get(owner, {}).items():
        met = copies.met(one)
        if met is None or number == order:
            continue
        if one.trigger is not None and met.trigger is None:
            stops.append(number)
        elif met.open != one.open:
            changed.append((number, met.open))
    return stops, changed


def _indicative(listing: Listing) -> int | None:
    found = listing.book.indicative(reference=listing.reference)
    return None if found is None else found.price
