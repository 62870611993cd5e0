"""Trades outside the book in a lesson: who may, what is seen, what the clock ends, replay.

Method: the shipped plan with rich traders, and allowances listed at the national venue; every
seat is a person's; every invariant whenever time has passed, and a replay at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Outcome, Request
from matching.deals import queries
from matching.deals.bidding import Biddings
from matching.deals.dealing import Deals
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, parse_plan
from registry.classroom.play import play
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.paths import fixtures
from registry.roles import Role

pytestmark = pytest.mark.slow

PLAN = (fixtures() / "lessons" / "belt-road-1.toml").read_text(encoding="utf-8")
CEA = """
[[instruments]]
code = "CEA"
registry = "CN"
unit = "CEA"
host = "CN"
reference = 8500
limit_percent = 10
venue = "national-ets"

[[instruments]]
"""
MONDAY, TUESDAY = date(2028, 3, 13), date(2028, 3, 14)


def plan() -> Plan:
    """Two days, two seats of each role, money enough for 100,000 t, emitters short of 12,000 t."""
    written = PLAN.replace("[115_200,", "[108_000,")
    written = written.replace("days = 6", "days = 2").replace("cash_fen = ", "cash_fen = 1_000")
    written = written.replace("cash_fen = 1_00020_000_000", "cash_fen = 20_000_000")
    written = written.replace("\n[[instruments]]\n", CEA, 1)
    return parse_plan(written, name="deals").with_seats_per_role(2)


class Class:
    """A lesson with its clock and no bots: commands are given, time is moved on."""

    def __init__(self, path: Path | None) -> None:
        self.lesson = Lesson.create(path, plan(), seed=7)
        self.loop = Loop(self.lesson)
        self.give(TRAINER, "lesson.start")
        for seat in self.lesson.room.seats:
            self.give(TRAINER, "seat.claim", seat=seat)
        seats = self.lesson.room.seats.values()
        self.traders = [one.name for one in seats if one.role is Role.TRADER]
        self.emitters = [one.name for one in seats if one.role is Role.EMITTER]
        self.government = next(one.name for one in seats if one.role is Role.GOVERNMENT_PARTNER)

    def give(self, seat: str, name: str, /, **arguments: Any) -> Outcome:
        """A command of a seat, now."""
        now = max(self.loop.done, self.lesson.books.at)
        with self.lesson.group():
            return self.lesson.run(Request(name, arguments, "person", seat, at=now))

    def done(self, seat: str, name: str, **arguments: Any) -> dict[str, Any]:
        """A command that must be accepted; its answer."""
        outcome = self.give(seat, name, **arguments)
        assert outcome.answer is not None, outcome
        return outcome.answer

    def refused(self, seat: str, name: str, **arguments: Any) -> str:
        """A command that must be refused; the code."""
        outcome = self.give(seat, name, **arguments)
        assert outcome.refusal is not None, outcome
        return outcome.refusal.code

    def until(self, at: int) -> None:
        """Let lesson time pass; afterwards every invariant must hold."""
        with self.lesson.group():
            self.loop.advance(at)
        with self.lesson.reading() as session:
            assert [] == audit(session)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the tables say."""
        return list(self.lesson.store.fetch(sql))

    def auctioned(self) -> None:
        """Monday: 500,000 t of allowances are issued, and sold to both traders in an auction."""
        self.until(moment(MONDAY, 13, 5))
        self.done(self.government, "allowance.issue", year=2028, quantity=500_000)
        self.done(
            self.government, "auction.open", instrument="CEA", quantity=500_000,
            pricing="uniform", reserve=8000, smallest_bid=1000, bidder_percent=60,
            closes_at=moment(MONDAY, 13, 30),
        )  # fmt: skip
        for trader, price in zip(self.traders, (8600, 8500), strict=True):
            self.done(trader, "bidding.bid", session=1, price=price, quantity=300_000)
        self.until(moment(MONDAY, 13, 30))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    """A class whose lesson is audited and replayed when the test is over."""
    path = tmp_path / "deals.lesson"
    made = Class(path)
    yield made
    made.until(moment(TUESDAY, 23))
    made.lesson.close()
    told = replay(path)
    assert told["first_difference"] is None
    assert told["original_hash"] == told["replayed_hash"]


