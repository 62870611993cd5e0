"""One pass over a lesson's trades and uses: each seat's gains, and its decisions judged in money.

Gains are before fees, in whole fen. Of a seat's tonnes of one unit those that it got first leave
it first, whichever way they go. A decision is an own order with its trades, or an own use of
tonnes (offset or retirement); each of its trades is judged by the average price, weighted by
tonnes, of all later trades of the instrument in the book, and the last one by itself. What
somebody could know then is no part of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, text
from sqlmodel import Session

from ledger.accounts import ADAPTATION, HOLDING, OWNED, SET_ASIDE
from ledger.transactions import (
    CREDIT_ADAPTATION,
    CREDIT_OFFSET,
    CREDIT_RETIRE,
    CREDIT_REVERSE,
    TRADE_SETTLE,
    TYPES,
)
from ledger.transactions import TRANSFER_RECEIVE as RECEIVE
from ledger.transactions import TRANSFER_SEND as SEND
from matching.instruments import ALLOWANCE
from registry.classroom.private_values import Schedule
from registry.edge.results import PriceView, valuing
from registry.roles import CHINA

_HELD = (*OWNED, SET_ASIDE)
"""What is set aside for a transfer is its holder's until it is sent."""
_HELD_NAMES = {one.name for one in _HELD}
_GOES = tuple(
    sorted(
        one.code
        for one in TYPES.values()
        if one not in (TRADE_SETTLE, SEND, RECEIVE, CREDIT_REVERSE, CREDIT_ADAPTATION)
        and any((source in _HELD) != (target in _HELD) for source, target in one.pairs)
    )
)
"""Transactions, other than trades, by which tonnes come to a holder or leave it."""

_TRADES = (
    "SELECT settled, instrument, price, quantity, buyer, seller,"
    " CASE WHEN taker_side = 'buy' THEN taker ELSE maker END,"
    " CASE WHEN taker_side = 'buy' THEN maker ELSE taker END, mode, at FROM trade ORDER BY id"
)
_OWN_TRADES = (
    "SELECT settled, instrument, price, quantity, buyer, seller FROM trade"
    " WHERE buyer = :seat OR seller = :seat ORDER BY id"
)
"""With OR, and not with IN, each side is found by its index."""

_PART = 2_000
"""Trades are read in parts, so that a long lesson's are not all in memory at once."""

_PRICES = (
    "SELECT instrument, price, count(*), sum(quantity) FROM trade WHERE mode = 'book'"
    " GROUP BY instrument, price ORDER BY instrument, price"
)
_MOVES = (
    "SELECT t.id, t.type, s.kind, a.owner, s.registry_code, y.owner, b.unit, b.host, p.quantity,"
    # In this order: the few transactions first, and their postings by key.
    " c.at, c.number FROM book_transaction t CROSS JOIN posting p"
    " JOIN command c ON c.number = t.command JOIN credit_batch b ON b.asset = p.asset"
    " JOIN sub_account s ON s.id = p.source JOIN account a ON a.id = s.account"
    " JOIN sub_account x ON x.id = p.target JOIN account y ON y.id = x.account"
    f" WHERE t.type IN ({', '.join(repr(code) for code in _GOES)})"
    # A use that was taken back, and its reversal, leave everything as it was.
    " AND t.id NOT IN (SELECT reversed FROM reversal)"
    " AND p.id BETWEEN t.first_posting AND t.last_posting ORDER BY p.id"
)
_GIVEN = (
    "SELECT sent_as, received_as, holder, receiver, unit, quantity FROM transfer_request"
    " WHERE sent_as IS NOT NULL AND holder <> receiver"
    # What the Adaptation Fund passed on has left no holder.
    f" UNION ALL SELECT CASE WHEN w.sender <> '{ADAPTATION.owner}' THEN w.posted_as END,"
    " w.posted_as, w.sender, w.receiver, b.unit, w.quantity"
    " FROM transfer_within w JOIN credit_batch b ON b.asset = w.asset"
    " UNION ALL SELECT f.ended_as, f.ended_as, a.owner, f.receiver, b.unit, f.quantity"
    " FROM court_freeze f JOIN account a ON a.id = f.account"
    " JOIN credit_batch b ON b.asset = f.asset WHERE f.state = 'given' ORDER BY 1"
)
SHOWN = 3
"""So many of the best and of the dearest decisions of a seat are shown."""

_KINDS = {CREDIT_OFFSET.code: "offset", CREDIT_RETIRE.code: "retire"}


