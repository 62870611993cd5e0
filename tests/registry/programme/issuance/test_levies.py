"""Goal: levies are real movements at issuance; recipients and vintages come out to the tonne.

Method: a programme on real books whose agreement has levies, an allocation, or a period of two
years; tonnes, serials, traces and the audit are read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import col, select

from ledger.accounts import ADAPTATION, CANCELLED_OMGE, HOLDING, Kind
from ledger.books import Books
from registry.classroom.procedures_audit import shares_are_those_of_the_agreement
from registry.programme.adjustments import queries as adjusted
from registry.programme.adjustments.models import FirstTransferPledge
from registry.programme.agreements.models import Rounding
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation import covering
from registry.programme.committee import commands as committee
from registry.programme.issuance import commands as issuance
from registry.programme.issuance import correction, issue, queries
from registry.programme.participants import commands as participants
from registry.programme.pipeline import pipeline
from registry.programme.projects import commands as projects
from registry.programme.projects import motions
from registry.programme.retirement import ordered
from registry.programme.trace import State, trace
from registry.programme.transfers import within
from registry.roles import Actor, Side
from tests.support import programme as made
from tests.support.guards import drop_guards
from tests.support.programme import CHINA, HOST, MANAGER_TH, OWNER, PARTNER, SECRETARY, Programme

pytestmark = pytest.mark.slow

LEVIED = {"sop_percent": "5", "omge_percent": "2"}


def further_period(
    books: Books, *, last: str, by_year: dict[int, str], by: Actor, at: int
) -> dict[str, Any]:
    """Period 9 of TH002, from November 2023 on; one MWh avoids 0.355 t."""
    total = sum(map(int, by_year.values()))
    projects.add_period(
        books, project="TH002", number=9, first_day="2023-11-01", last_day=last,
        generation_mwh=str(total), by_year=by_year if len(by_year) > 1 else None, available_from=at,
    )  # fmt: skip
    return {}


def allocated(
    books: Books, *, shares: Mapping[str, tuple[Side, bool, str]], by: Actor, at: int
) -> dict[str, Any]:
    """An allocation of TH002; its governments get the accounts that they need."""
    for registry in ("TH",):
        if not books.has_account(CHINA.seat, registry):
            code = participants.GOVERNMENT_ACCOUNT
            books.open_account(owner=CHINA.seat, registry=registry, code=code)
    projects.allocate(books, project="TH002", shares=shares)
    return {}


@contextmanager
def programme(**terms: Any) -> Iterator[Programme]:
    made = Programme(terms=terms)
    try:
        yield made
    finally:
        made.close()


def issued(world: Programme, last: str, **by_year: str) -> int:
    """Request, decision and issue of a further period; the number of the request."""
    years = {int(year[1:]): mwh for year, mwh in by_year.items()}
    world.do(further_period, last=last, by_year=years, by=SECRETARY)
    request = world.decided("TH002", 9)
    world.issue(request)
    return request


def levied(world: Programme, kind: Kind, asset: int) -> int:
    """Tonnes of a batch on the account of a levy."""
    return world.books.found(kind, asset, owner=kind.owner, registry="TH")


def found(world: Programme) -> list[Any]:
    """What the audit finds, the comparison with the agreement included."""
    with world.reading() as session:
        return [*world.audit(), *shares_are_those_of_the_agreement(session)]


def test_levies_lie_in_their_accounts_with_the_lowest_serials() -> None:
    with programme(**LEVIED) as world:
        asset = world.issued()  # 355 t: 17 t and 7 t, then 331 t as 166 and 165 t
        with world.reading() as session:
            (asked,) = queries.issuances(session)
            states = [trace(session, "TH", serial) for serial in (1, 17, 18, 24, 25)]
            stages = {one.code: one.tonnes for one in pipeline(session, at=world.books.at)}

        assert (17, 7, 166, 165) == (
            asked.proceeds_t, asked.omge_t, asked.partner_t, asked.host_t,
        )  # fmt: skip
        assert 17 == levied(world, ADAPTATION, asset)
        assert 7 == levied(world, CANCELLED_OMGE, asset)
        assert (166, 165) == (world.free(PARTNER, "TH", asset), world.free(OWNER, "TH", asset))
        assert [State.ADAPTATION] * 2 + [State.CANCELLED] * 2 + [State.HELD] == [
            one.state for one in states if one is not None
        ]
        assert (355, 24, 0) == (stages["issued"], stages["levied"], stages["used"])
        assert [] == found(world)


def test_the_fund_passes_on_what_was_taken_and_no_more() -> None:
    with programme(**LEVIED) as world:
        asset = world.issued()  # 17 t are the Fund's
        asked = {"registry": "TH", "asset": asset, "receiver": OWNER.seat}
        for code, quantity, receiver, by in (
            ("procedure.other_country", 1, OWNER.seat, made.MANAGER),
            ("procedure.quantity_not_free", 18, OWNER.seat, MANAGER_TH),
            ("procedure.quantity_not_positive", 0, OWNER.seat, MANAGER_TH),
            ("procedure.receiving_account_missing", 1, "GKZ", MANAGER_TH),
        ):
            given = asked | {"quantity": quantity, "receiver": receiver}
            world.refuses(code, within.pass_on_for_the_fund, by=by, **given)
        answer = world.do(within.pass_on_for_the_fund, **asked, quantity=10, by=MANAGER_TH)
        with world.reading() as session:
            states = [trace(session, "TH", serial) for serial in (1, 10, 11)]
            stages = {one.code: one.tonnes for one in pipeline(session, at=world.books.at)}

        assert "1-10" == answer["ranges"]
        assert 7 == levied(world, ADAPTATION, asset)
        assert 175 == world.free(OWNER, "TH", asset)
        assert [State.HELD, State.HELD, State.ADAPTATION] == [
            one.state for one in states if one is not None
        ]
        assert (24, 0) == (stages["levied"], stages["used"])
        assert [] == found(world)


@pytest.mark.planted
def test_a_credit_that_became_a_levy_later_is_found() -> None:
    with programme(**LEVIED) as world:
        asset = world.issued()  # the owner's are from 191 on
        world.do(
            within.pass_on, registry="TH", asset=asset, quantity=10, receiver=PARTNER.seat, by=OWNER
        )
        drop_guards(world.store.driver)
        fund = world.books.place(ADAPTATION, asset, registry="TH")
        sql = "UPDATE serial_block SET owner = :fund WHERE closed IS NULL AND first = 191"
        world.execute(sql, fund=fund)

        assert "levies_are_issued_by_the_host" in {one.invariant for one in world.audit()}


def test_without_levies_there_is_no_account_for_them() -> None:
    with programme() as world:
        asset = world.issued()
        with world.reading() as session:
            codes = {one.code for one in pipeline(session, at=world.books.at)}

        assert 0 == levied(world, ADAPTATION, asset)
        assert ("adaptation_fund", "TH") not in world.books.accounts
        assert "levied" not in codes


def test_the_host_issues_the_levies_and_the_partner_only_its_side() -> None:
    with programme(**LEVIED) as world:
        world.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=500, by=HOST)
        request = world.decided()
        theirs = world.do(issue.issue, request=request, registry="CN", by=made.MANAGER)
        left_half = found(world)
        ours = world.do(issue.issue, request=request, registry="TH", by=MANAGER_TH)

        assert (166, 25, 190) == (theirs["issued"], theirs["first"], theirs["last"])
        assert "proceeds" not in theirs
        assert (189, 17, 7) == (ours["issued"], ours["proceeds"], ours["omge"])
        assert [] == left_half == found(world)


@pytest.mark.parametrize(
    ("rounding", "mwh", "levies"),
    [
        (Rounding.FLOOR, "1000", (17, 7)),
        (Rounding.CEIL, "1000", (18, 8)),
        (Rounding.FLOOR, "54", (0, 0)),  # 19 t
        (Rounding.CEIL, "54", (1, 1)),
        (Rounding.FLOOR, "3", (0, 0)),  # 1 t
    ],
)
def test_levies_are_rounded_as_the_agreement_says(
    rounding: Rounding, mwh: str, levies: tuple[int, int]
) -> None:
    with programme(**LEVIED, rounding=rounding) as world:
        request = issued(world, "2023-12-31", y2023=mwh)
        with world.reading() as session:
            (vintage,) = queries.vintages_of(session, request)

        assert levies == (vintage.proceeds_t, vintage.omge_t)
        assert [] == found(world)


def test_levies_that_leave_less_than_nothing_are_refused() -> None:
    """One tonne cannot bear two levies of a tonne each (check 5058); two tonnes can."""
    with programme(**LEVIED, rounding=Rounding.CEIL) as world:
        world.do(further_period, last="2023-12-31", by_year={2023: "3"}, by=SECRETARY)
        refusal = world.refuses(
            "procedure.levies_too_high", issuance.request, project="TH002", period=9, by=OWNER
        )

        assert (1, 2023, "CN-TH") == tuple(
            refusal.facts[key] for key in ("quantity", "vintage", "agreement")
        )
        assert [5058] == [check.number for check in refusal.checks]
    with programme(**LEVIED, rounding=Rounding.CEIL) as world:
        request = issued(world, "2023-12-31", y2023="6")
        with world.reading() as session:
            parts = [(one.levy, one.quantity) for one in queries.parts_of(session, request)]

        assert [("proceeds", 1), ("omge", 1)] == parts
        assert [] == found(world)


def test_each_year_is_a_vintage_with_its_own_batch_and_its_own_rounding() -> None:
    with programme() as world:
        # 35.5 t and 71 t: each year is rounded down by itself (check 5052), 106 t and not 106.5.
        request = issued(world, "2024-03-31", y2023="100", y2024="200")
        with world.reading() as session:
            (asked,) = queries.issuances(session)
            batches = [
                (one.vintage, one.quantity, one.partner_t, one.host_t)
                for one in queries.vintages_of(session, request)
            ]
            days = [
                (batch.period_first, batch.period_last)
                for one in asked.vintages
                for batch in [world.books.batch(one.asset)]
            ]

        assert [(2023, 35, 18, 17), (2024, 71, 36, 35)] == batches
        assert [("2023-11-01", "2023-12-31"), ("2024-01-01", "2024-03-31")] == days
        assert (106, 54, 52) == (asked.quantity, asked.partner_t, asked.host_t)
        assert [] == found(world)


def test_a_deduction_is_taken_from_the_years_in_proportion() -> None:
    with programme() as world:
        world.do(
            further_period, last="2024-03-31", by_year={2023: "100", 2024: "300"}, by=SECRETARY
        )
        answer = world.do(issuance.request, project="TH002", period=9, deducted_mwh="40", by=OWNER)
        with world.reading() as session:
            amounts = queries.amounts_asked(session, answer["request"])

        assert {2023: 31, 2024: 95} == amounts  # 90 and 270 MWh
        assert 126 == answer["quantity"]


def test_a_first_transfer_at_issuance_is_adjusted_by_vintage() -> None:
    with programme() as world:
        world.do(further_period, last="2024-03-31", by_year={2023: "100", 2024: "200"}, by=OWNER)
        world.do(authorisation.grant, project="TH002", purposes=["NDC"], quantity=60, by=HOST)
        world.issue(world.decided("TH002", 9))
        rows = world.store.fetch(
            "SELECT year, quantity FROM corresponding_adjustment ORDER BY year"
        )

        assert [(2023, 18), (2024, 36)] == [tuple(row) for row in rows]
        assert [] == found(world)


def test_governments_and_companies_receive_by_percentages() -> None:
    """JCM Indonesia, 13 May 2016: 40 t as 27, 4, 5 and 4 t (carbon-pulse.com/19918)."""
    shares = {
        CHINA.seat: (Side.PARTNER, True, "67.5"), PARTNER.seat: (Side.PARTNER, False, "10"),
        HOST.seat: (Side.HOST, True, "12.5"), OWNER.seat: (Side.HOST, False, "10"),
    }  # fmt: skip
    with programme(min_share_percent="50") as world:
        world.do(allocated, shares=shares, by=SECRETARY)
        request = issued(world, "2023-12-31", y2023="113")
        with world.reading() as session:
            (vintage,) = queries.vintages_of(session, request)
        held = [
            world.books.found(HOLDING, vintage.asset, owner=seat, registry="TH") for seat in shares
        ]

        assert [27, 4, 5, 4] == held
        assert (31, 9) == (vintage.partner_t, vintage.host_t)
        assert [] == found(world)


@pytest.mark.parametrize(
    ("percent", "split"),
    [
        # In each vintage rounded to the nearest it is 94 and 57 t, and the whole is above half.
        (("50", "50"), [(94, 93), (57, 56)]),
        # 93 and 56 t; of 300 t the least share is 150 t: one tonne more, in the oldest vintage.
        (("49.9", "50.1"), [(94, 93), (56, 57)]),
    ],
)
def test_the_least_share_is_asked_of_all_vintages_together(
    percent: tuple[str, str], split: list[tuple[int, int]]
) -> None:
    shares = {
        CHINA.seat: (Side.PARTNER, True, percent[0]), OWNER.seat: (Side.HOST, False, percent[1]),
    }  # fmt: skip
    with programme(min_share_percent="49.9") as world:
        world.do(allocated, shares=shares, by=SECRETARY)
        request = issued(world, "2024-03-31", y2023="527", y2024="319")
        with world.reading() as session:
            vintages = queries.vintages_of(session, request)

        assert [187, 113] == [one.quantity for one in vintages]
        assert split == [(one.partner_t, one.host_t) for one in vintages]
        assert [] == found(world)


def test_a_virtual_agreement_decides_and_issues_nothing() -> None:
    with programme(virtual=True) as world:
        request = world.decided()
        world.refuses(
            "procedure.nothing_is_issued", issue.issue, request=request, registry="TH",
            by=MANAGER_TH,
        )  # fmt: skip
        with world.reading() as session:
            (asked,) = queries.issuances(session)
            waiting = queries.ready_to_issue(session)

        assert ("virtual", "virtual", None) == (asked.state, asked.mode, asked.asset)
        assert (178, 177, ()) == (asked.partner_t, asked.host_t, asked.parts)
        assert {} == world.books.batches
        assert [] == waiting
        assert [] == found(world)


@pytest.mark.planted
def test_a_levy_that_went_to_a_holder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "registry.programme.issuance.issue._place",
        lambda books, part, registry: books.place(
            HOLDING, part.asset, owner=OWNER.seat if part.levy else part.seat, registry=registry
        ),
    )
    monkeypatch.setattr("registry.programme.issuance.issue.CREDIT_LEVY", issue.CREDIT_ISSUE)
    with programme(**LEVIED) as world:
        world.issued()

        assert "each_side_issues_what_was_decided" in {one.invariant for one in world.audit()}


@pytest.mark.planted
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE issuance_part SET levy = NULL WHERE levy = 'omge'",
        "UPDATE issuance_part SET registry_code = 'CN' WHERE levy = 'proceeds'",
        "UPDATE issuance_vintage SET omge_t = 8, host_t = 164",
    ],
)
def test_a_levy_that_was_changed_by_hand_is_found(sql: str) -> None:
    with programme(**LEVIED) as world:
        world.issued()
        drop_guards(world.store.driver)
        world.execute(sql)

        assert "levies_are_issued_by_the_host" in {one.invariant for one in world.audit()}


@pytest.mark.planted
def test_a_recipient_that_was_exchanged_is_found() -> None:
    with programme() as world:
        parts = {
            PARTNER.seat: (Side.PARTNER, False, "60"), OWNER.seat: (Side.HOST, False, "40"),
        }  # fmt: skip
        world.do(allocated, shares=parts, by=SECRETARY)
        issued(world, "2023-12-31", y2023="1000")
        drop_guards(world.store.driver)
        world.execute("UPDATE project_share SET percent = '50'")
        with world.reading() as session:
            told = list(shares_are_those_of_the_agreement(session))

        assert ["issuance 1: 213 t and 142 t issued, by the agreement 177 t and 178 t"] == told


def test_the_committees_papers_name_each_recipient_and_year() -> None:
    with programme(**LEVIED) as world:
        world.do(further_period, last="2024-03-31", by_year={2023: "100", 2024: "200"}, by=OWNER)
        answer = world.do(issuance.request, project="TH002", period=9, by=OWNER)
        with world.reading() as session:
            digest = committee.find(session, answer["item"]).digest
        texts = dict(world.store.fetch("SELECT name, text FROM committee_paper ORDER BY id"))

        assert digest == answer["digest"]
        assert "300 MWh - 0 MWh; 2023: 35.5 t; 2024: 71 t; 106 t" == texts["figures"]
        assert (
            "2023: TH adaptation_fund 1 t; 2023: CN PAR 17 t; 2023: TH OWN 17 t;"
            " 2024: TH adaptation_fund 3 t; 2024: TH cancelled_omge 1 t; 2024: CN PAR 34 t;"
            " 2024: TH OWN 33 t" == texts["split"]
        )


def kept(world: Programme) -> list[tuple[int, int]]:
    """Batch and tonnes of every share that an authorisation keeps."""
    with world.reading() as session:
        found = session.exec(select(FirstTransferPledge).where(col(FirstTransferPledge.open)))
        return [(one.asset, one.quantity) for one in found]


def test_an_authorised_share_of_two_vintages_is_kept_and_first_transferred_in_each() -> None:
    with programme(**LEVIED) as world:
        years = {2023: "400", 2024: "1000"}  # 142 t and 355 t
        world.do(further_period, last="2024-12-31", by_year=years, by=SECRETARY)
        world.do(authorisation.grant, project="TH002", purposes=["NDC"], quantity=500, by=HOST)
        request = world.decided("TH002", 9)
        with world.reading() as session:
            (asked,) = queries.issuances(session)
            shares = [(one.asset, one.partner_t) for one in asked.vintages]
        before = kept(world)
        world.issue(request)
        with world.reading() as session:
            entries = adjusted.because_of(session, f"issuance {request}")
            added = {one.year: one.quantity for one in entries}

        assert "split" == asked.mode and 2 == len(shares) == len(before)
        assert shares == before
        assert [] == kept(world)
        assert {2023: shares[0][1], 2024: shares[1][1]} == added
        assert [] == found(world)


def test_what_a_deregistration_ends_keeps_nothing_of_the_authorisation() -> None:
    with programme() as world:
        world.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=900, by=HOST)
        world.decided()
        before = kept(world)
        item = world.do(
            motions.ask_deregistration, project="TH001", reason="the plant was never built",
            by=CHINA,
        )["item"]  # fmt: skip
        world.adopted(item)
        world.do(committee.publish, item=item, by=SECRETARY)
        with world.reading() as session:
            left = covering.left_under(session, "THA-AUT-0001")

        assert [178] == [tonnes for _, tonnes in before] and [] == kept(world)
        assert 900 == left
        assert [] == found(world)


def test_every_recipient_of_the_partner_is_an_entity_of_the_authorisation() -> None:
    for entities, mode in ((["PAR"], "host"), (["PAR", "BUY"], "split")):
        with programme() as world:
            world.do(
                authorisation.grant, project="TH002", purposes=["NDC"], quantity=30,
                entities=entities, by=HOST,
            )  # fmt: skip
            shares = {
                "PAR": (Side.PARTNER, False, "30"), "BUY": (Side.PARTNER, False, "20"),
                "OWN": (Side.HOST, False, "50"),
            }  # fmt: skip
            world.do(allocated, shares=shares, by=SECRETARY)
            world.decided("TH002", 1)
            with world.reading() as session:
                (asked,) = queries.issuances(session)

            assert mode == asked.mode, entities
            assert [] == found(world)


def test_each_vintage_of_an_issuance_can_be_corrected() -> None:
    with programme() as world:
        issued(world, "2024-01-31", y2023="1000", y2024="1000")
        world.books.rows.flush()
        sql = "SELECT id FROM book_transaction WHERE type = 'credit.issue' ORDER BY id"
        done = []
        for (transaction,) in world.store.fetch(sql):
            asked = world.do(
                correction.ask_correction, transaction=transaction, seat=OWNER.seat, quantity=7,
                reason="The meter counted twice", by=MANAGER_TH,
            )  # fmt: skip
            world.adopted(asked["item"])
            ordered_as = world.do(committee.publish, item=asked["item"], by=SECRETARY)
            answer = world.do(ordered.correct, motion=asked["motion"], by=MANAGER_TH)
            done.append((ordered_as["asset"], answer["cancelled"]))
        with world.reading() as session:
            (asked_for,) = queries.issuances(session)

        assert [(one.asset, 7) for one in asked_for.vintages] == done
        assert [] == found(world)
