"""Goal: the trainer's lists say what the tables say, and name the commands that somebody gave.

Method: a small lesson played by bots, recounted from serial blocks, postings and order rows; and
a lesson in which two seats wash-trade, one marks the close and one trades honestly, by commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from ledger.kernel.clock import as_datetime, moment
from ledger.kernel.errors import Refusal
from matching.conduct import Dealt, PositionLimit
from matching.thresholds import Thresholds
from registry.classroom.lesson import Lesson
from registry.classroom.play import play
from registry.market import conduct, queries
from registry.market.conduct import OrderBehind
from registry.market.statistics import DayFigures, statistics
from tests.matching import naive_conduct as naive
from tests.support.abuse import Abuse
from tests.support.classroom import SMALL

pytestmark = pytest.mark.slow

CODES = ("CCER", "BRC-CN", "BRC-TH")
DAYS = 8
SHORT = SMALL.model_copy(update={"clock": SMALL.clock.model_copy(update={"days": DAYS})})
LOW = Thresholds(
    wash_window_minutes=300, wash_price_percent=10, wash_net_percent=60, wash_gross_t=1,
    close_window_minutes=60, close_move_percent=1, close_share_percent=20,
    corner_holding_percent=20, corner_buying_percent=10,
)  # fmt: skip
"""Low enough that honest bots are listed too: the recount needs something to count."""


def rows(session: Session, sql: str, **values: Any) -> list[Any]:
    return list(session.connection().execute(text(sql), values))


# --- a played lesson, recounted ---------------------------------------------------------------


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """A small lesson that bots have played to its end."""
    path: Path = tmp_path_factory.mktemp("conduct") / "small.lesson"
    assert "ok" == play(SHORT, seed=7, path=path)["audit"]
    lesson = Lesson.open(path)
    yield lesson
    lesson.close()


def may_trade(session: Session) -> set[str]:
    """The seats that are in the market: an office's own account is not."""
    return {
        seat
        for seat, role in rows(session, "SELECT seat, role FROM participant")
        if role in ("project_owner", "emitter", "trader", "voluntary_buyer")
    }


def owners_of_serials(session: Session, instrument: str) -> dict[str, int]:
    """Which seats that may trade own how many open serials that deliver an instrument."""
    held: dict[str, int] = {}
    for owner, first, last in rows(
        session,
        "SELECT a.owner, k.first, k.last FROM serial_block k JOIN sub_account s ON s.id = k.owner"
        " JOIN account a ON a.id = s.account JOIN credit_batch b ON b.asset = k.asset"
        " JOIN instrument i ON i.registry_code = s.registry_code AND i.unit = b.unit"
        " WHERE k.closed IS NULL AND i.code = :code AND s.kind LIKE 'holding%'"
        " AND (i.host = '' OR i.host = b.host)",
        code=instrument,
    ):
        held[owner] = held.get(owner, 0) + last - first + 1
    return {owner: tonnes for owner, tonnes in held.items() if owner in may_trade(session)}


@pytest.mark.parametrize("instrument", CODES)
def test_concentration_is_that_of_the_serials(played: Lesson, instrument: str) -> None:
    with played.reading() as session:
        held = owners_of_serials(session, instrument)
        found = conduct.concentration(session, instrument)
        large = conduct.large_holders(session, instrument, percent=30)
    total = sum(held.values())
    ranked = sorted(held.values(), reverse=True)

    assert (total, len(held)) == (found.total_t, found.holders)
    assert sum(Fraction(100 * one, total) ** 2 for one in held.values()) == found.hhi
    assert ranked[:5] == [one.quantity_t for one in found.top]
    assert {owner for owner, one in held.items() if Fraction(one, total) >= Fraction(3, 10)} == {
        one.owner for one in large
    }


def test_a_position_is_what_the_seat_has_and_the_limit_leaves(played: Lesson) -> None:
    with played.reading() as session:
        held = owners_of_serials(session, "BRC-CN")
        total = sum(held.values())
        for seat, tonnes in held.items():
            limit = PositionLimit(tonnes=tonnes + 5)
            found = conduct.position(session, seat=seat, instrument="BRC-CN", limit=limit)
            available = queries.available(session, seat=seat, instrument="BRC-CN")

            assert (tonnes, total) == (found.held_t, found.outstanding_t)
            assert (available.blocked_t, available.free_t + available.blocked_t) == (
                found.blocked_t,
                tonnes,
            )
            assert max(0, 5 - found.buying_t) == found.room_t
        free = conduct.position(session, seat="nobody", instrument="BRC-CN")

    assert (0, 0, None, None) == (free.held_t, free.share_bp, free.most_t, free.room_t)


def trades_of_days(session: Session, instrument: str) -> dict[str, list[Dealt]]:
    """The trades of each calendar day, told apart by the lesson's clock."""
    days: dict[str, list[Dealt]] = {}
    for one in rows(
        session, "SELECT * FROM trade WHERE instrument = :code ORDER BY id", code=instrument
    ):
        buys, sells = (one.taker, one.maker)[:: 1 if one.taker_side == "buy" else -1]
        dealt = Dealt(
            one.id, one.price, one.quantity, one.buyer, one.seller, buys, sells, one.at,
            one.entered, one.mode,
        )  # fmt: skip
        days.setdefault(as_datetime(one.at).date().isoformat(), []).append(dealt)
    return days