class Decision(NamedTuple):
    """One own order with its trades, or one own use of tonnes, judged in money.

    `gain_fen` is what it brought, below zero what it cost; each trade is rounded to the whole fen.
    `kind`: buy, sell, offset or retire; `number` is the order's, of a use the command's; `at` is
    lesson time in ms of its first trade. `paid_fen` was paid or received in all, of a use it is
    what the tonnes are worth so used: allowances that they replace at their later price, or the
    private values of the seat. `judged_fen` is what the tonnes cost by later trades.
    """

    gain_fen: int
    number: int
    kind: str
    at: int
    instrument: str
    tonnes: int
    paid_fen: int
    judged_fen: int


@dataclass(slots=True)
class SeatTrading:
    """What a seat's tonnes brought, in fen and tonnes; trades of every kind count.

    `realised_fen`: received for sold tonnes less what they cost, first in, first out.
    `unrealised_fen`: bought tonnes that it still has, at the last prices, less what they cost.
    `unpriced_t` were sold without having been bought (issued to the seat, say): they have no cost
    in the books and no part in the gain; `unpriced_fen` is what they brought. `used_t` bought
    tonnes were offset, retired, cancelled or given away, and had cost `used_cost_fen`.
    `issued_t` came to it by issue, `bought_t` to `sold_fen` are its trades, by unit. `kept_t`
    bought tonnes it still has, by the instrument in which it bought them; they cost
    `kept_cost_fen`. `not_judged` are the uses of which the lesson does not say what they are worth.
    """

    realised_fen: int = 0
    unrealised_fen: int = 0
    unpriced_t: int = 0
    unpriced_fen: int = 0
    used_t: int = 0
    used_cost_fen: int = 0
    issued_t: dict[str, int] = field(default_factory=dict)
    bought_t: dict[str, int] = field(default_factory=dict)
    sold_t: dict[str, int] = field(default_factory=dict)
    bought_fen: dict[str, int] = field(default_factory=dict)
    sold_fen: dict[str, int] = field(default_factory=dict)
    kept_t: dict[str, int] = field(default_factory=dict)
    kept_cost_fen: dict[str, int] = field(default_factory=dict)
    not_judged: int = 0


@dataclass(frozen=True, slots=True)
class Trading:
    """The gains of each seat, and its decisions from the dearest to the best.

    Of many orders the `SHOWN` dearest and the `SHOWN` best are listed; uses are all.
    """

    seats: Mapping[str, SeatTrading]
    decisions: Mapping[str, Sequence[Decision]]


Prices = Sequence[tuple[int, int, int]]
"""Fen a tonne, with the number of trades at it and their tonnes."""


