"""Goal: credits are first transferred at the moment that their authorisation names, once, and the
host's adjustment follows (programme rules, 3.11; checks 4010, 4032, 4040, 4042).

Method: TH001 issues 355 t, 178 t of them to China; one story for each definition and purpose, the
marks and the yearly figures read back. The rest of a range keeps its right after a part was moved.
"""

from __future__ import annotations

from typing import Any

import pytest

from registry.programme.authorisation import commands as authorisation
from registry.programme.retirement import commands as retirement
from registry.programme.trace import trace
from registry.programme.transfers import commands as transfers
from tests.registry.programme.authorisation.steps import (
    AT_ISSUANCE,
    AT_ONCE,
    USE,
    amend,
    asking,
    cancel,
    cancelling,
    for_ndc,
    grant,
    marks,
    move,
    standing,
)
from tests.support.programme import BUYER, CHINA, HOST, OWNER, PARTNER, Programme, years

pytestmark = pytest.mark.slow


def added(programme: Programme) -> list[tuple[int, int, int]]:
    """Thailand's adjustments as (year, first transferred, used)."""
    with programme.reading() as session:
        return years(session, party="TH")


def test_by_authorisation_what_exists_is_marked_at_once_and_what_follows_at_issuance(
    programme: Programme,
) -> None:
    programme.issued()
    code = grant(programme, "OIMP", definition=AT_ONCE)
    assert [(1, 355, "authorisation", "", 1)] == marks(programme)
    programme.issued(period=2)

    # 500 t are the maximum: 145 t of the second batch, and nothing more.
    by_definition = ("authorisation", "", 1)
    assert [(1, 355, *by_definition), (356, 500, *by_definition)] == marks(programme)
    assert [(2027, 500, 0)] == added(programme)
    assert ("exhausted", 0) == (standing(programme, code).state, standing(programme, code).left_t)


def test_by_issuance_every_part_is_marked_in_the_registry_that_issues_it(
    programme: Programme,
) -> None:
    grant(programme, "NDC", "OIMP", quantity=1_000, definition=AT_ISSUANCE)
    programme.issued()

    # China's share is issued to another party; the host's is first transferred by the definition.
    assert [(1, 178, "issuance", "CN", 1), (179, 355, "issuance", "", 1)] == marks(programme)
    assert [(2027, 355, 0)] == added(programme)


def test_by_issuance_what_was_issued_before_is_marked_when_it_is_authorised(
    programme: Programme,
) -> None:
    programme.issued()
    grant(programme, "OP", quantity=100, definition=AT_ISSUANCE)

    assert [(1, 100, "issuance", "", 1)] == marks(programme)


def test_by_use_neither_issuance_nor_the_transfer_is_the_first_transfer(
    programme: Programme,
) -> None:
    asset = programme.issued()
    code = grant(programme, "OIMP", quantity=200, definition=USE)
    move(programme, 150, purpose="OIMP")
    assert [] == marks(programme)
    assert (0, 150, 50) == (
        standing(programme, code).transferred_t, standing(programme, code).used_t,
        standing(programme, code).left_t,
    )  # fmt: skip
    # 4008: what is away is kept for, and no second transfer takes it.
    programme.refuses("procedure.above_maximum", transfers.request, **asking(51, purpose="OIMP"),
                      by=PARTNER)  # fmt: skip
    answer = cancel(programme, asset, 40)

    assert ("adjusted", 40) == (answer["claim"], answer["quantity"])
    assert [(179, 218, "use_or_cancellation", "", 1)] == marks(programme)
    assert [(2027, 40, 0)] == added(programme)
    with programme.reading() as session:
        life = trace(session, "TH", 200)
    assert life is not None
    assert "first_transfer" == life.steps[-1].adjusts


def test_a_cancellation_at_home_is_the_first_transfer_for_oimp(programme: Programme) -> None:
    asset = programme.issued()
    grant(programme, "IMP", quantity=30, definition=USE)
    home = {"registry": "TH", "by": OWNER}
    assert "adjusted" == cancel(programme, asset, 30, **home)["claim"]
    refused = programme.refuses(
        "procedure.above_maximum", retirement.cancel, **cancelling(asset, 1, registry="TH"),
        by=OWNER,
    )  # fmt: skip

    assert [4008] == [check.number for check in refused.checks]
    assert [(179, 208, "use_or_cancellation", "", 1)] == marks(programme)


