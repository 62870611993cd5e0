"""Goal: what projects cost is collected on its day from whom the mode names; what is unpaid stops
the next step; funders pay, are repaid, and get the first credits; the cash flow adds up.

Method: a programme on real books in which TH001 has costs and TH002 funders; every seat has 10,000
fen. Tables, balances and refusals are read back, the audit after each step.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.accounts import CASH, CNY, OUTSIDE
from ledger.books import Books
from ledger.kernel.clock import DAY
from registry.programme.committee import commands as committee
from registry.programme.finance import commands as finance
from registry.programme.finance import queries
from registry.programme.finance.bearing import COSTS, PARTNER_PERCENT, borne
from registry.programme.finance.models import (
    FunderType,
    Mode,
    PaymentKind,
    ProjectFinance,
    ProjectFunder,
)
from registry.programme.issuance import commands as issuance
from registry.programme.issuance.queries import parts_of
from registry.programme.projects import motions
from registry.roles import Actor, Role
from tests.registry.programme.finance.steps import give_cash
from tests.support.guards import drop_guards
from tests.support.programme import (
    BUYER,
    CHINA,
    NOW,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    Programme,
)

pytestmark = pytest.mark.slow

CLOCK = Actor("", Role.CLOCK, "clock")
K = PaymentKind
SAID = {"source": "a test", "status": "assumption"}


def costs(books: Books, *, mode: str, by: Actor, at: int) -> dict[str, Any]:
    """Costs of TH001 tomorrow and the day after; funders of TH002, the second one outside."""
    for code, way in (("TH001", Mode(mode)), ("TH002", Mode.EPC)):
        finance.enter(books, ProjectFinance(project=code, mode=way, **SAID))
    funders = (
        (FunderType.SPECIAL_FUND, TRADER.seat, 5_000, 0, 100, None),
        (FunderType.POLICY_BANK, "", 3_000, 3_300, 0, NOW + 3 * DAY),
        (FunderType.DEVELOPMENT_FINANCE, BUYER.seat, 0, 0, 20, None),
    )
    for sort, seat, fen, back, first, repaid in funders:
        finance.enter_funder(
            books,
            ProjectFunder(
                project="TH002", type=sort, seat=seat, amount_fen=fen, repay_fen=back,
                credits_first_t=first, **SAID,
            ),
            pays_at=NOW + DAY, repaid_at=repaid,
        )  # fmt: skip
    for kind, fen, day, period in (
        (K.CAPEX, 7_001, 1, None), (K.VALIDATION, 1_000, 1, None), (K.MONITORING, 4_000, 2, 2),
        (K.FEE, 500, 4, None),
    ):  # fmt: skip
        finance.enter_cost(
            books, project="TH001", kind=kind, fen=fen, due_at=NOW + day * DAY, period=period,
            **SAID,
        )  # fmt: skip
    return {}


def made(mode: str = "third_party_market") -> Programme:
    programme = Programme()
    programme.do(costs, mode=mode, by=SECRETARY)
    return programme


@pytest.fixture
def programme() -> Iterator[Programme]:
    one = made()
    yield one
    assert [] == one.audit()
    one.close()


def collect(programme: Programme) -> dict[str, Any]:
    """What the clock does at the next day on which something is due."""
    due = finance.payments_due(programme.books)()
    assert due is not None and "finance.due" == due.name
    programme._now = due.at
    return programme.do(finance.due, by=CLOCK)


def cash(programme: Programme, seat: Actor) -> int:
    return programme.books.found(CASH, CNY, owner=seat.seat)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("kind", COSTS)
def test_owner_and_partner_bear_each_cost_whole(mode: Mode, kind: PaymentKind) -> None:
    partner, owner = borne(mode, kind, 1_001)
    percent = PARTNER_PERCENT[mode].get(kind, 0)
    assert (1_001, 1_001 * percent // 100) == (partner + owner, partner)


def test_no_two_modes_bear_the_same() -> None:
    ways = {tuple(PARTNER_PERCENT[mode].get(kind, 0) for kind in COSTS) for mode in Mode}
    assert len(Mode) == len(ways) == 6


def test_costs_are_collected_by_the_mode_and_funders_pay_first(programme: Programme) -> None:
    # 7,001 by halves: 3,500 and 3,501; 1,000: 500 each. The funders' money comes in before.
    assert {"paid": [1, 2, 4, 5, 6, 7], "unpaid": []} == collect(programme)
    assert (10_000 + 5_000 + 3_000 - 4_001, 10_000 - 4_000, 5_000) == (
        cash(programme, OWNER), cash(programme, PARTNER), cash(programme, TRADER)
    )  # fmt: skip
    assert 8_001 == programme.books.found(OUTSIDE, CNY, owner="outside")
    with programme.reading() as session:
        (day,) = queries.cash_flow(session, "TH001", "OWN")
        (funded,) = queries.cash_flow(session, "TH002", "OWN")
    assert (0, 0, 4_001, -4_001) == (day.sold_fen, day.received_fen, day.paid_fen, day.total_fen)
    assert (8_000, 8_000) == (funded.received_fen, funded.net_fen)


def test_what_is_unpaid_stops_the_issuance_until_it_is_paid() -> None:
    programme = made("epc")
    collect(programme)
    assert 10_000 + 8_000 - 8_001 == cash(programme, OWNER)
    programme.do(give_cash, seat="OWN", fen=-7_999, by=SECRETARY)
    assert {"paid": [], "unpaid": [6]} == collect(programme)
    ask = {"project": "TH001", "by": OWNER}
    refused = programme.refuses("procedure.cost_unpaid", issuance.request, period=2, **ask)
    assert [3015] == [check.number for check in refused.checks]
    assert "item" in programme.do(issuance.request, period=1, **ask)
    refused = programme.refuses("procedure.cash_not_enough", finance.pay, payment=6, by=OWNER)
    assert 2_000 == refused.facts["free"]
    programme.refuses("procedure.not_yours", finance.pay, payment=6, by=PARTNER)
    programme.refuses("procedure.payment_unknown", finance.pay, payment=60, by=OWNER)
    programme.refuses("machine.move_not_allowed", finance.pay, payment=4, by=OWNER)
    programme.do(give_cash, seat="OWN", fen=2_000, by=SECRETARY)
    assert "paid" == programme.do(finance.pay, payment=6, by=OWNER)["state"]
    assert 0 == cash(programme, OWNER)
    assert "item" in programme.do(issuance.request, period=2, **ask)
    # Two days later the repayment, and the fee of the project as a whole.
    assert {"paid": [], "unpaid": [3]} == collect(programme)
    assert {"paid": [], "unpaid": [7]} == collect(programme)
    programme.refuses("procedure.cost_unpaid", issuance.request, period=1, **ask)
    with programme.reading() as session:
        assert [3, 7] == [one.payment for one in queries.unpaid_by(session, "OWN")]
        # A repayment that is owed stops nobody's project.
        assert [] == queries.not_paid(session, "TH002", 1)
    assert finance.payments_due(programme.books)() is None
    assert [] == programme.audit()
    programme.close()


def test_the_first_credits_go_to_the_funders_in_the_order_of_the_plan(programme: Programme) -> None:
    # 35 t of TH002: 18 t to the partner, 17 t to its owner, which go on to the first funder.
    asset = programme.issued("TH002", 1)
    with programme.reading() as session:
        ((owner_t,),) = [[one.quantity for one in parts_of(session, 1) if one.seat == OWNER.seat]]
        funders = queries.finances(session)[1].funders
    assert (17, 0, 17) == (
        owner_t, programme.free(OWNER, "TH", asset), programme.free(TRADER, "TH", asset)
    )  # fmt: skip
    assert [17, 0, 0] == [one.delivered_t for one in funders]


def test_what_a_deregistered_project_would_cost_is_lifted(programme: Programme) -> None:
    collect(programme)
    asked = programme.do(
        motions.ask_deregistration, project="TH001", reason="never built", by=CHINA
    )
    programme.adopted(asked["item"])
    programme.do(committee.publish, item=asked["item"], by=SECRETARY)
    with programme.reading() as session:
        found = [one.state for one in queries.payments(session, project="TH001")]
    assert ["paid"] * 4 + ["lifted"] * 4 == sorted(found, reverse=True)


FAULTS = {
    "UPDATE project_payment SET amount_fen = amount_fen + 1 WHERE id = 4": (
        "projects_pay_what_is_due"
    ),
    "UPDATE project_payment SET payer = 'PAR' WHERE id = 5": "projects_pay_what_is_due",
    "UPDATE project_payment SET payee = 'PAR' WHERE id = 1": "projects_pay_what_is_due",
    "UPDATE project_payment SET state = 'unpaid' WHERE id = 4": "projects_pay_what_is_due",
    "UPDATE project_payment SET posted_as = NULL WHERE id = 4": "projects_pay_what_is_due",
    "UPDATE project_payment SET paid_at = due_at - 1 WHERE id = 4": "projects_pay_what_is_due",
    "UPDATE project_payment SET posted_as = 1 WHERE id = 4": "projects_pay_what_is_due",
    "UPDATE project_payment SET payer = '', state = 'unpaid' WHERE id = 3": (
        "projects_pay_what_is_due"
    ),
    "DELETE FROM project_payment WHERE id = 4": "projects_pay_what_is_due",
    "UPDATE project_funder SET credits_first_t = 16 WHERE id = 1": (
        "funders_have_their_first_credits"
    ),
    "UPDATE first_call SET quantity = 16": "funders_have_their_first_credits",
    "UPDATE first_call SET funder = 3": "funders_have_their_first_credits",
    "UPDATE first_call SET posted_as = 1": "funders_have_their_first_credits",
    "DELETE FROM first_call": "funders_have_their_first_credits",
    "UPDATE project_payment SET project = 'TH002', paid_at = paid_at + 9000000000 WHERE id = 5": (
        "nothing_is_requested_with_unpaid_costs"
    ),
}


@pytest.fixture(scope="module")
def paid_once() -> Iterator[Programme]:
    programme = made()
    collect(programme)
    programme._now += DAY // 2
    programme.issued("TH002", 1)
    yield programme
    programme.close()


@pytest.mark.planted
@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_planted_fault_is_found(paid_once: Programme, sql: str) -> None:
    programme = paid_once.copy()
    try:
        assert [] == programme.audit()
        drop_guards(programme.store.driver)
        programme.execute(sql)
        assert FAULTS[sql] in {finding.invariant for finding in programme.audit()}
    finally:
        programme.close()
