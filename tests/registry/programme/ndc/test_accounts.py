"""Goal: an NDC account has what was first transferred and used, year by year, and nothing else.

Method: transfers, uses and levies on the small programme, read back from the account; late entries,
missing figures and other metrics; each refusal proves that nothing has changed.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ledger.books import Books
from ledger.kernel.clock import moment
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments.queries import adjusted_by_year
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation.overselling import lacked, spared
from registry.programme.ndc import commands as ndc
from registry.programme.ndc import indicators, queries, rounds
from registry.programme.ndc.balances import Outcome
from registry.programme.ndc.models import Method
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.roles import Actor
from tests.support.ndc import CLOCK, TRAINER, account, accounted, submitted
from tests.support.programme import CHINA, HOST, MANAGER, NOW, OWNER, Programme

GRANT: dict[str, Any] = {"project": "TH001", "purposes": ["NDC", "OIMP"], "by": HOST}
IN_2031 = date(2031, 3, 3)


def authorised(*, quantity: int = 300, **kept: Any) -> Programme:
    """Both reports are in, TH001's first period is issued, and so much is authorised."""
    world = accounted(**kept)
    submitted(world, "TH", HOST)
    submitted(world, "CN", CHINA)
    world.do(authorisation.grant, **GRANT, quantity=quantity)
    world.issued()
    return world


def moved(world: Programme, quantity: int = 100) -> int:
    """A transfer of OWNER's credits to China's government, for its NDC; returns the batch."""
    asked = {"source": "TH", "target": "CN", "unit": "BRC", "asset": None, "purpose": "NDC"}
    sent = world.do(transfers.request, **asked, quantity=quantity, receiver=CHINA.seat, by=OWNER)
    world.do(transfers.approve, transfer=sent["transfer"], by=HOST)
    world.do(transfers.accept, transfer=sent["transfer"], by=MANAGER)
    with world.reading() as session:
        return int(world.books.batches and max(world.books.batches)) if session else 0


def year_of(world: Programme, year: int, party: str = "TH") -> queries.YearView:
    (found,) = (one for one in account(world, party).years if one.year == year)
    return found


def use(world: Programme, *, by: Actor, registry: str, quantity: int, asset: int) -> dict[str, Any]:
    return world.do(
        retirement.retire, registry=registry, asset=asset, quantity=quantity, purpose="ndc", by=by
    )


def test_first_transfers_are_of_their_vintage_and_uses_of_the_year_of_use() -> None:
    world = authorised()
    before = year_of(world, 2027).added_t
    asset = moved(world)
    assert year_of(world, 2027).added_t == before + 100
    assert year_of(world, 2028, "CN").used_t == 0
    use(world, by=CHINA, registry="CN", quantity=40, asset=asset)
    china = year_of(world, 2028, "CN")
    assert (china.added_t, china.used_t, china.net_t) == (0, 40, -40)
    assert year_of(world, 2027).balance_t == 1_000_000 + before + 100
    with world.reading() as session:
        assert adjusted_by_year(session, "CN")[2028].used_t == 40
    assert not world.audit()
    world.close()


def test_what_a_party_holds_is_not_subtracted() -> None:
    world = authorised()
    moved(world)
    assert all(one.used_t == 0 for one in account(world, "CN").years)
    world.close()


def test_levies_move_units_and_are_no_first_transfer_by_themselves() -> None:
    world = accounted(world=Programme(terms={"sop_percent": "5", "omge_percent": "2"}))
    submitted(world, "TH", HOST)
    submitted(world, "CN", CHINA)
    world.issued()
    levied = world.store.fetch(
        "SELECT s.kind, sum(p.quantity) FROM posting p JOIN sub_account s ON s.id = p.target"
        " WHERE s.kind IN ('adaptation', 'cancelled_omge') GROUP BY s.kind ORDER BY s.kind"
    )
    # 355 t are issued: the units move to accounts of their own, and no balance changes.
    assert levied == [("adaptation", 17), ("cancelled_omge", 7)]
    assert year_of(world, 2027).net_t == 0
    world.close()


def test_the_indicative_average_is_told_every_year_and_re_opened_by_a_late_entry() -> None:
    world = authorised()
    told = world.do(ndc.publish_year, year=2027, by=HOST)
    assert Fraction(told["average"]) == Fraction(told["added_t"], 7)
    assert (told["used_t"], told["emissions_t"], told["level_t"]) == (0, 1_000_000, None)
    assert year_of(world, 2027).state == queries.PUBLISHED
    world.refuses("procedure.nothing_new", ndc.publish_year, year=2027, by=HOST)
    moved(world)
    assert year_of(world, 2027).state == queries.REOPENED
    again = world.do(ndc.publish_year, year=2027, by=HOST)
    assert (again["version"], again["added_t"]) == (2, told["added_t"] + 100)
    world.refuses("procedure.year_not_over", ndc.publish_year, year=2028, by=HOST)
    assert year_of(world, 2027).state == queries.PUBLISHED
    world.close()


