"""Goal: a preview answers what the command then answers, and leaves everything as it was.

Method: bots play on in a lesson where orders and deals of every kind are open; before each command
its preview is asked, and the same of random commands that seats may or may not give. Whatever can
be reached from the lesson, the log's chain and the state hash are compared before and after.
"""

from __future__ import annotations

import gc
import shutil
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from random import Random
from sqlite3 import IntegrityError
from typing import Any

import pytest

from ledger import log
from ledger.accounts import Kind
from ledger.kernel import lazy_copy
from ledger.serials import SubBalance
from ledger.writer import NotPlain, Outcome, Rehearsal, Request, Writer
from matching import records
from matching.levels import Level
from matching.listings import Listing
from matching.orders import Order
from matching.preview import Effects
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.preview import preview
from registry.classroom.room import TRAINER, Room
from registry.edge.commands import COMMANDS
from registry.roles import Role
from tests.support.deep import snapshot

pytestmark = pytest.mark.slow

INSTRUMENTS = ("BRC-CN", "CCER", "CEA", "GDEA", "HBEA", "CQCER", "NONE")


def told(outcome: Outcome) -> tuple[Any, ...]:
    """All that an outcome says."""
    refusal = outcome.refusal
    return (
        outcome.number, outcome.answer, None if refusal is None else refusal.outcome(),
        outcome.failure, outcome.repeated, outcome.conflict,
    )  # fmt: skip


def sealed(lesson: Lesson) -> tuple[str, str, str]:
    """A hash of everything in memory, the state hash, the head of the chain."""
    connection = lesson.store.connection
    memory = sha256(snapshot(lesson).encode()).hexdigest()
    return memory, log.state_hash(connection), log.head(connection)


Own = dict[int, tuple[int, bool]]
"""Own open orders: tonnes, and whether a stop waits."""


def own_orders(lesson: Lesson, seat: str) -> Own:
    found = lesson.exchange.market.open_of.get(seat, {})
    return {number: (one.open, one.trigger is not None) for number, one in found.items()}


def own_balances(lesson: Lesson, seat: str) -> Counter[tuple[Kind, int, str]]:
    """What a seat has by kind, asset and registry."""
    books = lesson.books
    own = {account for (owner, _), account in books.accounts.items() if owner == seat}
    found: Counter[tuple[Kind, int, str]] = Counter()
    for sub in books.subs.values():
        if sub.account in own:
            found[sub.kind, sub.asset, sub.registry or ""] += sub.balance
    return found


def check(effects: Effects, answer: dict[str, Any], before: Own, after: Own) -> None:
    """That an order's effects are what the lesson shows once its command was given."""
    order, trades = answer["order"], answer.get("trades", [])
    others = [one for one in before if one != order]
    woken = [one for one in others if before[one][1] and not after.get(one, (0, False))[1]]
    less = {one: after.get(one, (0, False))[0] for one in others if one not in woken}
    changed = [(one, left) for one, left in less.items() if left != before[one][0]]

    # A stop that was cancelled as it was triggered has lost its trigger too.
    assert [(price, tonnes) for _, price, tonnes in trades] == effects.fills
    assert after.get(order, (0, False))[0] == effects.rests_t
    assert effects.cancelled_t >= 0
    assert (woken, changed) == (effects.stops, effects.changed)


class Twice:
    """Gives each command of a lesson after its preview; every `look`-th time looks at everything.

    `most`: so many commands are compared.
    """

    def __init__(self, lesson: Lesson, *, look: int, most: int) -> None:
        self.lesson, self.look, self.most = lesson, look, most
        self.given: dict[str, int] = {}
        self.effects: dict[str, int] = {}
        self._run = lesson.run
        lesson.run = self.run  # type: ignore[method-assign]

    @property
    def count(self) -> int:
        return sum(self.given.values())

    def run(self, request: Request) -> Outcome:
        looks = self.count % self.look == 0
        before = sealed(self.lesson) if looks else None
        own = own_orders(self.lesson, request.seat)
        foretold, effects, moved = preview(self.lesson, request)
        balances = own_balances(self.lesson, request.seat)
        if looks:
            assert before == sealed(self.lesson), request
        with self.lesson.group():
            outcome = self._run(request)

        assert told(foretold) == told(outcome), request
        after = own_balances(self.lesson, request.seat)
        after.subtract(balances)
        assert {place: n for place, n in after.items() if n} == {
            place: n for place, n in moved.changes.items() if n
        }, request
        if effects is not None:
            assert outcome.answer is not None
            check(effects, outcome.answer, own, own_orders(self.lesson, request.seat))
            self.effects[request.name] = self.effects.get(request.name, 0) + 1
        assert outcome.failure is None, request
        kind = "done" if outcome.refusal is None else "refused"
        self.given[kind] = self.given.get(kind, 0) + 1
        self.given[request.name] = self.given.get(request.name, 0)
        return outcome


