"""Results of a lesson by seat: what it has, what that is worth, what it did. Exact, in whole fen.

Tonnes are valued at the last price in the book of an instrument that delivers them: of those that
have traded the first in the order of the plan, and before any of them has traded the reference
price of the first. The class begins with cash and without credits. Never writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from ledger import queries as books
from ledger.accounts import (
    CASH,
    CASH_BLOCKED,
    HOLDING,
    OWNED_SQL,
)
from ledger.log import ACCEPTED
from ledger.transactions import CASH_ENDOW
from matching.queries import stored_quotes
from matching.views import Quote
from registry.classroom.models import Driver
from registry.classroom.room import SeatState
from registry.compliance.queries import OffsetPosition, offset_positions
from registry.roles import Role

_CASH = (
    "SELECT a.owner, s.kind, sum(s.balance) FROM sub_account s JOIN account a ON a.id = s.account"
    f" WHERE s.kind IN ('{CASH.name}', '{CASH_BLOCKED.name}') GROUP BY a.owner, s.kind"
)
_UNITS = (
    "SELECT a.owner, s.registry_code, b.unit, b.host, s.kind, sum(s.balance) FROM sub_account s"
    " JOIN account a ON a.id = s.account JOIN credit_batch b ON b.asset = s.asset"
    f" WHERE s.kind IN ({OWNED_SQL})"
    " GROUP BY a.owner, s.registry_code, b.unit, b.host, s.kind"
    " ORDER BY a.owner, s.registry_code, b.unit, b.host"
)
_AT_FIRST = (
    "SELECT a.owner, sum(p.quantity) FROM book_transaction t"
    " JOIN posting p ON p.book_transaction = t.id JOIN sub_account s ON s.id = p.target"
    " JOIN account a ON a.id = s.account"
    f" WHERE t.type = '{CASH_ENDOW.code}' GROUP BY a.owner"
)
_BOUGHT = "SELECT buyer, count(*), sum(quantity), sum(price * quantity), sum(fee_buyer) FROM trade"
_SOLD = "SELECT seller, count(*), sum(quantity), sum(price * quantity), sum(fee_seller) FROM trade"
_OF = {"buyer": (_BOUGHT, 1), "seller": (_SOLD, 2)}
"""The sums of each side of a trade, and the place of their tonnes in `_traded`."""

_GIVEN = f"SELECT seat, name, count(*) FROM command WHERE {ACCEPTED} GROUP BY seat, name"
_REFUSED = f"SELECT seat, count(*) FROM command WHERE NOT {ACCEPTED} GROUP BY seat"


@dataclass(frozen=True, slots=True)
class PriceView:
    """The price in fen per tonne that values an instrument's tonnes: its last, or its reference."""

    instrument: str
    registry: str
    unit: str
    host: str
    price_fen: int
    traded: bool


@dataclass(frozen=True, slots=True)
class UnitsView:
    """A seat's tonnes of one unit, host and registry; no price and value if nothing delivers them.

    `blocked_t` are reserved for an order or a request, or bought today under a holding period.
    """

    registry: str
    unit: str
    host: str
    free_t: int
    blocked_t: int
    instrument: str | None
    price_fen: int | None
    value_fen: int | None


@dataclass(frozen=True, slots=True)
class TradedView:
    """A seat's trades of every kind: their number, tonnes and value, bought and sold, and fees."""

    trades: int
    bought_t: int
    sold_t: int
    bought_fen: int
    sold_fen: int
    fees_fen: int


@dataclass(frozen=True, slots=True)
class ComplianceView:
    """An emitter's obligation of its latest year, in tonnes.

    `short_t`: what allowances as allocated and accepted offsets leave open.
    """

    year: int
    obligation_t: int
    allowances_t: int
    cap_t: int
    offset_t: int
    left_t: int
    short_t: int


@dataclass(frozen=True, slots=True)
class ResultView:
    """One seat: cash, tonnes, value now and at the beginning, trades, and what it decided.

    `value_fen` is cash and valued tonnes; `change_fen` the difference to the cash with which the
    seat began. `decisions` counts the accepted commands of the seat by name, `refused` the others.
    """

    seat: str
    role: Role
    driver: Driver
    cash_free_fen: int
    cash_blocked_fen: int
    units: tuple[UnitsView, ...]
    units_fen: int
    value_fen: int
    began_fen: int
    change_fen: int
    traded: TradedView
    compliance: ComplianceView | None
    decisions: dict[str, int]
    refused: int


@dataclass(frozen=True, slots=True)
class ResultsView:
    """Results after a command, at a lesson time in ms, with the prices that value tonnes."""

    command: int
    at: int
    chain_head: str
    prices: list[PriceView]
    seats: list[ResultView]


