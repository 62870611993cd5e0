"""Goal: every lesson has a debrief: before its first day, played to its end, of one seat, of 500.

Method: lessons in memory and small ones played by bots to a file; states read through a session.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.reading import FileReader
from registry.classroom.lesson import Lesson
from registry.classroom.plan import Plan, read_plan
from registry.classroom.play import play
from registry.debrief.aims import MAKERS
from registry.debrief.kept import of_seat
from registry.debrief.room import Debrief, debrief, plan_of, seats_with_aims
from registry.debrief.sheet import sheet
from registry.debrief.unfinished import unfinished
from registry.roles import Role
from tests.support.played import played

pytestmark = pytest.mark.slow

PLAN = read_plan("belt-road-1")
_OFFICIALS = {
    Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST, Role.SECRETARIAT, Role.REGISTRY_MANAGER,
}  # fmt: skip


def of_file(path: Path) -> Debrief:
    reader = FileReader(path)
    try:
        with reader.session() as session:
            return debrief(session)
    finally:
        reader.close()


def with_seats(plan: Plan, **counts: int) -> Plan:
    seats = [
        group.model_copy(update={"count": counts.get(group.role.value, group.count)})
        for group in plan.seats
    ]
    return plan.model_copy(update={"seats": seats})


@pytest.fixture(scope="module")
def ended_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson of two days with one seat a role, played to its end."""
    plan = PLAN.with_seats_per_role(1)
    plan = plan.model_copy(update={"clock": plan.clock.model_copy(update={"days": 2})})
    path = tmp_path_factory.mktemp("ended") / "one.lesson"
    play(plan, seed=7, path=path)
    return path


@pytest.fixture(scope="module")
def ended(ended_file: Path) -> Debrief:
    return of_file(ended_file)


def test_a_lesson_that_has_not_begun_has_aims_and_no_figures() -> None:
    lesson = Lesson.create(
        None, with_seats(PLAN, emitter=300, trader=150, voluntary_buyer=43), seed=1
    )
    with lesson.reading() as session:
        found = debrief(session)
    lesson.close()

    assert 500 == len(found.seats) == len(sheet(found.seats).splitlines()) - 1
    assert not found.over
    assert {"no_values", "nothing_issued"} == {one.reason for one in found.room.markets}
    for one in found.seats:
        assert (one.trades, one.best, one.worst, one.refusals) == (0, (), (), ())
        assert one.aims[0].reached == (one.began_fen if one.role == "trader" else 0)
    gap = sum(aim.target or 0 for one in found.seats for aim in one.aims if aim.kind == "cover_gap")
    assert (300, 0, gap, 0) == (
        found.room.compliance.emitters, found.room.compliance.met,
        found.room.compliance.gap_t, found.room.compliance.covered_t,
    )  # fmt: skip


def test_who_has_met_the_aim_has_nothing_left_to_do(ended: Debrief, ended_file: Path) -> None:
    """But a trader, whose aim is measured at the end; an owner that kept tonnes is among them."""
    reader = FileReader(ended_file)
    with reader.session() as session:
        plan, seed = plan_of(session)
        seats = seats_with_aims(session)
        open_tasks = unfinished(session, seats, plan, seed=seed, at=ended.at)
    reader.close()
    of_market = [one for one in ended.seats if one.seat in open_tasks or one.role not in _OFFICIALS]
    met = {one.seat: one for one in of_market if one.aims[0].met and one.role is not Role.TRADER}
    kept = [
        one for one in met.values()
        if one.role is Role.PROJECT_OWNER and any(unit.free_t for unit in one.units)
    ]  # fmt: skip

    assert kept and set() == met.keys() & open_tasks.keys()
    for one in of_market:
        assert one.aims[0].met or one.seat in open_tasks, one.seat


def test_at_the_end_each_role_has_a_verdict_or_a_reason(ended: Debrief) -> None:
    by_role = {one.role: one for one in ended.seats}
    owner = by_role[Role.PROJECT_OWNER].aims[0]
    emitter = by_role[Role.EMITTER].aims[0]

    assert ended.over
    assert MAKERS.keys() - {Role.THIRD_PARTY_ENTITY} == by_role.keys()
    for one in ended.seats:
        assert (one.aims[0].met is None) is bool(one.aims[0].reason), one.aims[0]
    assert owner.figures["issued_t"] > owner.reached > 0
    assert 0 < (owner.target or 0) < 18_000, "only what pays at the price of the first day"
    assert (owner.reached >= (owner.target or 0)) == owner.met
    assert emitter.reached == min(emitter.target or 0, emitter.figures["offset_t"])
    assert by_role[Role.SECRETARIAT].aims[0].reached == 1
    assert "no_deadline" == by_role[Role.SECRETARIAT].aims[1].reason


def test_a_seat_learns_with_whom_it_traded_and_an_unknown_one_is_none(ended: Debrief) -> None:
    for one in ended.seats:
        own = of_seat(ended, one.seat, with_partners=True)
        assert own is not None and one.partners == ()
        pairs = [p for p in ended.room.pairs if one.seat in (p.buyer, p.seller)]
        assert sum(p.trades for p in pairs) == sum(p.trades for p in own.partners)
        assert sum(u.bought_t for u in one.by_unit) == sum(p.bought_t for p in own.partners)
        assert sum(u.sold_t for u in one.by_unit) == sum(p.sold_t for p in own.partners)
    assert of_seat(ended, "S999", with_partners=True) is None


def test_values_given_and_payments_are_a_seats_surplus(ended: Debrief) -> None:
    (buyer,) = [one for one in ended.seats if one.role is Role.VOLUNTARY_BUYER]
    (brc,) = [one for one in buyer.by_unit if one.unit == "BRC"]
    left, worth = brc.bought_t - brc.sold_t, 0
    for step in buyer.values:
        worth += min(left, step.tonnes) * step.fen
        left -= min(left, step.tonnes)
    market = next(one for one in ended.room.markets if one.unit == "BRC")

    assert brc.bought_t > 0
    assert worth - brc.bought_fen + brc.sold_fen == buyer.surplus_fen
    assert market.room.efficiency_percent is not None and market.equilibrium is not None
    assert market.room.efficiency_percent <= 100
    assert market.zero_intelligence is not None
    assert 0 <= (market.zero_intelligence.efficiency_percent or -1) <= 100


def test_where_allowances_trade_an_offset_is_judged_by_their_price(tmp_path: Path) -> None:
    path = played(tmp_path / "venues.lesson", "venues", until="count(*) > 0 FROM offset_submission")
    found = of_file(path)
    uses: list[Any] = [
        one for seat in found.seats for one in (*seat.best, *seat.worst) if one.kind == "offset"
    ]

    assert {"CEA", "CCER"} <= {one.unit for one in found.room.markets}
    assert uses
    assert 0 == sum(seat.not_judged for seat in found.seats if seat.role is Role.EMITTER)
    for one in uses:
        assert one.paid_fen - one.judged_fen == one.gain_fen
