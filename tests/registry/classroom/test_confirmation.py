"""Goal: an order with warnings is refused until it is confirmed, and no other is.

Method: a lesson on the morning of its second day; commands at a seat, and the state read back.
Random commands on open books, each tried with the question and without.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Outcome, Request
from registry.classroom.audit import audit
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.preview import preview
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.compliance import queries as compliance
from registry.roles import Role
from tests.registry.classroom.test_preview import random_command, told
from tests.registry.classroom.test_venue_lessons import CALL, at_venue, plan

pytestmark = pytest.mark.slow

BRC, CCER = "BRC-CN", "CCER"
RICH = ("cash_fen = 60_000_000", "cash_fen = 600_000_000")
"""An emitter that can pay for more than it needs."""


@pytest.fixture(scope="module")
def second_morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lesson file that each test gets a copy of."""
    path = tmp_path_factory.mktemp("second") / "look.lesson"
    with closing(Lesson.create(path, plan(RICH), seed=5)) as made, made.group():
        made.run(Request("lesson.start", {}, "script", TRAINER))
        Loop(made).advance(moment(made.plan.clock.first_day + timedelta(days=1), 9, 31))
    return path


@pytest.fixture
def lesson(tmp_path: Path, second_morning: Path) -> Iterator[Lesson]:
    made = Lesson.open(shutil.copy(second_morning, tmp_path / "look.lesson"))
    yield made
    with made.reading() as session:
        assert [] == audit(session)
    made.close()


def seat(lesson: Lesson, role: Role) -> str:
    return next(one.name for one in lesson.room.seats.values() if one.role == role)


def buy(lesson: Lesson, code: str, role: Role, **changes: Any) -> Outcome:
    book = lesson.exchange.market.listing(code).book
    order = {"instrument": code, "side": "buy", "kind": "limit", "price": book.lo,
             "quantity": 1, **changes}  # fmt: skip
    at = moment(lesson.plan.clock.first_day + timedelta(days=1), 9, 31)
    with lesson.group():
        return lesson.run(Request("order.place", order, "person", seat(lesson, role), at=at))


def open_orders(lesson: Lesson, role: Role) -> int:
    return len(lesson.exchange.market.open_of.get(seat(lesson, role), {}))


def refused(outcome: Outcome) -> dict[str, Any]:
    assert outcome.refusal is not None, outcome
    return outcome.refusal.as_answer()


def answers(lesson: Lesson, request: Request) -> tuple[Outcome, Outcome]:
    """What a command would answer with the question, and without."""
    one, other = (
        replace(request, arguments=request.arguments | {"confirmed": confirmed})
        for confirmed in (False, None)
    )
    return preview(lesson, one).outcome, preview(lesson, other).outcome


def test_a_price_far_from_the_market_is_asked_about_and_passes_once_confirmed(
    lesson: Lesson,
) -> None:
    before = open_orders(lesson, Role.TRADER)
    told = refused(buy(lesson, BRC, Role.TRADER, confirmed=False))
    kept = open_orders(lesson, Role.TRADER)
    done = buy(lesson, BRC, Role.TRADER, confirmed=True)

    assert "book.needs_confirmation" == told["code"]
    assert ["price_far"] == [one["code"] for one in told["facts"]["warnings"]]
    assert before == kept
    assert done.answer is not None
    assert before + 1 == open_orders(lesson, Role.TRADER)


def test_who_does_not_ask_is_not_asked(lesson: Lesson) -> None:
    assert buy(lesson, BRC, Role.TRADER).answer is not None
    assert buy(lesson, BRC, Role.TRADER, confirmed=None).answer is not None


def test_an_emitter_that_buys_beyond_its_need_is_asked(lesson: Lesson) -> None:
    with lesson.reading() as session:
        need = compliance.need_t(
            session, seat=seat(lesson, Role.EMITTER), unit="CCER",
            at=moment(lesson.plan.clock.first_day, 9),
        )  # fmt: skip
    assert need is not None
    listing = lesson.exchange.market.listing(CCER)
    price = listing.last or listing.reference
    told = refused(buy(lesson, CCER, Role.EMITTER, price=price, quantity=need + 1, confirmed=False))
    warned = {one["code"]: one["figures"] for one in told["facts"]["warnings"]}

    assert need == warned["buys_beyond_need"]["need_t"]


def test_what_the_desk_refuses_is_not_asked_about(lesson: Lesson) -> None:
    beyond = lesson.exchange.market.listing(BRC).book.hi + 1
    told = refused(buy(lesson, BRC, Role.TRADER, price=beyond, confirmed=False))

    assert "book.price_outside_limits" == told["code"]
    unknown = refused(buy(lesson, BRC, Role.TRADER, instrument="NONE", confirmed=False))
    assert "book.instrument_unknown" == unknown["code"]


