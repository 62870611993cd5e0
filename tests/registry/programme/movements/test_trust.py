"""Goal: a transfer to an account that its sender does not trust waits, and then passes all checks.

Method: the handlers on the small programme, with the clock's steps given by hand; the state is read
back; each refusal proves that nothing has changed; faults are planted by SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from ledger.accounts import HOLDING_BLOCKED
from ledger.kernel.clock import DAY, day_of
from registry.pace import APPROVAL, TRANSFER_DELAY, TRUST_ENTRY, Kind, Period
from registry.programme.accounts import controls
from registry.programme.accounts.queries import number_of
from registry.programme.authorisation import acts
from registry.programme.authorisation import commands as authorisation
from registry.programme.movements import commands as movements
from registry.programme.movements import queries, trust
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import within
from registry.roles import Actor, Role
from tests.support.guards import drop_guards
from tests.support.programme import (
    BUYER,
    HOST,
    MANAGER,
    MANAGER_TH,
    NOW,
    OWNER,
    PARTNER,
    TRADER,
    Programme,
    actor,
)

pytestmark = pytest.mark.slow

CLOCK = actor("clock", Role.CLOCK)


def delaying(*, approver: bool = False) -> Programme:
    """A programme with a delay of one day, and of two days for an entry of a trusted list."""
    world = Programme()

    def switch(books: Any, *, by: Actor, at: int) -> dict[str, Any]:
        for name, days in ((TRANSFER_DELAY, 1), (TRUST_ENTRY, 2)):
            controls.play(
                books, name=name, period=Period(days, Kind.CALENDAR, "", "", ""), trading=()
            )
        if approver:
            a_day = Period(1, Kind.CALENDAR, "", "", "")
            controls.play(books, name=APPROVAL, period=a_day, trading=())
            movements.name_approver(books, seat=OWNER.seat, approver=PARTNER.seat)
        return {}

    world.do(switch, by=HOST)
    return world


@pytest.fixture
def programme() -> Iterator[Programme]:
    world = delaying()
    yield world
    assert [] == world.audit()
    world.close()


def number(programme: Programme, seat: Actor, registry: str = "TH") -> str:
    with programme.reading() as session:
        return number_of(session, owner=seat.seat, registry=registry)


def send(programme: Programme, asset: int, quantity: int = 50) -> dict[str, Any]:
    return programme.do(
        within.pass_on, registry="TH", asset=asset, quantity=quantity, receiver=TRADER.seat,
        by=OWNER,
    )  # fmt: skip


def later(programme: Programme, days: int) -> None:
    """Let so many days pass, to the same hour."""
    programme.at(day_of(NOW) + timedelta(days=days))


def places(programme: Programme, asset: int) -> tuple[int, int, int]:
    """Free and blocked tonnes of the sender, and free ones of the receiver."""
    blocked = programme.books.found(HOLDING_BLOCKED, asset, owner=OWNER.seat, registry="TH")
    return programme.free(OWNER, "TH", asset), blocked, programme.free(TRADER, "TH", asset)


def test_a_transfer_to_an_untrusted_account_waits_to_the_same_hour(programme: Programme) -> None:
    asset = programme.issued()
    free = programme.free(OWNER, "TH", asset)
    held = send(programme, asset)
    waits = places(programme, asset)
    due = movements.movements_due(programme.books)()
    later(programme, 1)
    done = programme.do(movements.carry_out, movement=1, by=CLOCK)
    with programme.reading() as session:
        (after,) = queries.movements(session)

    assert ("delayed", "", NOW + DAY) == (held["state"], held["approver"], held["ends_at"])
    assert (free - 50, 50, 0) == waits
    assert due is not None
    assert (NOW + DAY, "movement.carry_out", {"movement": 1}) == due
    assert ("carried_out", 50) == (done["state"], done["carried_out"]["quantity"])
    assert (free - 50, 0, 50) == places(programme, asset)
    assert (None, NOW + DAY, NOW) == (after.ends_at, after.decided_at, after.delayed_at)
    assert None is movements.movements_due(programme.books)()


def test_an_entry_counts_after_its_period_and_a_removal_at_once(programme: Programme) -> None:
    asset = programme.issued()
    account = number(programme, TRADER)
    entered = programme.do(trust.trust, account=account, by=OWNER)
    programme.refuses("procedure.trusted_already", trust.trust, account=account, by=OWNER)
    own = programme.refuses("procedure.trusted_already", trust.trust, account=account, by=TRADER)
    programme.refuses("procedure.receiving_account_unknown", trust.trust, account="x", by=OWNER)
    with programme.reading() as session:
        (listed,) = queries.trusted(session, seat=OWNER.seat)
        assert [] == queries.trusted(session, seat=TRADER.seat)
    early = send(programme, asset, 10)
    later(programme, 2)
    programme.do(movements.carry_out, movement=1, by=CLOCK)
    at_once = send(programme, asset, 20)
    programme.do(trust.distrust, account=account, by=OWNER)
    late = send(programme, asset, 30)
    gone = programme.refuses("procedure.not_trusted", trust.distrust, account=account, by=OWNER)

    assert NOW + 2 * DAY == entered["effective_at"] == listed.effective_at
    assert (account, TRADER.seat, "TH") == (listed.account, listed.owner, listed.registry)
    assert ([2507], [2507]) == tuple([c.number for c in one.checks] for one in (own, gone))
    assert ("delayed", 20, "delayed") == (early["state"], at_once["quantity"], late["state"])
    assert 30 == programme.free(TRADER, "TH", asset)


def test_own_accounts_abroad_need_no_entry(programme: Programme) -> None:
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    asked = {
        "source": "TH", "target": "CN", "unit": "BRC", "asset": asset, "quantity": 10,
        "purpose": "NDC",
    }  # fmt: skip
    own = programme.do(transfers.request, **asked, receiver=None, by=OWNER)
    other = programme.do(transfers.request, **asked, receiver=PARTNER.seat, by=OWNER)
    with programme.reading() as session:
        (held,) = queries.movements(session)

    assert 1 == own["transfer"]
    assert ("delayed", number(programme, PARTNER, "CN")) == (other["state"], held.target)


def test_what_is_refused_at_its_time_has_failed(programme: Programme) -> None:
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    free = places(programme, asset)
    programme.do(
        transfers.request, source="TH", target="CN", unit="BRC", asset=asset, quantity=80,
        purpose="NDC", receiver=PARTNER.seat, by=OWNER,
    )  # fmt: skip
    programme.do(acts.suspend, authorisation="THA-AUT-0001", reason="a doubt", by=HOST)
    later(programme, 1)
    done = programme.do(movements.carry_out, movement=1, by=CLOCK)
    with programme.reading() as session:
        (after,) = queries.movements(session)

    assert ("failed", "procedure.authorisation_not_in_force") == (done["state"], done["reason"])
    assert ("failed", done["reason"], None) == (after.state, after.reason, after.ends_at)
    assert free == places(programme, asset)


def test_it_is_called_off_by_its_initiator_or_the_manager(programme: Programme) -> None:
    asset = programme.issued()
    free = places(programme, asset)
    for quantity in (50, 40):
        send(programme, asset, quantity)
    programme.refuses("procedure.not_yours", movements.withdraw, movement=1, by=TRADER)
    programme.refuses(
        "machine.role_not_allowed", movements.reject, movement=1, reason="x", by=TRADER
    )
    programme.refuses(
        "procedure.ground_missing", movements.reject, movement=2, reason=" ", by=MANAGER_TH
    )
    programme.refuses(
        "procedure.other_country", movements.reject, movement=2, reason="x", by=MANAGER
    )
    with programme.reading() as session:
        second, first = queries.movements(session)
        steps = [queries.possible(session, first, by) for by in (OWNER, MANAGER_TH, TRADER)]
        kept = queries.movements(session, seat=MANAGER_TH.seat, registry="TH")
    programme.do(movements.withdraw, movement=1, by=OWNER)
    programme.do(movements.reject, movement=2, reason="not ordered", by=MANAGER_TH)
    with programme.reading() as session:
        second, first = queries.movements(session)

    assert [("withdraw",), ("reject",), ()] == steps
    assert 2 == len(kept)
    assert ("withdrawn", OWNER.seat) == (first.state, first.decided_by)
    assert ("rejected", MANAGER_TH.seat, "not ordered") == (
        second.state, second.decided_by, second.reason,
    )  # fmt: skip
    assert free == places(programme, asset)


def test_without_the_control_nothing_is_delayed_or_listed() -> None:
    world = Programme()
    asset = world.issued()
    account = number(world, TRADER)
    for step in (trust.trust, trust.distrust):
        world.refuses("procedure.trust_not_played", step, account=account, by=OWNER)

    assert 50 == send(world, asset)["quantity"]
    assert 50 == world.free(TRADER, "TH", asset)
    world.close()


def test_the_delay_begins_with_the_approval() -> None:
    world = delaying(approver=True)
    asset = world.issued()
    held = send(world, asset)
    given = world.do(movements.approve, movement=1, by=PARTNER)
    waits = places(world, asset)
    later(world, 1)
    world.do(movements.carry_out, movement=1, by=CLOCK)
    with world.reading() as session:
        (after,) = queries.movements(session)

    assert ("proposed", "delayed", 50) == (held["state"], given["state"], waits[1])
    assert ("carried_out", PARTNER.seat) == (after.state, after.decided_by)
    assert [] == world.audit()
    world.close()


WAITED = "what_goes_to_an_untrusted_account_has_waited"
FAULTS = {
    "UPDATE movement SET delayed_at = delayed_at + 1 WHERE id = 1": WAITED,
    "UPDATE movement SET target = '' WHERE id = 1": WAITED,
    "DELETE FROM trusted_account": WAITED,
    "UPDATE trusted_account SET effective_at = effective_at + 1": WAITED,
    "UPDATE movement SET state = 'withdrawn' WHERE id = 2": "two_persons_move_units",
    "UPDATE movement SET delayed_at = NULL WHERE id = 2": "two_persons_move_units",
    "UPDATE movement_line SET quantity = 60 WHERE movement = 2": "movements_block_what_they_move",
}


def test_a_planted_fault_is_found() -> None:
    whole = delaying()
    asset = whole.issued()
    whole.do(trust.trust, account=number(whole, TRADER), by=OWNER)
    send(whole, asset, 10)
    later(whole, 1)
    whole.do(movements.carry_out, movement=1, by=CLOCK)
    later(whole, 2)
    send(whole, asset, 20)
    whole.do(within.pass_on, registry="TH", asset=asset, quantity=5, receiver=BUYER.seat, by=OWNER)

    assert [] == whole.audit()
    for sql, invariant in FAULTS.items():
        world = whole.copy()
        drop_guards(world.store.driver)
        world.execute(sql)

        assert invariant in {finding.invariant for finding in world.audit()}, sql
        world.close()
    whole.close()
