"""Delivery versus payment: the legs that settle a trade, all in one transaction."""

from __future__ import annotations

from ledger.accounts import (
    CASH,
    CASH_BLOCKED,
    CCP_CASH,
    CCP_UNITS,
    CNY,
    HOLDING,
    HOLDING_BLOCKED,
    HOLDING_BOUGHT,
    VENUE_FEES,
)
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import TRADE_SETTLE


def settle(
    books: Books,
    *,
    trade: int,
    registry: str,
    seller: str,
    buyer: str,
    units: list[tuple[int, int]],
    price: int,
    spare: int,
    fees: tuple[int, int] = (0, 0),
    waits: bool = False,
) -> int:
    """Settle one trade from the reservations of its orders; returns the transaction's number.

    `units` are (asset, tonnes) per batch; `spare` are the buyer's blocked fen above price and fee,
    which are released. `fees` are fen of buyer and seller; the seller's comes out of the proceeds.
    `waits` (T+1): the units cannot be sold before the next trading day.
    """
    place = books.place
    taken, given = [], []
    quantity = 0
    for asset, tonnes in units:
        between = place(CCP_UNITS, asset, registry=registry)
        source = place(HOLDING_BLOCKED, asset, owner=seller, registry=registry)
        taken.append(Leg(source, between, asset, tonnes))
        bought = HOLDING_BOUGHT if waits else HOLDING
        target = place(bought, asset, owner=buyer, registry=registry)
        given.append(Leg(between, target, asset, tonnes))
        quantity += tonnes
    payer = place(CASH_BLOCKED, CNY, owner=buyer)
    till = place(CCP_CASH, CNY)
    fen = price * quantity
    paid = place(CASH, CNY, owner=seller)
    # The counterparty receives before it gives: its floor is zero, so leg by leg it never lends.
    legs = [*taken, *given, Leg(payer, till, CNY, fen), Leg(till, paid, CNY, fen)]
    if spare:
        legs.append(Leg(payer, place(CASH, CNY, owner=buyer), CNY, spare))
    for source, fee in zip((payer, paid), fees, strict=True):
        if fee:
            legs.append(Leg(source, place(VENUE_FEES, CNY), CNY, fee))
    posted = books.post(TRADE_SETTLE, legs=legs, because=f"trade {trade}")

    assert books.balance(till) == 0
    for leg in taken:
        assert books.balance(leg.target) == 0
    return posted.transaction
