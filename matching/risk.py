"""What an order may cost is there before it is taken, is set aside, and comes back exactly.

Knows the books and no order book.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.accounts import CASH, CASH_BLOCKED, CNY, HOLDING, HOLDING_BLOCKED
from ledger.posting import Books, Leg
from ledger.transactions import CASH_BLOCK, CASH_RELEASE, CREDIT_BLOCK, CREDIT_RELEASE
from matching.errors import CashShort, UnitsShort
from matching.instruments import Instrument


def check_cash(
    books: Books, instrument: Instrument, *, owner: str, price: int, quantity: int
) -> None:
    """Refuse a buy order whose cost at its worst price is above the free cash."""
    needed = price * quantity
    free = books.found(CASH, CNY, owner=owner)
    if free < needed:
        largest = free // price // instrument.lot * instrument.lot
        raise CashShort(
            quantity=quantity, price_fen=price, needed_fen=needed, free_fen=free, largest=largest
        )


def check_units(
    books: Books,
    instrument: Instrument,
    deliverable: Iterable[int],
    *,
    owner: str,
    quantity: int,
) -> list[tuple[int, int]]:
    """The batches that deliver a sell order, first in first out, or a refusal."""
    lots = books.fifo(owner, instrument.registry, deliverable, quantity)
    free = sum(tonnes for _, tonnes in lots)
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
    """Set cash aside."""
    free = books.place(CASH, CNY, owner=owner)
    blocked = books.place(CASH_BLOCKED, CNY, owner=owner)
    books.post(CASH_BLOCK, legs=[Leg(free, blocked, CNY, fen)], because=because)


def release_cash(books: Books, *, owner: str, fen: int, because: str) -> None:
    """Give cash back that was set aside."""
    free = books.place(CASH, CNY, owner=owner)
    blocked = books.place(CASH_BLOCKED, CNY, owner=owner)
    books.post(CASH_RELEASE, legs=[Leg(blocked, free, CNY, fen)], because=because)


def block_units(
    books: Books, *, owner: str, registry: str, lots: list[tuple[int, int]], because: str
) -> None:
    """Set tonnes of each batch aside, one leg per batch."""
    legs = []
    for asset, tonnes in lots:
        free = books.place(HOLDING, asset, owner=owner, registry=registry)
        blocked = books.place(HOLDING_BLOCKED, asset, owner=owner, registry=registry)
        legs.append(Leg(free, blocked, asset, tonnes))
    books.post(CREDIT_BLOCK, legs=legs, because=because)


def release_units(
    books: Books, *, owner: str, registry: str, lots: list[tuple[int, int]], because: str
) -> None:
    """Give tonnes of each batch back that were set aside."""
    legs = []
    for asset, tonnes in lots:
        free = books.place(HOLDING, asset, owner=owner, registry=registry)
        blocked = books.place(HOLDING_BLOCKED, asset, owner=owner, registry=registry)
        legs.append(Leg(blocked, free, asset, tonnes))
    books.post(CREDIT_RELEASE, legs=legs, because=because)
