"""Market surveillance: concentration of holdings, and trades that look like abuse.

Whole numbers: fen per tonne, tonnes, ms of lesson time; shares and moves in hundredths of a
percent, rounded half up. An alert is a reason to look and proves nothing. The input are plain
tuples; tables, rights and remedies are the registry's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from ledger.kernel.clock import MINUTE
from matching.orders import OrderMode
from matching.thresholds import DEFAULTS, Thresholds

WHOLE_BP = 10_000
"""All of something, in hundredths of a percent."""


# --- who holds how much -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """What one owner has of a total: tonnes, and hundredths of a percent rounded half up."""

    owner: str
    quantity_t: int
    share_bp: int


@dataclass(frozen=True, slots=True)
class Concentration:
    """How a total is spread over its holders.

    `hhi` is the Herfindahl-Hirschman index: the sum of squared shares in percent, exact, from 0
    (nobody holds any) to 10,000 (one holds all); `hhi_points` is it rounded half up.
    """

    total_t: int
    holders: int
    hhi: Fraction
    hhi_points: int
    top: tuple[Share, ...]


def share_bp(part: int, whole: int) -> int:
    """A part in hundredths of a percent of the whole, rounded half up; 0 of nothing is 0."""
    return _half_up(Fraction(WHOLE_BP * part, whole)) if whole else 0


def _half_up(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def shares(holdings: Mapping[str, int]) -> list[Share]:
    """Everybody who holds any, the largest first, equal ones by name."""
    assert all(quantity >= 0 for quantity in holdings.values())
    total = sum(holdings.values())
    ranked = sorted(holdings.items(), key=lambda held: (-held[1], held[0]))
    return [Share(owner, held, share_bp(held, total)) for owner, held in ranked if held]


def concentration(holdings: Mapping[str, int], *, top: int = 5) -> Concentration:
    """How concentrated holdings are, and the `top` largest holders."""
    held = shares(holdings)
    total = sum(one.quantity_t for one in held)
    squares = sum(one.quantity_t**2 for one in held)
    hhi = Fraction(WHOLE_BP * squares, total**2) if total else Fraction(0)
    return Concentration(total, len(held), hhi, _half_up(hhi), tuple(held[:top]))


def large_holders(holdings: Mapping[str, int], *, percent: int) -> list[Share]:
    """Everybody whose exact share is at least `percent`, the largest first."""
    total = sum(holdings.values())
    return [one for one in shares(holdings) if one.quantity_t * 100 >= percent * total]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionLimit:
    """The most that one owner may hold: percent of what is outstanding, or tonnes; one of them."""

    percent: int | None = None
    tonnes: int | None = None

    def __post_init__(self) -> None:
        assert (self.percent is None) != (self.tonnes is None), "percent or tonnes"

    def most_t(self, *, outstanding_t: int) -> int:
        """The limit in tonnes; a percentage is rounded down."""
        if self.percent is None:
            assert self.tonnes is not None
            return self.tonnes
        return self.percent * outstanding_t // 100


def room_t(limit: PositionLimit | None, *, position_t: int, outstanding_t: int) -> int | None:
    """Tonnes that an owner may still add, 0 beyond the limit, None without one.

    `position_t` is all that the owner holds and has on order to buy.
    """
    if limit is None:
        return None
    return max(0, limit.most_t(outstanding_t=outstanding_t) - position_t)


# --- trades that look like abuse --------------------------------------------------------------


class Dealt(NamedTuple):
    """A trade with its parties and their orders; `entered` is the command that made it.

    `mode` says where it was made: one of `OrderMode`, or a finer name of the caller's.
    """

    trade: int
    price: int
    quantity: int
    buyer: str
    seller: str
    buy_order: int
    sell_order: int
    at: int
    entered: int
    mode: str


class AlertKind(StrEnum):
    """What a group of trades looks like."""

    OWN_TRADE = "own_trade"
    BACK_AND_FORTH = "back_and_forth"
    RING = "ring"
    MARKING_CLOSE = "marking_close"
    CORNER = "corner"


@dataclass(frozen=True, slots=True)
class Alert:
    """Trades worth a look: their owners, figures with the unit in the name, trades and orders.

    The owners of a ring are in the order in which they sold.
    """

    kind: AlertKind
    owners: tuple[str, ...]
    figures: dict[str, int]
    trades: tuple[Dealt, ...]
    orders: tuple[int, ...]


def alerts(
    trades: Sequence[Dealt],
    *,
    reference: int,
    closes_at: int | None,
    holdings: Mapping[str, int],
    limits: Thresholds = DEFAULTS,
) -> list[Alert]:
    """All alerts of one instrument's day, in order of their first trade.

    `trades` are the day's of every mode, oldest first; `closes_at` is None while the day runs, and
    then the close is not judged; `holdings` are those after the last trade.
    """
    assert all(one.trade < two.trade and one.at <= two.at for one, two in pairwise(trades))
    found = own_trades(trades) + back_and_forth(trades, limits=limits)
    if closes_at is not None:
        found += marking_close(trades, reference=reference, closes_at=closes_at, limits=limits)
    found += corners(trades, holdings=holdings, limits=limits)
    return sorted(found, key=lambda alert: (alert.trades[0].trade, alert.kind, alert.owners))


def own_trades(trades: Sequence[Dealt]) -> list[Alert]:
    """Wash trades with oneself: per owner, every trade in which it was buyer and seller."""
    own: dict[str, list[Dealt]] = {}
    for one in trades:
        if one.buyer == one.seller:
            own.setdefault(one.buyer, []).append(one)
    return [
        _alert(AlertKind.OWN_TRADE, (owner,), {"gross_t": _tonnes(found)}, found)
        for owner, found in own.items()
    ]


def back_and_forth(trades: Sequence[Dealt], *, limits: Thresholds = DEFAULTS) -> list[Alert]:
    """Wash trades of two owners or a ring: each sells to the next, after which little has moved.

    A run is a stretch of the ring's own trades within the time window, at like prices, that is
    large enough and after which each owner's net is small against its own gross. Runs of a ring
    are taken from the earliest trade on, each as long as it can be, and share no trade.
    """
    sales: dict[str, dict[str, list[Dealt]]] = {}
    for one in trades:
        if one.buyer != one.seller:
            sales.setdefault(one.seller, {}).setdefault(one.buyer, []).append(one)
    found: list[Alert] = []
    for ring in _rings(sales, most=limits.wash_ring_owners):
        steps = zip(ring, (*ring[1:], ring[0]), strict=True)
        between = sorted(one for owner, other in steps for one in sales[owner][other])
        start = 0
        while start < len(between):
            end = _longest_run(ring, between, start, limits)
            if end:
                found.append(_run(ring, between[start:end]))
            start = end or start + 1
    return found


def _rings(sales: Mapping[str, Mapping[str, object]], *, most: int) -> Iterator[tuple[str, ...]]:
    """Every ring of two to `most` owners in which each sold to the next; its first name first."""
    for first in sorted(sales):
        paths: list[tuple[str, ...]] = [(first,)]
        while paths:
            path = paths.pop()
            for owner in sales.get(path[-1], ()):
                if owner == first:
                    yield path
                elif owner > first and owner not in path and len(path) < most:
                    paths.append((*path, owner))


def _longest_run(
    ring: tuple[str, ...], between: Sequence[Dealt], start: int, limits: Thresholds
) -> int:
    """Where the longest run from `start` ends (exclusive), 0 when there is none."""
    first = between[start]
    low = high = first.price
    sold = dict.fromkeys(ring, 0)
    gross = found = 0
    for end in range(start, len(between)):
        one = between[end]
        if one.at - first.at > limits.wash_window_minutes * MINUTE:
            break
        low, high = min(low, one.price), max(high, one.price)
        if (high - low) * 100 > limits.wash_price_percent * low:
            break
        gross += one.quantity
        sold[one.seller] += one.quantity
        if gross >= limits.wash_gross_t and all(
            abs(bought - gave) * 100 <= limits.wash_net_percent * (bought + gave)
            for bought, gave in _passed_on(ring, sold)
        ):
            found = end + 1
    return found


def _passed_on(ring: tuple[str, ...], sold: Mapping[str, int]) -> list[tuple[int, int]]:
    """What each owner of a ring bought, which its predecessor sold to it, and what it sold."""
    return [(sold[ring[place - 1]], sold[owner]) for place, owner in enumerate(ring)]


def _run(ring: tuple[str, ...], run: Sequence[Dealt]) -> Alert:
    sold = {owner: _tonnes([one for one in run if one.seller == owner]) for owner in ring}
    figures = {
        "gross_t": _tonnes(run),
        "net_t": sum(max(0, bought - gave) for bought, gave in _passed_on(ring, sold)),
        "low_fen": min(one.price for one in run),
        "high_fen": max(one.price for one in run),
        "lasted_ms": run[-1].at - run[0].at,
    }
    kind = AlertKind.BACK_AND_FORTH if len(ring) == 2 else AlertKind.RING
    return _alert(kind, ring, figures, run)


def marking_close(
    trades: Sequence[Dealt], *, reference: int, closes_at: int, limits: Thresholds = DEFAULTS
) -> list[Alert]:
    """Owners who pushed the price in the last minutes, buying it up or selling it down.

    A trade's step is its price less that of the trade before it; the first one's counts from the
    last price before the window, or from the day's reference. An owner's move is the sum of the
    steps of its trades on one side; both parties of a trade share its step. Only trades of the
    book count, for only they make the close.
    """
    opens_at = closes_at - limits.close_window_minutes * MINUTE
    printed = [one for one in trades if one.mode == OrderMode.BOOK]
    earlier = [one for one in printed if one.at < opens_at]
    window = [one for one in printed if opens_at <= one.at <= closes_at]
    before = last = earlier[-1].price if earlier else reference
    volume = _tonnes(window)
    moved: dict[tuple[str, bool], int] = {}
    sides: dict[tuple[str, bool], list[Dealt]] = {}
    for one in window:
        step, last = one.price - last, one.price
        for side, push in (((one.buyer, True), step), ((one.seller, False), -step)):
            moved[side] = moved.get(side, 0) + push
            sides.setdefault(side, []).append(one)
    found: list[Alert] = []
    for (owner, buys), own in sides.items():
        push, tonnes = moved[owner, buys], _tonnes(own)
        far = push * 100 >= limits.close_move_percent * before
        if far and tonnes * 100 >= limits.close_share_percent * volume:
            figures = {
                "bought_t" if buys else "sold_t": tonnes,
                "window_t": volume,
                "share_bp": share_bp(tonnes, volume),
                "before_fen": before,
                "last_fen": own[-1].price,
                "moved_fen": push if buys else -push,
                "moved_bp": share_bp(push, before),
            }
            found.append(_alert(AlertKind.MARKING_CLOSE, (owner,), figures, own))
    return found


def corners(
    trades: Sequence[Dealt], *, holdings: Mapping[str, int], limits: Thresholds = DEFAULTS
) -> list[Alert]:
    """Owners who hold much of what can be delivered and were much of the day's buying, net."""
    volume, outstanding = _tonnes(trades), sum(holdings.values())
    found: list[Alert] = []
    for owner in sorted({one.buyer for one in trades}):
        own = [one for one in trades if one.buyer == owner]
        bought = _tonnes(own)
        sold = _tonnes([one for one in trades if one.seller == owner])
        held = holdings.get(owner, 0)
        holds = held > 0 and held * 100 >= limits.corner_holding_percent * outstanding
        buys = bought > sold and bought * 100 >= limits.corner_buying_percent * volume
        if holds and buys:
            figures = {
                "held_t": held,
                "outstanding_t": outstanding,
                "held_bp": share_bp(held, outstanding),
                "bought_t": bought,
                "sold_t": sold,
                "volume_t": volume,
                "bought_bp": share_bp(bought, volume),
            }
            found.append(_alert(AlertKind.CORNER, (owner,), figures, own))
    return found


def _alert(
    kind: AlertKind, owners: tuple[str, ...], figures: dict[str, int], trades: Sequence[Dealt]
) -> Alert:
    """An alert with the owners' orders behind its trades."""
    orders = {one.buy_order for one in trades if one.buyer in owners}
    orders |= {one.sell_order for one in trades if one.seller in owners}
    return Alert(kind, owners, figures, tuple(trades), tuple(sorted(orders)))


def _tonnes(trades: Sequence[Dealt]) -> int:
    return sum(one.quantity for one in trades)