def test_what_is_away_for_oimp_is_nobodys_to_count_for_an_ndc(programme: Programme) -> None:
    asset = programme.issued()
    grant(programme, "OIMP", definition=USE)
    move(programme, 50, purpose="OIMP", to=CHINA)
    refused = programme.refuses(
        "procedure.purpose_not_authorised", retirement.retire, **for_ndc(asset, 10), by=CHINA
    )

    assert [4003, 4042] == [check.number for check in refused.checks]


def test_for_two_purposes_the_earlier_trigger_marks(programme: Programme) -> None:
    asset = programme.issued()
    grant(programme, "NDC", "OIMP", definition=USE)
    move(programme, 20, purpose="OIMP")
    cancel(programme, asset, 5, registry="TH", by=OWNER)

    assert [(179, 198, "transfer", "CN", 1), (199, 203, "use_or_cancellation", "", 1)] == marks(
        programme
    )


def test_an_agreement_can_let_the_purpose_of_the_move_decide() -> None:
    programme = Programme(terms={"dual_purpose": "of_the_move"})
    asset = programme.issued()
    grant(programme, "NDC", "OIMP", definition=USE)
    move(programme, 20, purpose="OIMP")
    move(programme, 10, purpose="NDC")
    assert [(199, 208, "transfer", "CN", 1)] == marks(programme)
    # Back, and out again for an NDC: now it is the first transfer.
    move(programme, 20, purpose="OIMP", source="CN", target="TH", by=BUYER, to=OWNER, asset=asset)
    move(programme, 167, purpose="NDC")

    assert 177 == sum(last - first + 1 for first, last, *_ in marks(programme))
    assert [] == programme.audit()
    programme.close()


def test_for_an_ndc_the_international_transfer_marks_and_nothing_is_chosen(
    programme: Programme,
) -> None:
    programme.issued()
    refused = programme.refuses(
        "procedure.definition_not_needed", authorisation.grant, project="TH001",
        purposes=["NDC"], quantity=5, definition=USE, by=HOST,
    )  # fmt: skip
    assert [4032] == [check.number for check in refused.checks]
    grant(programme, "NDC")
    assert [] == marks(programme)
    move(programme, 7)

    assert [(179, 185, "transfer", "CN", 1)] == marks(programme)


def test_the_rest_of_a_range_keeps_its_right(programme: Programme) -> None:
    """A part is first transferred, and the rest of the block can still be (UNDP F15)."""
    asset = programme.issued()
    code = grant(programme, "NDC", "OIMP", quantity=177, definition=USE)
    move(programme, 60)
    cancel(programme, asset, 17, registry="TH", by=OWNER, purpose="other")
    assert (77, 100) == (
        standing(programme, code).transferred_t, standing(programme, code).left_t,
    )  # fmt: skip
    move(programme, 100)

    assert [(179, 238), (239, 255), (256, 355)] == [row[:2] for row in marks(programme)]
    assert "exhausted" == standing(programme, code).state


def test_credits_that_return_and_leave_again_are_first_transferred_once(
    programme: Programme,
) -> None:
    asset = programme.issued()
    grant(programme, "NDC")
    move(programme, 30)
    move(programme, 30, source="CN", target="TH", by=BUYER, to=OWNER, asset=asset)
    move(programme, 177)

    assert 177 == sum(last - first + 1 for first, last, *_ in marks(programme))
    assert [(2027, 177, 0)] == added(programme)


def test_a_larger_maximum_marks_more_of_what_exists(programme: Programme) -> None:
    programme.issued()
    code = grant(programme, "OIMP", quantity=101, definition=AT_ONCE)
    again: dict[str, Any] = {"quantity": 200}
    programme.refuses("machine.move_not_allowed", authorisation.amend, authorisation=code,
                      reason="more", **again, by=HOST)  # fmt: skip
    other = grant(programme, "OIMP", quantity=10, definition=AT_ONCE, no_maximum=True)
    assert "in_force" == standing(programme, other).state

    assert [(1, 101), (102, 355)] == [row[:2] for row in marks(programme)]
    assert amend(programme, other, quantity=254)["state"] == "exhausted"