def by_price(session: Session) -> Mapping[str, Prices]:
    """The trades of each instrument in the book, by price."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for code, price, count, tonnes in _rows(_PRICES, session):
        found.setdefault(code, []).append((price, count, int(tonnes)))
    return found


def trading(
    session: Session,
    prices: list[PriceView],
    at_prices: Mapping[str, Prices],
    schedules: Mapping[str, Schedule],
) -> Trading:
    """Gains and decisions of every seat, of the state that the session reads."""
    walk = _Walk(prices, at_prices, schedules)
    _pass(walk, session, session.connection().execute(text(_TRADES)), walk.trades)
    return walk.found()


def trading_of(session: Session, prices: list[PriceView], seat: str) -> SeatTrading:
    """The gains of one seat, the same as among all; its decisions are not judged.

    Reads its own trades only, so that a page can be drawn from it while a lesson runs.
    """
    walk = _Walk(prices, {}, {})  # decisions, which other trades would judge, are left out
    own = session.connection().execute(text(_OWN_TRADES), {"seat": seat})
    _pass(walk, session, own, lambda rows: walk.own_trades(seat, rows))
    found = walk.found().seats.get(seat, SeatTrading())
    return replace(found, not_judged=0)


def _pass(
    walk: _Walk,
    session: Session,
    trades: CursorResult[Any],
    walked: Callable[[Sequence[Any]], None],
) -> None:
    """Walk over trades and what moves tonnes otherwise, in the order of their transactions."""
    moves = deque(_moves(session))
    for rows in trades.partitions(_PART):
        place = 0
        while moves and moves[0][0] < rows[-1][0]:
            upto = bisect_left(rows, moves[0][0], lo=place, key=itemgetter(0))
            walked(rows[place:upto])
            walk.move(moves.popleft())
            place = upto
        walked(rows[place:])
    for move in moves:
        walk.move(move)


_Lot = tuple[int, int | None, str]
"""Tonnes that a seat got together, the fen that it paid for each (None: nothing), the instrument.
"""

_Order = tuple[str, str, int, str, int, int, int]
"""What an order's trades add up to: seat, kind, at, instrument, tonnes, fen, fen by later trades.
"""


class _Walk:
    """The pass: events in the order of their transactions."""

    def __init__(
        self,
        prices: list[PriceView],
        at_prices: Mapping[str, Prices],
        schedules: Mapping[str, Schedule],
    ) -> None:
        self._prices, self._schedules = prices, schedules
        self._last = {one.instrument: one.price_fen for one in prices}
        self._unit = {one.instrument: one.unit for one in prices}
        # By instrument: fen and tonnes of the trades in the book that are still to come.
        self._coming = {
            code: [
                sum(fen * tonnes for fen, _, tonnes in at_prices.get(code, ())),
                sum(tonnes for _, _, tonnes in at_prices.get(code, ())),
            ]
            for code in self._unit
        }
        self._lots: dict[tuple[str, str], deque[_Lot]] = defaultdict(deque)
        self._seats: dict[str, SeatTrading] = defaultdict(SeatTrading)
        self._orders: dict[int, _Order] = {}
        self._uses: dict[str, list[Decision]] = defaultdict(list)
        self._retired: dict[str, int] = defaultdict(int)

    def trades(self, rows: Sequence[Any]) -> None:
        """Walk over trades that follow one another."""
        # Every trade of the lesson runs this: names are local, and an order is a plain tuple.
        orders, lots, seats, units = self._orders, self._lots, self._seats, self._unit
        coming, last = self._coming, self._last
        for _, code, price, tonnes, buyer, seller, bought, sold, mode, at in rows:
            paid, unit, rest = price * tonnes, units[code], coming[code]
            if mode == "book":
                rest[0] -= paid
                rest[1] -= tonnes
            fen, left = rest
            judged = (2 * tonnes * fen + left) // (2 * left) if left else tonnes * last[code]
            for seat, number, kind in ((buyer, bought, "buy"), (seller, sold, "sell")):
                if number not in orders:
                    orders[number] = (seat, kind, at, code, tonnes, paid, judged)
                else:
                    *same, had, sum_paid, sum_judged = orders[number]
                    orders[number] = (
                        *same, had + tonnes, sum_paid + paid, sum_judged + judged,
                    )  # fmt: skip
            # The seller first: where somebody trades with itself, it cannot sell what it buys here.
            queue = lots[seller, unit]
            if queue and queue[0][0] > tonnes and (cost := queue[0][1]) is not None:
                queue[0] = (queue[0][0] - tonnes, cost, queue[0][2])
                seats[seller].realised_fen += paid - tonnes * cost
            else:
                self._sell(seller, unit, tonnes, price)
            lots[buyer, unit].append((tonnes, price, code))

    def own_trades(self, seat: str, rows: Sequence[Any]) -> None:
        """Walk over one seat's trades that follow one another; its orders are not judged."""
        gains, lots = self._seats[seat], self._lots
        bought_t, bought_fen, sold_t, sold_fen = (
            gains.bought_t, gains.bought_fen, gains.sold_t, gains.sold_fen,
        )  # fmt: skip
        for _, code, price, tonnes, buyer, seller in rows:
            unit, paid = self._unit[code], price * tonnes
            if seller == seat:
                sold_t[unit] = sold_t.get(unit, 0) + tonnes
                sold_fen[unit] = sold_fen.get(unit, 0) + paid
                self._sell(seat, unit, tonnes, price)
            if buyer == seat:
                bought_t[unit] = bought_t.get(unit, 0) + tonnes
                bought_fen[unit] = bought_fen.get(unit, 0) + paid
                lots[seat, unit].append((tonnes, price, code))

    def _sell(self, seller: str, unit: str, tonnes: int, price: int) -> None:
        gains = self._seats[seller]
        for part, cost in self._leave(seller, unit, tonnes):
            if cost is None:
                gains.unpriced_t += part
                gains.unpriced_fen += part * price
            else:
                gains.realised_fen += part * (price - cost)

    def _later_fen(self, code: str, tonnes: int) -> int:
        """What tonnes cost by all later trades in the book; without any, by the last price."""
        fen, left = self._coming[code]
        if not left:
            return tonnes * self._last[code]
        return (2 * tonnes * fen + left) // (2 * left)

    def move(self, move: Any) -> None:
        """Tonnes that come or go otherwise."""
        _, kind, source, owner, registry, receiver, unit, host, tonnes, at, command = move
        if source not in _HELD_NAMES:
            self._lots[receiver, unit].append((tonnes, None, ""))
            if kind:
                issued = self._seats[receiver].issued_t
                issued[unit] = issued.get(unit, 0) + tonnes
            return
        gains = self._seats[owner]
        for part, cost in self._leave(owner, unit, tonnes):
            if cost is not None:
                gains.used_t += part
                gains.used_cost_fen += part * cost
        if kind in _KINDS:
            price = valuing(self._prices, registry=registry, unit=unit, host=host)
            worth = self._worth_fen(owner, _KINDS[kind], unit, tonnes, registry)
            if worth is None or price is None:
                gains.not_judged += 1
                return
            code = price.instrument
            judged = self._later_fen(code, tonnes)
            found = Decision(worth - judged, command, _KINDS[kind], at, code, tonnes, worth, judged)
            self._uses[owner].append(found)

    def _worth_fen(
        self, owner: str, kind: str, unit: str, tonnes: int, registry: str
    ) -> int | None:
        """What used tonnes are worth to their user; None where nothing in the lesson says it."""
        if kind == "offset":
            allowance = valuing(self._prices, registry=registry, unit=ALLOWANCE, host=CHINA)
            return None if allowance is None else self._later_fen(allowance.instrument, tonnes)
        schedule = self._schedules.get(owner)
        if schedule is None or schedule.unit != unit or not schedule.buys:
            return None
        before = self._retired[owner]
        self._retired[owner] += tonnes
        return schedule.worth_fen(tonnes, after=before)

    def _leave(self, seat: str, unit: str, tonnes: int) -> Iterable[tuple[int, int | None]]:
        """Take tonnes out of a seat's, the first first: parts, each with its cost a tonne."""
        lots = self._lots[seat, unit]
        while tonnes:
            if not lots:
                yield tonnes, None
                return
            has, cost, code = lots[0]
            if has > tonnes:
                lots[0] = (has - tonnes, cost, code)
                yield tonnes, cost
                return
            lots.popleft()
            yield has, cost
            tonnes -= has

    def found(self) -> Trading:
        """What the pass has found."""
        ranked: dict[str, list[tuple[int, int]]] = defaultdict(list)
        sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
        for number, (seat, kind, _, code, tonnes, paid, judged) in self._orders.items():
            row = sums[seat, kind, self._unit[code]]
            row[0] += tonnes
            row[1] += paid
            ranked[seat].append((judged - paid if kind == "buy" else paid - judged, number))
        for (seat, kind, unit), (tonnes, fen) in sums.items():
            gains = self._seats[seat]
            if kind == "buy":
                gains.bought_t[unit], gains.bought_fen[unit] = tonnes, fen
            else:
                gains.sold_t[unit], gains.sold_fen[unit] = tonnes, fen
        for (seat, _), lots in self._lots.items():
            self._keep(self._seats[seat], lots)
        return Trading(dict(self._seats), {seat: self._ends(seat, ranked) for seat in self._seats})

    def _keep(self, gains: SeatTrading, lots: Iterable[_Lot]) -> None:
        """Bought tonnes that are left: how many, what they cost, and the gain at last prices."""
        for tonnes, cost, code in lots:
            if cost is not None:
                gains.kept_t[code] = gains.kept_t.get(code, 0) + tonnes
                gains.kept_cost_fen[code] = gains.kept_cost_fen.get(code, 0) + tonnes * cost
                gains.unrealised_fen += tonnes * (self._last[code] - cost)

    def _ends(self, seat: str, ranked: Mapping[str, list[tuple[int, int]]]) -> list[Decision]:
        """A seat's dearest and best decisions; most orders are neither."""
        found = sorted(ranked.get(seat, ()))
        ends = found if len(found) <= 2 * SHOWN else found[:SHOWN] + found[-SHOWN:]
        orders = [Decision(gain, number, *self._orders[number][1:]) for gain, number in ends]
        return sorted(orders + self._uses.get(seat, []))


def _moves(session: Session) -> list[Any]:
    """(transaction, what happens) of everything but trades, in order."""
    found = [tuple(row) for row in _rows(_MOVES, session)]
    for sent, received, holder, receiver, unit, tonnes in _rows(_GIVEN, session):
        if sent is not None:
            found.append((sent, "", HOLDING.name, holder, "", "", unit, "", tonnes, 0, 0))
        if received is not None:
            found.append((received, "", "", "", "", receiver, unit, "", tonnes, 0, 0))
    # Sorting is stable, so the postings of a transaction stay in their order.
    return sorted(found, key=itemgetter(0))


def _rows(sql: str, session: Session) -> Sequence[Any]:
    return session.connection().execute(text(sql)).all()
