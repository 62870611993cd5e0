"""Goal: a party authorises after its initial report only, and that report locks its method.

Method: the small programme with an NDC account of Thailand and of China; the state is read back;
each refusal proves that nothing has changed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.kernel.clock import moment
from ledger.kernel.errors import Refusal
from registry.programme.authorisation import commands as authorisation
from registry.programme.ndc import commands as ndc
from registry.programme.ndc import reports
from registry.programme.ndc.machine import INITIAL_REPORT
from registry.programme.ndc.models import ReportState
from tests.support.ndc import CLOCK, TRAINER, account, accounted, submitted, texts, versions
from tests.support.programme import CHINA, HOST, MANAGER, NOW, Programme

GRANT: dict[str, Any] = {"project": "TH001", "purposes": ["NDC"], "quantity": 100, "by": HOST}


def test_no_authorisation_before_the_initial_report() -> None:
    world = accounted()
    refused = world.refuses("procedure.initial_report_missing", authorisation.grant, **GRANT)
    assert [one.number for one in refused.checks] == [4009]
    written = world.do(reports.draft, year=2028, **texts(world, "TH"),
                       by=HOST)  # fmt: skip
    world.refuses("procedure.initial_report_missing", authorisation.grant, **GRANT)
    world.do(ndc.report_inventory, by=HOST)
    world.do(reports.submit, report=written["report"], by=HOST)
    assert world.do(authorisation.grant, **GRANT)["version"] == 1
    world.close()


def test_nothing_is_asked_for_in_a_lesson_without_accounts() -> None:
    world = Programme()
    assert world.do(authorisation.grant, **GRANT)["version"] == 1
    world.close()


def test_a_report_needs_all_of_its_parts() -> None:
    world = accounted()
    written = world.do(reports.draft, year=2028, participation="a Party", by=HOST)
    refused = world.refuses(
        "procedure.report_incomplete", reports.submit, report=written["report"], by=HOST
    )
    assert refused.facts["missing"] == (
        "arrangements, ndc, approach, integrity, safeguards, inventory"
    )
    written_to = texts(world, "TH") | {"safeguards": " \t"}
    world.do(reports.draft, year=2028, **written_to, by=HOST)
    world.do(ndc.report_inventory, by=HOST)
    refused = world.refuses(
        "procedure.report_incomplete", reports.submit, report=written["report"], by=HOST
    )
    assert refused.facts["missing"] == "safeguards"
    world.close()


def test_a_report_needs_a_target_and_a_method() -> None:
    world = accounted(method=None, levels={})
    written = world.do(reports.draft, year=2028, **texts(world, "TH"), by=HOST)
    world.do(ndc.report_inventory, by=HOST)
    refused = world.refuses(
        "procedure.method_missing", reports.submit, report=written["report"], by=HOST
    )
    assert [one.number for one in refused.checks] == [4019, 4009]
    world.close()


def test_the_report_locks_the_method() -> None:
    world = accounted()
    chosen = {"year": 2028, "by": HOST}
    world.do(ndc.choose_method, method="trajectory", **chosen)
    world.do(ndc.choose_method, method="averaging", **chosen)
    world.refuses("procedure.method_not_fitting", ndc.choose_method, method="multi_year_budget",
                  **chosen)  # fmt: skip
    submitted(world, "TH", HOST)
    refused = world.refuses(
        "procedure.method_locked", ndc.choose_method, method="trajectory", **chosen
    )
    assert refused.facts["first"] == 2021
    assert account(world).method == "averaging"
    assert account(world).locked_at is not None
    world.close()


def test_the_report_says_what_the_account_has() -> None:
    world = accounted()
    submitted(world, "TH", HOST)
    found = versions(world)[0]
    assert (found.method, found.target_t) == ("averaging", 1_100_000)
    assert (found.inventory_year, found.inventory_t) == (2027, 1_000_000)
    assert found.state == "submitted"
    world.close()


def test_the_clock_reviews_and_finds_what_differs() -> None:
    world = accounted()
    world.do(ndc.report_inventory, by=HOST)
    world.do(ndc.report_inventory, year=2027, emissions_t=900_000, by=HOST)
    number = submitted(world, "TH", HOST, inventories=False)
    source = reports.reports_due(world.books)
    due = source()
    assert due is not None and due.name == "ndc.take_up"
    assert due.at == moment(date(2028, 3, 14))
    world.do_at(due.at, reports.take_up, report=number, by=CLOCK)
    due = source()
    assert due is not None and (due.name, due.at) == ("ndc.conclude", moment(date(2028, 3, 16)))
    world.do_at(due.at, reports.conclude, report=number, by=CLOCK)
    found = versions(world)[0]
    assert (found.state, found.finding) == ("reviewed", "inconsistent")
    assert found.found == "2027: 900000 t ≠ 1000000 t"
    assert source() is None
    world.close()


def test_the_trainer_reviews_in_its_place_and_the_report_is_renewed() -> None:
    world = accounted()
    number = submitted(world, "TH", HOST)
    world.do(reports.take_up, report=number, by=TRAINER)
    world.do(reports.conclude, report=number, finding="inconsistent", found="target of 2030",
             by=TRAINER)  # fmt: skip
    assert versions(world)[0].found == "target of 2030"
    newer = world.do(reports.renew, report=number, by=HOST)
    assert newer["version"] == 2
    first, second = versions(world)[::-1]
    assert (first.state, second.state) == ("updated", "draft")
    assert first.texts == second.texts
    # It was submitted once: authorisations go on.
    with world.reading() as session:
        assert not reports.not_reported(session, "TH", at=NOW)
    world.do(reports.submit, report=newer["report"], by=HOST)
    world.close()


def test_each_government_reports_for_its_own_country() -> None:
    world = accounted()
    written = world.do(reports.draft, year=2028, participation="x", by=HOST)
    world.refuses("procedure.other_country", reports.submit, report=written["report"], by=CHINA)
    world.refuses("machine.role_not_allowed", reports.draft, year=2028, by=MANAGER)
    world.refuses("procedure.initial_report_unknown", reports.submit, report=9, by=HOST)
    world.refuses("procedure.ndc_unknown", reports.draft, year=2040, by=HOST)
    world.close()


STEPS = {
    "draft": lambda world, number, by: world.do(reports.draft, year=2028, by=by),
    "submit": lambda world, number, by: world.do(reports.submit, report=number, by=by),
    "take_up": lambda world, number, by: world.do(reports.take_up, report=number, by=by),
    "conclude": lambda world, number, by: world.do(reports.conclude, report=number, by=by),
    "renew": lambda world, number, by: world.do(reports.renew, report=number, by=by),
}


@pytest.mark.parametrize("state", [s for s in ReportState if s is not ReportState.UPDATED])
def test_each_step_in_each_state_by_each_office(state: ReportState) -> None:
    made = accounted()
    number = submitted(made, "TH", HOST, submit=False)
    for step, by, at_state in (
        ("submit", HOST, ReportState.DRAFT),
        ("take_up", CLOCK, ReportState.SUBMITTED),
        ("conclude", CLOCK, ReportState.UNDER_REVIEW),
    ):
        if list(ReportState).index(state) > list(ReportState).index(at_state):
            STEPS[step](made, number, by)
    assert versions(made)[0].state == state
    possible = {m.trigger: m for m in INITIAL_REPORT.moves if m.source is state}
    for trigger, step in STEPS.items():
        for by in (HOST, CLOCK, TRAINER, MANAGER):
            world = made.copy()
            move = possible.get(trigger)
            allowed = move is not None and move.by is not None and by.role in move.by
            try:
                step(world, number, by)
                assert allowed, (state, trigger, by.role)
                assert move is not None
                newest = versions(world)[0]
                assert newest.state == (move.target if trigger != "renew" else "draft")
            except Refusal as refusal:
                assert not allowed, (state, trigger, by.role, refusal)
                assert refusal.code.startswith("machine.")
            world.close()
    made.close()