def held_after(session: Session, instrument: str, command: int) -> dict[str, int]:
    """Holdings right after a command, by adding up every posting from the first on."""
    held: dict[str, int] = {}
    for source, target, quantity, registry, unit, host in rows(
        session,
        "SELECT sa.owner || ' ' || s.kind, ta.owner || ' ' || g.kind, p.quantity,"
        " CASE WHEN s.registry_code = '' THEN g.registry_code ELSE s.registry_code END,"
        " b.unit, b.host FROM posting p JOIN book_transaction t ON t.id = p.book_transaction"
        " JOIN sub_account s ON s.id = p.source JOIN account sa ON sa.id = s.account"
        " JOIN sub_account g ON g.id = p.target JOIN account ta ON ta.id = g.account"
        " JOIN credit_batch b ON b.asset = p.asset WHERE t.command <= :command",
        command=command,
    ):
        ((kept, wanted, of),) = rows(
            session,
            "SELECT registry_code, unit, host FROM instrument WHERE code = :code",
            code=instrument,
        )
        if (registry, unit) == (kept, wanted) and of in ("", host):
            held[source] = held.get(source, 0) - quantity
            held[target] = held.get(target, 0) + quantity
    owned: dict[str, int] = {}
    seats = may_trade(session)
    for name, tonnes in held.items():
        owner, kind = name.split(" ")
        if kind.startswith("holding") and owner in seats:
            owned[owner] = owned.get(owner, 0) + tonnes
    return owned


@pytest.mark.parametrize("instrument", CODES)
def test_surveillance_lists_what_a_plain_recount_lists(played: Lesson, instrument: str) -> None:
    with played.reading() as session:
        found = conduct.surveillance(session, instrument=instrument, limits=LOW)
        expected: list[tuple[str, str, tuple[str, ...], tuple[int, ...]]] = []
        days = trades_of_days(session, instrument)
        for day, trades in days.items():
            ((reference,),) = rows(
                session,
                "SELECT reference FROM trading_day WHERE instrument = :code AND day = :day",
                code=instrument,
                day=day,
            )
            closes = moment(as_datetime(trades[0].at).date(), 15)
            held = held_after(session, instrument, trades[-1].entered)
            washed = naive.back_and_forth(trades, LOW)
            lists = {
                "back_and_forth": [one for one in washed if len(one[0]) == 2],
                "ring": [one for one in washed if len(one[0]) > 2],
                "marking_close": naive.marking_close(
                    trades, reference=reference, closes_at=closes, limits=LOW
                ),
                "corner": naive.corners(trades, held, LOW),
            }
            expected += [(day, kind, *one) for kind, ones in lists.items() for one in ones]
        one_day = conduct.surveillance(
            session, instrument=instrument, day=max(days), limits=LOW
        )  # the last day alone

    told = [(e.day, e.kind.value, e.owners, tuple(t.trade for t in e.trades)) for e in found]
    assert sorted(expected) == sorted(told)
    assert [e for e in found if e.day == max(days)] == one_day
    assert [e.day for e in found] == sorted(e.day for e in found)


def test_the_recount_had_something_to_count(played: Lesson) -> None:
    """Honest bots seldom trade back and forth; that list has its own lesson below."""
    with played.reading() as session:
        kinds = {one.kind.value for one in conduct.surveillance(session, limits=LOW)}

    assert {"marking_close", "corner"} <= kinds


@pytest.mark.parametrize("instrument", CODES)
def test_the_day_table_is_that_of_the_trades(played: Lesson, instrument: str) -> None:
    with played.reading() as session:
        found = {one.day: one for one in statistics(session, instrument)}
        days = trades_of_days(session, instrument)

    assert DAYS == len(found)
    for day, one in found.items():
        trades = days.get(day, [])
        prices = [trade.price for trade in trades]
        assert (len(trades), sum(t.quantity for t in trades)) == (one.trades, one.volume)
        assert sum(t.price * t.quantity for t in trades) == one.turnover_fen
        if not trades:
            assert (one.reference, None, one.reference) == (one.open, one.average, one.close)
            continue
        assert (prices[0], prices[-1], min(prices), max(prices)) == (
            one.open, one.last, one.low, one.high,
        )  # fmt: skip
        assert one.average is not None
        assert abs(one.average - Fraction(one.turnover_fen, one.volume)) <= Fraction(1, 2)


def test_what_is_not_listed_is_refused_with_the_list(played: Lesson) -> None:
    with played.reading() as session:
        for question in (
            lambda: conduct.concentration(session, "TEA"),
            lambda: conduct.large_holders(session, "TEA"),
            lambda: conduct.surveillance(session, instrument="TEA"),
            lambda: conduct.position(session, seat="S01", instrument="TEA"),
            lambda: statistics(session, "TEA"),
        ):
            with pytest.raises(Refusal) as refused:
                question()

            assert "book.instrument_unknown" == refused.value.code
            assert "CCER, BRC-CN, BRC-TH" == refused.value.facts["listed"]
        assert [] == conduct.surveillance(session, day="1999-01-01")


