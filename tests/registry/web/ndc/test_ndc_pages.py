"""Goal: NDC accounts are read and kept over pages: method, inventory, report, review, stocktake.

Method: a lesson of two parties with accounts; their forms are sent, and the accounts are read back
over the API and on the page, by a government, the trainer and a guest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import httpx2
import pytest

from registry.classroom.plan_ndc import FactPart, NdcPart
from registry.programme.ndc.balances import Waterfall
from registry.programme.ndc.models import Method, TargetType
from registry.programme.ndc.queries import TEXTS
from registry.web.ndc.figures import picture_of, told
from tests.support.classroom import CODE, SMALL, Class, class_of, create, forms

ENGLISH = {"accept-language": "en"}
THAILAND, CHINA = "/ndc/THA", "/ndc/CHN"


def accounts() -> list[NdcPart]:
    known = [
        FactPart(year=year, emissions_t=1_000, known_on=date(year + 1, 1, 1), status="assumption")
        for year in range(2021, 2028)
    ]
    return [
        NdcPart(
            party=party, first_year=2021, last_year=2030, target_type=TargetType.SINGLE_YEAR,
            method=Method.AVERAGING, levels_t={2030: 900 if party == "CN" else 1_100},
            metric="MWh", status="assumption", inventory=known,
        )
        for party in ("CN", "TH")
    ]  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("ndc")
    plan = SMALL.model_copy(update={"ndc": accounts(), "public_reading": True})
    create(folder / f"{CODE}.lesson", hour=9, plan=plan)
    with class_of(folder) as made:
        made.give("lesson.bots", "rest", on=False)
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        yield made


def press(who: httpx2.Client, command: str, page: str = CHINA, **typed: str) -> httpx2.Response:
    """Send the form of a command on a page, with what is typed."""
    shown = who.get(page, headers=ENGLISH).text
    found = forms(shown, f"/action/{command}")
    assert found, command
    # The form that asks for the most of what is typed; its choices are no inputs.
    form = max(found, key=lambda one: len(set(typed) & set(one)))
    return who.post(f"/action/{command}", data=form | typed)


def account(who: httpx2.Client, party: str = "CN") -> dict[str, object]:
    answer = who.get(f"/api/ndc/accounts/{party}").json()
    (found,) = answer["accounts"]
    return dict(found)


def test_a_government_keeps_its_account_over_the_page(room: Class) -> None:
    # Thailand has authorised the market makers' credits, so its report was in before the lesson.
    partner, _ = room.browser("Pia", "government_partner")
    before = partner.get(CHINA, headers=ENGLISH).text
    assert "can still be changed" in before and "No initial report yet" in before
    assert "/action/ndc." not in partner.get(THAILAND, headers=ENGLISH).text
    press(partner, "ndc.choose_method", method="trajectory")
    assert "trajectory" == account(partner)["method"]
    press(partner, "ndc.choose_method", method="averaging")
    press(partner, "ndc.report_inventory")
    press(partner, "ndc.draft_report", safeguards="SDG")
    refused = press(partner, "ndc.submit_report")
    shown = partner.get(refused.headers["location"], headers=ENGLISH).text
    assert "is not complete: participation, arrangements" in shown
    press(partner, "ndc.draft_report", **dict.fromkeys(TEXTS, "as agreed"))
    press(partner, "ndc.submit_report")
    assert "submitted" == account(partner)["report"]["state"]  # type: ignore[index]
    press(partner, "ndc.publish_year", year="2027")
    press(partner, "ndc.transfer_indicator", party="TH", quantity="7", year="2027")
    page = partner.get(CHINA, headers=ENGLISH).text
    assert "annual information given" in page and "<svg" in page and "−7" in page
    assert "/action/ndc.choose_method" not in page


def test_the_trainer_reviews_and_raises_targets(room: Class) -> None:
    trainer = room.trainer()
    press(trainer, "ndc.take_up", THAILAND)
    press(trainer, "ndc.conclude", THAILAND, finding="consistent", found="")
    press(trainer, "ndc.raise_target", THAILAND, year="2030", level_t="1050", reason="stocktake")
    page = trainer.get(THAILAND, headers=ENGLISH).text
    assert "1,050" in page and "stocktake" in page and "consistent" in page
    assert "spares 500" in trainer.get("/ndc", headers=ENGLISH).text
    refused = press(trainer, "ndc.close", THAILAND)
    shown = trainer.get(refused.headers["location"], headers=ENGLISH).text
    assert "2030 is not over" in shown
    host, _ = room.browser("Han", "government_host")
    press(host, "ndc.renew_report", THAILAND)
    assert 2 == account(host, "TH")["report"]["version"]  # type: ignore[index]
    # More than its target leaves room for is authorised already: it is told before the next one.
    asked = {"task": "authorise", "project": "TH001", "quantity": "100", "purposes": "NDC"}
    page = host.get("/home", params=asked, headers=ENGLISH).text
    assert "Overselling: 100 t are more than the 0 t" in page


def test_everybody_reads_what_is_published(room: Class) -> None:
    guest = room.client()
    listed = guest.get(f"/public/{CODE}/ndc", headers=ENGLISH).text
    assert f"/public/{CODE}/ndc/THA" in listed
    one = guest.get(f"/public/{CODE}/ndc/THA", headers=ENGLISH).text
    assert "Three methods side by side" in one and "/action/ndc." not in one
    assert 404 == guest.get(f"/public/{CODE}/ndc/XXX").status_code
    assert 303 == guest.get(THAILAND).status_code


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction("1173.3"), "1,173.3"), (Fraction("-1364.9"), "−1,364.9"), (None, "—"),
        (Fraction(1_916, 3), "≈638.7"), (0, "0"), (1_916, "1,916"),
    ],
)  # fmt: skip
def test_tonnes_are_exact_or_say_that_they_are_not(value: Fraction | None, shown: str) -> None:
    assert shown == told(value)


def test_the_waterfall_steps_up_and_down() -> None:
    fall = Waterfall(
        all_years=False, reported=True, emissions_t=1_000, added_t=Fraction(30),
        used_t=Fraction(50), target_t=990,
    )  # fmt: skip
    drawn = picture_of(fall)
    emissions, added, used, balance = drawn.bars
    assert (added.text, used.text, balance.text) == ("+30", "−50", "980")
    assert added.y < emissions.y == added.y + added.height
    assert used.y == added.y
    assert balance.y == used.y + used.height
    assert drawn.target_y is not None and emissions.y < drawn.target_y < balance.y
    assert not emissions.open