def test_what_is_refused_for_its_terms_is_not_asked_about(lesson: Lesson) -> None:
    gtd = buy(lesson, BRC, Role.TRADER, time_in_force="gtd", confirmed=False)
    stop = buy(lesson, BRC, Role.TRADER, trigger=1, time_in_force="ioc", confirmed=False)

    assert ["book.expiry_missing", "book.stop_must_wait"] == [
        refused(one)["code"] for one in (gtd, stop)
    ]


def test_only_what_would_pass_is_asked_about(open_deals: Path, tmp_path: Path) -> None:
    random, seen = Random(3), Counter[str]()
    with closing(Lesson.open(Path(shutil.copy(open_deals, tmp_path / "deals.lesson")))) as room:
        loop = Loop(room)
        while seen.total() < 400 and (instant := loop.next_instant()) is not None:
            for request in (random_command(room, random) for _ in range(20)):
                if CATALOGUE[request.name].asks:
                    asking, plain = answers(room, request)
                    asks = asking.refusal is not None
                    asks = asks and refused(asking)["code"] == "book.needs_confirmation"
                    seen["asked" if asks else "done" if asking.answer else "refused"] += 1

                    assert plain.answer if asks else told(asking) == told(plain), request
            with room.group():
                loop.step(instant)
    assert min(seen[one] for one in ("asked", "done", "refused")) > 5, seen


def test_an_order_in_a_call_is_asked_about_and_compared_with_the_last_price(
    tmp_path: Path,
) -> None:
    """9:16, while a call gathers: best prices may cross there and are no market yet."""
    made = Lesson.create(tmp_path / "call.lesson", plan(RICH, CALL), seed=5)
    loop = Loop(made)
    with made.group():
        made.run(Request("lesson.start", {}, "script", TRAINER))
        loop.advance(moment(made.plan.clock.first_day + timedelta(days=1), 9, 16))
    listing = made.exchange.market.listing(BRC)
    last = listing.last or listing.reference
    far = -(-last * 105 // 100)
    given = {"instrument": BRC, "side": "buy", "kind": "limit", "quantity": 1}

    def placed(**more: Any) -> Outcome:
        with made.group():
            trader = seat(made, Role.TRADER)
            return made.run(Request("order.place", given | more, "person", trader))

    asked, near = placed(price=far, confirmed=False), placed(price=last, confirmed=False)
    again = placed(price=far, confirmed=True)
    market = placed(kind="market", price=None, confirmed=False)

    assert "call" == listing.book.phase
    (warned,) = refused(asked)["facts"]["warnings"]
    assert ("price_far", last) == (warned["code"], warned["figures"]["market_fen"])
    assert near.answer is not None and again.answer is not None
    assert "book.call_takes_limits" == refused(market)["code"]
    made.close()


@pytest.mark.parametrize(("hour", "code"), [(12, "market_closed"), (13, "needs_confirmation")])
def test_a_block_without_hours_of_its_own_is_asked_about_while_the_book_trades(
    hour: int, code: str
) -> None:
    """Beijing's block trades have no hours: over lunch they are refused, not asked about."""
    made = Lesson.create(None, plan(RICH, at_venue("beijing")), seed=5)
    loop = Loop(made)
    with made.group():
        made.run(Request("lesson.start", {}, "script", TRAINER))
        loop.advance(moment(made.plan.clock.first_day + timedelta(days=1), hour))
    emitter, trader = seat(made, Role.EMITTER), seat(made, Role.TRADER)
    listing = made.exchange.market.listing(BRC)
    block = {
        "instrument": BRC, "side": "buy", "counterparty": trader, "quantity": 10_000,
        "price": (listing.last or listing.reference) * 111 // 100, "confirmed": False,
    }  # fmt: skip
    with made.group():
        told = made.run(Request("block.propose", block, "person", emitter))

    assert f"book.{code}" == refused(told)["code"]
    made.close()


def test_what_was_asked_and_confirmed_is_replayed(lesson: Lesson) -> None:
    buy(lesson, BRC, Role.TRADER, confirmed=False)
    buy(lesson, CCER, Role.EMITTER, confirmed=False)
    buy(lesson, BRC, Role.TRADER, confirmed=True)
    assert lesson.store.path is not None
    told = replay(lesson.store.path)

    assert told["original_hash"] == told["replayed_hash"]
    assert told["first_difference"] is None
