"""The call auction: one price for all collected orders, and who trades how much.

Candidates are the order prices that give the largest volume, fill every better-priced order and
leave the least imbalance; among several a tie rule decides (matching/README.md, the book).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from matching.orders import Order

Curve = list[tuple[int, int]]
"""Price in fen per tonne and tonnes bid or offered there, hidden ones too; best price first."""


class Tie(StrEnum):
    """Which of several candidate prices is taken.

    clamp: the reference price, limited to the lowest and the highest candidate. ref: the candidate
    nearest to the reference price, the higher if two. mid: the middle of lowest and highest, half
    a tick up. Without a reference price all three are `mid`.
    """

    CLAMP = "clamp"
    REFERENCE = "ref"
    MID = "mid"


class Indication(NamedTuple):
    """The result of the auction if it took place now: fen per tonne, tonnes, tonnes.

    `imbalance` are the tonnes bid at the price or better less the tonnes offered at the price or
    better; below zero there is a surplus of asks.
    """

    price: int
    volume: int
    imbalance: int


def indication(
    bids: Curve, asks: Curve, *, reference: int | None, tie: Tie, tick: int
) -> Indication | None:
    """The auction's price, volume and imbalance; None while bids and asks do not cross."""
    if not bids or not asks or bids[0][0] < asks[0][0]:
        return None
    candidates = _candidates(bids, asks)
    price = _decide(candidates, reference=reference, tie=tie, tick=tick)
    wanted = sum(tonnes for bid, tonnes in bids if bid >= price)
    offered = sum(tonnes for ask, tonnes in asks if ask <= price)
    assert wanted and offered
    return Indication(price, min(wanted, offered), wanted - offered)


def _candidates(bids: Curve, asks: Curve) -> list[int]:
    """The candidate prices, lowest first.

    Going up from price to price, `wanted` falls by the tonnes bid at the price before, and
    `offered` grows by the tonnes asked.
    """
    bid_at, ask_at = dict(bids), dict(asks)
    wanted, offered = sum(bid_at.values()), 0
    best: tuple[int, int] | None = None
    found: list[int] = []
    for price in sorted(bid_at.keys() | ask_at.keys()):
        bid, ask = bid_at.get(price, 0), ask_at.get(price, 0)
        offered += ask
        volume = min(wanted, offered)
        all_better_fill = wanted - bid <= volume and offered - ask <= volume
        if all_better_fill and volume:
            # Largest volume first, then the least imbalance.
            merit = (volume, -abs(wanted - offered))
            if best is None or merit > best:
                best, found = merit, [price]
            elif merit == best:
                found.append(price)
        wanted -= bid
    assert found, "where bids and asks cross there is a price"
    return found


def _decide(candidates: list[int], *, reference: int | None, tie: Tie, tick: int) -> int:
    """One of the candidates, or a price between them."""
    low, high = candidates[0], candidates[-1]
    if reference is None or tie is Tie.MID:
        return -(-(low + high) // (2 * tick)) * tick
    if tie is Tie.CLAMP:
        return max(low, min(high, reference))
    return min(candidates, key=lambda price: (abs(price - reference), -price))


def pairs(
    bids: Iterable[Order], asks: Iterable[Order], volume: int
) -> Iterator[tuple[Order, Order, int]]:
    """Buyer, seller and tonnes of each trade, `volume` tonnes in all.

    The sides come by price and then by time, so that on the marginal side the older order is
    filled first. The tonnes per order follow from that; the pairing itself is arbitrary.
    """
    buyers, sellers = iter(bids), iter(asks)
    buyer, seller = next(buyers), next(sellers)
    wanted, offered = buyer.open, seller.open
    while volume:
        tonnes = min(wanted, offered, volume)
        yield buyer, seller, tonnes
        volume -= tonnes
        wanted -= tonnes
        offered -= tonnes
        if volume and not wanted:
            buyer = next(buyers)
            wanted = buyer.open
        if volume and not offered:
            seller = next(sellers)
            offered = seller.open
