"""A project with one cost, for tests of payments: TH001 pays tomorrow."""

from __future__ import annotations

from typing import Any

from ledger.accounts import CASH, CNY
from ledger.books import Books
from ledger.kernel.clock import DAY
from ledger.posting import Leg
from ledger.transactions import CASH_TRANSFER
from registry.programme.finance import commands as finance
from registry.programme.finance.models import Mode, PaymentKind, ProjectFinance
from registry.roles import Actor
from tests.support.programme import NOW, TRADER


def costs(books: Books, *, fen: int, by: Actor, at: int) -> dict[str, Any]:
    """TH001 costs its owner so many fen tomorrow, for its validation."""
    said = {"source": "a test", "status": "assumption"}
    finance.enter(books, ProjectFinance(project="TH001", mode=Mode.EPC, **said))
    finance.enter_cost(
        books, project="TH001", kind=PaymentKind.VALIDATION, fen=fen, due_at=NOW + DAY, period=None,
        **said,
    )  # fmt: skip
    return {}


def give_cash(books: Books, *, seat: str, fen: int, by: Actor, at: int) -> dict[str, Any]:
    """The trader gives a seat cash; below zero, the seat gives it to the trader."""
    own = books.place(CASH, CNY, owner=seat)
    other = books.place(CASH, CNY, owner=TRADER.seat)
    pair = (other, own) if fen > 0 else (own, other)
    books.post(CASH_TRANSFER, legs=[Leg(*pair, CNY, abs(fen))])
    return {}


def lifted(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """What TH001 would still cost is lifted, as at its deregistration."""
    finance.lift(books, "TH001", by, at)
    return {}
