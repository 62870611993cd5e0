"""Goal: what leaves an account with an approver is proposed by one seat and approved by another.

Method: each command that moves units out is held on the small programme; the state is read back;
each refusal proves that nothing has changed; faults are planted by SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from ledger.accounts import HOLDING_BLOCKED, OFFSET, RETIRED
from ledger.kernel.clock import day_of
from registry.compliance import commands as compliance
from registry.pace import APPROVAL, Kind, Period
from registry.programme.accounts import controls
from registry.programme.authorisation import acts
from registry.programme.authorisation import commands as authorisation
from registry.programme.movements import commands as movements
from registry.programme.movements import queries
from registry.programme.movements.commands import approve, due, reject, withdraw
from registry.programme.retirement import commands as retirement
from registry.programme.retirement.queries import retirements
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import within
from registry.roles import Actor, Role
from tests.support.guards import drop_guards
from tests.support.programme import (
    BUYER,
    EMITTER,
    HOST,
    NOW,
    OWNER,
    PARTNER,
    TRADER,
    Programme,
    actor,
)

pytestmark = pytest.mark.slow

A_DAY = Period(1, Kind.CALENDAR, "", "", "")
CLOCK = actor("clock", Role.CLOCK)


def controlled() -> Programme:
    """A programme in which PARTNER approves for OWNER, and BUYER for EMITTER, within a day."""
    world = Programme()

    def switch(books: Any, *, by: Actor, at: int) -> dict[str, Any]:
        controls.play(books, name=APPROVAL, period=A_DAY, trading=())
        movements.name_approver(books, seat=OWNER.seat, approver=PARTNER.seat)
        movements.name_approver(books, seat=EMITTER.seat, approver=BUYER.seat)
        return {}

    world.do(switch, by=HOST)
    return world


@pytest.fixture
def programme() -> Iterator[Programme]:
    world = controlled()
    yield world
    assert [] == world.audit()
    world.close()


@pytest.fixture
def with_ccer() -> Iterator[Programme]:
    """The same, for CCER that a test issues without a decision: no other invariant may break."""
    world = controlled()
    yield world
    assert ["issued_is_what_was_decided"] == [one.invariant for one in world.audit()]
    world.close()


def retire(programme: Programme, asset: int, *, by: Actor = OWNER, **more: Any) -> dict[str, Any]:
    asked = {
        "registry": "TH", "asset": asset, "quantity": 50, "purpose": "voluntary",
        "beneficiary": "A festival",
    }  # fmt: skip
    return programme.do(retirement.retire, by=by, **asked | more)


def blocked(programme: Programme, seat: Actor, registry: str, asset: int) -> int:
    return programme.books.found(HOLDING_BLOCKED, asset, owner=seat.seat, registry=registry)


def test_a_retirement_waits_and_is_carried_out_in_the_name_of_its_initiator(
    programme: Programme,
) -> None:
    asset = programme.issued()
    free = programme.free(OWNER, "TH", asset)
    held = retire(programme, asset)
    waits = (programme.free(OWNER, "TH", asset), blocked(programme, OWNER, "TH", asset))
    with programme.reading() as session:
        nothing = retirements(session)
        (listed,) = queries.waiting(session, approver=PARTNER.seat)
        steps = [queries.possible(session, listed, by) for by in (OWNER, PARTNER, TRADER)]
    done = programme.do(approve, movement=held["movement"], by=PARTNER)
    with programme.reading() as session:
        (one,) = retirements(session)
        (after,) = queries.movements(session, seat=OWNER.seat)

    assert {"movement": 1, "state": "proposed", "approver": "PAR", "quantity": 50} == held
    assert ((free - 50, 50), []) == (waits, nothing)
    assert [("withdraw",), ("approve", "reject"), ()] == steps
    assert ("retirement.retire", 50, "OWN") == (
        done["command"], done["carried_out"]["quantity"], done["seat"],
    )  # fmt: skip
    assert ("OWN", "A festival", 50) == (one.seat, one.beneficiary, one.quantity)
    assert (free - 50, 0, 50) == (
        programme.free(OWNER, "TH", asset), blocked(programme, OWNER, "TH", asset),
        programme.books.found(RETIRED, asset, owner="retired", registry="TH"),
    )  # fmt: skip
    assert ("carried_out", "PAR", NOW, None) == (
        after.state, after.decided_by, after.decided_at, after.ends_at,
    )  # fmt: skip


def test_each_command_that_moves_units_out_is_held(with_ccer: Programme) -> None:
    asset = with_ccer.issued()
    with_ccer.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    lot = {"asset": asset, "quantity": 10}
    asked = [
        (retirement.retire, {"registry": "TH", "purpose": "voluntary", "beneficiary": "x"}),
        (retirement.cancel, {"registry": "TH", "reason": "a slip"}),
        (within.pass_on, {"registry": "TH", "receiver": TRADER.seat}),
        (
            transfers.request,
            {"source": "TH", "target": "CN", "unit": "BRC", "purpose": "NDC", "receiver": None},
        ),
    ]
    for command, more in asked:
        with_ccer.do(command, by=OWNER, **lot | more)
    ccer = with_ccer.given(EMITTER, registry="CN", project="CN001", quantity=30)
    with_ccer.do(compliance.submit, lots=[{"asset": ccer, "quantity": 30}], by=EMITTER)

    assert (40, 30) == (
        blocked(with_ccer, OWNER, "TH", asset), blocked(with_ccer, EMITTER, "CN", ccer),
    )  # fmt: skip
    assert set(movements.HANDLERS) == {
        "retirement.retire", "retirement.cancel", "transfer.within", "transfer.request",
        "offset.submit",
    }  # fmt: skip
    for movement in range(1, 5):
        with_ccer.do(approve, movement=movement, by=PARTNER)
    with_ccer.do(approve, movement=5, by=BUYER)
    assert 10 == with_ccer.free(TRADER, "TH", asset)
    assert 10 == blocked(with_ccer, OWNER, "TH", asset), "the transfer waits for its government"
    assert 30 == with_ccer.books.found(OFFSET, ccer, owner="offset", registry="CN")


def test_two_persons_decide(programme: Programme) -> None:
    asset = programme.issued()
    retire(programme, asset)
    own = programme.refuses("procedure.self_approval", approve, movement=1, by=OWNER)
    other = programme.refuses("procedure.not_the_approver", approve, movement=1, by=TRADER)
    programme.refuses("procedure.self_approval", reject, movement=1, reason="x", by=OWNER)
    programme.refuses("procedure.not_yours", withdraw, movement=1, by=PARTNER)
    programme.refuses("procedure.ground_missing", reject, movement=1, reason=" ", by=PARTNER)
    programme.refuses("procedure.movement_unknown", approve, movement=2, by=PARTNER)
    programme.do(reject, movement=1, reason="the wrong batch", by=PARTNER)
    programme.refuses("machine.move_not_allowed", approve, movement=1, by=PARTNER)
    with programme.reading() as session:
        (after,) = queries.movements(session)

    assert ([1021], [1021]) == tuple([c.number for c in one.checks] for one in (own, other))
    assert ("rejected", "the wrong batch", "PAR") == (after.state, after.reason, after.decided_by)
    assert 0 == blocked(programme, OWNER, "TH", asset)


def test_a_movement_is_withdrawn_or_expires(programme: Programme) -> None:
    asset = programme.issued()
    free = programme.free(OWNER, "TH", asset)
    retire(programme, asset)
    retire(programme, asset, quantity=20)
    programme.do(withdraw, movement=1, by=OWNER)
    ends = movements.movements_due(programme.books)()
    programme.at(day_of(NOW) + timedelta(days=2))
    ended = programme.do(due, by=CLOCK)
    with programme.reading() as session:
        states = [one.state for one in queries.movements(session)]

    assert ends is not None
    assert day_of(NOW) + timedelta(days=1) == day_of(ends.at - 1)
    assert ([2], ["expired", "withdrawn"]) == (ended["expired"], states)
    assert free == programme.free(OWNER, "TH", asset)
    assert None is movements.movements_due(programme.books)()


def test_checks_are_asked_when_it_is_proposed_and_again_when_it_is_approved(
    programme: Programme,
) -> None:
    asset = programme.issued()
    programme.refuses(
        "procedure.quantity_not_free", retirement.retire, registry="TH", asset=asset,
        quantity=9_999, purpose="voluntary", beneficiary="x", by=OWNER,
    )  # fmt: skip
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    programme.do(
        transfers.request, source="TH", target="CN", unit="BRC", asset=asset, quantity=80,
        purpose="NDC", receiver=None, by=OWNER,
    )  # fmt: skip
    programme.do(acts.suspend, authorisation="THA-AUT-0001", reason="a doubt", by=HOST)
    programme.refuses("procedure.authorisation_not_in_force", approve, movement=1, by=PARTNER)
    with programme.reading() as session:
        (still,) = queries.waiting(session, approver=PARTNER.seat)

    assert (80, "proposed") == (blocked(programme, OWNER, "TH", asset), still.state)
    programme.do(acts.resume, authorisation="THA-AUT-0001", by=HOST)
    done = programme.do(approve, movement=1, by=PARTNER)
    assert 80 == done["carried_out"]["quantity"]


def test_a_seat_without_an_approver_moves_its_units_at_once(programme: Programme) -> None:
    asset = programme.issued()
    answer = retire(programme, asset, by=PARTNER, registry="CN" if not programme.free(
        PARTNER, "TH", asset) else "TH", quantity=5)  # fmt: skip
    with programme.reading() as session:
        assert [] == queries.movements(session)

    assert "retirement" in answer


FAULTS = {
    "UPDATE movement SET quantity = 51": "movements_block_what_they_move",
    "UPDATE movement_line SET quantity = 60 WHERE movement = 2": "movements_block_what_they_move",
    "UPDATE movement SET seat = 'TRA' WHERE id = 2": "movements_block_what_they_move",
    "UPDATE movement SET decided_by = 'OWN' WHERE id = 1": "two_persons_move_units",
    "UPDATE account_approver SET approver = 'OWN' WHERE seat = 'OWN'": "two_persons_move_units",
    "UPDATE movement SET reason = 'x'": "two_persons_move_units",
    "UPDATE movement SET ends_at = 1 WHERE id = 1": "two_persons_move_units",
}


def test_a_planted_fault_is_found() -> None:
    whole = controlled()
    asset = whole.issued()
    for quantity in (50, 40):
        retire(whole, asset, quantity=quantity)
    whole.do(approve, movement=1, by=PARTNER)

    assert [] == whole.audit()
    for sql, invariant in FAULTS.items():
        world = whole.copy()
        drop_guards(world.store.driver)
        world.execute(sql)

        assert invariant in {finding.invariant for finding in world.audit()}, sql
        world.close()
    whole.close()