def some_number(random: Random, last: int) -> int:
    """Mostly a number that was given lately."""
    return max(0, last - random.randrange(40)) if random.random() < 0.9 else random.randrange(9999)


def random_command(lesson: Lesson, random: Random) -> Request:
    """A command that a seat, or the trainer, may well be refused."""
    market, deals = lesson.exchange.market, lesson.deals.state
    code = random.choice(INSTRUMENTS)
    listing = market.listings.get(code)
    lo, hi = (listing.book.lo, listing.book.hi) if listing else (1, 100)
    price, tonnes = random.randint(lo - 3, hi + 3), random.choice((0, 1, 10, 100, 700, 10**7))
    order = some_number(random, market.last_order)
    asked = random.choice((None, False, True))
    kind = random.choice(("limit", "limit", "limit", "market"))
    place = {
        "instrument": code, "side": random.choice(("buy", "sell")), "kind": kind,
        "price": price if kind == "limit" else None, "quantity": tonnes, "confirmed": asked,
        "time_in_force": random.choice(("day", "ioc", "gtc", "fok", "at_open", "at_close")),
        "post_only": random.random() < 0.1, "peak": random.choice((None, None, None, 10)),
        "trigger": random.choice((None, None, None, price)),
    }  # fmt: skip
    one = {"instrument": code}
    choices: list[tuple[str, dict[str, Any]]] = [
        *[("order.place", place)] * 8,
        ("order.replace", {"order": order, "price": price, "quantity": tonnes}),
        ("order.reduce", {"order": order, "quantity": tonnes}),
        ("order.pick", {"maker": order, "quantity": tonnes, "confirmed": asked}),
        ("order.cancel", {"order": order}),
        ("order.cancel_all", {"instrument": None}),
        ("quote.end", {"request": some_number(random, deals.last_request)}),
        ("quote.accept", {"offer": some_number(random, deals.last_offer)}),
        ("block.confirm", {"proposal": some_number(random, deals.last_proposal)}),
        ("bidding.withdraw", {"bid": some_number(random, deals.last_bid)}),
        ("transfer.withdraw", {"transfer": random.randrange(9)}),
        ("transfer.approve", {"transfer": random.randrange(9)}),
        (
            "issuance.issue",
            {"request": random.randrange(9), "registry": random.choice(("CN", "TH"))},
        ),
        ("committee.publish", {"item": random.randrange(9)}),
        ("committee.vote", {"item": random.randrange(9), "vote": "affirm"}),
        ("retirement.retire", {"registry": "CN", "asset": random.randrange(12), "quantity": 3}),
        ("offset.submit", {"lots": [{"asset": random.randrange(12), "quantity": 3}]}),
    ]
    trainers: list[tuple[str, dict[str, Any]]] = [
        ("lesson.halt", one), ("lesson.resume", one), ("lesson.call", {**one, "minutes": 2}),
        ("lesson.uncross", one), ("lesson.speed", {"speed": 60}), ("lesson.next_day", {}),
        ("seat.claim", {"seat": "S03"}), ("seat.leave", {"seat": "S03"}),
        ("seat.open", {"role": Role.TRADER.value}),
    ]  # fmt: skip
    name, arguments = random.choice(trainers if random.random() < 0.15 else choices)
    seat = TRAINER if name in dict(trainers) else random.choice(list(lesson.room.seats))
    whole = CATALOGUE[name].arguments.model_validate(arguments).model_dump(mode="json")
    return Request(name, whole, "script", seat, key=f"k{random.random()}")


def played_twice(path: Path, *, seed: int, look: int, most: int) -> Twice:
    """Bots and random commands on a lesson file, each after its preview."""
    random = Random(seed)
    with closing(Lesson.open(path)) as lesson:
        lesson.store.driver.execute("PRAGMA synchronous=OFF")
        twice, loop = Twice(lesson, look=look, most=most), Loop(lesson)
        while twice.count < most and (instant := loop.next_instant()) is not None:
            for _ in range(12):
                lesson.run(random_command(lesson, random))
            loop.step(instant)
            if not lesson.room.clock.running:
                break
        return twice


