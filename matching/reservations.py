"""Reservations: checks, blocks and releases the funds of buy orders and the units of sell orders.

It handles the ledger only, never an order book.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from ledger.accounts import CASH, CASH_BLOCKED, CNY, HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import (
    CASH_BLOCK,
    CASH_RELEASE,
    CREDIT_BLOCK,
    CREDIT_FREE,
    CREDIT_RELEASE,
)
from matching.errors import CashShort, UnitsShort
from matching.fees import fee_room
from matching.instruments import Instrument


def need(*, price: int, quantity: int, rate_ppm: int) -> int:
    """The fen that a buy order of so many open tonnes blocks: cost at `price`, and highest fees."""
    if not rate_ppm:
        return price * quantity
    return price * quantity + fee_room(
        price=price, quantity=quantity, smallest=1, rate_ppm=rate_ppm
    )


def check_cash(
    books: Books,
    instrument: Instrument,
    *,
    owner: str,
    price: int,
    quantity: int,
    has: int = 0,
    rate_ppm: int | None = None,
) -> None:
    """Refuse a buy order that needs more than the free cash; `price` is its reservation price.

    `has` are the fen that the order blocks already; `rate_ppm` None: the book's rate.
    """
    rate = instrument.rate_ppm if rate_ppm is None else rate_ppm
    needed = need(price=price, quantity=quantity, rate_ppm=rate)
    free = books.found(CASH, CNY, owner=owner) + has
    if free < needed:
        lot = instrument.lot
        lots = range(1, free // (price * lot) + 1)
        fitting = bisect_right(
            lots, free, key=lambda n: need(price=price, quantity=n * lot, rate_ppm=rate)
        )
        raise CashShort(
            quantity=quantity,
            price_fen=price,
            needed_fen=needed,
            free_fen=free,
            largest=fitting * lot,
        )


def check_units(
    books: Books,
    instrument: Instrument,
    deliverable: Iterable[int],
    *,
    owner: str,
    quantity: int,
    has: int = 0,
) -> list[tuple[int, int]]:
    """The (asset, tonnes) that a sell order will deliver, first in first out; raises `UnitsShort`.

    `has` are the tonnes that the order blocks already; they are not in the result.
    """
    lots = books.fifo(owner, instrument.registry, deliverable, quantity - has)
    free = sum(tonnes for _, tonnes in lots) + has
    if free < quantity:
        raise UnitsShort(
            quantity=quantity,
            instrument=instrument.code,
            registry=instrument.registry,
            free=free,
            largest=free // instrument.lot * instrument.lot,
        )
    return lots


def block_cash(books: Books, *, owner: str, fen: int, because: str) -> None:
    """Block cash."""
    free = books.place(CASH, CNY, owner=owner)
    blocked = books.place(CASH_BLOCKED, CNY, owner=owner)
    books.post(CASH_BLOCK, legs=[Leg(free, blocked, CNY, fen)], because=because)


def release_cash(books: Books, *, owner: str, fen: int, because: str) -> None:
    """Release blocked cash."""
    free = books.place(CASH, CNY, owner=owner)
    blocked = books.place(CASH_BLOCKED, CNY, owner=owner)
    books.post(CASH_RELEASE, legs=[Leg(blocked, free, CNY, fen)], because=because)


def block_units(
    books: Books, *, owner: str, registry: str, lots: list[tuple[int, int]], because: str
) -> None:
    """Block tonnes of each batch, one leg per batch."""
    legs = []
    for asset, tonnes in lots:
        free = books.place(HOLDING, asset, owner=owner, registry=registry)
        blocked = books.place(HOLDING_BLOCKED, asset, owner=owner, registry=registry)
        legs.append(Leg(free, blocked, asset, tonnes))
    books.post(CREDIT_BLOCK, legs=legs, because=because)


def release_units(
    books: Books, *, owner: str, registry: str, lots: list[tuple[int, int]], because: str
) -> None:
    """Release blocked tonnes of each batch, one leg per batch."""
    legs = []
    for asset, tonnes in lots:
        free = books.place(HOLDING, asset, owner=owner, registry=registry)
        blocked = books.place(HOLDING_BLOCKED, asset, owner=owner, registry=registry)
        legs.append(Leg(blocked, free, asset, tonnes))
    books.post(CREDIT_RELEASE, legs=legs, because=because)


def free_bought(books: Books, *, because: str) -> None:
    """Make all units that T+1 holds back free to sell, in one transaction."""
    waiting = [s for s in books.subs.values() if s.kind is HOLDING_BOUGHT and s.balance]
    if not waiting:
        return
    owners = {account: owner for (owner, _), account in books.accounts.items()}
    legs = []
    for sub in waiting:
        target = books.place(HOLDING, sub.asset, owner=owners[sub.account], registry=sub.registry)
        legs.append(Leg(sub.id, target, sub.asset, sub.balance))
    books.post(CREDIT_FREE, legs=legs, because=because)
