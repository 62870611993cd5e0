"""Market surveillance for the trainer and the auditor: concentration, positions, alerts.

Holders are the seats that may trade: allowances that the authority has not sold are not in the
market. Trades are those of every mode. Reads the tables and passes plain tuples to
`matching.conduct`; every alert lists the commands behind it. Never writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from ledger.accounts import HOLDING_BLOCKED, OWNED_SQL
from ledger.log import ACCEPTED
from matching import conduct
from matching.conduct import Alert, AlertKind, Concentration, Dealt, PositionLimit, Share
from matching.errors import InstrumentUnknown
from matching.thresholds import DEFAULTS, Thresholds
from registry.market.close_times import Change, close_times
from registry.market.queries import buying_t
from registry.roles import TRADING, Role

AUCTION = "auction"
"""The mode of a trade from an auction of the authority; other modes are those of `OrderMode`."""


@dataclass(frozen=True, slots=True)
class OrderBehind:
    """An order behind an alert; `command` is the one that entered it."""

    order: int
    owner: str
    side: str
    command: int


@dataclass(frozen=True, slots=True)
class TradeBehind:
    """A trade behind an alert, with its parties and their orders; `command` made it."""

    trade: int
    price: int
    quantity: int
    buyer: str
    seller: str
    buy_order: int
    sell_order: int
    at: int
    command: int
    mode: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the surveillance list; `commands` entered its orders and made its trades.

    `modes` are those of its trades: book, block, quote, bidding or auction.
    """

    instrument: str
    day: str
    kind: AlertKind
    owners: tuple[str, ...]
    modes: tuple[str, ...]
    figures: dict[str, int]
    trades: tuple[TradeBehind, ...]
    orders: tuple[OrderBehind, ...]
    commands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A seat's position in an instrument, in tonnes; `room_t` is None without a limit.

    `held_t` is free plus blocked, `outstanding_t` the holdings of all seats that may trade. Open
    buy orders in every instrument of the same unit (`buying_t`) count towards the limit.
    """

    instrument: str
    seat: str
    held_t: int
    blocked_t: int
    buying_t: int
    outstanding_t: int
    share_bp: int
    most_t: int | None
    room_t: int | None


@dataclass(frozen=True, slots=True)
class _Listed:
    """The batches that deliver an instrument: of a unit (and host) in one registry."""

    code: str
    registry: str
    unit: str
    host: str

    @property
    def batches(self) -> dict[str, str]:
        return {"registry": self.registry, "unit": self.unit, "host": self.host}


@dataclass(frozen=True, slots=True)
class _Day:
    """A trading day and its trades; `closes_at` is None while it runs."""

    day: str
    reference: int
    closes_at: int | None
    trades: tuple[Dealt, ...]
    settled: int


def concentration(session: Session, instrument: str, *, top: int = 5) -> Concentration:
    """The concentration of an instrument's deliverable tonnes among their holders, now.

    Market makers are no holders.
    """
    return conduct.concentration(_holdings(session, _listed(session, instrument)), top=top)


def large_holders(
    session: Session, instrument: str, *, percent: int = DEFAULTS.large_holder_percent
) -> list[Share]:
    """Holders of at least `percent` of the deliverable tonnes, now; the largest first."""
    holdings = _holdings(session, _listed(session, instrument))
    return conduct.large_holders(holdings, percent=percent)


def position(
    session: Session, *, seat: str, instrument: str, limit: PositionLimit | None = None
) -> Position:
    """A seat's holding, its share of the outstanding tonnes, and its room to a position limit."""
    listed = _listed(session, instrument)
    outstanding = sum(_holdings(session, listed).values())
    held: dict[str, int] = {
        kind: int(tonnes)
        for kind, tonnes in _lines(
            session, f"SELECT s.kind, sum(s.balance) {_HELD} AND a.owner = :seat GROUP BY s.kind",
            seat=seat, **listed.batches,
        )
    }  # fmt: skip
    has, ordered = sum(held.values()), buying_t(session, seat=seat, instrument=instrument)
    return Position(
        instrument=instrument,
        seat=seat,
        held_t=has,
        blocked_t=held.get(HOLDING_BLOCKED.name, 0),
        buying_t=ordered,
        outstanding_t=outstanding,
        share_bp=conduct.share_bp(has, outstanding),
        most_t=None if limit is None else limit.most_t(outstanding_t=outstanding),
        room_t=conduct.room_t(limit, position_t=has + ordered, outstanding_t=outstanding),
    )