@pytest.fixture
def copy_of(open_deals: Path, tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A lesson with open orders and deals of every kind, one for each seed."""
    yield lambda seed: Path(shutil.copy(open_deals, tmp_path / f"deals-{seed}.lesson"))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_preview_answers_as_the_command_and_changes_nothing(
    copy_of: Callable[[int], Path], seed: int
) -> None:
    twice = played_twice(copy_of(seed), seed=seed, look=70, most=200)

    assert twice.count >= 200
    assert min(twice.given["done"], twice.given["refused"]) > 30, twice.given
    assert twice.effects["order.place"] > 5


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 16))
def test_every_command_that_people_give_answers_as_its_preview(
    copy_of: Callable[[int], Path], seed: int
) -> None:
    twice = played_twice(copy_of(seed), seed=seed, look=40, most=2500)
    asked_for = {name for name, count in twice.given.items() if name in COMMANDS}

    assert twice.given["done"] > 600, twice.given
    assert len(asked_for) >= 30, set(COMMANDS) - asked_for
    assert {f"order.{one}" for one in ("place", "cancel", "replace", "reduce", "pick")} == set(
        twice.effects
    )


@pytest.mark.planted
@pytest.mark.parametrize("shared", [Order, Level, SubBalance, Listing, Room])
def test_a_copy_that_shares_what_changes_is_seen(
    copy_of: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch, shared: type
) -> None:
    monkeypatch.setitem(lazy_copy._MAKERS, shared, None)

    with pytest.raises((AssertionError, IntegrityError)):  # the file's guards may be first
        played_twice(copy_of(1), seed=1, look=8, most=80)


@pytest.mark.planted
def test_what_a_preview_left_in_the_file_is_seen(
    copy_of: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Writer, "trial", Writer.group)

    with pytest.raises(AssertionError):
        played_twice(copy_of(1), seed=1, look=8, most=80)


@pytest.fixture
def lesson(copy_of: Callable[[int], Path]) -> Iterator[Lesson]:
    with closing(Lesson.open(copy_of(1))) as opened:
        yield opened


def some_order(lesson: Lesson, key: str | None = None, **changes: Any) -> Request:
    seat = next(one.name for one in lesson.room.seats.values() if one.role is Role.TRADER)
    price = lesson.exchange.market.listing("BRC-CN").book.lo
    order = {"instrument": "BRC-CN", "side": "buy", "kind": "limit", "price": price, "quantity": 1}
    return Request("order.place", order | changes, "person", seat, key=key)


def test_a_key_is_not_used_up_and_a_used_one_answers_as_before(lesson: Lesson) -> None:
    first = preview(lesson, some_order(lesson, "once")).outcome
    with lesson.group():
        done = lesson.run(some_order(lesson, "once"))
    again = preview(lesson, some_order(lesson, "once")).outcome
    other = preview(lesson, some_order(lesson, "once", quantity=2)).outcome

    assert first.answer is not None and first.answer == done.answer
    assert (False, False) == (first.repeated, done.repeated)
    assert (done.number, done.answer, True) == (again.number, again.answer, again.repeated)
    assert other.conflict


def test_an_error_of_ours_in_a_preview_fails_it_and_nothing_else(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sealed(lesson)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    with monkeypatch.context() as planted:
        planted.setattr(records, "order_entered", broken)
        failed = preview(lesson, some_order(lesson)).outcome
    after = preview(lesson, some_order(lesson)).outcome

    assert f"E{lesson.books.number + 1:07d}" == failed.failure
    assert after.answer is not None
    assert before == sealed(lesson)


@pytest.mark.parametrize("changes", [{}, {"quantity": 10**9}, {"price": None}, {"kind": "x"}])
def test_the_copy_is_gone_when_the_answer_is_there(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    copied: list[weakref.ref[Any]] = []
    rehearse = Rehearsal.run

    def seen(self: Rehearsal, request: Request) -> Outcome:
        copied.extend(map(weakref.ref, (self.books, self.actions["order.place"].handler)))
        return rehearse(self, request)

    monkeypatch.setattr(Rehearsal, "run", seen)
    gc.disable()
    try:
        answered = preview(lesson, some_order(lesson, **changes))
        left = [one() for one in copied]
    finally:
        gc.enable()

    assert (bool(changes), 2) == (answered.outcome.refusal is not None, len(left))
    assert [None, None] == left


def test_what_the_log_cannot_keep_has_no_preview(lesson: Lesson) -> None:
    with pytest.raises(NotPlain):
        preview(lesson, some_order(lesson, quantity=1 << 64))
