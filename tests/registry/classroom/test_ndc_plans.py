"""Goal: a plan opens NDC accounts and stocktakes, and says what contradicts.

Method: plans with one thing wrong; a lesson with accounts played for a morning, in which bots of
governments report, and bots of hosts authorise no more than their targets leave room for.
"""

from __future__ import annotations

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson, beginning
from registry.classroom.loop import Loop
from registry.classroom.plan import parse_plan
from registry.pace import REPORTING
from registry.programme.authorisation.overselling import spared
from registry.programme.ndc import queries as ndc
from tests.registry.classroom.test_plan import PLAN, mistakes_of

ACCOUNTS = """
[[ndc]]
party = "TH"
first_year = 2021
last_year = 2030
target_type = "single_year"
method = "averaging"
levels_t = { 2030 = 1_006_000 }
status = "assumption"

[[ndc.inventory]]
year = 2027
emissions_t = 1_000_000
known_on = 2028-01-01
status = "assumption"

[[ndc]]
party = "CN"
first_year = 2021
last_year = 2030
target_type = "single_year"
levels_t = { 2030 = 5 }
status = "assumption"

[[stocktakes]]
day = 2028-03-13
at = "10:30"
title_en = "Stocktake"
title_zh = "盘点"
targets = [{ party = "TH", year = 2030, level_t = 1_005_000 }]
"""


def test_a_lesson_without_accounts_keeps_none_of_their_periods() -> None:
    plain, kept = (parse_plan(text, name="x") for text in (PLAN, PLAN + ACCOUNTS))

    assert not {"ndc", "stocktakes"} & set(beginning(plain, 1)["plan"])
    assert not set(REPORTING) & set(beginning(plain, 1)["periods"])
    assert "report_review" in beginning(kept, 1)["periods"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('party = "CN"', 'party = "XX"', "there is no registry XX"),
        ('party = "CN"', 'party = "TH"', "TH has an NDC period for 2021 already"),
        ("last_year = 2030", "last_year = 2020", "last_year 2020 is before first_year 2021"),
        ("last_year = 2030", "last_year = 2060", "an NDC period has at most 30 years"),
        ('"averaging"', '"multi_year_budget"', "multi_year_budget is no method for single_year"),
        ("{ 2030 = 1_006_000 }", "{ 2031 = 9 }", "2031 is not in the NDC period 2021 to 2030"),
        ("year = 2027", "year = 2020", "2020 is not in the NDC period 2021 to 2030"),
        ("level_t = 1_005_000", "level_t = 1_006_000", "ambition never falls"),
        ('party = "TH", year', 'party = "KZ", year', "KZ has no NDC account for 2030"),
    ],
)
def test_what_contradicts_is_named(old: str, new: str, said: str) -> None:
    assert old in ACCOUNTS
    told = mistakes_of(("[bots]", f"{ACCOUNTS.replace(old, new, 1)}\n[bots]"))

    assert any(said in one for one in told), told


def test_bots_report_and_keep_to_what_the_target_leaves() -> None:
    plan = parse_plan(PLAN + ACCOUNTS, name="x").with_seats_per_role(1)
    lesson = Lesson.create(None, plan, seed=4)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", "trainer"))
    loop = Loop(lesson)
    at = moment(plan.clock.begins, 12)
    with lesson.group():
        loop.advance(at)
    with lesson.reading() as session:
        thai = ndc.accounts(session, at=at, party="TH")[0]
        china = ndc.accounts(session, at=at, party="CN")[0]
        found = spared(session, "TH", at=at)
        assert [] == audit(session)

    assert thai.report is not None and thai.report.state == "submitted"
    assert {one.year: one.level_t for one in thai.years}[2030] == 1_005_000
    assert found is not None and found.room_t == 50_000
    # All that the target left room for in the morning; the stocktake came after it.
    assert found.authorised_t == 60_000
    # China knows none of its inventories: its report is written, and not submitted.
    assert china.report is not None and china.report.state == "draft"
    assert (china.method, china.locked_at) == ("averaging", None)
    lesson.close()