def test_an_auction_is_closed_by_the_clock(room: Class) -> None:
    room.auctioned()
    first, second = room.traders

    assert [(moment(MONDAY, 13, 30), "clock")] == room.rows(
        "SELECT at, origin FROM command WHERE name = 'clock.deals_end'"
    )
    assert [(first, 300_000, 8500), (second, 200_000, 8500)] == room.rows(
        "SELECT buyer, quantity, price FROM trade WHERE mode = 'bidding' ORDER BY id"
    )
    with room.lesson.reading() as session:
        (told,) = queries.sessions(session)
    assert (500_000, 0, 8500, "6/5") == (told.sold, told.unsold, told.price, told.cover)


def test_every_way_of_trading_in_one_lesson(room: Class) -> None:
    """What was bought on Monday is sold on Tuesday: a block, a quote, a bidding session."""
    room.auctioned()
    first, second = room.traders
    assert "risk.units_short" == room.refused(
        first, "block.propose", instrument="CEA", side="sell", counterparty=second, price=8500,
        quantity=100_000,
    )  # fmt: skip
    room.until(moment(TUESDAY, 13, 5))
    deal = {"instrument": "CEA", "side": "sell", "quantity": 100_000}
    room.done(first, "block.propose", **deal, counterparty=second, price=8400)
    assert 8400 == room.done(second, "block.confirm", proposal=1)["price"]

    room.done(second, "quote.ask", instrument="CEA", side="sell", quantity=100_000)
    room.done(first, "quote.offer", request=1, price=8300)
    room.done(room.emitters[0], "quote.offer", request=1, price=8350)
    room.done(second, "quote.accept", offer=2)

    reference = room.lesson.exchange.market.listing("CEA").reference
    room.done(
        first, "bidding.open", instrument="CEA", quantity=100_000, pricing="pay_as_bid",
        reserve=reference, closes_at=moment(TUESDAY, 14),
    )  # fmt: skip
    room.done(second, "bidding.bid", session=2, price=reference + 1, quantity=60_000)
    room.done(first, "block.propose", **deal | {"side": "buy"}, counterparty=second, price=8400)
    room.until(moment(TUESDAY, 15))

    modes = room.rows(
        "SELECT mode, count(*), sum(quantity) FROM trade WHERE mode <> 'book' GROUP BY mode"
    )
    assert {("block", 1, 100_000), ("quote", 1, 100_000), ("bidding", 3, 560_000)} == set(modes)
    assert [("traded",), ("expired",)] == room.rows("SELECT state FROM block_proposal ORDER BY id")


def test_others_see_nothing_of_proposals_offers_and_running_bids(room: Class) -> None:
    room.auctioned()
    room.until(moment(TUESDAY, 13, 5))
    first, second = room.traders
    third = room.emitters[0]
    deal = {"instrument": "CEA", "side": "sell", "quantity": 100_000}
    room.done(first, "block.propose", **deal, counterparty=second, price=8400)
    room.done(third, "quote.ask", instrument="CEA", side="buy", quantity=100_000)
    room.done(second, "quote.offer", request=1, price=8450)
    reference = room.lesson.exchange.market.listing("CEA").reference
    room.done(
        first, "bidding.open", instrument="CEA", quantity=100_000, pricing="uniform",
        reserve=reference, closes_at=moment(TUESDAY, 14),
    )  # fmt: skip
    room.done(third, "bidding.bid", session=2, price=reference, quantity=1000)

    with room.lesson.reading() as session:
        seen = {
            seat: (
                len(queries.proposals(session, seat=seat)),
                len(queries.offers(session, seat=seat)),
                len(queries.bids(session, seat=seat, of_session=2)),
                [one.offers for one in queries.requests(session, seat=seat)],
            )
            for seat in (first, second, third, "")
        }
        running = queries.sessions(session)[0]

    assert {
        first: (1, 0, 0, [None]),
        second: (1, 1, 0, [None]),
        third: (0, 1, 1, [1]),
        "": (1, 1, 1, [1]),
    } == seen
    assert ("open", None, None, None, None) == (
        running.state, running.sold, running.unsold, running.price, running.cover
    )  # fmt: skip
    # A third seat learns no more from a refusal than from a number that was never given.
    assert room.refused(third, "block.confirm", proposal=1) == room.refused(
        third, "block.confirm", proposal=99
    )


