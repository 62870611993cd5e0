"""Goal: an account's state decides what leaves and enters it, and every step reads back.

Method: every state x trigger x office is tried; in every state each command that moves units is
tried; the tables are read again after each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from matching.deals.dealing import Deals
from matching.exchange import Exchange
from registry.market import accounts as market
from registry.programme.accounts import commands as accounts
from registry.programme.accounts import queries
from registry.programme.accounts.machine import ACCOUNT, EFFECTS
from registry.programme.accounts.models import AccountState
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import ccer
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.roles import Actor
from tests.support.programme import (
    BUYER,
    CHINA,
    HOST,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    WIND,
    Programme,
)

pytestmark = pytest.mark.slow
S = AccountState
WHY = "the documents do not match"


def number(programme: Programme, seat: Actor, registry: str) -> str:
    with programme.reading() as session:
        return queries.number_of(session, owner=seat.seat, registry=registry)


def state(programme: Programme, account: str) -> str:
    with programme.reading() as session:
        (found,) = queries.accounts(session, number=account)
    return found.state


def on_deals(
    programme: Programme, command: Callable[..., dict[str, Any]]
) -> Callable[..., dict[str, Any]]:
    """A command of the market, over an exchange that is loaded from the programme's tables."""
    return lambda books, **arguments: command(Deals(Exchange(books)), **arguments)


def step(programme: Programme, trigger: str, account: str, by: Actor) -> dict[str, Any]:
    """Give the command of a trigger."""
    if trigger.startswith("restrict"):
        sorts = ["trade", "transfer"] if trigger == "restrict_some" else []
        command = on_deals(programme, market.restrict)
        return programme.do(command, account=account, sorts=sorts, reason=WHY, by=by)
    if trigger.startswith("suspend"):
        partly = trigger == "suspend_partially"
        command = on_deals(programme, market.suspend)
        return programme.do(command, account=account, receives=partly, reason=WHY, by=by)
    if trigger == "close":
        return programme.do(on_deals(programme, market.close), account=account, reason=WHY, by=by)
    command = {"restore": accounts.restore, "ask_closing": accounts.ask_closing}[trigger]
    return programme.do(command, account=account, reason=WHY, by=by)


WAY: dict[AccountState, tuple[str, ...]] = {
    S.OPEN: (),
    S.SOME_RESTRICTED: ("restrict_some",),
    S.ALL_RESTRICTED: ("restrict_all",),
    S.SUSPENDED_PARTIALLY: ("suspend_partially",),
    S.SUSPENDED: ("suspend",),
    S.CLOSURE_PENDING: ("ask_closing",),
    S.CLOSED: ("ask_closing", "close"),
}
"""The steps by which an open account comes into each state."""


def bring(programme: Programme, account: str, to: AccountState, *, holder: Actor) -> None:
    manager = MANAGER if account.startswith("CN") else MANAGER_TH
    for trigger in WAY[to]:
        step(programme, trigger, account, holder if trigger == "ask_closing" else manager)


TRIGGERS = sorted({move.trigger for move in ACCOUNT.moves})
OFFICES = (MANAGER_TH, MANAGER, TRADER, BUYER, HOST, SECRETARY)


@pytest.mark.parametrize("before", list(S))
def test_every_trigger_by_every_office_from_every_state(before: AccountState) -> None:
    moves = {(m.source, m.trigger): m.target for m in ACCOUNT.moves}
    made: list[Programme] = []

    def brought() -> tuple[Programme, str]:
        programme = Programme()
        made.append(programme)
        account = number(programme, TRADER, "TH")
        bring(programme, account, before, holder=TRADER)
        return programme, account

    programme, account = brought()
    for trigger in TRIGGERS:
        for by in OFFICES:
            right = by is (TRADER if trigger == "ask_closing" else MANAGER_TH)
            expected = moves.get((before, trigger)) if right else None
            try:
                step(programme, trigger, account, by)
                done = True
            except Refusal:
                done = False

            assert done == (expected is not None), (before, trigger, by.seat)
            assert str(expected or before) == state(programme, account)
            if done:
                assert [] == programme.audit()
                programme, account = brought()
    for one in made:
        one.close()


def moving(programme: Programme, asset: int) -> dict[str, Callable[[], Any]]:
    """Each command that takes units from the owner's account in Thailand."""
    return {
        "transfer": lambda: programme.do(
            transfers.request, source="TH", target="CN", unit="BRC", asset=None, quantity=1,
            purpose="NDC", receiver=PARTNER.seat, by=OWNER,
        ),
        "retirement": lambda: programme.do(
            retirement.retire, registry="TH", asset=asset, quantity=1, purpose="voluntary",
            beneficiary="A festival", by=OWNER,
        ),
        "cancellation": lambda: programme.do(
            retirement.cancel, registry="TH", asset=asset, quantity=1, reason="too many", by=OWNER
        ),
    }  # fmt: skip


