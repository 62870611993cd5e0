"""Quotes and depth from the working state; the queries on the tables must return the same."""

from __future__ import annotations

from matching.daily_statistics import volume_weighted
from matching.exchange import Exchange
from matching.listings import Listing
from matching.phases import GATHERING
from matching.views import AuctionView, Depth, DepthLevel, Quote


def quotes(exchange: Exchange) -> list[Quote]:
    """Every instrument as it stands, in the order of listing."""
    return [_quote(listing) for listing in exchange.market.listings.values()]


def _quote(listing: Listing) -> Quote:
    one, book, statistics = listing.instrument, listing.book, listing.statistics
    return Quote(
        instrument=one.code,
        registry=one.registry,
        unit=one.unit,
        host=one.host,
        tick=one.tick,
        lot=one.lot,
        phase=book.phase.value,
        halted=listing.halted,
        day=listing.day,
        reference=listing.reference,
        lo=book.lo,
        hi=book.hi,
        last=listing.last or None,
        average=_average(listing) if statistics.volume else None,
        volume=statistics.volume,
        turnover_fen=statistics.turnover_fen,
        trades=statistics.count,
        bid=book.bids.best(),
        ask=book.asks.best(),
        auction=_auction(listing),
    )


def _auction(listing: Listing) -> AuctionView | None:
    if listing.book.phase not in GATHERING:
        return None
    found = listing.book.indicative(reference=listing.reference)
    return AuctionView(None, 0, None) if found is None else AuctionView(*found)


def _average(listing: Listing) -> int:
    statistics = listing.statistics
    return volume_weighted(
        turnover_fen=statistics.turnover_fen, volume=statistics.volume, tick=listing.instrument.tick
    )


def depth(exchange: Exchange, instrument: str, *, levels: int = 5, owner: str = "") -> Depth:
    """The book's best levels; `owner` counts that owner's tonnes apart."""
    book = exchange.market.listing(instrument).book
    own = [
        one
        for one in exchange.market.open_of.get(owner, {}).values()
        if one.instrument == instrument and not one.is_parked
    ]
    mine: dict[tuple[bool, int], int] = {}
    for order in own:
        assert order.price is not None
        place = (order.buy, order.price)
        mine[place] = mine.get(place, 0) + order.open

    def best(*, buy: bool) -> tuple[DepthLevel, ...]:
        return tuple(
            DepthLevel(price, tonnes, count, mine.get((buy, price), 0))
            for price, tonnes, count in book.depth(buy=buy, levels=levels)
        )

    return Depth(instrument, best(buy=True), best(buy=False))