def test_who_may_not(room: Class) -> None:
    room.until(moment(MONDAY, 13, 5))
    trader, government = room.traders[0], room.government
    block = {"instrument": "CEA", "side": "buy", "price": 8500, "quantity": 100_000}
    auction = {
        "instrument": "CEA", "quantity": 5, "pricing": "uniform", "reserve": None,
        "smallest_bid": None, "bidder_percent": None, "closes_at": moment(MONDAY, 14),
    }  # fmt: skip

    assert [
        "access.role_may_not",
        "access.role_may_not",
        "access.role_may_not",
        "procedure.counterparty_unknown",
        "procedure.counterparty_unknown",
        "procedure.market_account_missing",
        "book.mode_not_offered",
        "book.not_an_allowance",
        "risk.units_short",
        "procedure.allowances_not_positive",
    ] == [
        room.refused(government, "block.propose", **block, counterparty=trader),
        room.refused(trader, "auction.open", **auction),
        room.refused(trader, "allowance.issue", year=2028, quantity=5),
        room.refused(trader, "block.propose", **block, counterparty=government),
        room.refused(trader, "block.propose", **block, counterparty="S99"),
        room.refused(
            room.emitters[0], "block.propose", **block | {"instrument": "BRC-TH"},
            counterparty=trader,
        ),
        room.refused(
            trader, "block.propose", **block | {"instrument": "CCER"},
            counterparty=room.traders[1],
        ),
        room.refused(government, "auction.open", **auction | {"instrument": "CCER"}),
        room.refused(government, "auction.open", **auction),
        room.refused(government, "allowance.issue", year=2028, quantity=0),
    ]  # fmt: skip


def test_an_allowance_is_no_credit(room: Class) -> None:
    room.auctioned()
    room.until(moment(TUESDAY, 9, 5))
    trader = room.traders[0]
    ((asset,),) = room.rows("SELECT asset FROM credit_batch WHERE unit = 'CEA'")
    lot = {"registry": "CN", "asset": asset, "quantity": 10}

    assert ["procedure.not_a_credit"] * 4 == [
        room.refused(trader, "retirement.retire", **lot, purpose="voluntary", beneficiary="x"),
        room.refused(room.government, "retirement.retire", **lot, purpose="ndc", beneficiary=""),
        room.refused(room.emitters[0], "offset.submit", lots=[{"asset": asset, "quantity": 1}]),
        room.refused(
            trader, "transfer.request", source="CN", target="TH", unit="CEA", asset=asset,
            quantity=10, purpose="NDC", receiver=None,
        ),
    ]  # fmt: skip


def test_a_halt_and_a_pause_leave_the_way_out(room: Class) -> None:
    room.auctioned()
    room.until(moment(TUESDAY, 13, 5))
    first, second = room.traders
    deal = {"instrument": "CEA", "side": "sell", "quantity": 100_000, "price": 8400}
    room.done(first, "block.propose", **deal, counterparty=second)
    room.done(first, "block.propose", **deal, counterparty=second)
    room.give(TRAINER, "lesson.pause")

    assert "classroom.paused" == room.refused(second, "block.confirm", proposal=1)
    room.done(second, "block.decline", proposal=1)
    room.done(first, "block.withdraw", proposal=2)
    room.give(TRAINER, "lesson.start")


def _halted_at_its_close(room: Class) -> None:
    """An auction with a bid whose time has come while its instrument was halted."""
    room.until(moment(MONDAY, 13, 5))
    room.done(room.government, "allowance.issue", year=2028, quantity=500_000)
    room.done(
        room.government, "auction.open", instrument="CEA", quantity=500_000, pricing="uniform",
        reserve=8000, smallest_bid=None, bidder_percent=None, closes_at=moment(MONDAY, 13, 30),
    )  # fmt: skip
    room.done(room.traders[0], "bidding.bid", session=1, price=8600, quantity=300_000)
    room.done(TRAINER, "lesson.halt", instrument="CEA")
    room.until(moment(MONDAY, 13, 45))

    assert [("open",)] == room.rows("SELECT state FROM bidding_session")
    assert None is room.lesson.deals.next_due()
    assert [] == room.rows("SELECT number FROM command WHERE name = 'clock.deals_end'")
    assert "book.instrument_halted" == room.refused(
        room.traders[1], "bidding.bid", session=1, price=8600, quantity=300_000
    )


