"""One-way bidding and allowance auctions: the allocation of one offer to many bids.

Bids win by price, at one price by arrival; the last winner may get a part of its bid. Prices are
fen per tonne, quantities tonnes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Pricing(StrEnum):
    """What a winner pays."""

    UNIFORM = "uniform"
    """Every winner pays the lowest winning bid."""

    PAY_AS_BID = "pay_as_bid"
    """Every winner pays its own bid."""


class Reason(StrEnum):
    """Why a bid or an offer is refused, in the order of the checks."""

    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    QUANTITY_OFF_LOT = "quantity_off_lot"
    BELOW_SMALLEST = "below_smallest"
    PRICE_NOT_POSITIVE = "price_not_positive"
    PRICE_OFF_TICK = "price_off_tick"
    BELOW_RESERVE = "below_reserve"
    ABOVE_CAP = "above_cap"
    BIDDER_LIMIT = "bidder_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """An offer and its terms.

    `reserve` and `cap` are the lowest and highest valid price, both included; `smallest_bid` and
    `smallest_offer` are in tonnes. `bidder_percent`: all valid bids of one bidder together are at
    most this share of the offer, rounded down. None is no limit.
    """

    supply: int
    pricing: Pricing
    reserve: int | None = None
    cap: int | None = None
    smallest_offer: int = 1
    smallest_bid: int = 1
    bidder_percent: int | None = None
    tick: int = 1
    lot: int = 1

    def __post_init__(self) -> None:
        assert self.smallest_offer > 0 and self.smallest_bid > 0
        assert self.tick > 0 and self.lot > 0
        assert self.reserve is None or self.reserve > 0
        assert self.cap is None or self.cap >= (self.reserve or 1)
        assert self.bidder_percent is None or 0 < self.bidder_percent <= 100

    @property
    def most_of_one(self) -> int:
        """The most tonnes that the bids of one bidder may come to."""
        share = 100 if self.bidder_percent is None else self.bidder_percent
        return self.supply * share // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """A sealed bid; `arrival` counts up, and no two bids have the same arrival or id."""

    id: str
    bidder: str
    price: int
    quantity: int
    arrival: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The tonnes that a bid won, and the price that it pays per tonne."""

    bid: Bid
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class RefusedBid:
    """A bid that takes no part, and the reason."""

    bid: Bid
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of an auction.

    `allocations` are in order of merit, `refused` in order of arrival. `clearing_price` is the
    lowest winning bid under either pricing, None when nothing was sold. `cover` is the exact
    quotient of valid demand and supply.
    """

    allocations: tuple[Allocation, ...]
    refused: tuple[RefusedBid, ...]
    clearing_price: int | None
    sold: int
    unsold: int
    cover: Fraction


def offer_refused(sale: Sale) -> Reason | None:
    """Why the offer itself is refused, or None."""
    if sale.supply <= 0:
        return Reason.QUANTITY_NOT_POSITIVE
    if sale.supply % sale.lot:
        return Reason.QUANTITY_OFF_LOT
    return Reason.BELOW_SMALLEST if sale.supply < sale.smallest_offer else None


def bid_refused(sale: Sale, bid: Bid, *, already: int) -> Reason | None:
    """Why a bid is refused, or None; `already` are the tonnes of the same bidder's valid bids.

    A bid that would take its bidder over the limit is refused entirely, the earlier ones stand.
    """
    found = _quantity_reason(sale, bid.quantity) or _price_reason(sale, bid.price)
    if found is not None:
        return found
    over = sale.bidder_percent is not None and already + bid.quantity > sale.most_of_one
    return Reason.BIDDER_LIMIT if over else None


def _quantity_reason(sale: Sale, quantity: int) -> Reason | None:
    if quantity <= 0:
        return Reason.QUANTITY_NOT_POSITIVE
    if quantity % sale.lot:
        return Reason.QUANTITY_OFF_LOT
    return Reason.BELOW_SMALLEST if quantity < sale.smallest_bid else None


def _price_reason(sale: Sale, price: int) -> Reason | None:
    if price <= 0:
        return Reason.PRICE_NOT_POSITIVE
    if price % sale.tick:
        return Reason.PRICE_OFF_TICK
    if sale.reserve is not None and price < sale.reserve:
        return Reason.BELOW_RESERVE
    return Reason.ABOVE_CAP if sale.cap is not None and price > sale.cap else None


def close_bidding(sale: Sale, bids: Iterable[Bid]) -> Outcome:
    """Refuse invalid bids in order of arrival; allocate to the others by price, then arrival."""
    assert offer_refused(sale) is None, "the caller asks first whether the offer is taken"
    taken, refused = _sorted_out(sale, bids)
    won = list(_served(sale, sorted(taken, key=lambda one: (-one.price, one.arrival))))
    lowest = won[-1][0].price if won else None
    sold = sum(quantity for _, quantity in won)
    uniform = sale.pricing is Pricing.UNIFORM
    outcome = Outcome(
        allocations=tuple(
            Allocation(bid, quantity, lowest if uniform and lowest else bid.price)
            for bid, quantity in won
        ),
        refused=tuple(refused),
        clearing_price=lowest,
        sold=sold,
        unsold=sale.supply - sold,
        cover=Fraction(sum(one.quantity for one in taken), sale.supply),
    )
    assert outcome.unsold >= 0
    assert all(0 < one.quantity <= one.bid.quantity for one in outcome.allocations)
    assert all(one.price <= one.bid.price for one in outcome.allocations)
    return outcome


def _sorted_out(sale: Sale, bids: Iterable[Bid]) -> tuple[list[Bid], list[RefusedBid]]:
    given = sorted(bids, key=lambda one: one.arrival)
    assert len({one.arrival for one in given}) == len(given), "two bids arrived as one"
    assert len({one.id for one in given}) == len(given), "two bids have one id"
    taken: list[Bid] = []
    refused: list[RefusedBid] = []
    already: Counter[str] = Counter()
    for bid in given:
        reason = bid_refused(sale, bid, already=already[bid.bidder])
        if reason is None:
            taken.append(bid)
            already[bid.bidder] += bid.quantity
        else:
            refused.append(RefusedBid(bid, reason))
    return taken, refused


def _served(sale: Sale, ranked: Iterable[Bid]) -> Iterator[tuple[Bid, int]]:
    left = sale.supply
    for bid in ranked:
        quantity = min(left, bid.quantity)
        if not quantity:
            return
        yield bid, quantity
        left -= quantity