def results(session: Session, seats: Iterable[SeatState], *, at: int) -> ResultsView:
    """The results of these seats as of the last committed group; `at` is lesson time in ms.

    Market makers are no part of the class and are left out.
    """
    newest = books.commands(session, limit=1)[0]
    prices = prices_of(session)
    cash: Mapping[str, Counter[str]] = defaultdict(Counter)
    for owner, kind, fen in _rows(_CASH, session):
        cash[owner][kind] += int(fen)
    units = _units(session, prices)
    at_first = {owner: int(fen) for owner, fen in _rows(_AT_FIRST, session)}
    seats = list(seats)
    traded = _traded(session, only=seats[0].name if len(seats) == 1 else "")
    given: dict[str, dict[str, int]] = {}
    for seat, name, count in sorted(tuple(row) for row in _rows(_GIVEN, session)):
        given.setdefault(seat, {})[name] = int(count)
    refused = {seat: int(count) for seat, count in _rows(_REFUSED, session)}
    owed = offset_positions(session, seats=[one.name for one in seats], at=at)
    found = []
    for one in seats:
        if not one.of_class:
            continue
        own, held = cash[one.name], units.get(one.name, ())
        free, blocked = own[CASH.name], own[CASH_BLOCKED.name]
        units_fen = sum(unit.value_fen or 0 for unit in held)
        value, began = free + blocked + units_fen, at_first.get(one.name, 0)
        found.append(
            ResultView(
                seat=one.name, role=one.role, driver=one.driver, cash_free_fen=free,
                cash_blocked_fen=blocked, units=tuple(held), units_fen=units_fen, value_fen=value,
                began_fen=began, change_fen=value - began, traded=traded[one.name],
                compliance=_compliance(owed.get(one.name)),
                decisions=given.get(one.name, {}), refused=refused.get(one.name, 0),
            )
        )  # fmt: skip
    return ResultsView(newest.number, at, newest.hash, prices, found)


def _rows(sql: str, session: Session) -> Sequence[Any]:
    return session.connection().execute(text(sql)).all()


def prices_of(session: Session) -> list[PriceView]:
    """The price of each instrument that values its tonnes."""
    return [_price(quote) for quote in stored_quotes(session)]


def _price(quote: Quote) -> PriceView:
    traded = quote.last is not None
    price = quote.reference if quote.last is None else quote.last
    return PriceView(quote.instrument, quote.registry, quote.unit, quote.host, price, traded)


def _units(session: Session, prices: list[PriceView]) -> dict[str, list[UnitsView]]:
    tonnes: dict[tuple[str, str, str, str], Counter[str]] = defaultdict(Counter)
    for owner, registry, unit, host, kind, balance in _rows(_UNITS, session):
        tonnes[owner, registry, unit, host][kind] += int(balance)
    found: dict[str, list[UnitsView]] = {}
    for (owner, registry, unit, host), by_kind in tonnes.items():
        free, total = by_kind[HOLDING.name], by_kind.total()
        if not total:
            continue
        price = valuing(prices, registry=registry, unit=unit, host=host)
        view = UnitsView(
            registry, unit, host, free, total - free,
            None if price is None else price.instrument,
            None if price is None else price.price_fen,
            None if price is None else price.price_fen * total,
        )  # fmt: skip
        found.setdefault(owner, []).append(view)
    return found


def valuing(prices: list[PriceView], *, registry: str, unit: str, host: str) -> PriceView | None:
    """The price of the first instrument that delivers these tonnes, of those with trades if any."""
    fit = [
        one
        for one in prices
        if (one.registry, one.unit) == (registry, unit) and one.host in ("", host)
    ]
    return next((one for one in fit if one.traded), fit[0] if fit else None)


def _traded(session: Session, *, only: str) -> Mapping[str, TradedView]:
    """What each seat traded; `only` one seat's trades are read, by their index, "" all."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for side, (sql, place) in _OF.items():
        where = f" WHERE {side} = :seat" if only else ""
        asked = text(f"{sql}{where} GROUP BY {side}")
        found = session.connection().execute(asked, {"seat": only} if only else {})
        for seat, count, quantity, value, fees in found:
            row = sums[seat]
            row[0] += int(count)
            row[place] += int(quantity)
            row[place + 2] += int(value)
            row[5] += int(fees)
    return defaultdict(
        lambda: TradedView(0, 0, 0, 0, 0, 0),
        {seat: TradedView(*row) for seat, row in sums.items()},
    )


def _compliance(owed: OffsetPosition | None) -> ComplianceView | None:
    if owed is None:
        return None
    short = max(0, owed.obligation_t - owed.allowances_t - owed.used_t)
    return ComplianceView(
        owed.year, owed.obligation_t, owed.allowances_t, owed.cap_t, owed.used_t, owed.left_t, short
    )