# --- a lesson with abuse, by commands ---------------------------------------------------------


@pytest.fixture
def abuse() -> Iterator[Abuse]:
    made = Abuse()
    yield made
    made.lesson.close()


def test_the_list_names_exactly_the_commands_of_the_abuse(abuse: Abuse) -> None:
    one, two = abuse.seats["trader"]
    marker, price, high = abuse.seats["voluntary_buyer"][1], abuse.price, abuse.high
    washed, marked = abuse.wash_and_mark()
    before = abuse.entries()
    abuse.until(15, 30)
    day = SMALL.clock.first_day.isoformat()
    wash, close = abuse.entries(day=day)

    assert ["back_and_forth"] == [entry.kind for entry in before]
    assert ("back_and_forth", tuple(sorted((one, two)))) == (wash.kind, wash.owners)
    assert washed == list(wash.commands)
    assert (196, 4, price, price + 1) == tuple(
        wash.figures[name] for name in ("gross_t", "net_t", "low_fen", "high_fen")
    )
    assert ("marking_close", (marker,)) == (close.kind, close.owners)
    assert marked == list(close.commands)
    assert [marked[0], marked[1]] == [order.command for order in close.orders]
    assert (120, 120, 10_000, high) == tuple(
        close.figures[name] for name in ("bought_t", "window_t", "share_bp", "last_fen")
    )
    assert abuse.entries() == [wash, close]


@pytest.mark.parametrize("day_goes_on", [True, False])
def test_a_market_that_is_open_until_the_day_ends_closes_then(*, day_goes_on: bool) -> None:
    """Bought up 3 % at 15:25; the lunch is no close where the afternoon ends with the day."""
    phases = SMALL.phases[:3] if day_goes_on else SMALL.phases[:1]
    made = Abuse(plan=SMALL.model_copy(update={"phases": phases}))
    marker, seller = made.seats["voluntary_buyer"][1], made.seats["project_owner"][-1]
    made.until(15, 25)
    made.order(seller, "sell", 60, made.high)
    marked = made.order(marker, "buy", 60, made.high)
    made.until(23)
    found = made.entries(day=SMALL.clock.first_day.isoformat())
    made.lesson.close()

    assert [("marking_close", (marker,))] == [(one.kind, one.owners) for one in found]
    assert marked in found[0].commands


def test_a_resting_order_is_named_with_the_command_that_entered_it(abuse: Abuse) -> None:
    """The marker's order waits; somebody else's command makes the trade. Both are named."""
    marker, other = abuse.seats["voluntary_buyer"][1], abuse.seats["trader"][1]
    abuse.until(14, 55)
    entered = abuse.order(marker, "buy", 40, abuse.high)
    made = abuse.order(other, "sell", 40, abuse.high)
    abuse.until(15, 30)
    (close,) = abuse.entries()

    assert (entered, made) == close.commands
    assert (OrderBehind(close.orders[0].order, marker, "buy", entered),) == close.orders
    assert [(made, other)] == [(trade.command, trade.seller) for trade in close.trades]


def test_open_buy_orders_count_towards_the_position_limit(abuse: Abuse) -> None:
    trader = abuse.seats["trader"][1]
    abuse.until(13, 30)
    abuse.order(trader, "sell", 7, abuse.price + 10)
    abuse.order(trader, "buy", 30, abuse.price)
    with abuse.lesson.reading() as session:
        available = queries.available(session, seat=trader, instrument="BRC-CN")
        limit = PositionLimit(tonnes=available.free_t + 50)
        found = conduct.position(session, seat=trader, instrument="BRC-CN", limit=limit)

    assert (available.free_t + 7, 7, 30) == (found.held_t, found.blocked_t, found.buying_t)
    assert 50 - 7 - 30 == found.room_t


def test_the_running_day_has_its_figures_so_far(abuse: Abuse) -> None:
    buyer, seller = abuse.seats["voluntary_buyer"][0], abuse.seats["project_owner"][-1]
    abuse.until(13, 30)
    with abuse.lesson.reading() as session:
        (before,) = statistics(session, "BRC-CN")
    abuse.order(seller, "sell", 10, abuse.price + 5)
    abuse.order(buyer, "buy", 10, abuse.price + 5)
    with abuse.lesson.reading() as session:
        (after,) = statistics(session, "BRC-CN")

    assert before.high is not None
    turnover = before.turnover_fen + 10 * (abuse.price + 5)
    volume = before.volume + 10
    assert DayFigures(
        day=before.day, reference=before.reference, open=before.open, low=before.low,
        high=max(before.high, abuse.price + 5), last=abuse.price + 5, close=None,
        average=(2 * turnover + volume) // (2 * volume), volume=volume, turnover_fen=turnover,
        trades=before.trades + 1,
    ) == after  # fmt: skip
