"""Goal: an authorisation states its purposes, parties, entities, vintages, maximum, definition and
circumstances, and each bounds what moves and what is used (checks 4003 to 4018, 4030 to 4034).

Method: terms that lack one thing each are refused with its number; then one authorisation with
every term, and a movement against each of them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.programme.agreements import commands as agreements
from registry.programme.authorisation import commands as authorisation
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import within
from tests.registry.programme.authorisation.steps import (
    act,
    amend,
    asking,
    cancel,
    cancelling,
    for_ndc,
    grant,
    move,
    standing,
)
from tests.support.programme import BUYER, CHINA, HOST, KAZAKH, OWNER, PARTNER, TRADER, Programme

pytestmark = pytest.mark.slow

REFUSED: tuple[tuple[dict[str, Any], str, list[int]], ...] = (
    ({"purposes": []}, "procedure.purpose_missing", [4030]),
    ({"purposes": ["OIMP", "IMP"]}, "procedure.purposes_mixed", [4030]),
    ({"purposes": ["NDC", "IMP", "OP"]}, "procedure.purposes_mixed", [4030]),
    ({"entities": ["GKZ"]}, "procedure.entity_not_of_party", [4004]),
    ({"entities": ["SEC"]}, "procedure.entity_not_of_party", [4004]),
    ({"entities": ["nobody"]}, "procedure.participant_unknown", []),
    ({"vintage_first": 2020}, "procedure.vintage_too_early", [4015, 4007]),
    ({"vintage_last": 2099, "vintage_first": 2100}, "procedure.vintages_reversed", [4007]),
    ({"vintage_last": 2101}, "procedure.vintage_not_agreed", [4007]),
    ({"last_day": "2028-03-12"}, "procedure.term_is_over", [4018]),
    ({"last_day": "tomorrow"}, "procedure.term_is_over", [4018]),
    ({"quantity": None}, "procedure.maximum_missing", [4031]),
    ({"definition": "use_or_cancellation"}, "procedure.definition_not_needed", [4032]),
    ({"definition": "payment"}, "procedure.choice_unknown", []),
    ({"circumstances": ["regret"]}, "procedure.choice_unknown", []),
)


@pytest.fixture(scope="module")
def unchanged() -> Programme:
    return Programme()


@pytest.mark.parametrize(("terms", "code", "numbers"), REFUSED, ids=lambda one: str(one)[:40])
def test_a_term_that_is_wrong_is_refused(
    unchanged: Programme, terms: dict[str, Any], code: str, numbers: list[int]
) -> None:
    given = {"project": "TH001", "purposes": ["NDC"], "quantity": 500, **terms}
    refused = unchanged.refuses(code, authorisation.grant, **given, by=HOST)

    assert numbers == [check.number for check in refused.checks]


def test_what_an_agreement_wants_stated_is_stated() -> None:
    programme = Programme(terms={"terms_stated": True})
    given: dict[str, Any] = {"project": "TH001", "purposes": ["NDC", "OP"], "quantity": 5}
    refused = programme.refuses("procedure.definition_missing", authorisation.grant, **given,
                                by=HOST)  # fmt: skip
    assert [4032, 4034] == [check.number for check in refused.checks]
    stated = given | {"definition": "issuance", "circumstances": []}
    programme.do(authorisation.grant, **stated, by=HOST)
    programme.close()


def test_without_a_word_the_agreements_terms_are_taken(programme: Programme) -> None:
    seen = standing(programme, grant(programme, "NDC", "OIMP"))

    assert (("CN",), (2021, 2100), "use_or_cancellation", ()) == (
        seen.parties, (seen.vintage_first, seen.vintage_last), seen.definition, seen.circumstances,
    )  # fmt: skip


def test_explicitly_no_maximum(programme: Programme) -> None:
    code = grant(programme, "NDC", quantity=0, no_maximum=True)
    programme.issued()
    seen = standing(programme, code)

    assert (None, None, 178) == (seen.max_quantity, seen.left_t, seen.transferred_t)
    move(programme, 177)
    amend(programme, code, quantity=400)
    assert 45 == standing(programme, code).left_t


def test_oimp_covers_its_two_parts_and_neither_the_other(programme: Programme) -> None:
    asset = programme.issued()
    grant(programme, "IMP", quantity=20)
    home = {"registry": "TH"}
    other = cancelling(asset, 1, purpose="other", **home)
    refused = programme.refuses("procedure.purpose_not_authorised", retirement.cancel, **other,
                                by=OWNER)  # fmt: skip
    assert [4003] == [check.number for check in refused.checks]
    programme.refuses("procedure.purpose_not_authorised", transfers.request,
                      **asking(1, purpose="OIMP"), by=OWNER)  # fmt: skip
    cancel(programme, asset, 20, by=OWNER, **home)
    grant(programme, "OIMP", quantity=20)
    for purpose in ("oimp", "other"):
        cancel(programme, asset, 10, by=OWNER, purpose=purpose, **home)


def test_only_authorised_entities_and_governments_receive_and_use(programme: Programme) -> None:
    asset = programme.issued()
    grant(programme, "NDC", "OIMP", entities=["PAR", "OWN"])
    refused = programme.refuses("procedure.entity_not_authorised", transfers.request,
                                **asking(1, to=BUYER), by=OWNER)  # fmt: skip
    assert [4004] == [check.number for check in refused.checks]
    move(programme, 10, to=PARTNER)
    move(programme, 10, to=CHINA)
    cancel(programme, asset, 5, by=PARTNER)
    assert 5 == programme.free(PARTNER, "CN", asset)


def test_an_entity_that_bought_what_it_is_not_authorised_for_cannot_use_it(
    programme: Programme,
) -> None:
    asset = programme.issued()
    grant(programme, "OIMP", entities=["OWN"])
    programme.do(within.pass_on, registry="TH", asset=asset, quantity=5, receiver=TRADER.seat,
                 by=OWNER)  # fmt: skip
    refused = programme.refuses("procedure.entity_not_authorised", retirement.cancel,
                                **cancelling(asset, 5, registry="TH"), by=TRADER)  # fmt: skip

    assert [4004] == [check.number for check in refused.checks]


def test_a_share_for_an_entity_that_is_not_authorised_stays_with_the_host(
    programme: Programme,
) -> None:
    grant(programme, "NDC", entities=["OWN"])
    asset = programme.issued()

    assert (178, 0) == (
        programme.free(PARTNER, "TH", asset), programme.free(PARTNER, "CN", asset),
    )  # fmt: skip


def test_vintages_outside_the_timeframe_are_not_covered(programme: Programme) -> None:
    asset = programme.issued()
    code = grant(programme, "NDC", "OIMP", vintage_first=2028)
    refused = programme.refuses("procedure.vintage_not_authorised", transfers.request, **asking(1),
                                by=OWNER)  # fmt: skip
    assert [4007] == [check.number for check in refused.checks]
    # A year is no quantity: 2,027 it is not.
    assert "Vintage 2027 of project TH001" in refused.text("en")
    assert "2027" in refused.checks[0].zh and "2028" in refused.would_pass("zh")
    assert [] == programme.store.fetch("SELECT id FROM authorised_range")
    amend(programme, code, vintage_first=2027)
    move(programme, 1)

    assert 176 == programme.free(OWNER, "TH", asset)


def test_a_first_transfer_needs_an_active_agreement_also_at_home(programme: Programme) -> None:
    asset = programme.issued()
    grant(programme, "OIMP")
    programme.do(agreements.suspend, agreement="CN-TH", reason="a review", by=HOST)
    refused = programme.refuses("procedure.agreement_not_active", retirement.cancel,
                                **cancelling(asset, 1, registry="TH"), by=OWNER)  # fmt: skip

    assert [4001] == [check.number for check in refused.checks]


def test_credits_are_used_in_the_ndc_period_in_which_they_arose() -> None:
    for first, last in ((2021, 2027), (2028, 2030)):
        programme = Programme(terms={"ndc_first_year": first, "ndc_last_year": last})
        asset = programme.issued()
        grant(programme, "NDC")
        move(programme, 5, to=CHINA)
        refused = programme.refuses("procedure.outside_ndc_period", retirement.retire,
                                    **for_ndc(asset, 5), by=CHINA)  # fmt: skip
        assert [4011] == [check.number for check in refused.checks]
        programme.close()


def test_a_use_names_what_it_is_for(programme: Programme) -> None:
    asset = programme.issued()
    programme.refuses("procedure.choice_unknown", retirement.cancel,
                      **cancelling(asset, 1, purpose="love", registry="TH"), by=OWNER)  # fmt: skip
    programme.refuses("procedure.choice_unknown", transfers.request, **asking(1, purpose=""),
                      by=OWNER)  # fmt: skip


def test_nothing_moves_before_the_authorisation(programme: Programme) -> None:
    asset = programme.issued()
    programme.refuses("procedure.not_authorised", transfers.request, **asking(1), by=OWNER)
    programme.refuses("procedure.not_authorised", retirement.cancel,
                      **cancelling(asset, 1, registry="TH"), by=OWNER)  # fmt: skip
    grant(programme, "NDC")
    programme.at(date(2028, 4, 3))
    move(programme, 1)
    (when,) = programme.store.fetch(
        "SELECT f.at - a.granted_at FROM first_transferred_range f"
        " JOIN authorisation a ON a.code = f.authorisation"
    )

    assert when[0] > 0


def test_a_third_party_is_named_or_receives_nothing(programme: Programme) -> None:
    programme.issued()
    code = grant(programme, "NDC", parties=["CN", "KZ"])
    move(programme, 10, to=KAZAKH, target="KZ")
    act(programme, "suspend", code)
    # First transferred: on to another authorised party it goes, whatever happens since.
    move(programme, 10, source="KZ", target="CN", by=KAZAKH, to=CHINA)

    assert 10 == standing(programme, code).transferred_t
