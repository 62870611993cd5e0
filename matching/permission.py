"""Whether an owner may trade a side of an instrument at all: holding period, position limit.

Checked for every order before its funds or units, in every way of trading.
"""

from __future__ import annotations

from ledger.accounts import HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT
from ledger.books import Books
from ledger.kernel.errors import Refusal
from matching.instruments import LARGEST_ORDER
from matching.listings import Listing, Market
from matching.trading_errors import OppositeOpen, PositionLimited, TurnaroundTooSoon

_KINDS = (HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT)


def check(
    market: Market,
    books: Books,
    listing: Listing,
    *,
    owner: str,
    buy: bool,
    quantity: int,
    ordered: int = 0,
) -> None:
    """Refuse an order that breaks the holding period or a position limit.

    `ordered` are the tonnes of `quantity` that the same order has open already: an order that
    does not grow is never refused.
    """
    if quantity <= ordered:
        return
    if listing.instrument.turnaround_days:
        _check_holding_period(market, listing, owner=owner, buy=buy)
    if buy:
        _check_position(market, books, listing, owner=owner, quantity=quantity, ordered=ordered)


def allowed_t(market: Market, books: Books, listing: Listing, *, owner: str, buy: bool) -> int:
    """The most tonnes of a side that `check` accepts from this owner now, in any way of trading."""
    if listing.instrument.turnaround_days:
        try:
            _check_holding_period(market, listing, owner=owner, buy=buy)
        except Refusal:
            return 0
    rooms = _rooms(market, books, listing, owner=owner) if buy else []
    return max(0, min([room for room, _ in rooms], default=LARGEST_ORDER))


def position(books: Books, listing: Listing, *, owner: str) -> int:
    """Tonnes of an owner that deliver the instrument: free, blocked, and bought today."""
    registry = listing.instrument.registry
    return sum(
        books.found(kind, asset, owner=owner, registry=registry)
        for asset in listing.deliverable(books.batches)
        for kind in _KINDS
    )


def _rooms(
    market: Market, books: Books, listing: Listing, *, owner: str
) -> list[tuple[int, Listing]]:
    """The tonnes still free below each position limit that a buy counts towards; may be negative.

    Units bought in one instrument may deliver another. Each keeps its own limit, so that of two
    limits on the same batches the smaller holds for both.
    """
    return [
        (limit - position(books, other, owner=owner) - market.buying(owner, code), other)
        for other in market.sharing(listing.instrument.code)
        for code, limit in [(other.instrument.code, other.instrument.position_limit)]
        if limit
    ]


def _check_position(
    market: Market, books: Books, listing: Listing, *, owner: str, quantity: int, ordered: int
) -> None:
    """Refuse a buy beyond a position limit; the refusal names the limit with the least room."""
    rooms = _rooms(market, books, listing, owner=owner)
    if not rooms:
        return
    room, tightest = min(rooms, key=lambda pair: pair[0])
    if quantity - ordered > room:
        instrument = tightest.instrument
        held = position(books, tightest, owner=owner)
        raise PositionLimited(
            instrument=instrument.code, limit_t=instrument.position_limit, held_t=held,
            ordered_t=market.buying(owner, instrument.code) - ordered,
            room_t=max(0, room + ordered),
        )  # fmt: skip


def _check_holding_period(market: Market, listing: Listing, *, owner: str, buy: bool) -> None:
    """Refuse an order too soon after a trade of the other side, or while the other side is open.

    CCER trading and settlement rules, 16 November 2023: buying and selling of one product lie at
    least so many trading days apart (check 8016).
    """
    instrument = listing.instrument
    last = listing.holding_period.last_opposite(owner, buy=buy)
    passed = listing.days - last
    if last and passed < instrument.turnaround_days:
        raise TurnaroundTooSoon(
            instrument=instrument.code, days=instrument.turnaround_days, passed_days=passed,
            wait_days=instrument.turnaround_days - passed,
        )  # fmt: skip
    open_t = market.promised(owner, instrument.code, buy=not buy)
    if open_t:
        raise OppositeOpen(instrument=instrument.code, days=instrument.turnaround_days, open=open_t)
