"""Whether an owner may trade a side of an instrument at all: days between sides, position limit.

Asked of every order before its means, in whichever way of trading. Knows no book and no hours.
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
    """Refuse what the instrument's rules do not let this owner do, whatever it has.

    `ordered` are the tonnes among `quantity` that the same order has open already: an order that
    does not grow is never refused.
    """
    one = listing.instrument
    if quantity <= ordered:
        return
    if one.turnaround_days:
        _check_holding_period(market, listing, owner=owner, buy=buy)
    if buy:
        _check_position(market, books, listing, owner=owner, quantity=quantity, ordered=ordered)


def allowed_t(market: Market, books: Books, listing: Listing, *, owner: str, buy: bool) -> int:
    """The most tonnes of a side that `check` lets this owner order now, however it trades."""
    one = listing.instrument
    if one.turnaround_days:
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
    """Of each limited instrument that a buy may count towards: tonnes below the limit, or less.

    What is bought in one instrument may deliver another; each keeps its own limit, so that of two
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
    """Refuse a buy beyond a position limit; the one with the least room is told."""
    rooms = _rooms(market, books, listing, owner=owner)
    if not rooms:
        return
    room, tightest = min(rooms, key=lambda one: one[0])
    if quantity - ordered > room:
        one = tightest.instrument
        held = position(books, tightest, owner=owner)
        raise PositionLimited(
            instrument=one.code, limit_t=one.position_limit, held_t=held,
            ordered_t=market.buying(owner, one.code) - ordered, room_t=max(0, room + ordered),
        )  # fmt: skip


def _check_holding_period(market: Market, listing: Listing, *, owner: str, buy: bool) -> None:
    """Refuse a side too soon after a trade of the other one, and one while the other is open.

    CCER trading and settlement rules, 16 November 2023: buying and selling of one product lie at
    least so many trading days apart (check 8016).
    """
    one = listing.instrument
    last = listing.holding_period.last_opposite(owner, buy=buy)
    passed = listing.days - last
    if last and passed < one.turnaround_days:
        raise TurnaroundTooSoon(
            instrument=one.code, days=one.turnaround_days, passed_days=passed,
            wait_days=one.turnaround_days - passed,
        )  # fmt: skip
    open_t = market.promised(owner, one.code, buy=not buy)
    if open_t:
        raise OppositeOpen(instrument=one.code, days=one.turnaround_days, open=open_t)
