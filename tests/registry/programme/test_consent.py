"""Goal: no tonne goes to, or is used by, whom its host did not name, nor for what it did not name;
what a government holds of its own registry counts for its own target; no maximum is made up.

Method: a small programme with a third country; each refusal proves that nothing changed, each use
is read back from the books; planted faults for the invariant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.accounts import RETIRED
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation.covering import standings
from registry.programme.issuance import ccer
from registry.programme.retirement import commands as retirement
from registry.programme.trace import StepKind, trace
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import within
from registry.roles import Actor
from tests.support.guards import drop_guards
from tests.support.programme import (
    BUYER,
    CHINA,
    HOST,
    KAZAKH,
    MANAGER,
    MANAGER_KZ,
    MANAGER_TH,
    OWNER,
    PARTNER,
    WIND,
    Programme,
    years,
)


@pytest.fixture
def programme() -> Iterator[Programme]:
    made = Programme()
    yield made
    assert [] == made.audit()
    made.close()


def grant(programme: Programme, *purposes: str, parties: list[str] | None = None) -> None:
    programme.do(
        authorisation.grant, project="TH001", purposes=purposes, quantity=1000, parties=parties,
        by=HOST,
    )  # fmt: skip


def asking(
    source: str, target: str, quantity: int, *, to: Actor, purpose: str = "NDC"
) -> dict[str, Any]:
    """The arguments of a request for a transfer."""
    return {
        "source": source, "target": target, "unit": "BRC", "asset": None, "quantity": quantity,
        "purpose": purpose, "receiver": to.seat,
    }  # fmt: skip


def move(programme: Programme, *, by: Actor, manager: Actor, **asked: Any) -> None:
    """A transfer that is requested, approved and accepted."""
    number = programme.do(transfers.request, **asked, by=by)["transfer"]
    sender = {"TH": HOST, "CN": CHINA, "KZ": KAZAKH}[asked["source"]]
    programme.do(transfers.approve, transfer=number, by=sender)
    programme.do(transfers.accept, transfer=number, by=manager)


def for_ndc(registry: str, asset: int, quantity: int) -> dict[str, Any]:
    """The arguments of a retirement for an NDC."""
    return {"registry": registry, "asset": asset, "quantity": quantity, "purpose": "ndc"}


def test_a_third_country_takes_no_tonne_that_it_was_not_authorised_for(
    programme: Programme,
) -> None:
    asset = programme.issued()
    grant(programme, "NDC")
    asked = asking("TH", "KZ", 100, to=KAZAKH)
    refusal = programme.refuses("procedure.registries_not_linked", transfers.request, **asked,
                                by=OWNER)  # fmt: skip
    assert [7006, 4005] == [check.number for check in refusal.checks]
    assert "CN, not for KZ" in refusal.checks[1].en

    # Nor by way of the partner: the party follows the tonne.
    move(programme, **asking("TH", "CN", 50, to=CHINA), by=OWNER, manager=MANAGER)
    onwards = asking("CN", "KZ", 50, to=KAZAKH)
    refusal = programme.refuses("procedure.registries_not_linked", transfers.request, **onwards,
                                by=CHINA)  # fmt: skip
    assert 4005 == refusal.checks[1].number
    programme.do(retirement.retire, **for_ndc("CN", asset, 50), by=CHINA)
    assert 50 == programme.books.found(RETIRED, asset, owner="retired", registry="CN")


def test_a_party_that_is_named_receives_and_uses(programme: Programme) -> None:
    asset = programme.issued()
    grant(programme, "NDC", parties=["CN", "KZ"])
    move(programme, **asking("TH", "KZ", 80, to=KAZAKH), by=OWNER, manager=MANAGER_KZ)
    programme.do(retirement.retire, **for_ndc("KZ", asset, 80), by=KAZAKH)
    with programme.reading() as session:
        assert [(2028, 0, 80)] == years(session, party="KZ")


def test_purposes_and_parties_are_those_of_the_agreement() -> None:
    programme = Programme(terms={"purposes": "NDC"})
    terms = {"project": "TH001", "quantity": 10}
    for code, given in (
        ("procedure.purpose_not_agreed", {"purposes": ["NDC", "OIMP"]}),
        ("procedure.party_missing", {"purposes": ["NDC"], "parties": []}),
        ("procedure.choice_unknown", {"purposes": ["NDC"], "parties": ["TH"]}),
        ("procedure.choice_unknown", {"purposes": ["NDC"], "parties": ["XX"]}),
    ):
        programme.refuses(code, authorisation.grant, **terms, **given, by=HOST)
    answer = programme.do(authorisation.grant, **terms, purposes=["NDC"], by=HOST)
    assert "CN" == answer["parties"]
    programme.close()


def test_the_purpose_follows_the_tonne_to_its_use(programme: Programme) -> None:
    grant(programme, "NDC")
    asset = programme.issued()
    voluntary = {"registry": "CN", "asset": asset, "quantity": 10, "purpose": "voluntary",
                 "beneficiary": "Games 2028"}  # fmt: skip
    refusal = programme.refuses("procedure.purpose_not_authorised", retirement.retire,
                                **voluntary, by=PARTNER)  # fmt: skip
    assert [4003] == [check.number for check in refusal.checks]
    # What stayed at home was never first transferred: a contribution to the host's own target.
    home = voluntary | {"registry": "TH"}
    assert "contribution" == programme.do(retirement.retire, **home, by=OWNER)["claim"]


def test_a_dual_purpose_supports_an_adjusted_claim(programme: Programme) -> None:
    grant(programme, "NDC", "OIMP")
    asset = programme.issued()
    used = {"registry": "CN", "asset": asset, "quantity": 10, "purpose": "voluntary",
            "beneficiary": "Games 2028"}  # fmt: skip
    assert "adjusted" == programme.do(retirement.retire, **used, by=PARTNER)["claim"]


def test_a_maximum_is_bounded_by_the_project_and_asked_twice_above_what_is_over(
    programme: Programme,
) -> None:
    # Periods of 355, 710 and 355 t; the first two are over.
    terms = {"project": "TH001", "purposes": ["NDC"]}
    refusal = programme.refuses("procedure.above_project", authorisation.grant, **terms,
                                quantity=10**9, by=HOST)  # fmt: skip
    assert "1,420 t" in refusal.text("en") or "1420 t" in refusal.text("en")
    ahead = terms | {"quantity": 1_066, "confirmed": False}
    programme.refuses("procedure.above_verified", authorisation.grant, **ahead, by=HOST)
    programme.do(authorisation.grant, **ahead | {"quantity": 1_065}, by=HOST)
    programme.do(authorisation.grant, **ahead | {"confirmed": True}, by=HOST)
    programme.issued()
    with programme.reading() as session:
        standing = [(one.max_quantity, one.used_t, one.left_t) for one in standings(session)]
    assert [(1_065, 178, 887), (1_066, 0, 1_066)] == standing


def test_a_government_counts_credits_of_its_own_registry(programme: Programme) -> None:
    asset = programme.issued()
    given = {"registry": "TH", "asset": asset, "quantity": 70, "receiver": HOST.seat}
    answer = programme.do(within.pass_on, **given, by=OWNER)
    assert (70, "179-248") == (answer["quantity"], answer["ranges"])
    assert (107, 70) == (programme.free(OWNER, "TH", asset), programme.free(HOST, "TH", asset))

    programme.do(retirement.retire, **for_ndc("TH", asset, 70), by=HOST)
    assert 70 == programme.books.found(RETIRED, asset, owner="retired", registry="TH")
    # Never first transferred: nobody adds or subtracts it.
    with programme.reading() as session:
        assert [] == years(session, party="TH")
        life = trace(session, "TH", 200)
    assert life is not None
    assert [StepKind.PASSED, StepKind.RETIRED] == [step.kind for step in life.steps][-2:]


def test_what_was_first_transferred_returns_and_is_not_the_hosts_to_count(
    programme: Programme,
) -> None:
    grant(programme, "NDC")
    asset = programme.issued()
    move(programme, **asking("CN", "TH", 20, to=HOST), by=PARTNER, manager=MANAGER_TH)
    programme.refuses(
        "procedure.own_use_of_transferred", retirement.retire, **for_ndc("TH", asset, 20), by=HOST
    )


@pytest.mark.parametrize(
    ("changes", "code", "numbers"),
    [
        ({"receiver": OWNER.seat}, "procedure.same_account", [2508]),
        ({"receiver": OWNER.seat, "quantity": 0}, "procedure.same_account", [2508, 3008]),
        ({"receiver": "nobody"}, "procedure.receiving_account_missing", [7020]),
        ({"receiver": "EMI"}, "procedure.receiving_account_missing", [7020]),
        ({"quantity": 178}, "procedure.quantity_not_free", [3005]),
        ({"registry": "CN"}, "procedure.quantity_not_free", [3005]),
        ({"registry": "XX"}, "procedure.choice_unknown", []),
        ({"asset": 99}, "procedure.batch_unknown", []),
    ],
)
def test_a_transfer_within_a_registry_is_refused(
    programme: Programme, changes: dict[str, Any], code: str, numbers: list[int]
) -> None:
    asset = programme.issued()
    given = {"registry": "TH", "asset": asset, "quantity": 5, "receiver": PARTNER.seat}
    refusal = programme.refuses(code, within.pass_on, **given | changes, by=OWNER)

    assert numbers == [check.number for check in refusal.checks]


def test_domestic_reductions_change_hands_through_the_exchange_only(programme: Programme) -> None:
    asset = programme.do(ccer.register, project="CN001", period=1, by=MANAGER)["batch"]
    given = {"registry": "CN", "asset": asset, "quantity": 5, "receiver": BUYER.seat}
    programme.refuses("procedure.exchange_only", within.pass_on, **given, by=WIND)
    programme.refuses("machine.role_not_allowed", within.pass_on, **given, by=MANAGER)


FAULTS = {
    "UPDATE authorisation_version SET parties = 'KZ'": "were transferred to CN",
    "UPDATE authorisation_version SET purposes = 'OIMP'": "is for NDC, which",
    "UPDATE retirement SET registry_code = 'KZ'": "is of KZ, which",
}


@pytest.mark.planted
@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_use_that_nobody_authorised_is_found(sql: str) -> None:
    programme = Programme()
    grant(programme, "NDC")
    asset = programme.issued()
    back = {"registry": "CN", "asset": asset, "quantity": 10}
    move(programme, **asking("TH", "CN", 50, to=CHINA), by=OWNER, manager=MANAGER)
    programme.do(retirement.retire, **back, purpose="ndc", by=CHINA)
    assert [] == programme.audit()
    drop_guards(programme.store.driver)
    programme.execute(sql)

    found = [one.found for one in programme.audit()]
    assert any(FAULTS[sql] in one for one in found), found
    programme.close()
