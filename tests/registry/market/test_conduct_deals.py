"""Goal: conduct sees every way of trading, counts only who is in the market, and names the mode.

Method: the class of the tests of deals, in which allowances are issued, auctioned, and traded as
blocks and in the book; the lists are compared with the worked figures beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.kernel.clock import MINUTE, moment
from ledger.writer import Outcome, Request
from matching.conduct import PositionLimit
from registry.classroom.audit import audit
from registry.market import conduct
from registry.market.conduct import Entry
from tests.registry.market.test_deals import MONDAY, TUESDAY, Class

BLOCK_T = 100_000


class Timed(Class):
    """The class, whose commands come at the time up to which it was moved on."""

    now = 0

    def give(self, seat: str, name: str, /, **arguments: Any) -> Outcome:
        """A command of a seat, now."""
        with self.lesson.group():
            at = max(self.now, self.lesson.books.at)
            return self.lesson.run(Request(name, arguments, "person", seat, at=at))

    def until(self, at: int) -> None:
        """Let lesson time pass."""
        super().until(at)
        self.now = at


@pytest.fixture
def room() -> Iterator[Class]:
    made = Timed(None)
    yield made
    with made.lesson.reading() as session:
        assert [] == audit(session)
    made.lesson.close()


def entries(room: Class, day: str = "") -> list[Entry]:
    with room.lesson.reading() as session:
        return conduct.surveillance(session, instrument="CEA", day=day)


def block(room: Class, seller: str, buyer: str, price: int, quantity: int = BLOCK_T) -> None:
    """A block trade, proposed and confirmed."""
    made = room.done(
        seller, "block.propose", instrument="CEA", side="sell", counterparty=buyer, price=price,
        quantity=quantity,
    )  # fmt: skip
    room.done(buyer, "block.confirm", proposal=made["proposal"])


# --- who is in the market ---------------------------------------------------------------------


def test_what_the_authority_has_not_sold_is_not_in_the_market(room: Class) -> None:
    """1 Mt are issued and 400 kt sold, 240 kt and 160 kt: shares of 60 and 40 % of what is sold."""
    room.until(moment(MONDAY, 13, 5))
    room.done(room.government, "allowance.issue", year=2028, quantity=1_000_000)
    room.done(
        room.government, "auction.open", instrument="CEA", quantity=400_000, pricing="uniform",
        reserve=8000, smallest_bid=1000, bidder_percent=60, closes_at=moment(MONDAY, 13, 30),
    )  # fmt: skip
    with room.lesson.reading() as session:
        offered = conduct.concentration(session, "CEA")
    first, second = room.traders
    room.done(first, "bidding.bid", session=1, price=8600, quantity=240_000)
    room.done(second, "bidding.bid", session=1, price=8500, quantity=160_000)
    room.until(moment(MONDAY, 13, 30))
    with room.lesson.reading() as session:
        sold = conduct.concentration(session, "CEA")
        large = conduct.large_holders(session, "CEA", percent=50)
        half = PositionLimit(percent=50)
        own = conduct.position(session, seat=first, instrument="CEA", limit=half)

    assert (0, 0, 0) == (offered.total_t, offered.holders, offered.hhi_points)
    assert (400_000, 2, 5200) == (sold.total_t, sold.holders, sold.hhi_points)
    assert [(first, 240_000, 6000), (second, 160_000, 4000)] == [
        (one.owner, one.quantity_t, one.share_bp) for one in sold.top
    ]
    assert [first] == [one.owner for one in large]
    assert (240_000, 400_000, 6000, 200_000, 0) == (
        own.held_t, own.outstanding_t, own.share_bp, own.most_t, own.room_t,
    )  # fmt: skip


def test_who_buys_most_of_an_auction_has_a_corner(room: Class) -> None:
    """300 of 500 kt bought, and as much of all that is in the market: 60 % of both."""
    room.auctioned()
    (entry,) = entries(room)

    assert ("corner", (room.traders[0],), ("auction",)) == (
        entry.kind, entry.owners, entry.modes,
    )  # fmt: skip
    assert (300_000, 500_000, 300_000, 500_000) == tuple(
        entry.figures[name] for name in ("held_t", "outstanding_t", "bought_t", "volume_t")
    )
    assert ["auction"] == [one.mode for one in entry.trades]


# --- trades of every mode ---------------------------------------------------------------------


def test_two_blocks_back_and_forth_are_listed_with_their_commands(room: Class) -> None:
    room.auctioned()
    room.until(moment(TUESDAY, 13, 5))
    first, second = room.traders
    before = room.lesson.books.number
    block(room, first, second, 8500)
    room.until(moment(TUESDAY, 13, 15))
    block(room, second, first, 8500)
    (wash,) = entries(room, TUESDAY.isoformat())
    given = room.rows(f"SELECT number FROM command WHERE number > {before} AND name LIKE 'block.%'")

    assert ("back_and_forth", tuple(sorted((first, second))), ("block",)) == (
        wash.kind, wash.owners, wash.modes,
    )  # fmt: skip
    assert (200_000, 0, 8500, 8500) == tuple(
        wash.figures[name] for name in ("gross_t", "net_t", "low_fen", "high_fen")
    )
    assert [number for (number,) in given] == list(wash.commands)
    assert 4 == len(wash.orders)


def test_a_block_and_a_sale_in_the_book_wash_as_well(room: Class) -> None:
    """There as a block of 100 kt, back in the book in two orders of less than 100 kt each."""
    room.auctioned()
    room.until(moment(TUESDAY, 13, 5))
    first, second = room.traders
    block(room, first, second, 8500)
    for _ in range(2):
        order = {"instrument": "CEA", "kind": "limit", "price": 8500, "quantity": 50_000}
        resting = room.done(second, "order.place", **order, side="sell")
        room.done(first, "order.pick", maker=resting["order"], quantity=50_000)
    (wash,) = entries(room, TUESDAY.isoformat())

    assert ("back_and_forth", ("block", "book")) == (wash.kind, wash.modes)
    assert ["block", "book", "book"] == [one.mode for one in wash.trades]


def test_blocks_in_a_ring_are_listed(room: Class) -> None:
    """From one trader to the other, to an emitter, and back: nobody has more than before."""
    room.until(moment(MONDAY, 13, 5))
    room.done(room.government, "allowance.issue", year=2028, quantity=300_000)
    room.done(
        room.government, "auction.open", instrument="CEA", quantity=300_000, pricing="uniform",
        reserve=8000, smallest_bid=1000, bidder_percent=60, closes_at=moment(MONDAY, 13, 30),
    )  # fmt: skip
    ring = sorted((*room.traders, room.emitters[0]))
    for seat in ring:
        room.done(seat, "bidding.bid", session=1, price=8500, quantity=BLOCK_T)
    room.until(moment(TUESDAY, 13, 5))
    for place, seat in enumerate(ring):
        room.until(moment(TUESDAY, 13, 5 + 5 * place))
        block(room, seat, ring[(place + 1) % 3], 8500)
    (found,) = entries(room, TUESDAY.isoformat())

    assert ("ring", tuple(ring), ("block",)) == (found.kind, found.owners, found.modes)
    assert (300_000, 0, 10 * MINUTE) == tuple(
        found.figures[name] for name in ("gross_t", "net_t", "lasted_ms")
    )


# --- the close --------------------------------------------------------------------------------


def test_a_block_before_the_close_marks_nothing_and_a_trade_of_the_book_does(room: Class) -> None:
    """Both 5 % up in the last minutes of Tuesday; only the second makes a price."""
    room.auctioned()
    first, second = room.traders
    room.until(moment(TUESDAY, 14, 55))
    up = room.lesson.exchange.market.listing("CEA").reference * 105 // 100
    block(room, first, second, up)
    order = {"instrument": "CEA", "kind": "limit", "price": up, "quantity": 1000, "side": "sell"}
    resting = room.done(first, "order.place", **order)
    room.done(second, "order.pick", maker=resting["order"], quantity=1000)
    room.until(moment(TUESDAY, 23))
    marked = [one for one in entries(room, TUESDAY.isoformat()) if one.kind == "marking_close"]

    assert [((second,), ("book",))] == [(one.owners, one.modes) for one in marked]
    assert [1000] == [one.figures["window_t"] for one in marked]