def limit_of(session: Session, instrument: str) -> PositionLimit | None:
    """The position limit that the lesson sets for an instrument, or None."""
    ((tonnes,),) = _lines(
        session, "SELECT position_limit FROM instrument WHERE code = :code", code=instrument
    )
    return PositionLimit(tonnes=tonnes) if tonnes else None


def surveillance(
    session: Session, *, instrument: str = "", day: str = "", limits: Thresholds = DEFAULTS
) -> list[Entry]:
    """All alerts, of one instrument or all and of one day (ISO date) or all.

    By instrument in the order of listing, then by time. The current day is judged by its trades so
    far; marking its close is not.
    """
    wanted = [_listed(session, instrument)] if instrument else _all_listed(session)
    return [
        _entry(session, listed.code, on, alert)
        for listed in wanted
        for on, alert in _alerts(session, listed, day=day, limits=limits)
    ]


# --- the tables -------------------------------------------------------------------------------

_INSTRUMENTS = "SELECT code, registry_code, unit, host FROM instrument"
# What market makers hold is there to be sold: it is no holder's share of the market.
_HOLDERS = ", ".join(f"'{role.value}'" for role in sorted(TRADING - {Role.MARKET_MAKER}))
_DELIVERS = (
    " JOIN account a ON a.id = s.account JOIN credit_batch b ON b.asset = s.asset"
    f" JOIN participant holder ON holder.seat = a.owner AND holder.role IN ({_HOLDERS})"
    " WHERE s.registry_code = :registry AND b.unit = :unit AND (:host = '' OR b.host = :host)"
    f" AND s.kind IN ({OWNED_SQL})"
)
_HELD = f"FROM sub_account s{_DELIVERS}"
_MOVED = "SELECT a.owner, sum(p.quantity) FROM posting p JOIN sub_account s ON s.id ="
_CAME = f"{_MOVED} p.target{_DELIVERS} AND p.id > :after GROUP BY a.owner"
_WENT = f"{_MOVED} p.source{_DELIVERS} AND p.id > :after GROUP BY a.owner"


def _listed(session: Session, instrument: str) -> _Listed:
    found = _lines(session, f"{_INSTRUMENTS} WHERE code = :code", code=instrument)
    if not found:
        codes = ", ".join(one.code for one in _all_listed(session))
        raise InstrumentUnknown(instrument=instrument[:40], listed=codes)
    return _Listed(*found[0])


def _all_listed(session: Session) -> list[_Listed]:
    return [_Listed(*line) for line in _lines(session, f"{_INSTRUMENTS} ORDER BY id")]


def _holdings(session: Session, listed: _Listed) -> dict[str, int]:
    """Tonnes that deliver an instrument, by seat that may trade, now: free and blocked.

    Those of market makers are left out.
    """
    sql = f"SELECT a.owner, sum(s.balance) {_HELD} GROUP BY a.owner"
    return {owner: int(tonnes) for owner, tonnes in _lines(session, sql, **listed.batches)}


def _holdings_after(session: Session, listed: _Listed, *, settled: int) -> dict[str, int]:
    """The same right after a transaction: current holdings less the movements since."""
    ((after,),) = _lines(
        session, "SELECT last_posting FROM book_transaction WHERE id = :id", id=settled
    )
    held = _holdings(session, listed)
    for moved, sign in ((_CAME, -1), (_WENT, 1)):
        for owner, tonnes in _lines(session, moved, after=after, **listed.batches):
            held[owner] = held.get(owner, 0) + sign * int(tonnes)
    return held