CHECKS = {
    S.SOME_RESTRICTED: 1005,
    S.ALL_RESTRICTED: 1012,
    S.SUSPENDED_PARTIALLY: 1004,
    S.SUSPENDED: 1004,
    S.CLOSURE_PENDING: 1003,
}


@pytest.mark.parametrize("to", [one for one in S if one is not S.CLOSED])
def test_what_leaves_an_account_in_each_state(to: AccountState) -> None:
    programme = Programme()
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=("NDC",), quantity=1000, by=HOST)
    bring(programme, number(programme, OWNER, "TH"), to, holder=OWNER)
    for sort, move in moving(programme, asset).items():
        barred = not EFFECTS[to].sends or (to is S.SOME_RESTRICTED and sort == "transfer")
        try:
            move()
            numbers = []
        except Refusal as refusal:
            numbers = [check.number for check in refusal.checks]

        assert ([CHECKS[to]] if barred else []) == numbers, sort
    assert [] == programme.audit()
    programme.close()


RECEIVING = {S.ALL_RESTRICTED: 2018, S.SUSPENDED: 2004, S.CLOSED: 2003}


@pytest.mark.parametrize("to", list(S))
def test_what_enters_an_account_in_each_state(to: AccountState) -> None:
    programme = Programme()
    account = number(programme, WIND, "CN")
    bring(programme, account, to, holder=WIND)
    try:
        programme.do(ccer.register, project="CN001", period=1, by=MANAGER)
        numbers = []
    except Refusal as refusal:
        numbers = [check.number for check in refusal.checks]

    assert ([RECEIVING[to]] if to in RECEIVING else []) == numbers
    assert [] == programme.audit()
    programme.close()


def test_a_transfer_asks_the_receiving_account_at_the_request_and_when_it_arrives(
    programme: Programme,
) -> None:
    programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=("NDC",), quantity=1000, by=HOST)
    account = number(programme, BUYER, "CN")
    asked = {
        "source": "TH", "target": "CN", "unit": "BRC", "asset": None, "quantity": 10,
        "purpose": "NDC", "receiver": account, "by": OWNER,
    }  # fmt: skip
    sent = programme.do(transfers.request, **asked)["transfer"]
    programme.do(transfers.approve, transfer=sent, by=HOST)
    step(programme, "suspend", account, MANAGER)
    arrived = programme.refuses(
        "procedure.receiving_account_suspended", transfers.accept, transfer=sent, by=MANAGER
    )
    programme.refuses("procedure.receiving_account_suspended", transfers.request, **asked)
    step(programme, "restore", account, MANAGER)
    programme.do(transfers.accept, transfer=sent, by=MANAGER)

    assert [2004] == [check.number for check in arrived.checks]
    assert WHY in arrived.text("en")


def test_a_request_that_waits_is_refused_when_the_account_is_suspended(
    programme: Programme,
) -> None:
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=("NDC",), quantity=1000, by=HOST)
    asked = programme.do(
        transfers.request, source="TH", target="CN", unit="BRC", asset=None, quantity=10,
        purpose="NDC", receiver=BUYER.seat, by=OWNER,
    )  # fmt: skip
    account = number(programme, OWNER, "TH")
    step(programme, "suspend", account, MANAGER_TH)
    programme.refuses(
        "procedure.sending_account_suspended", transfers.approve, transfer=asked["transfer"],
        by=HOST,
    )  # fmt: skip
    programme.do(transfers.reject, transfer=asked["transfer"], by=HOST)

    assert 177 == programme.free(OWNER, "TH", asset)


# --- numbers --------------------------------------------------------------------------------------


def test_a_mistyped_number_is_refused_with_the_digits_that_belong_to_it(
    programme: Programme,
) -> None:
    account = number(programme, TRADER, "TH")
    place = account.rindex("-") - 3
    wrong = account[:place] + str((int(account[place]) + 1) % 10) + account[place + 1 :]
    sender = programme.refuses(
        "procedure.sending_digits_wrong", accounts.restore, account=wrong, reason=WHY,
        by=MANAGER_TH,
    )  # fmt: skip
    receiver = programme.refuses(
        "procedure.receiving_digits_wrong", transfers.request, source="TH", target="CN",
        unit="BRC", asset=None, quantity=1, purpose="NDC", receiver=wrong, by=OWNER,
    )  # fmt: skip

    assert [1001, 2001] == [refused.checks[0].number for refused in (sender, receiver)]
    assert sender.facts["expected"] != wrong[-2:]
    assert wrong[:-2] + sender.facts["expected"] != account


