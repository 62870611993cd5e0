"""The terms of a sale: the venue's, and those that the seller or the authority sets.

Own terms are as strict as the venue's or stricter; where the venue has none they are free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from matching.bidding import Pricing, Reason, Sale, offer_refused
from matching.deals.errors import (
    CapBelowReserve,
    DealTooSmall,
    PriceNotPositive,
    PricingNotOffered,
    ReserveNotOffered,
    ShareAboveVenue,
    ShareNotPercent,
    SmallestBidBelowVenue,
)
from matching.errors import (
    PriceOffTick,
    PriceOutsideLimits,
    QuantityNotPositive,
    QuantityOffLot,
    QuantityTooLarge,
)
from matching.instruments import LARGEST_ORDER, Instrument
from matching.venues import Mode, Venue

RESERVE_MONTHS = 3
"""The months of Guangdong's reserve price, a mean (notice of 27 March 2017)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The terms that the seller sets, None: the venue's; `bidder_percent` is the authority's."""

    reserve: int | None = None
    cap: int | None = None
    smallest_bid: int | None = None
    bidder_percent: int | None = None


def require_pricing(pricing: str, offered: tuple[str, ...]) -> Pricing:
    """The pricing; raises `PricingNotOffered`."""
    if pricing not in offered:
        raise PricingNotOffered(given=pricing, offered=", ".join(offered))
    return Pricing(pricing)


def share_of(own: Own, mode: Mode | None) -> int | None:
    """The share of one bidder in percent; refuses an invalid one and one above the venue's."""
    most: int | None = None if mode is None else mode.said("bidder_percent")
    given = own.bidder_percent
    if given is None:
        return most
    if not 1 <= given <= 100:
        raise ShareNotPercent(given=given)
    if most is not None and given > most:
        raise ShareAboveVenue(given=given, most=most)
    return given


def smallest_bid_of(own: Own, instrument: Instrument, mode: Mode | None) -> int:
    """The smallest bid in tonnes; refuses one off the lot and one below the venue's."""
    least: int | None = None if mode is None else mode.said("bid_smallest_t")
    given = own.smallest_bid
    if given is None:
        return least or 1
    if given <= 0:
        raise QuantityNotPositive(quantity=given, lot=instrument.lot)
    if given % instrument.lot:
        raise off_lot(given, instrument.lot)
    if least is not None and given < least:
        raise SmallestBidBelowVenue(given=given, smallest=least)
    return given


def require_offer(instrument: Instrument, quantity: int, *, smallest: int) -> None:
    """Refuse an offer off the lot, below `smallest`, or above the largest order."""
    sale = Sale(
        supply=quantity, pricing=Pricing.UNIFORM, smallest_offer=smallest, lot=instrument.lot
    )
    reason = offer_refused(sale)
    if reason is not None:
        refuse_quantity(quantity, lot=instrument.lot, smallest=smallest, reason=reason)
    if quantity > LARGEST_ORDER:
        raise QuantityTooLarge(quantity=quantity, largest=LARGEST_ORDER)


def require_reserve(
    instrument: Instrument,
    venue: Venue | None,
    reserve: int | None,
    *,
    previous: int,
    cap: int | None,
) -> None:
    """Refuse a reserve that is no valid price, above the cap, or not one of the venue's.

    With `venue` None any reserve price is allowed.
    """
    if reserve is not None:
        _require_price(instrument, reserve)
        if cap is not None and reserve > cap:
            raise PriceOutsideLimits(price_fen=reserve, lo_fen=instrument.tick, hi_fen=cap)
    offered = () if venue is None else venue.reserves(previous=previous)
    if offered and reserve not in offered:
        raise ReserveNotOffered(
            given="none" if reserve is None else price_text(reserve),
            offered=", ".join(price_text(fen) for fen in offered),
        )


def cap_of(
    own: Own, instrument: Instrument, *, reserve: int | None, venues: int | None
) -> int | None:
    """The highest bid; refuses an invalid price, one above the venue's or below the reserve."""
    given = own.cap
    if given is None:
        return venues
    _require_price(instrument, given)
    if venues is not None and given > venues:
        raise PriceOutsideLimits(price_fen=given, lo_fen=reserve or instrument.tick, hi_fen=venues)
    if reserve is not None and given < reserve:
        raise CapBelowReserve(price_fen=given, reserve_fen=reserve)
    return given


def reserve_days(day: str) -> tuple[str, str]:
    """The first and last day whose trades count for a day's reserve price: from the same date three
    months earlier, or the last of that month, to the day before.
    """
    today = date.fromisoformat(day)
    months = today.year * 12 + today.month - 1 - RESERVE_MONTHS
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return (
        first.replace(day=min(today.day, last)).isoformat(),
        (today - timedelta(days=1)).isoformat(),
    )


def _require_price(instrument: Instrument, price: int) -> None:
    if price <= 0:
        raise PriceNotPositive(price_fen=price)
    if price % instrument.tick:
        raise off_tick(price, instrument.tick)


def refuse_quantity(quantity: int, *, lot: int, smallest: int, reason: Reason) -> None:
    """Raise the refusal of a quantity; return if the reason is another."""
    if reason is Reason.QUANTITY_NOT_POSITIVE:
        raise QuantityNotPositive(quantity=quantity, lot=lot)
    if reason is Reason.QUANTITY_OFF_LOT:
        raise off_lot(quantity, lot)
    if reason is Reason.BELOW_SMALLEST:
        raise DealTooSmall(quantity=quantity, smallest=smallest)


def off_tick(price: int, tick: int) -> PriceOffTick:
    """The refusal of a price between two ticks."""
    below = price // tick * tick
    return PriceOffTick(price_fen=price, tick_fen=tick, below_fen=below, above_fen=below + tick)


def off_lot(quantity: int, lot: int) -> QuantityOffLot:
    """The refusal of a quantity between two lots."""
    below = quantity // lot * lot
    return QuantityOffLot(quantity=quantity, lot=lot, below=below, above=below + lot)


def price_text(fen: int) -> str:
    """A price as in `72.00`, for a list within a sentence."""
    return f"{fen // 100:,}.{fen % 100:02d}"