def _alerts(
    session: Session, listed: _Listed, *, day: str, limits: Thresholds
) -> Iterator[tuple[str, Alert]]:
    closes = close_times(_changes(session), listed.code)
    for one in _days(session, listed.code, closes, day=day):
        if not one.trades:
            continue
        found = conduct.alerts(
            one.trades,
            reference=one.reference,
            closes_at=one.closes_at,
            holdings=_holdings_after(session, listed, settled=one.settled),
            limits=limits,
        )
        for alert in found:
            yield one.day, alert


def _changes(session: Session) -> list[Change]:
    """The clock's commands about phases and days, in order."""
    lines = _lines(
        session,
        "SELECT at, arguments FROM command WHERE name IN ('clock.phase', 'clock.day_end')"
        f" AND {ACCEPTED} ORDER BY number",
    )
    read = [(at, orjson.loads(arguments)) for at, arguments in lines]
    return [Change(at, found.get("phase", ""), found.get("instruments")) for at, found in read]


def _days(session: Session, instrument: str, closes: dict[str, int], *, day: str) -> Iterator[_Day]:
    """The days of an instrument with their trades; a day's trades begin at its first number."""
    days = _lines(
        session,
        "SELECT day, reference, first_trade, close_price FROM trading_day"
        " WHERE instrument = :code ORDER BY id",
        code=instrument,
    )
    firsts = [first for _, _, first, _ in days[1:]] + [2**62]
    for (name, reference, first, close), end in zip(days, firsts, strict=True):
        if day in ("", name):
            trades = _trades(session, instrument, first=first, end=end)
            closes_at = None if close is None else closes.get(name)
            settled = trades[-1][1] if trades else 0
            yield _Day(name, reference, closes_at, tuple(one for one, _ in trades), settled)


def _trades(session: Session, instrument: str, *, first: int, end: int) -> list[tuple[Dealt, int]]:
    """Trades from a number up to another, each with the transaction that settled it.

    Trades from sessions of the authority have the mode `AUCTION`.
    """
    lines = _lines(
        session,
        "SELECT t.id, t.price, t.quantity, t.buyer, t.seller,"
        " CASE WHEN t.taker_side = 'buy' THEN t.taker ELSE t.maker END,"
        " CASE WHEN t.taker_side = 'buy' THEN t.maker ELSE t.taker END, t.at, t.entered,"
        f" CASE WHEN n.auction THEN '{AUCTION}' ELSE t.mode END, t.settled"
        " FROM trade t LEFT JOIN bidding_session n ON n.offered = t.maker"
        " WHERE t.instrument = :code AND t.id >= :first AND t.id < :end ORDER BY t.id",
        code=instrument,
        first=first,
        end=end,
    )
    return [(Dealt(*line[:10]), line[10]) for line in lines]


def _entry(session: Session, instrument: str, day: str, alert: Alert) -> Entry:
    """The alert with its orders, and the commands that entered them and made the trades."""
    orders: list[OrderBehind] = []
    # Numbers of orders near each other are read together, so that no list grows too long.
    for _, near in groupby(alert.orders, key=lambda order: order // 1000):
        wanted = set(near)
        lines = _lines(
            session,
            "SELECT id, owner, side, entered FROM market_order"
            " WHERE id BETWEEN :first AND :last ORDER BY id",
            first=min(wanted),
            last=max(wanted),
        )
        orders += [OrderBehind(*line) for line in lines if line[0] in wanted]
    assert [one.order for one in orders] == list(alert.orders)
    commands = {one.command for one in orders} | {one.entered for one in alert.trades}
    return Entry(
        instrument=instrument,
        day=day,
        kind=alert.kind,
        owners=alert.owners,
        modes=tuple(dict.fromkeys(one.mode for one in alert.trades)),
        figures=alert.figures,
        trades=tuple(TradeBehind(*one) for one in alert.trades),
        orders=tuple(orders),
        commands=tuple(sorted(commands)),
    )


def _lines(session: Session, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.connection().execute(text(sql), values)]
