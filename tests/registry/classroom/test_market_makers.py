"""Goal: a room never freezes: in every shipped plan there is a bid and an ask though nobody acts.

Method: lessons in which people hold every seat and say nothing, from the start or after a day of
bots; books, log and audit are read.
"""

from __future__ import annotations

import pytest

from ledger.writer import Outcome, Request
from registry.bots import market_making
from registry.classroom.audit import audit
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.models import Driver
from registry.classroom.plan import PlanUnreadable, parse_plan, read_plan, shipped_plans
from registry.classroom.room import TRAINER, SeatState
from registry.edge.joining import free_seat, role_counts
from registry.edge.results import results
from registry.paths import fixtures
from registry.programme.trace import State, StepKind, trace
from registry.roles import Role
from tests.support.makers import fall_silent, instants, of_days, played_by_bots, silent, watch

LEAST_PERCENT = 95
"""Of the minutes of continuous trading have a bid and an ask, whoever sleeps."""

ORDERS = "SELECT owner, instrument, side, price, quantity, at FROM market_order ORDER BY id"

BELT_AND_ROAD = read_plan("belt-road-1")
TEXT = (fixtures() / "lessons" / "belt-road-1.toml").read_text(encoding="utf-8")


def one_day(name: str, *, seed: int = 3) -> Lesson:
    return silent(of_days(read_plan(name), 1).with_seats_per_role(1), seed=seed)


def makers(lesson: Lesson) -> list[SeatState]:
    return [one for one in lesson.room.seats.values() if one.role is Role.MARKET_MAKER]


def say(lesson: Lesson, name: str, seat: str = TRAINER, /, **arguments: object) -> Outcome:
    with lesson.group():
        return lesson.run(Request(name, arguments, "person", seat))


@pytest.mark.parametrize("name", shipped_plans())
def test_a_silent_room_has_a_bid_and_an_ask_in_every_market(name: str) -> None:
    lesson = one_day(name)
    seen = watch(lesson)
    given = lesson.store.fetch(
        "SELECT DISTINCT name, seat FROM command WHERE origin = 'bot' AND outcome LIKE '{\"acc%'"
    )
    refused = lesson.store.fetch("SELECT name, outcome FROM command WHERE outcome LIKE '{\"ref%'")
    with lesson.reading() as session:
        broken = audit(session)

    assert set(seen.minutes) == {one.code for one in lesson.plan.instruments}
    assert {} == seen.thin(LEAST_PERCENT)
    assert [] == refused and [] == broken
    assert {seat for _, seat in given} == {one.name for one in makers(lesson)}
    for command, _ in given:
        assert Role.TRADER in CATALOGUE[command].roles, f"people cannot give {command}"


def test_in_a_silent_room_the_seed_changes_nothing() -> None:
    """So that one seed is as good as ten: market makers draw nothing by lot."""
    found = []
    for seed in (3, 4):
        lesson = one_day("belt-road-1", seed=seed)
        watch(lesson)
        found.append(lesson.store.fetch(ORDERS))

    assert found[0] == found[1] and len(found[0]) > 5


@pytest.mark.long
@pytest.mark.parametrize("name", shipped_plans())
def test_every_plan_has_both_sides_to_its_end(name: str) -> None:
    assert {} == watch(silent(read_plan(name), seed=1)).thin(LEAST_PERCENT)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 11))
@pytest.mark.parametrize("name", shipped_plans())
def test_a_room_that_falls_asleep_after_a_day_has_both_sides_to_the_end(
    name: str, seed: int
) -> None:
    lesson = played_by_bots(read_plan(name), seed=seed)
    for at in instants(lesson):
        if at >= lesson.calendar.days[0].closes:
            break
    fall_silent(lesson)
    seen = watch(lesson)
    assert set(seen.minutes) == {one.code for one in lesson.plan.instruments}
    assert {} == seen.thin(LEAST_PERCENT)


@pytest.mark.planted
def test_a_market_maker_that_only_bids_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(market_making, "_sides", lambda *_: (True,))

    assert watch(one_day("belt-road-1")).thin(LEAST_PERCENT)


def test_even_quotes_of_one_tonne_keep_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(market_making, "QUOTED_T", 0)

    assert {} == watch(one_day("belt-road-1")).thin(LEAST_PERCENT)


def test_a_quote_that_is_met_is_renewed_within_a_minute_at_a_shifted_price() -> None:
    lesson = one_day("belt-road-1")
    trader = next(s.name for s in lesson.room.seats.values() if s.role is Role.TRADER)
    book = lesson.exchange.market.listing("CCER").book
    asks = []
    for _ in instants(lesson):
        ask = book.asks.best()
        if ask is None or len(asks) == 40:
            continue
        asks.append(ask)
        order = {"instrument": "CCER", "side": "buy", "kind": "limit", "price": ask,
                 "quantity": 200, "time_in_force": "ioc"}  # fmt: skip
        told = say(lesson, "order.place", trader, **order)
        assert told.answer is not None and 200 == told.answer["filled"], told

    # Eight thousand tonnes of twenty thousand: the market maker asks for more, not for anything.
    assert 40 == len(asks)
    assert asks[0] * 101 < asks[-1] * 100 < asks[0] * 107
    assert book.asks.best() is None  # the day is over


