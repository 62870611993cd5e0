"""Goal: what a court freezes cannot be spent, in any way, and moves only as the court orders.

Method: ranges and quantities are frozen, every use is tried, serials and rows are read back; each
invariant finds its planted fault.
"""

from __future__ import annotations

import pytest

from registry.programme.accounts import commands as accounts
from registry.programme.accounts import freezing, queries
from registry.programme.retirement import commands as retirement
from tests.registry.programme.accounts.test_accounts import number
from tests.support.guards import drop_guards
from tests.support.programme import (
    BUYER,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    TRADER,
    Programme,
)

pytestmark = pytest.mark.slow


def ranges(programme: Programme, owner: str, kind: str, asset: int) -> list[tuple[int, int]]:
    """The serials of one place, read from the tables."""
    rows = programme.store.fetch(
        "SELECT b.first, b.last FROM serial_block b JOIN sub_account s ON s.id = b.owner"
        " JOIN account a ON a.id = s.account WHERE b.closed IS NULL AND a.owner = ?"
        " AND s.kind = ? AND b.asset = ? ORDER BY b.first",
        owner, kind, asset,
    )  # fmt: skip
    return [(first, last) for first, last in rows]


def test_a_range_in_the_middle_is_frozen_and_the_rest_stays_in_line(programme: Programme) -> None:
    asset = programme.issued()
    account = number(programme, OWNER, "TH")
    answer = programme.do(
        freezing.freeze, account=account, asset=asset, quantity=20, first=200,
        court_order="(2028) Jing 7", by=MANAGER_TH,
    )  # fmt: skip
    programme.do(
        retirement.retire, registry="TH", asset=asset, quantity=30, purpose="voluntary",
        beneficiary="A festival", by=OWNER,
    )  # fmt: skip

    assert [[200, 219]] == answer["ranges"]
    assert [(200, 219)] == ranges(programme, "OWN", "holding_frozen", asset)
    assert [(229, 355)] == ranges(programme, "OWN", "holding", asset)
    assert [(179, 199), (220, 228)] == ranges(programme, "retired", "retired", asset)
    with programme.reading() as session:
        (view,) = queries.accounts(session, number=account)
        (frozen,) = queries.freezes(session)
    assert (147, 20) == (view.held, view.frozen)
    assert (account, 20, ((200, 219),), "frozen") == (
        frozen.account, frozen.quantity, frozen.ranges, frozen.state,
    )  # fmt: skip


def test_frozen_tonnes_are_missing_by_check_1023(programme: Programme) -> None:
    asset = programme.issued()
    account = number(programme, OWNER, "TH")
    programme.do(
        freezing.freeze, account=account, asset=asset, quantity=100, court_order="7", by=MANAGER_TH
    )
    refused = programme.refuses(
        "procedure.units_frozen", retirement.retire, registry="TH", asset=asset, quantity=78,
        purpose="voluntary", beneficiary="A festival", by=OWNER,
    )  # fmt: skip
    programme.do(
        retirement.retire, registry="TH", asset=asset, quantity=77, purpose="voluntary",
        beneficiary="A festival", by=OWNER,
    )  # fmt: skip

    assert [1023, 3005] == [check.number for check in refused.checks]
    assert {"frozen": 100, "free": 77, "order": "7"} == refused.facts


def test_a_lifted_freeze_gives_the_same_serials_back(programme: Programme) -> None:
    asset = programme.issued()
    account = number(programme, OWNER, "TH")
    for first in (190, 300):
        programme.do(
            freezing.freeze, account=account, asset=asset, quantity=10, first=first,
            court_order="7", by=MANAGER_TH,
        )  # fmt: skip
    programme.refuses("procedure.other_country", freezing.lift, freeze=2, by=MANAGER)
    programme.refuses("machine.role_not_allowed", freezing.lift, freeze=2, by=OWNER)
    programme.do(freezing.lift, freeze=2, by=MANAGER_TH)
    programme.refuses("machine.move_not_allowed", freezing.lift, freeze=2, by=MANAGER_TH)

    assert [(190, 199)] == ranges(programme, "OWN", "holding_frozen", asset)
    assert 167 == programme.free(OWNER, "TH", asset)