def test_a_late_entry_is_refused_once_the_review_is_over() -> None:
    world = authorised()
    asset = moved(world)
    world.refuses("procedure.year_not_over", ndc.close, party="TH", year=2027, by=TRAINER)
    world.at(IN_2031)
    world.do(ndc.close, party="TH", year=2027, by=TRAINER)
    world.do(ndc.close, party="CN", year=2027, by=TRAINER)
    asked = {"source": "TH", "target": "CN", "unit": "BRC", "asset": None, "purpose": "NDC"}
    refused = world.refuses(
        "procedure.ndc_period_closed", transfers.request, **asked, quantity=1,
        receiver=CHINA.seat, by=OWNER,
    )  # fmt: skip
    assert refused.facts["closed"] == "2031-03-03"
    world.refuses("procedure.ndc_period_closed", ndc.report_inventory, year=2027, emissions_t=1,
                  by=HOST)  # fmt: skip
    world.refuses("procedure.ndc_period_closed", ndc.publish_year, year=2027, by=HOST)
    assert year_of(world, 2027).state == queries.FINAL
    assert asset
    world.close()


def test_a_period_closes_on_its_day() -> None:
    world = accounted(closes_at=moment(IN_2031))
    due = ndc.closings_due(world.books)()
    assert due is not None and (due.name, due.arguments) == ("ndc.end", {"period": 1})
    world.do_at(due.at, ndc.end, period=1, by=CLOCK)
    assert account(world).closed_at == moment(IN_2031)
    assert ndc.closings_due(world.books)() is None
    world.close()


def test_own_use_and_the_partners_are_bound_to_the_ndc_period() -> None:
    world = authorised()
    asset = moved(world)
    world.at(IN_2031)
    for registry, by in (("TH", HOST), ("CN", CHINA)):
        given = {"registry": registry, "asset": asset, "quantity": 1, "purpose": "ndc"}
        with pytest.raises(Exception) as raised:
            world.do(retirement.retire, **given, by=by)
        numbers = [one.number for one in raised.value.checks]  # type: ignore[attr-defined]
        assert 4011 in numbers, (registry, numbers)
    world.close()


def test_a_party_without_a_locked_method_uses_nothing() -> None:
    world = accounted()
    submitted(world, "TH", HOST)
    world.do(authorisation.grant, **GRANT, quantity=300)
    world.issued()
    asset = moved(world)
    given = {"registry": "CN", "asset": asset, "quantity": 1, "purpose": "ndc", "by": CHINA}
    world.refuses("procedure.method_missing", retirement.retire, **given)
    world.refuses("procedure.method_missing", ndc.publish_year, year=2027, by=CHINA)
    submitted(world, "CN", CHINA)
    world.do(retirement.retire, **given)
    world.close()


def test_inventories_are_reported_of_years_that_are_over() -> None:
    world = accounted(emissions=(1_000_000,) * 6)
    world.do(ndc.report_inventory, by=HOST)
    assert [one.emissions_t for one in account(world).years][5:7] == [1_000_000, None]
    world.refuses("procedure.nothing_new", ndc.report_inventory, by=HOST)
    world.refuses("procedure.emissions_negative", ndc.report_inventory, year=2027, emissions_t=-1,
                  by=HOST)  # fmt: skip
    world.refuses("procedure.year_not_over", ndc.report_inventory, year=2028, emissions_t=1,
                  by=HOST)  # fmt: skip
    world.do(ndc.report_inventory, year=2026, emissions_t=7, by=HOST)
    corrected = year_of(world, 2026)
    assert (corrected.emissions_t, corrected.inventory, corrected.fact_t) == (7, 2, 1_000_000)
    world.close()


def test_results_are_indeterminate_until_every_figure_is_there() -> None:
    world = authorised()
    found = account(world)
    assert {one.outcome for one in found.results} == {Outcome.INDETERMINATE}
    assert found.result is not None
    assert found.result.missing == ("emissions 2030",)
    assert len(found.results) == len(Method)
    world.close()


