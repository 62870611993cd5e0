"""Goal: an authorisation changes by acts of its host's government, each change of terms is a new
version, and what was first transferred stays as it was (programme rules, M3; 4/CMA.6).

Method: amend, suspend, resume, revoke, expire, apply and reject on the small programme; each
refusal proves that nothing changed; states, versions and tonnes are read back from the list.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.programme.authorisation import acts
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import issue
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.roles import Role
from tests.registry.programme.authorisation.steps import (
    AT_ONCE,
    USE,
    act,
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
from tests.support.programme import (
    BUYER,
    CHINA,
    HOST,
    MANAGER,
    OWNER,
    PARTNER,
    WIND,
    Programme,
    actor,
)

CLOCK = actor("", Role.CLOCK)

pytestmark = pytest.mark.slow


def amending(code: str, **terms: Any) -> dict[str, Any]:
    """The arguments of an amendment."""
    return {"authorisation": code, "reason": "new figures", **terms}


def test_an_amendment_is_a_new_version_and_says_what_changed(programme: Programme) -> None:
    code = grant(programme, "NDC")
    answer = amend(programme, code, quantity=700, parties=["CN", "KZ"])
    seen = standing(programme, code)

    assert (2, ["parties", "max_quantity"]) == (answer["version"], answer["changed"])
    assert (2, 700, ("CN", "KZ")) == (seen.version, seen.max_quantity, seen.parties)
    assert [(1, 500, ()), (2, 700, ("parties", "max_quantity"))] == [
        (one.version, one.max_quantity, one.changed) for one in seen.versions
    ]
    assert [("authorise", ""), ("amend", "new figures")] == [
        (one.trigger, one.reason) for one in seen.acts
    ]


def test_a_maximum_does_not_fall_below_what_was_first_transferred_or_is_kept(
    programme: Programme,
) -> None:
    programme.issued()
    code = grant(programme, "NDC")
    move(programme, 100)
    number = programme.do(transfers.request, **asking(20), by=OWNER)["transfer"]
    programme.do(transfers.approve, transfer=number, by=HOST)
    refused = programme.refuses("procedure.below_transferred", authorisation.amend,
                                **amending(code, quantity=119), by=HOST)  # fmt: skip
    assert [4035] == [check.number for check in refused.checks]
    assert (100, 20, 120) == tuple(refused.facts[key] for key in ("transferred", "kept", "least"))
    amend(programme, code, quantity=120)
    programme.do(transfers.accept, transfer=number, by=MANAGER)

    assert ("exhausted", 2) == (standing(programme, code).state, standing(programme, code).version)


def test_purposes_and_definition_stay_once_a_tonne_was_first_transferred(
    programme: Programme,
) -> None:
    programme.issued()
    code = grant(programme, "NDC", "OIMP", definition=AT_ONCE, vintage_first=2028)
    amend(programme, code, definition=USE, vintage_first=2027)
    move(programme, 5)
    for change, named, numbers in (
        ({"purposes": ["NDC"]}, "procedure.purposes_of_transferred", [4036, 4037]),
        ({"purposes": ["NDC", "IMP"]}, "procedure.purposes_of_transferred", [4036]),
        ({"definition": "issuance"}, "procedure.definition_of_transferred", [4037]),
    ):
        refused = programme.refuses(named, authorisation.amend, **amending(code, **change), by=HOST)
        assert numbers == [check.number for check in refused.checks]


def test_terms_of_a_first_transfer_are_those_of_its_version(programme: Programme) -> None:
    asset = programme.issued()
    code = grant(programme, "NDC", parties=["CN", "KZ"])
    move(programme, 40, to=CHINA)
    amend(programme, code, parties=["KZ"])

    # China keeps what it received, and receives nothing more.
    programme.do(retirement.retire, **for_ndc(asset, 15), by=CHINA)
    refused = programme.refuses("procedure.party_not_authorised", transfers.request, **asking(5),
                                by=OWNER)  # fmt: skip
    assert [4005] == [check.number for check in refused.checks]


def test_an_amendment_changes_something_and_says_why(programme: Programme) -> None:
    code = grant(programme, "NDC")
    for change, named in (
        ({}, "procedure.nothing_amended"),
        ({"quantity": 500}, "procedure.nothing_amended"),
        ({"quantity": 600, "reason": " "}, "procedure.authorisation_reason_missing"),
        ({"authorisation": "THA-AUT-0009", "quantity": 6}, "procedure.authorisation_unknown"),
    ):
        given = amending(code) | change
        programme.refuses(named, authorisation.amend, **given, by=HOST)
    for by in (CHINA, OWNER):
        programme.refuses("machine.role_not_allowed", authorisation.amend,
                          **amending(code, quantity=6), by=by)  # fmt: skip


def test_a_suspension_stops_requests_approvals_and_acceptances(programme: Programme) -> None:
    programme.issued()
    code = grant(programme, "NDC")
    numbers = [
        programme.do(transfers.request, **asking(10), by=OWNER)["transfer"] for _ in range(2)
    ]
    programme.do(transfers.approve, transfer=numbers[0], by=HOST)
    act(programme, "suspend", code)
    refused = programme.refuses("procedure.authorisation_not_in_force", transfers.request,
                                **asking(1), by=OWNER)  # fmt: skip
    assert [4014] == [check.number for check in refused.checks]
    programme.refuses("procedure.authorisation_not_in_force", transfers.approve,
                      transfer=numbers[1], by=HOST)  # fmt: skip
    programme.do(transfers.accept, transfer=numbers[0], by=MANAGER)
    failed = programme.store.fetch("SELECT state, failed_check FROM transfer_request WHERE id = 1")
    assert [] == marks(programme)
    assert [("returned", 4014)] == failed
    act(programme, "resume", code)
    programme.do(transfers.approve, transfer=numbers[1], by=HOST)
    programme.do(transfers.accept, transfer=numbers[1], by=MANAGER)

    assert 10 == standing(programme, code).transferred_t


def test_a_suspension_leaves_what_was_first_transferred(programme: Programme) -> None:
    asset = programme.issued()
    code = grant(programme, "NDC")
    move(programme, 40, to=CHINA)
    act(programme, "suspend", code)

    programme.do(retirement.retire, **for_ndc(asset, 15), by=CHINA)
    move(programme, 5, source="CN", target="TH", by=CHINA, to=OWNER)


def test_what_is_issued_during_a_suspension_is_marked_when_it_is_resumed(
    programme: Programme,
) -> None:
    code = grant(programme, "OIMP", definition=AT_ONCE)
    act(programme, "suspend", code)
    programme.issued()
    assert [] == marks(programme)
    answer = act(programme, "resume", code)

    assert 355 == answer["first_transferred"]
    assert [(1, 355, "authorisation", "", 1)] == marks(programme)


def test_a_decided_share_needs_an_authorisation_in_force_when_it_is_issued(
    programme: Programme,
) -> None:
    code = grant(programme, "NDC")
    request = programme.decided()
    assert (178, 322) == (standing(programme, code).used_t, standing(programme, code).left_t)
    act(programme, "revoke", code)
    refused = programme.refuses("procedure.authorisation_not_in_force", issue.issue,
                                request=request, registry="CN", by=MANAGER)  # fmt: skip
    assert [4014] == [check.number for check in refused.checks]
    other = grant(programme, "NDC", quantity=178)
    programme.issue(request)

    assert (0, 178) == (standing(programme, code).used_t, standing(programme, other).used_t)


def test_a_revocation_ends_only_what_was_not_first_transferred(programme: Programme) -> None:
    asset = programme.issued()
    code = grant(programme, "NDC", "OIMP", definition=USE)
    move(programme, 40, to=CHINA)
    act(programme, "revoke", code)
    programme.refuses("procedure.authorisation_not_in_force", transfers.request, **asking(1),
                      by=OWNER)  # fmt: skip
    refused = programme.refuses("procedure.authorisation_not_in_force", retirement.cancel,
                                **cancelling(asset, 1, registry="TH"), by=OWNER)  # fmt: skip

    assert [4014] == [check.number for check in refused.checks]
    programme.do(retirement.retire, **for_ndc(asset, 40), by=CHINA)
    for step in (acts.suspend, acts.revoke):
        programme.refuses("machine.move_not_allowed", step, authorisation=code, reason="x",
                          by=HOST)  # fmt: skip


def test_a_revocation_reaches_first_transfers_only_under_a_named_circumstance(
    programme: Programme,
) -> None:
    asset = programme.issued()
    code = grant(programme, "NDC", circumstances=["fraud"])
    move(programme, 40, to=CHINA)
    # What is added to the terms now was not specified beforehand.
    amend(programme, code, circumstances=["fraud", "reversal"])
    given = {"authorisation": code, "reason": "a false report"}
    refused = programme.refuses("procedure.circumstance_not_named", acts.revoke, **given,
                                circumstance="reversal", by=HOST)  # fmt: skip
    assert [4038] == [check.number for check in refused.checks]
    programme.do(acts.revoke, **given, circumstance="fraud", by=HOST)

    assert standing(programme, code).reaches_transferred
    refused = programme.refuses("procedure.authorisation_not_in_force", retirement.retire,
                                **for_ndc(asset, 15), by=CHINA)  # fmt: skip
    assert [4014] == [check.number for check in refused.checks]
    # Home it may come; its adjustment stays, so that nobody counts it twice.
    move(programme, 40, source="CN", target="TH", by=CHINA, to=HOST)
    programme.refuses("procedure.own_use_of_transferred", retirement.retire,
                      **for_ndc(asset, 15, "TH"), by=HOST)  # fmt: skip
    programme.refuses("procedure.reached_before", acts.revoke, **given, circumstance="fraud",
                      by=HOST)  # fmt: skip


def test_a_revocation_takes_the_right_of_what_is_away_for_oimp(programme: Programme) -> None:
    asset = programme.issued()
    code = grant(programme, "OIMP", parties=["CN", "KZ"], definition=USE)
    move(programme, 40, purpose="OIMP")
    cancel(programme, asset, 10)
    act(programme, "revoke", code)
    programme.refuses("procedure.authorisation_not_in_force", retirement.cancel,
                      **cancelling(asset, 1), by=BUYER)  # fmt: skip
    voluntary = {"registry": "CN", "asset": asset, "quantity": 5, "purpose": "voluntary",
                 "beneficiary": "Games"}  # fmt: skip

    assert "contribution" == programme.do(retirement.retire, **voluntary, by=BUYER)["claim"]
    assert [(179, 188, "use_or_cancellation", "", 1)] == marks(programme)


def test_the_last_day_ends_it(programme: Programme) -> None:
    programme.issued()
    code = grant(programme, "NDC", last_day="2028-03-13")
    due = acts.expiries_due(programme.books)()
    assert due is not None
    programme.at(date(2028, 3, 14))
    programme.do(acts.expire, **due.arguments, by=CLOCK)
    refused = programme.refuses("procedure.authorisation_ended", transfers.request, **asking(1),
                                by=OWNER)  # fmt: skip

    assert [4002] == [check.number for check in refused.checks]
    assert ("expired", code) == (standing(programme, code).state, due.arguments["authorisation"])
    assert acts.expiries_due(programme.books)() is None


def test_an_application_is_authorised_with_the_governments_terms_or_rejected(
    programme: Programme,
) -> None:
    asked = {"project": "TH001", "purposes": ["NDC"], "quantity": 300}
    first = programme.do(authorisation.apply, **asked, by=OWNER)["authorisation"]
    second = programme.do(authorisation.apply, **asked, by=PARTNER)["authorisation"]
    programme.issued()
    programme.refuses("procedure.not_authorised", transfers.request, **asking(1), by=OWNER)
    given = {"project": "TH001", "purposes": ["NDC"], "quantity": 200, "application": first}
    programme.do(authorisation.grant, **given, by=HOST)
    programme.do(authorisation.reject, authorisation=second, reason="one is enough", by=HOST)

    assert [("in_force", 1, 200), ("rejected", 0, 300)] == [
        (one.state, one.version, one.max_quantity)
        for one in (standing(programme, first), standing(programme, second))
    ]
    assert [0, 1] == [one.version for one in standing(programme, first).versions]
    for command, more, named in (
        (authorisation.grant, given, "machine.move_not_allowed"),
        (authorisation.grant, given | {"application": second}, "machine.move_not_allowed"),
        (authorisation.reject, {"authorisation": first, "reason": "x"}, "machine.move_not_allowed"),
    ):
        programme.refuses(named, command, **more, by=HOST)
    programme.refuses("procedure.not_yours", authorisation.apply, **asked, by=WIND)
    third = programme.do(authorisation.apply, **asked, by=HOST)["authorisation"]
    programme.refuses("procedure.application_of_other", authorisation.grant,
                      **given | {"project": "TH002", "quantity": 5, "application": third},
                      by=HOST)  # fmt: skip
    programme.refuses("procedure.authorisation_reason_missing", authorisation.reject,
                      authorisation=third, reason="", by=HOST)  # fmt: skip
