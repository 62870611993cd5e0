"""Delivery versus payment: the legs that settle a trade, all in one transaction.

The counterparty receives before it gives, and its floor is zero: leg by leg it never lends.
Knows no order book.
"""

from __future__ import annotations

from ledger.accounts import CASH, CASH_BLOCKED, CCP_CASH, CCP_UNITS, CNY, HOLDING, HOLDING_BLOCKED
from ledger.posting import Books, Leg
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
    improvement: int,
) -> int:
    """Settle one trade from what its orders set aside; the number of the transaction.

    `units` are (asset, tonnes) per batch; `improvement` is the fen per tonne that the buyer set
    aside above the price, which goes back to the buyer.
    """
    place = books.place
    taken, given = [], []
    quantity = 0
    for asset, tonnes in units:
        between = place(CCP_UNITS, asset, registry=registry)
        source = place(HOLDING_BLOCKED, asset, owner=seller, registry=registry)
        taken.append(Leg(source, between, asset, tonnes))
        target = place(HOLDING, asset, owner=buyer, registry=registry)
        given.append(Leg(between, target, asset, tonnes))
        quantity += tonnes
    payer = place(CASH_BLOCKED, CNY, owner=buyer)
    till = place(CCP_CASH, CNY)
    fen = price * quantity
    legs = [
        *taken,
        *given,
        Leg(payer, till, CNY, fen),
        Leg(till, place(CASH, CNY, owner=seller), CNY, fen),
    ]
    if improvement:
        legs.append(Leg(payer, place(CASH, CNY, owner=buyer), CNY, improvement * quantity))
    posted = books.post(TRADE_SETTLE, legs=legs, because=f"trade {trade}")

    assert books.balance(till) == 0
    for leg in taken:
        assert books.balance(leg.target) == 0
    return posted.transaction