def test_a_session_that_a_halt_overtook_closes_as_it_ends(room: Class) -> None:
    _halted_at_its_close(room)
    room.done(TRAINER, "lesson.resume", instrument="CEA")
    room.until(moment(MONDAY, 13, 46))

    assert [("closed", 300_000, 8600)] == room.rows(
        "SELECT state, sold, price FROM bidding_session"
    )
    assert [("lesson.resume",)] == room.rows(
        "SELECT c.name FROM trade t JOIN command c ON c.number = t.entered WHERE mode = 'bidding'"
    )


def test_a_day_that_ends_halted_sells_nothing(room: Class) -> None:
    _halted_at_its_close(room)
    room.until(moment(TUESDAY, 9, 5))

    assert [("halted", 0, None)] == room.rows("SELECT state, sold, price FROM bidding_session")
    assert [] == room.rows("SELECT id FROM trade WHERE mode = 'bidding'")
    assert [] == room.rows("SELECT id FROM market_order WHERE open_quantity > 0")
    with room.lesson.reading() as session:
        (told,) = queries.sessions(session)
    assert ("halted", 0, 500_000, "3/5", "stated") == (
        told.state, told.sold, told.unsold, told.cover, told.reserve_basis
    )  # fmt: skip


@pytest.mark.planted
def test_a_session_left_open_after_a_halt_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The halt ends and nothing closes what it kept: the next step does, and the audit sees it."""
    made = Class(tmp_path / "left.lesson")
    _halted_at_its_close(made)
    monkeypatch.setattr(Biddings, "close_waiting", lambda self, *, instrument, at: [])
    made.done(TRAINER, "lesson.resume", instrument="CEA")
    with made.lesson.reading() as session:
        found = {name for name, _ in audit(session)}
    assert made.lesson.books.at == made.lesson.deals.next_due()
    made.until(moment(MONDAY, 13, 46))
    states = made.rows("SELECT state FROM bidding_session")
    made.lesson.close()

    assert {"no_deal_outlives_its_time"} == found
    assert [("closed",)] == states


def test_a_plan_of_before_offers_no_deals_and_writes_no_rules(tmp_path: Path) -> None:
    path = tmp_path / "plain.lesson"
    small = parse_plan(PLAN.replace("days = 6", "days = 1"), name="plain").with_seats_per_role(1)
    summary = play(small, seed=1, path=path)
    lesson = Lesson.open(path)
    try:
        assert "ok" == summary["audit"]
        assert [] == lesson.store.fetch("SELECT * FROM instrument_venue")
        assert [] == lesson.store.fetch("SELECT * FROM command WHERE name LIKE '%deal%'")
    finally:
        lesson.close()


@pytest.mark.planted
def test_a_clock_that_forgets_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing closes the session in time, and the day's end forgets it too."""
    made = Class(tmp_path / "forgotten.lesson")
    made.until(moment(MONDAY, 13, 5))
    monkeypatch.setattr(Deals, "next_due", lambda self: None)
    monkeypatch.setattr(Deals, "end_of_day", lambda self, *, at: {})
    made.done(made.government, "allowance.issue", year=2028, quantity=500_000)
    made.done(
        made.government, "auction.open", instrument="CEA", quantity=500_000, pricing="uniform",
        reserve=None, smallest_bid=None, bidder_percent=None, closes_at=moment(MONDAY, 13, 30),
    )  # fmt: skip
    with made.lesson.group():
        made.loop.advance(moment(MONDAY, 23))
    with made.lesson.reading() as session:
        found = {name for name, _ in audit(session)}
    made.lesson.close()

    assert {"no_deal_outlives_its_time"} == found
