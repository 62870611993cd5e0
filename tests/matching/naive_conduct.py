"""The obvious twin of `matching.conduct`: every stretch of trades, every sum from scratch.

Slow and plain; trades are those of `matching.conduct`, answers are (owners, trade numbers).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from matching.conduct import Dealt
from matching.thresholds import Thresholds

MINUTE = 60_000
Found = list[tuple[tuple[str, ...], tuple[int, ...]]]


def deals(*rows: tuple[int, str, str, int, int], modes: str = "") -> list[Dealt]:
    """Trades from (minute, buyer, seller, tonnes, fen); trade n has orders 2n - 1 and 2n.

    `modes` has a letter for each trade that is of the book (`b`) or not; the rest are.
    """
    return [
        Dealt(
            n, fen, tonnes, buyer, seller, 2 * n - 1, 2 * n, minute * MINUTE, 100 + n,
            "book" if modes[n - 1 : n] in ("", "b") else "block",
        )
        for n, (minute, buyer, seller, tonnes, fen) in enumerate(rows, start=1)
    ]  # fmt: skip


def back_and_forth(trades: Sequence[Dealt], limits: Thresholds) -> Found:
    """Per ring: the stretch that begins first, the longest of those, then the same behind it."""
    found: Found = []
    owners = sorted({owner for one in trades for owner in (one.buyer, one.seller)})
    rings = [
        ring
        for size in range(2, limits.wash_ring_owners + 1)
        for ring in permutations(owners, size)
        if ring[0] == min(ring)
    ]
    for ring in rings:
        steps = [(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))]
        left = [one for one in trades if (one.seller, one.buyer) in steps]
        while stretches := [
            left[i:j]
            for i in range(len(left))
            for j in range(len(left), i, -1)
            if is_washing(left[i:j], ring, limits)
        ]:
            first = stretches[0]
            found.append((ring, tuple(one.trade for one in first)))
            left = left[left.index(first[-1]) + 1 :]
    return sorted(found)


def is_washing(run: Sequence[Dealt], ring: tuple[str, ...], limits: Thresholds) -> bool:
    """Whether after these trades of a ring nobody has much, at like prices, in short time."""
    for owner in ring:
        there = sum(one.quantity for one in run if one.buyer == owner)
        back = sum(one.quantity for one in run if one.seller == owner)
        if 100 * abs(there - back) > limits.wash_net_percent * (there + back):
            return False
    prices = [one.price for one in run]
    return (
        run[-1].at <= run[0].at + limits.wash_window_minutes * MINUTE
        and 100 * max(prices) <= (100 + limits.wash_price_percent) * min(prices)
        and sum(one.quantity for one in run) >= limits.wash_gross_t
    )


def marking_close(
    trades: Sequence[Dealt], *, reference: int, closes_at: int, limits: Thresholds
) -> Found:
    """Per owner and side: the steps of its trades in the last minutes, and its share of them.

    Trades outside the book make no price, as if there were none.
    """
    trades = [one for one in trades if one.mode == "book"]
    opens_at = closes_at - limits.close_window_minutes * MINUTE
    window = [i for i, one in enumerate(trades) if opens_at <= one.at <= closes_at]
    if not window:
        return []
    volume = sum(trades[i].quantity for i in window)
    prices = [reference, *(one.price for one in trades)]
    before = prices[window[0]]
    found: Found = []
    for owner in {owner for i in window for owner in (trades[i].buyer, trades[i].seller)}:
        for side, sign in (("buyer", 1), ("seller", -1)):
            own = [i for i in window if getattr(trades[i], side) == owner]
            moved = sign * sum(prices[i + 1] - prices[i] for i in own)
            tonnes = sum(trades[i].quantity for i in own)
            if (
                own
                and 100 * moved >= limits.close_move_percent * before
                and 100 * tonnes >= limits.close_share_percent * volume
            ):
                found.append(((owner,), tuple(trades[i].trade for i in own)))
    return sorted(found)


def corners(trades: Sequence[Dealt], holdings: dict[str, int], limits: Thresholds) -> Found:
    """Owners with much of all holdings and much of the day's buying, who did not only pass on."""
    found: Found = []
    for owner, held in sorted(holdings.items()):
        bought = [one for one in trades if one.buyer == owner]
        bought_t = sum(one.quantity for one in bought)
        sold_t = sum(one.quantity for one in trades if one.seller == owner)
        volume = sum(one.quantity for one in trades)
        if (
            held
            and 100 * held >= limits.corner_holding_percent * sum(holdings.values())
            and 100 * bought_t >= limits.corner_buying_percent * volume
            and bought_t > sold_t
        ):
            found.append(((owner,), tuple(one.trade for one in bought)))
    return found
