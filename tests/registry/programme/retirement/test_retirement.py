"""Goal: retirement and cancellation are final, counted once, and have the right claim.

Method: the same batch before and after a transfer; each refusal proves that nothing changed.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.accounts import CANCELLED, KINDS, RETIRED
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import ccer
from registry.programme.retirement import commands as retirement
from registry.programme.retirement import queries
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
    WIND,
    Programme,
    entries,
    years,
)

pytestmark = pytest.mark.slow


def authorise(programme: Programme, *purposes: str) -> None:
    programme.do(authorisation.grant, project="TH001", purposes=purposes, quantity=1000, by=HOST)


def move(
    programme: Programme,
    *,
    to: str,
    purpose: str = "NDC",
    source: str = "TH",
    by: Actor = OWNER,
    quantity: int = 100,
) -> None:
    target = "CN" if source == "TH" else "TH"
    transfer = programme.do(
        transfers.request,
        source=source,
        target=target,
        unit="BRC",
        asset=None,
        quantity=quantity,
        purpose=purpose,
        receiver=to,
        by=by,
    )["transfer"]
    sender, manager = (HOST, MANAGER) if source == "TH" else (CHINA, MANAGER_TH)
    programme.do(transfers.approve, transfer=transfer, by=sender)
    programme.do(transfers.accept, transfer=transfer, by=manager)


def retire(programme: Programme, *, by: Actor, **arguments: Any) -> dict[str, Any]:
    asked = {"purpose": "voluntary", "beneficiary": "A river clean-up", **arguments}
    return programme.do(retirement.retire, by=by, **asked)


def test_a_voluntary_retirement_is_final(programme: Programme) -> None:
    asset = programme.issued()
    answer = retire(programme, by=OWNER, registry="TH", asset=asset, quantity=77)
    final = programme.books.found(RETIRED, asset, owner="retired", registry="TH")

    assert ("retired", 77, "contribution", "179-255") == (
        answer["ending"], answer["quantity"], answer["claim"], answer["ranges"],
    )  # fmt: skip
    assert 100 == programme.free(OWNER, "TH", asset)
    assert 77 == final
    with programme.reading() as session:
        (seen,) = queries.retirements(session, seat="OWN")
        assert "A river clean-up" == seen.beneficiary


def test_a_domestic_retirement_claims_a_domestic_reduction(programme: Programme) -> None:
    asset = programme.do(ccer.register, project="CN001", period=1, by=MANAGER)["batch"]
    answer = retire(programme, by=WIND, registry="CN", asset=asset, quantity=1)

    assert "domestic" == answer["claim"]


def test_what_was_adjusted_beyond_an_ndc_may_claim_so(programme: Programme) -> None:
    asset = programme.issued()
    authorise(programme, "NDC", "OIMP")
    move(programme, to=BUYER.seat, purpose="OIMP")
    answer = retire(programme, by=BUYER, registry="CN", asset=asset, quantity=100)

    assert "adjusted" == answer["claim"]


def test_chinas_use_is_subtracted_in_the_year_of_use(programme: Programme) -> None:
    asset = programme.issued()
    authorise(programme, "NDC")
    move(programme, to=CHINA.seat)
    answer = retire(programme, by=CHINA, registry="CN", asset=asset, quantity=60, purpose="ndc")
    with programme.reading() as session:
        china, host = (years(session, party=party) for party in ("CN", "TH"))

    assert "ndc" == answer["claim"]
    assert [(2028, 0, 60)] == china
    assert [(2027, 100, 0)] == host


def test_a_host_uses_its_own_outcome_without_an_adjustment() -> None:
    world = Programme()
    asset = world.given(HOST, registry="TH", project="TH001", quantity=30)
    answer = retire(world, by=HOST, registry="TH", asset=asset, quantity=30, purpose="ndc")

    assert "ndc" == answer["claim"]
    with world.reading() as session:
        assert [] == entries(session)
    assert ["issued_is_what_was_decided"] == [finding.invariant for finding in world.audit()]
    world.close()


def test_a_host_does_not_use_what_it_has_first_transferred(programme: Programme) -> None:
    authorise(programme, "NDC")
    asset = programme.issued()
    move(programme, to=HOST.seat, source="CN", by=PARTNER, quantity=50)
    refusal = programme.refuses(
        "procedure.own_use_of_transferred",
        retirement.retire,
        registry="TH",
        asset=asset,
        quantity=50,
        purpose="ndc",
        beneficiary="",
        by=HOST,
    )

    assert [4022] == [check.number for check in refusal.checks]
    assert 50 == refusal.facts["quantity"]


def test_a_use_needs_the_purpose_under_which_it_was_transferred(programme: Programme) -> None:
    asset = programme.issued()
    authorise(programme, "OIMP")
    move(programme, to=CHINA.seat, purpose="OIMP")
    refusal = programme.refuses(
        "procedure.purpose_not_authorised",
        retirement.retire,
        registry="CN",
        asset=asset,
        quantity=10,
        purpose="ndc",
        beneficiary="",
        by=CHINA,
    )

    assert [4003, 4042] == [check.number for check in refusal.checks]


def test_what_is_cancelled_is_withdrawn_for_a_reason(programme: Programme) -> None:
    asset = programme.issued()
    answer = programme.do(
        retirement.cancel, registry="TH", asset=asset, quantity=7, reason="typing error", by=OWNER
    )
    final = programme.books.found(CANCELLED, asset, owner="cancelled", registry="TH")

    assert ("cancelled", "none", 7) == (answer["ending"], answer["claim"], final)


@pytest.mark.parametrize(
    ("by", "changed", "code", "numbers"),
    [
        (OWNER, {"quantity": 178}, "procedure.quantity_not_free", [3005]),
        (OWNER, {"quantity": 0}, "procedure.quantity_not_positive", [3008]),
        (OWNER, {"beneficiary": "  "}, "procedure.beneficiary_missing", [6040]),
        (
            OWNER,
            {"beneficiary": "", "quantity": 999},
            "procedure.beneficiary_missing",
            [6040, 3005],
        ),
        (OWNER, {"registry": "CN"}, "procedure.quantity_not_free", [3005]),
        (OWNER, {"registry": "XX"}, "procedure.choice_unknown", []),
        (OWNER, {"asset": 1}, "procedure.batch_unknown", []),
        (OWNER, {"purpose": "ndc"}, "machine.role_not_allowed", []),
        (OWNER, {"purpose": "joy"}, "procedure.choice_unknown", []),
        (CHINA, {"purpose": "ndc"}, "procedure.other_country", [5002]),
        (SECRETARY, {}, "machine.role_not_allowed", []),
    ],
)
def test_a_retirement_is_refused(
    programme: Programme, by: Actor, changed: dict[str, Any], code: str, numbers: list[int]
) -> None:
    asset = programme.issued()
    asked = {
        "registry": "TH",
        "asset": asset,
        "quantity": 1,
        "purpose": "voluntary",
        "beneficiary": "x",
    }
    refusal = programme.refuses(code, retirement.retire, by=by, **{**asked, **changed})

    assert numbers == [check.number for check in refusal.checks]


def test_a_cancellation_is_refused(programme: Programme) -> None:
    asset = programme.issued()
    asked: dict[str, Any] = {"registry": "TH", "asset": asset, "quantity": 999, "reason": " "}
    refusal = programme.refuses("procedure.reason_missing", retirement.cancel, by=OWNER, **asked)

    assert [6040, 3005] == [check.number for check in refusal.checks]


UNREADABLE = ["\u200b\u200b", "\u0000", "\u202ename", "two\nlines", "\u200d"]


@pytest.mark.parametrize("text", UNREADABLE, ids=ascii)
def test_a_beneficiary_or_a_reason_that_nobody_can_read_is_none(
    programme: Programme, text: str
) -> None:
    asked: dict[str, Any] = {"registry": "TH", "asset": programme.issued(), "quantity": 1}
    programme.refuses(
        "procedure.beneficiary_missing", retirement.retire, by=OWNER, purpose="voluntary",
        beneficiary=text, **asked,
    )  # fmt: skip
    programme.refuses("procedure.reason_missing", retirement.cancel, by=OWNER, reason=text, **asked)
    with programme.reading() as session:
        assert [] == queries.retirements(session, seat=OWNER.seat)


def test_each_purpose_of_a_cancellation_has_its_own_final_place(programme: Programme) -> None:
    asset = programme.issued()
    fresh = programme.refuses(
        "procedure.not_authorised", retirement.cancel, registry="TH", asset=asset,
        quantity=1, reason="a flight", purpose="oimp", by=OWNER,
    )  # fmt: skip
    authorise(programme, "OIMP")
    move(programme, to=BUYER.seat, purpose="OIMP")
    for purpose, quantity in (("oimp", 5), ("other", 7), ("voluntary", 11)):
        programme.do(
            retirement.cancel, registry="CN", asset=asset, quantity=quantity, reason="a flight",
            purpose=purpose, by=BUYER,
        )  # fmt: skip
    with programme.reading() as session:
        seen = [(one.purpose, one.claim) for one in queries.retirements(session, seat="BUY")]

    places = ("cancelled_oimp", "cancelled_other", "cancelled")
    kept = [programme.books.found(KINDS[one], asset, owner=one, registry="CN") for one in places]
    assert [5, 7, 11] == kept
    assert [("", "none"), ("other", "adjusted"), ("oimp", "adjusted")] == seen
    assert [4002] == [check.number for check in fresh.checks]


def test_a_purpose_beyond_an_ndc_is_refused_for_credits_authorised_for_an_ndc(
    programme: Programme,
) -> None:
    asset = programme.issued()
    authorise(programme, "NDC")
    move(programme, to=BUYER.seat)
    refused = programme.refuses(
        "procedure.purpose_not_authorised", retirement.cancel, registry="CN", asset=asset,
        quantity=1, reason="a flight", purpose="other", by=BUYER,
    )  # fmt: skip

    assert "NDC" == refused.facts["authorised"]