@pytest.mark.parametrize("given", ["", "TH", "UK-100-900000025-2-60", "th-121-1-0-11"])
def test_a_number_that_no_registry_keeps_is_unknown(programme: Programme, given: str) -> None:
    programme.refuses(
        "procedure.sending_account_unknown", accounts.restore, account=given, reason=WHY,
        by=MANAGER_TH,
    )  # fmt: skip


# --- opening and closing --------------------------------------------------------------------------


def test_a_trader_gets_an_account_in_another_registry(programme: Programme) -> None:
    asked = programme.do(accounts.ask_opening, registry="CN", reason="to buy CCER", by=TRADER)[
        "request"
    ]
    again = {"registry": "CN", "reason": "to buy CCER", "by": TRADER}
    programme.refuses("procedure.account_exists", accounts.ask_opening, **again)
    programme.refuses(
        "procedure.other_country", accounts.open_account, request=asked, by=MANAGER_TH
    )
    opened = programme.do(accounts.open_account, request=asked, by=MANAGER)
    with programme.reading() as session:
        (view,) = queries.accounts(session, owner=TRADER.seat, registry="CN")
        (decided,) = queries.openings(session, seat=TRADER.seat)

    assert (opened["account"], 121, "open", 0) == (view.number, view.type, view.state, view.held)
    assert ("opened", "MAN", view.number) == (decided.state, decided.decided_by, decided.account)
    programme.refuses("machine.move_not_allowed", accounts.open_account, request=asked, by=MANAGER)


@pytest.mark.parametrize("by", [SECRETARY, MANAGER])
def test_officials_hold_no_units(programme: Programme, by: Actor) -> None:
    refused = programme.refuses(
        "procedure.holder_may_not_hold", accounts.ask_opening, registry="TH", reason="x", by=by
    )

    assert [2008] == [check.number for check in refused.checks]


def test_a_request_is_declined_for_a_reason_or_withdrawn(programme: Programme) -> None:
    first = programme.do(accounts.ask_opening, registry="CN", reason="to buy", by=TRADER)
    programme.refuses(
        "procedure.ground_missing", accounts.decline, request=first["request"], reason=" ",
        by=MANAGER,
    )  # fmt: skip
    programme.do(accounts.decline, request=first["request"], reason="no licence", by=MANAGER)
    second = programme.do(accounts.ask_opening, registry="CN", reason="to buy", by=TRADER)
    programme.refuses("procedure.not_yours", accounts.withdraw, request=second["request"], by=BUYER)
    programme.do(accounts.withdraw, request=second["request"], by=TRADER)
    with programme.reading() as session:
        found = [(one.state, one.decided_for) for one in queries.openings(session)]

    assert [("withdrawn", ""), ("declined", "no licence")] == found
    assert not programme.books.has_account(TRADER.seat, "CN")


def test_an_account_is_closed_empty_only(programme: Programme) -> None:
    asset = programme.issued()
    account = number(programme, OWNER, "TH")
    step(programme, "ask_closing", account, OWNER)
    refused = programme.refuses(
        "procedure.account_not_empty", on_deals(programme, market.close), account=account,
        reason=WHY, by=MANAGER_TH,
    )  # fmt: skip
    step(programme, "restore", account, MANAGER_TH)
    programme.do(
        retirement.cancel, registry="TH", asset=asset, quantity=177, reason="leaving", by=OWNER
    )
    step(programme, "ask_closing", account, OWNER)
    step(programme, "close", account, MANAGER_TH)
    with programme.reading() as session:
        made = [(one.trigger, one.after, one.reason) for one in queries.changes(session)]

    assert 177 == refused.facts["held"]
    assert [("close", "closed", WHY), ("ask_closing", "closure_pending", WHY)] == made[:2]
    assert "closed" == state(programme, account)


def test_a_step_states_its_reason(programme: Programme) -> None:
    account = number(programme, TRADER, "TH")
    for command in (market.suspend, market.restrict):
        more = {"receives": False} if command is market.suspend else {"sorts": []}
        programme.refuses(
            "procedure.ground_missing", on_deals(programme, command), account=account,
            reason="\n", by=MANAGER_TH, **more,
        )  # fmt: skip


def test_governments_accounts_are_managed_too(programme: Programme) -> None:
    account = number(programme, CHINA, "CN")
    step(programme, "suspend", account, MANAGER)

    assert account.startswith("CN-100-")
    assert "suspended" == state(programme, account)