def test_nobody_takes_a_market_makers_seat() -> None:
    lesson = one_day("belt-road-1")
    for maker in makers(lesson):
        told = say(lesson, "seat.claim", seat=maker.name)
        assert told.refusal is not None and "classroom.market_makers_seat" == told.refusal.code
        assert "做市商" in told.refusal.text("zh") and "market maker" in told.refusal.text("en")
        assert "market_maker" not in told.refusal.facts["open"]
    opened = say(lesson, "seat.open", role="market_maker")
    seats = list(lesson.room.seats.values())

    assert opened.refusal is not None and "classroom.role_is_fixed" == opened.refusal.code
    assert {Driver.BOT} == {one.driver for one in makers(lesson)} and 2 == len(makers(lesson))
    assert free_seat(seats, None) is None
    assert Role.MARKET_MAKER not in {one.role for one in role_counts(seats)}


def test_market_makers_rest_only_when_they_are_named() -> None:
    lesson = Lesson.create(None, of_days(BELT_AND_ROAD, 1).with_seats_per_role(1), seed=3)
    all_off = say(lesson, "lesson.bots", on=False)
    playing = dict(lesson.room.bots_play)
    named = say(lesson, "lesson.bots", on=False, role="market_maker")
    say(lesson, "lesson.start")
    for _ in instants(lesson):
        pass
    orders = lesson.store.fetch("SELECT count(*) FROM market_order")
    say(lesson, "lesson.bots", on=True)

    assert all_off.answer is not None and "market_maker" not in all_off.answer["roles"]
    assert {Role.MARKET_MAKER} == {role for role, on in playing.items() if on}
    assert named.answer is not None and ["market_maker"] == named.answer["roles"]
    assert [(0,)] == orders


def test_every_tonne_they_begin_with_was_decided_and_has_its_number() -> None:
    lesson = Lesson.create(None, read_plan("venues"), seed=3)
    first, second = (one.name for one in makers(lesson))
    with lesson.reading() as session:
        broken = audit(session)
        home, abroad = trace(session, "TH", 40_000), trace(session, "TH", 1)
        listed = {one.seat for one in results(session, lesson.room.seats.values(), at=0).seats}
    held = lesson.store.fetch(
        "SELECT a.owner, b.unit, s.registry_code, s.balance FROM sub_account s"
        " JOIN account a ON a.id = s.account JOIN credit_batch b ON b.asset = s.asset"
        " WHERE s.kind = 'holding' ORDER BY 1, 2, 3"
    )

    assert [] == broken
    assert held == [
        (first, "BRC", "TH", 20_000), (first, "CCER", "CN", 20_005), (first, "CEA", "CN", 60_000),
        (second, "BRC", "CN", 20_000), (second, "CEA", "CN", 60_000),
    ]  # fmt: skip
    assert home is not None and (first, State.HELD) == (home.holder, home.state)
    assert abroad is not None and (second, "CN") == (abroad.holder, abroad.last.registry)
    assert abroad.item is not None and abroad.first_transfer is not None
    assert {StepKind.REQUESTED, StepKind.DECIDED, StepKind.ISSUED} <= {s.kind for s in abroad.steps}
    assert {first, second}.isdisjoint(listed) and len(lesson.room.seats) == 2 + len(listed)


MAKER = 'role = "market_maker"\ncount = 2\nfixed = true\n'
STOCK = 'owner = "market_maker:1"\npartner = "market_maker:2"'
YEAR = 'first_day = "2026-01-01"\nlast_day = "2026-12-31"\ngeneration_mwh = "100000"'


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (MAKER, MAKER.replace("true", "false"), "nobody takes a market maker: write fixed = true"),
        (STOCK, STOCK.replace("market_maker:2", "project_owner:2"),
         "market makers both, or neither"),
        (YEAR, YEAR.replace("2026", "2028").replace("12-31", "03-13"),
         "begins with these credits: write a day before 2028-03-13"),
        (MAKER, f"{MAKER}obligations_t = [1]\n", "only an emitter has obligations_t"),
    ],
)  # fmt: skip
def test_a_plan_in_which_they_could_not_begin_is_told(before: str, after: str, said: str) -> None:
    assert 1 == TEXT.count(before)
    with pytest.raises(PlanUnreadable) as told:
        parse_plan(TEXT.replace(before, after), name="wrong")

    (mistake,) = told.value.mistakes
    assert said in mistake