def test_a_host_that_oversells_is_warned() -> None:
    # Its target leaves room for a tenth of a tonne in 2030: by averaging, one tonne in all.
    world = accounted(levels={2030: 1_000_100})
    submitted(world, "TH", HOST)
    with world.reading() as session:
        known = spared(session, "TH", at=NOW)
    assert known is not None
    assert (known.room_t, known.authorised_t, known.left_t) == (1_000, 0, 1_000)
    refused = world.refuses(
        "procedure.above_own_target", authorisation.grant, **GRANT, quantity=1_100, confirmed=False
    )
    assert refused.facts["left"] == 1_000
    world.do(authorisation.grant, **GRANT, quantity=1_100, confirmed=True)
    with world.reading() as session:
        known = spared(session, "TH", at=NOW)
        assert lacked(session, "TH", at=NOW) == 0
        assert lacked(session, "KZ", at=NOW) is None
    assert known is not None and known.left_t == -100
    world.close()


def test_a_partner_lacks_what_its_budget_does_not_allow() -> None:
    world = accounted()
    world.do(ndc.report_inventory, by=CHINA)
    with world.reading() as session:
        assert lacked(session, "CN", at=NOW) == 100_000
    world.close()


def test_a_stocktake_raises_targets_and_none_falls() -> None:
    world = accounted()
    raised = {"party": "TH", "year": 2030, "by": TRAINER}
    world.refuses("procedure.ambition_falls", rounds.raise_target, **raised, level_t=1_100_000,
                  reason="more")  # fmt: skip
    world.refuses("procedure.ground_missing", rounds.raise_target, **raised, level_t=1, reason=" ")
    world.do(rounds.raise_target, **raised, level_t=1_050_000, reason="stocktake")
    levels = [(one.level_t, one.title_en) for one in account(world).levels]
    assert levels == [(1_100_000, "First targets"), (1_050_000, "stocktake")]
    assert year_of(world, 2030).level_t == 1_050_000
    world.refuses("procedure.ambition_falls", rounds.raise_target, **raised, level_t=1_050_000,
                  reason="again")  # fmt: skip
    assert not world.audit()
    world.close()


def test_a_planned_stocktake_counts_from_its_hour() -> None:
    world = accounted()
    due_at = moment(date(2028, 3, 13), 14)

    def plan(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
        rounds.plan_round(
            books, title_en="x", title_zh="盘点", due_at=due_at, levels={(1, 2030): 9}
        )
        return {}

    world.do(plan, by=HOST)
    assert year_of(world, 2030).level_t == 1_100_000
    due = rounds.rounds_due(world.books)()
    assert due is not None and (due.at, due.arguments) == (due_at, {"round": 2})
    world.do(rounds.hold, round=2, by=CLOCK)
    assert year_of(world, 2030).level_t == 9
    world.close()


def test_another_metric_is_kept_apart_with_the_other_sign() -> None:
    world = accounted()
    before = [one.net_t for one in account(world).years]
    given = {"metric": "MWh", "year": 2027}
    world.do(indicators.transfer, party="CN", quantity=50, **given, by=HOST)
    world.refuses("procedure.metric_mixed", indicators.transfer, party="CN", quantity=5,
                  metric="tCO2e", year=2027, by=HOST)  # fmt: skip
    world.refuses("procedure.indicator_empty", indicators.transfer, party="CN", quantity=0, **given,
                  by=HOST)  # fmt: skip
    world.do(indicators.use, party="TH", quantity=30, **given, by=CHINA)
    refused = world.refuses(
        "procedure.indicator_short", indicators.use, party="TH", quantity=21, **given, by=CHINA
    )
    assert refused.facts["left"] == 20
    assert [one.adjustment for one in account(world).indicators] == [-50]
    assert [one.adjustment for one in account(world, "CN").indicators] == [30]
    assert [one.net_t for one in account(world).years] == before
    assert not world.audit()
    world.close()


def test_a_party_of_another_metric_takes_no_part() -> None:
    world = accounted(metric="")
    world.refuses("procedure.metric_mixed", indicators.transfer, party="CN", quantity=5,
                  metric="MWh", year=2027, by=HOST)  # fmt: skip
    world.refuses("procedure.ndc_unknown", indicators.transfer, party="KZ", quantity=5,
                  metric="MWh", year=2027, by=HOST)  # fmt: skip
    world.close()


def test_what_is_taken_back_of_a_use_counts_no_more() -> None:
    world = accounted()

    def enter(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
        adjustments.use(books, party="CN", year=2027, quantity=9, because="retirement 1", at=at)
        adjustments.take_back(books, use="retirement 1", because="reversal 1", at=at)
        return {}

    world.do(enter, by=CHINA)
    assert year_of(world, 2027, "CN").net_t == 0
    world.close()
