"""Goal: a party's tables are what the books say; a year is frozen once, what was submitted stays.

Method: the handlers on the small programme, the clock's steps given by hand; the state is read
back; each refusal proves that nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation import use
from registry.programme.reports import clock, commands, queries, years
from registry.programme.retirement import commands as retirement
from registry.programme.retirement.reversal import reverse
from registry.programme.transfers import commands as transfers
from tests.registry.programme.reports.steps import (
    CLOCK,
    YEAR,
    over,
    reporting,
    states,
    submitted,
    tables,
    transferred,
    used,
)
from tests.support.programme import BUYER, CHINA, HOST, KAZAKH, MANAGER, OWNER, PARTNER, Programme

pytestmark = pytest.mark.slow


@pytest.fixture
def programme() -> Iterator[Programme]:
    world = reporting()
    yield world
    assert [] == world.audit()
    world.close()


def told(world: Programme, party: str) -> list[tuple[str, str, int, int, int]]:
    """Table 3: type, subtype, first and last number, tonnes."""
    return [
        (
            str(row["action_type"]), str(row.get("action_subtype", "")),
            int(str(row["first_id"])), int(str(row["last_id"])), int(str(row["quantity"])),
        )
        for row in tables(world, party).actions
    ]  # fmt: skip


def test_both_countries_report_the_same_transfer(programme: Programme) -> None:
    used(programme, transferred(programme))
    over(programme)
    submitted(programme, HOST)
    submitted(programme, CHINA)

    thai, chinese = tables(programme, "TH"), tables(programme, "CN")
    moved = ("First transfer", "First transfer to another Party", 179, 278, 100)
    assert [("Authorization", "", 1, 355, 355), moved] == told(programme, "TH")
    assert [("Acquisition", "", 179, 278, 100), ("Use", "", 179, 238, 60)] == told(programme, "CN")
    assert ("CHN", "THA") == (
        thai.actions[1]["acquiring_party"], chinese.actions[0]["transferring_party"],
    )  # fmt: skip
    assert (2028, "CHN") == (chinese.actions[1]["used_year"], chinese.actions[1]["using_party"])
    assert ("CA0007", "THA", "THA01", 2027, "GHG", "Emission reductions") == tuple(
        thai.actions[1][key]
        for key in (
            "cooperative_approach", "first_transferring_party", "itmo_registry", "vintage",
            "metric", "mitigation_type",
        )
    )  # fmt: skip


def test_every_table_of_both_is_filled(programme: Programme) -> None:
    used(programme, transferred(programme))
    over(programme)
    submitted(programme, CHINA)
    submitted(programme, HOST)
    thai, chinese = tables(programme, "TH"), tables(programme, "CN")

    assert ("CHN", "1.0", 2028, date(2029, 1, 2), 2021, 2030) == tuple(
        chinese.submission[key]
        for key in (
            "party", "version", "reported_year", "submitted_on", "ndc_first_year", "ndc_last_year",
        )
    )  # fmt: skip
    host, partner = thai.authorizations[0], chinese.authorizations[0]
    assert "THA-AUT-0001" == host["authorization"] == partner["authorization"]
    assert (100, "NDC", "CHN", "Energy generation", "Biogas", "2021 - 2100") == tuple(
        host[key]
        for key in ("quantity", "purposes", "parties", "sectors", "activity_types", "timeframe")
    )
    assert "CHN-PAR" == partner["entities"]
    assert (239, 278, Decimal(40)) == tuple(
        chinese.holdings[0][key] for key in ("first_id", "last_id", "quantity")
    )
    assert ["THA-OWN"] == [row["entity"] for row in thai.entities]
    assert ["CHN-PAR"] == [row["entity"] for row in chinese.entities]
    assert () == thai.holdings  # What it transferred is gone, the rest is no ITMO.


def test_a_host_holds_itmos_that_it_first_transferred_by_authorisation(
    programme: Programme,
) -> None:
    programme.issued()
    programme.do(
        authorisation.grant, project="TH001", purposes=["OIMP"], quantity=355,
        definition="authorisation", by=HOST,
    )  # fmt: skip
    over(programme)
    submitted(programme, HOST)

    kinds = told(programme, "TH")
    assert ("First transfer", "Authorization", 1, 355, 355) in kinds
    assert [(1, 355)] == [
        (row["first_id"], row["last_id"]) for row in tables(programme, "TH").holdings
    ]


def test_uses_beyond_an_ndc_have_their_purpose(programme: Programme) -> None:
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["OIMP"], quantity=355, by=HOST)
    cancel = {"registry": "TH", "asset": asset, "reason": "CORSIA", "by": OWNER}
    programme.do(retirement.cancel, quantity=10, purpose="oimp", **cancel)
    programme.do(retirement.cancel, quantity=7, purpose="other", **cancel)
    programme.do(retirement.cancel, quantity=5, **cancel)  # Never first transferred: no ITMO.
    over(programme)
    submitted(programme, HOST)

    rows = [
        (row["action_type"], row["action_subtype"], row["quantity"], row["purpose"])
        for row in tables(programme, "TH").actions
        if "purpose" in row
    ]
    assert [
        ("Cancellation", "Other cancellations", 10, "IMP"),
        ("First transfer", "Use or cancellation", 10, "IMP"),
        ("Cancellation", "Other cancellations", 7, "OP"),
        ("First transfer", "Use or cancellation", 7, "OP"),
    ] == sorted(rows, key=lambda row: (-row[2], row[0]))


def test_a_frozen_year_stays_byte_for_byte(programme: Programme) -> None:
    asset = transferred(programme)
    over(programme)
    sql = "SELECT party, year, holdings, entities FROM year_freeze ORDER BY id"
    before = programme.store.fetch(sql)
    used(programme, asset)  # In January: it changes nothing of 31 December.
    again = programme.do(clock.freeze, year=YEAR, by=CLOCK)
    programme.at(date(YEAR + 2, 1, 2))
    programme.do(clock.freeze, year=YEAR + 1, by=CLOCK)
    submitted(programme, CHINA)

    assert [] == again["frozen"]
    assert before == programme.store.fetch(sql)[: len(before)]
    assert [Decimal(100)] == [row["quantity"] for row in tables(programme, "CN").holdings]
    assert "Use" not in {row["action_type"] for row in tables(programme, "CN").actions}


def test_the_year_ends_in_utc(programme: Programme) -> None:
    asset = transferred(programme)
    retired = {"registry": "CN", "asset": asset, "quantity": 1, "purpose": "ndc", "by": CHINA}
    programme.at(date(YEAR + 1, 1, 2))
    programme.do_at(years.ends(YEAR) - 1, retirement.retire, **retired)
    programme.do_at(years.ends(YEAR), retirement.retire, **retired)
    programme.do(clock.freeze, year=YEAR, by=CLOCK)
    submitted(programme, CHINA)

    (one,) = (row for row in tables(programme, "CN").actions if row["action_type"] == "Use")
    assert "2028-12-31T23:59:59.999" == one["action_date"].isoformat(timespec="milliseconds")[:23]
    assert [Decimal(99)] == [row["quantity"] for row in tables(programme, "CN").holdings]


def test_a_revision_supersedes_what_stands(programme: Programme) -> None:
    transferred(programme)
    over(programme)
    submitted(programme, CHINA)
    content = programme.store.fetch("SELECT content FROM party_report WHERE id = 1")
    programme.do(commands.revise, year=YEAR, by=CHINA)
    between = states(programme)
    programme.do(commands.validate, year=YEAR, by=CHINA)
    programme.do(commands.submit, year=YEAR, by=CHINA)

    assert {("CN", "1.0"): "submitted", ("CN", "1.1"): "draft"} == between
    assert {("CN", "1.0"): "superseded", ("CN", "1.1"): "submitted"} == states(programme)
    assert content == programme.store.fetch("SELECT content FROM party_report WHERE id = 1")


def test_a_cell_is_corrected_with_a_remark(programme: Programme) -> None:
    transferred(programme)
    over(programme)
    programme.do(commands.draft, year=YEAR, by=CHINA)
    programme.do(commands.validate, year=YEAR, by=CHINA)
    cell = {"year": YEAR, "part": "actions", "row": 1, "by": CHINA}
    refused = [
        programme.refuses(code, commands.correct, **cell | given).code
        for code, given in (
            ("procedure.cell_unknown", {"field": "colour", "value": "red", "remark": "x"}),
            (
                "procedure.cell_unknown",
                {"row": 9, "field": "quantity", "value": "1", "remark": "x"},
            ),
            (
                "procedure.filled_by_platform",
                {"field": "consistency", "value": "ok", "remark": "x"},
            ),
            ("procedure.value_unreadable", {"field": "quantity", "value": "many", "remark": "x"}),
            ("procedure.value_unreadable", {"field": "metric", "value": "CO2", "remark": "x"}),
            ("procedure.ground_missing", {"field": "quantity", "value": "1", "remark": " "}),
        )
    ]
    done = programme.do(commands.correct, field="quantity", value="105", remark="typed", **cell)
    with programme.reading() as session:
        kept = queries.corrections(session, 1)

    assert 6 == len(refused)
    assert "draft" == done["state"]
    assert Decimal(105) == tables(programme, "CN").actions[0]["quantity"]
    assert [("actions", 1, "quantity", "105", "typed", "GCN")] == [
        (one.part, one.row, one.field, one.value, one.remark, one.seat) for one in kept
    ]


def test_a_draft_with_a_fault_is_not_submitted(programme: Programme) -> None:
    transferred(programme)
    over(programme)
    programme.do(commands.draft, year=YEAR, by=CHINA)
    cell = {"year": YEAR, "part": "actions", "row": 1, "field": "metric", "remark": "x"}
    programme.do(commands.correct, value="", by=CHINA, **cell)
    refused = programme.refuses("procedure.report_faulty", commands.validate, year=YEAR, by=CHINA)
    programme.refuses("machine.move_not_allowed", commands.submit, year=YEAR, by=CHINA)
    programme.do(commands.draft, year=YEAR, by=CHINA)  # Anew: the correction is gone.
    programme.do(commands.validate, year=YEAR, by=CHINA)

    assert "a required column is empty" in refused.text("en")
    assert {("CN", "1.0"): "validated"} == states(programme)


def test_what_was_reported_is_not_reversed(programme: Programme) -> None:
    asset = transferred(programme)
    first, second = used(programme, asset, 10), used(programme, asset, 20)
    over(programme)
    programme.do(commands.draft, year=YEAR, by=CHINA)
    programme.do(reverse, transaction=first, reason="wrong year", by=MANAGER)
    programme.refuses("procedure.report_outdated", commands.validate, year=YEAR, by=CHINA)
    submitted(programme, CHINA)
    refused = programme.refuses(
        "procedure.reported_use", reverse, transaction=second, reason="too late", by=MANAGER
    )

    assert [4039] == [check.number for check in refused.checks]
    assert [Decimal(20)] == [
        row["quantity"] for row in tables(programme, "CN").actions if row["action_type"] == "Use"
    ]


def test_who_reports_and_when(programme: Programme) -> None:
    programme.refuses("procedure.reported_year_not_over", commands.draft, year=YEAR, by=CHINA)
    over(programme)
    programme.refuses("procedure.reported_year_not_over", commands.draft, year=YEAR, by=KAZAKH)
    programme.refuses("machine.role_not_allowed", commands.draft, year=YEAR, by=OWNER)
    programme.refuses("procedure.report_missing", commands.submit, year=YEAR, by=HOST)
    programme.refuses("procedure.report_missing", commands.revise, year=YEAR, by=HOST)
    silent = Programme()
    silent.refuses("procedure.reports_not_played", commands.draft, year=YEAR, by=HOST)
    assert clock.reports_due(silent.books)() is None
    silent.close()


def test_the_other_party_authorises_the_use(programme: Programme) -> None:
    programme.do(authorisation.apply, project="TH001", purposes=["NDC"], quantity=9, by=OWNER)
    of = {"authorisation": "THA-AUT-0001"}
    programme.refuses("procedure.use_not_to_authorise", use.authorise_use, by=CHINA, **of)
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    of = {"authorisation": "THA-AUT-0002"}
    programme.refuses("procedure.use_not_to_authorise", use.authorise_use, by=HOST, **of)
    programme.refuses("procedure.party_not_authorised", use.authorise_use, by=KAZAKH, **of)
    programme.refuses("machine.role_not_allowed", use.authorise_use, by=OWNER, **of)
    programme.refuses(
        "procedure.entity_not_of_party", use.authorise_use, entities=[OWNER.seat], by=CHINA, **of
    )
    with programme.reading() as session:
        assert ["THA-AUT-0002"] == use.wanting_use(session, "CN")
    programme.do(use.authorise_use, entities=[PARTNER.seat, BUYER.seat], by=CHINA, **of)
    programme.refuses("procedure.use_not_to_authorise", use.authorise_use, by=CHINA, **of)

    with programme.reading() as session:
        (one,) = use.uses(session)
        assert [] == use.wanting_use(session, "CN")
    assert ("CN", 1, (PARTNER.seat, BUYER.seat)) == (one.party, one.version, one.entities)


def test_a_transfer_that_is_on_its_way_at_the_end_of_the_year(programme: Programme) -> None:
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    asked = programme.do(
        transfers.request, source="TH", target="CN", unit="BRC", asset=asset, quantity=100,
        purpose="NDC", receiver=CHINA.seat, by=OWNER,
    )  # fmt: skip
    programme.do(transfers.approve, transfer=asked["transfer"], by=HOST)
    over(programme)
    programme.do(transfers.accept, transfer=asked["transfer"], by=MANAGER)
    submitted(programme, HOST)
    submitted(programme, CHINA)

    assert [("Authorization", "", 1, 355, 355)] == told(programme, "TH")
    assert [] == told(programme, "CN")
