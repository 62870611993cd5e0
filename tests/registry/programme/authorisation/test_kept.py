"""Goal: what is kept under an authorisation (pledged, decided, away for its use) is first
transferred under terms that cover it, by the authorisation that covers it, under an agreement in
force; and what a definition marks is marked by it, whatever happened to the credits between.

Method: the terms or the agreement change between two steps of one procedure on the small programme;
each story is audited, refusals change nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.programme.agreements import commands as agreements
from registry.programme.authorisation import acts
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import issue
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from tests.registry.programme.authorisation.steps import (
    AT_ISSUANCE,
    AT_ONCE,
    USE,
    act,
    amend,
    asking,
    cancel,
    cancelling,
    grant,
    marks,
    move,
    standing,
)
from tests.support.guards import drop_guards
from tests.support.programme import (
    BUYER,
    CHINA,
    HOST,
    MANAGER,
    OWNER,
    Programme,
)

pytestmark = pytest.mark.slow

IN_A_SUSPENSION = "nothing_is_first_transferred_in_a_suspension"
PAUSE = {"agreement": "CN-TH", "reason": "a review", "by": HOST}


def refused(programme: Programme, code: str, named: str, **terms: Any) -> list[int | None]:
    """The checks of an amendment that must be refused."""
    found = programme.refuses(
        named, authorisation.amend, authorisation=code, reason="new figures", **terms, by=HOST
    )
    return [check.number for check in found.checks]


def approved(programme: Programme, quantity: int = 20) -> int:
    """A transfer for an NDC that the host has approved; its number."""
    number = int(programme.do(transfers.request, **asking(quantity), by=OWNER)["transfer"])
    programme.do(transfers.approve, transfer=number, by=HOST)
    return number


def test_an_amendment_leaves_what_is_kept_its_years_and_parties(programme: Programme) -> None:
    code = grant(programme, "NDC", parties=["CN", "KZ"])
    request = programme.decided()
    later = {"vintage_first": 2028}
    assert [4007] == refused(programme, code, "procedure.vintages_of_kept", **later)
    assert [4005] == refused(programme, code, "procedure.parties_of_kept", parties=["KZ"])
    amend(programme, code, vintage_last=2027)
    programme.issue(request)
    approved(programme)
    assert [4007] == refused(programme, code, "procedure.vintages_of_kept", vintage_first=2026,
                             vintage_last=2026)  # fmt: skip

    programme.do(transfers.decline, transfer=1, reason="full", by=MANAGER)
    freed = amend(programme, code, parties=["KZ"], vintage_last=2100, **later)
    assert ["parties", "vintage_first", "vintage_last"] == freed["changed"]


def test_what_is_away_for_its_use_keeps_definition_and_years(programme: Programme) -> None:
    asset = programme.issued()
    code = grant(programme, "OIMP", quantity=200, definition=USE, parties=["CN", "KZ"])
    move(programme, 50, purpose="OIMP")
    named = "procedure.definition_of_transferred"
    assert [4037] == refused(programme, code, named, definition=AT_ISSUANCE)
    assert [4007] == refused(programme, code, "procedure.vintages_of_kept", vintage_first=2028)
    # Who may receive more is the host's to say.
    amend(programme, code, parties=["KZ"])
    cancel(programme, asset, 50)

    assert [(179, 228, "use_or_cancellation", "", 2)] == marks(programme)


def test_a_decided_share_is_issued_to_entities_of_now_only(programme: Programme) -> None:
    code = grant(programme, "NDC")
    request = programme.decided()
    amend(programme, code, entities=[BUYER.seat])
    found = programme.refuses("procedure.entity_not_authorised", issue.issue, request=request,
                              registry="CN", by=MANAGER)  # fmt: skip
    assert [4004] == [check.number for check in found.checks]
    amend(programme, code, entities=[])
    programme.issue(request)

    assert [(1, 178, "issuance", "CN", 3)] == marks(programme)


def test_a_transfer_is_completed_by_the_authorisation_of_its_approval_or_not(
    programme: Programme,
) -> None:
    programme.issued()
    code = grant(programme, "NDC")
    number = approved(programme)
    act(programme, "suspend", code)
    grant(programme, "NDC")
    programme.do(transfers.accept, transfer=number, by=MANAGER)

    failed = "SELECT state, failed_check FROM transfer_request WHERE id = 1"
    assert [("returned", 4014)] == programme.store.fetch(failed)
    assert [] == marks(programme)


@pytest.mark.parametrize("definition", [AT_ONCE, AT_ISSUANCE])
def test_what_a_failed_transfer_gives_back_is_marked_by_the_definition(
    programme: Programme, definition: str
) -> None:
    asset = programme.issued()
    grant(programme, "NDC", quantity=20)
    number = approved(programme)
    other = grant(programme, "IMP", quantity=355, definition=definition)
    assert 335 == standing(programme, other).transferred_t
    programme.do(transfers.decline, transfer=number, reason="full", by=MANAGER)

    assert (179, 198, definition, "", 1) == marks(programme)[-1]
    # So the host has no longer got them for its own target.
    programme.do(retirement.cancel, **cancelling(asset, 177, registry="TH"), by=OWNER)


def test_what_could_not_be_marked_before_is_marked_by_its_definition_at_the_use(
    programme: Programme,
) -> None:
    asset = programme.issued()
    grant(programme, "NDC", quantity=20)
    number = approved(programme)
    grant(programme, "IMP", quantity=355, definition=AT_ONCE)
    programme.do(agreements.suspend, **PAUSE)
    programme.do(transfers.decline, transfer=number, reason="full", by=MANAGER)
    assert 335 == sum(last - first + 1 for first, last, *_ in marks(programme))
    for government in (CHINA, HOST):
        programme.do(agreements.resume, agreement="CN-TH", by=government)
    cancel(programme, asset, 177, registry="TH", by=OWNER)

    assert (179, 198, "authorisation", "", 1) == marks(programme)[-1]


def test_an_authorisation_is_resumed_under_an_agreement_in_force(programme: Programme) -> None:
    code = grant(programme, "OP", quantity=30, definition=AT_ONCE)
    act(programme, "suspend", code)
    programme.issued()
    programme.do(agreements.suspend, **PAUSE)
    programme.refuses("procedure.agreement_not_active", acts.resume, authorisation=code, by=HOST)

    assert [] == marks(programme)


def test_no_use_abroad_is_a_first_transfer_while_the_agreement_is_suspended(
    programme: Programme,
) -> None:
    asset = programme.issued()
    grant(programme, "OIMP", definition=USE)
    move(programme, 50, purpose="OIMP")
    programme.do(agreements.suspend, **PAUSE)
    programme.refuses("procedure.agreement_not_active", retirement.cancel, **cancelling(asset, 10),
                      by=BUYER)  # fmt: skip
    given = {"registry": "CN", "asset": asset, "quantity": 5, "purpose": "voluntary"}
    answer = programme.do(retirement.retire, **given, beneficiary="A festival", by=BUYER)

    assert ("contribution", []) == (answer["claim"], marks(programme))


def test_credits_that_come_home_are_not_first_transferred_to_their_host() -> None:
    programme = Programme(terms={"dual_purpose": "of_the_move"})
    asset = programme.issued()
    grant(programme, "NDC", "OIMP", definition=USE)
    move(programme, 20, purpose="OIMP")
    move(programme, 20, purpose="NDC", source="CN", target="TH", by=BUYER, asset=asset)
    assert [] == marks(programme)
    # For an NDC they leave again by their first transfer, which needs the agreement.
    programme.do(agreements.suspend, **PAUSE)
    programme.refuses("procedure.agreement_not_active", transfers.request, **asking(20), by=BUYER)
    move(programme, 20, purpose="OIMP", by=BUYER)
    assert [] == marks(programme)

    assert [] == programme.audit()
    programme.close()


def test_what_was_marked_at_home_leaves_for_entities_of_its_version_only(
    programme: Programme,
) -> None:
    programme.issued()
    grant(programme, "OIMP", definition=AT_ONCE, entities=["PAR"])
    found = programme.refuses("procedure.entity_not_authorised", transfers.request,
                              **asking(10, purpose="OIMP"), by=OWNER)  # fmt: skip

    assert [4004] == [check.number for check in found.checks]


def test_the_last_day_is_written_as_a_day(programme: Programme) -> None:
    for last_day in ("2028-W30-1", "20280701", "2028-7-1", "2028-02-30"):
        programme.refuses("procedure.term_is_over", authorisation.grant, project="TH001",
                          purposes=["NDC"], quantity=5, last_day=last_day, by=HOST)  # fmt: skip


@pytest.mark.planted
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO authorisation_act SELECT id + 1, authorisation, 'suspend', version, seat,"
        " 'x', '', at + 1 FROM authorisation_act",
        "INSERT INTO agreement_act SELECT 9, agreement, 'suspend', 'host', 'GTH', 'x', granted_at"
        " + 1 FROM authorisation",
        "INSERT INTO agreement_act SELECT 9, agreement, 'terminate', 'host', 'GTH', 'x', granted_at"
        " + 1 FROM authorisation",
    ],
)
def test_a_first_transfer_in_a_suspension_is_found(sql: str) -> None:
    broken = Programme()
    broken.issued()
    code = grant(broken, "NDC")
    broken.at(date(2028, 3, 14))
    move(broken, 10)
    drop_guards(broken.store.driver)
    broken.execute(sql)
    found = [one.found for one in broken.audit() if one.invariant == IN_A_SUSPENSION]
    broken.close()

    assert 1 == len(found)
    assert code in found[0] or "CN-TH" in found[0]