def test_a_court_gives_frozen_credits_to_another_holder(programme: Programme) -> None:
    asset = programme.issued()
    account = number(programme, OWNER, "TH")
    programme.do(
        freezing.freeze, account=account, asset=asset, quantity=10, first=250, court_order="7",
        by=MANAGER_TH,
    )  # fmt: skip
    programme.refuses(
        "procedure.same_holder", freezing.give, freeze=1, receiver="OWN", by=MANAGER_TH
    )
    programme.refuses(
        "procedure.participant_unknown", freezing.give, freeze=1, receiver="XXX", by=MANAGER_TH
    )
    programme.do(freezing.give, freeze=1, receiver=BUYER.seat, by=MANAGER_TH)
    with programme.reading() as session:
        (frozen,) = queries.freezes(session)

    assert [(250, 259)] == ranges(programme, "BUY", "holding", asset)
    assert ("given", "BUY") == (frozen.state, frozen.receiver)
    assert 167 == programme.free(OWNER, "TH", asset)


def test_what_is_not_held_free_is_not_frozen(programme: Programme) -> None:
    asset = programme.issued()
    account = number(programme, OWNER, "TH")
    wrong = {"account": account, "asset": asset, "court_order": "7", "by": MANAGER_TH}
    programme.refuses("procedure.quantity_not_free", freezing.freeze, quantity=178, **wrong)
    programme.refuses("procedure.quantity_not_positive", freezing.freeze, quantity=0, **wrong)
    # Serials 1 to 178 are the partner's.
    refused = programme.refuses(
        "procedure.range_not_held", freezing.freeze, quantity=2, first=178, **wrong
    )
    programme.refuses(
        "procedure.batch_unknown", freezing.freeze, **(wrong | {"asset": 99}), quantity=1
    )
    programme.refuses(
        "procedure.ground_missing", freezing.freeze, **(wrong | {"court_order": ""}), quantity=1
    )

    assert [3021] == [check.number for check in refused.checks]
    assert 178 == programme.free(PARTNER, "TH", asset)


FAULTS = {
    "UPDATE account_standing SET state = 'open'": "account_states_are_their_changes",
    "UPDATE account_standing SET restricted = 'trade'": "account_states_are_their_changes",
    "UPDATE account_change SET after = 'closed'": "account_states_are_their_changes",
    "UPDATE account_change SET reason = ''": "account_states_are_their_changes",
    "UPDATE account_change SET last_posting = 0": "no_account_moved_units_against_its_state",
    "UPDATE court_freeze SET state = 'lifted'": "frozen_credits_are_never_spent",
    "UPDATE court_freeze SET quantity = 11": "frozen_credits_are_never_spent",
    "UPDATE frozen_range SET first = 251, last = 260": "frozen_credits_are_never_spent",
    "UPDATE serial_block SET last = last + 1 WHERE first = 250 AND closed IS NULL": (
        "frozen_credits_are_never_spent"
    ),
}


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_each_invariant_finds_its_breach(fault: str) -> None:
    programme = Programme()
    asset = programme.issued()
    programme.do(
        freezing.freeze, account=number(programme, OWNER, "TH"), asset=asset, quantity=10,
        first=250, court_order="7", by=MANAGER_TH,
    )  # fmt: skip
    programme.do(
        retirement.cancel, registry="TH", asset=asset, quantity=1, reason="too many", by=OWNER
    )
    programme.do(
        accounts.ask_closing, account=number(programme, OWNER, "TH"), reason="leaving", by=OWNER
    )
    assert [] == programme.audit()
    drop_guards(programme.store.driver)
    programme.execute(fault)

    assert FAULTS[fault] in {finding.invariant for finding in programme.audit()}
    programme.close()


def test_a_trader_without_units_has_nothing_frozen(programme: Programme) -> None:
    asset = programme.issued()
    programme.refuses(
        "procedure.quantity_not_free", freezing.freeze, account=number(programme, TRADER, "TH"),
        asset=asset, quantity=1, court_order="7", by=MANAGER_TH,
    )  # fmt: skip
