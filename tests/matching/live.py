"""What readers would see of the working state: what the queries on the tables must give as well."""

from __future__ import annotations

from matching.desk import Desk
from matching.listings import Listing
from matching.tape import volume_weighted
from matching.views import Depth, DepthLevel, Quote


def quotes(desk: Desk) -> list[Quote]:
    """Every instrument as it stands, in the order of listing."""
    return [_quote(listing) for listing in desk.market.listings.values()]


def _quote(listing: Listing) -> Quote:
    one, book, tape = listing.instrument, listing.book, listing.tape
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
        average=_average(listing) if tape.volume else None,
        volume=tape.volume,
        turnover_fen=tape.turnover_fen,
        trades=tape.count,
        bid=book.bids.best(),
        ask=book.asks.best(),
    )


def _average(listing: Listing) -> int:
    tape = listing.tape
    return volume_weighted(
        turnover_fen=tape.turnover_fen, volume=tape.volume, tick=listing.instrument.tick
    )


def depth(desk: Desk, instrument: str, *, levels: int = 5, owner: str = "") -> Depth:
    """The book's best levels; `owner` counts that owner's tonnes apart."""
    book = desk.market.listing(instrument).book
    own = [
        one
        for one in desk.market.open_of.get(owner, {}).values()
        if one.instrument == instrument and not one.waits_aside
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
