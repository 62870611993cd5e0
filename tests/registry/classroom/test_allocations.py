"""Goal: a plan's allocations, periods of several years and terms of agreements are checked.

Method: one change each of a sound plan; the mistake names its place and what is wrong.
"""

from __future__ import annotations

import pytest

from registry.classroom.class_audit import the_lesson_begins_as_its_log_says
from registry.classroom.lesson import Lesson
from registry.classroom.plan import Plan, PlanUnreadable, parse_plan
from registry.paths import fixtures
from tests.support.guards import drop_guards

RECORD = (fixtures() / "scenarios/figures/issuances-on-record.toml").read_text("utf-8")
TERMS = (fixtures() / "scenarios/agreements/terms.toml").read_text("utf-8")
FIRST = 'seat = "government_partner:2"\npercent = "67.5"'
YEARS = 'generation_mwh_by_year = { 2016 = "187", 2017 = "113" }'


def mistakes(written: str, *changes: tuple[str, str]) -> list[str]:
    for old, new in changes:
        assert old in written, old
        written = written.replace(old, new, 1)
    with pytest.raises(PlanUnreadable) as told:
        parse_plan(written, name="changed")
    return [one.partition(", ")[2] for one in told.value.mistakes]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (FIRST, FIRST.replace("67.5", "67.4"),
         "projects[1].allocation: the percentages add up to 99.9, not to 100 (check 5030)"),
        ('seat = "government_partner:2"\npercent = "69.43"\n\n[[projects.allocation]]\n'
         'seat = "project_owner:1"\npercent = "10.19"',
         'seat = "government_partner:2"\npercent = "10.19"\n\n[[projects.allocation]]\n'
         'seat = "project_owner:1"\npercent = "69.43"',
         "projects[3].allocation: the partner's government has 10.19 percent: JP-MN gives it 50 at"
         " least (check 5031)"),
        (FIRST, FIRST.replace("partner:2", "partner:1"),
         "projects[1].allocation[1].seat: government_partner:1 belongs to CN; a recipient belongs"
         " to JP"),
        (FIRST, FIRST.replace("government_partner:2", "project_owner:1"),
         "projects[1].allocation[2].seat: project_owner:1 stands twice"),
        (FIRST, FIRST.replace("government_partner:2", "government_partner:9"),
         "projects[1].allocation[1].seat: government_partner:9 is no seat: there are 2 of"
         " government_partner"),
        (FIRST, FIRST.replace("government_partner:2", "secretariat:1"),
         "projects[1].allocation[1].seat: secretariat:1 receives nothing; write role:number, of"
         " emitter, government_host, government_partner, project_owner, trader, voluntary_buyer"),
        (FIRST, FIRST.replace("government_partner:2", "project_owner:9"),
         "projects[1].allocation[1].seat: project_owner:9 belongs to KZ; a recipient belongs to ID"
         " or JP"),
        ('registries = ["JP", "TH", "ID", "BD", "MN"]\nnames_zh = ["日本政府"]',
         'registries = ["JP", "TH", "BD", "MN"]\nnames_zh = ["日本政府"]',
         "projects[1].allocation[1].seat: government_partner:2 has no account in ID"),
        (YEARS, 'generation_mwh = "300"',
         "projects[5].periods[1].last_day: a period of several years has generation_mwh_by_year"
         " with each year from 2016 to 2017"),
        (YEARS, YEARS.replace("2017", "2018"),
         "projects[5].periods[1].generation_mwh_by_year: a period of several years has"
         " generation_mwh_by_year with each year from 2016 to 2017"),
        (YEARS, YEARS + '\ngeneration_mwh = "300"',
         "projects[5].periods[1].generation_mwh: is the sum of generation_mwh_by_year: write only"
         " that"),
        ('generation_mwh = "40"', 'generation_mwh_by_year = { 2015 = "20", 2016 = "20" }',
         "projects[1].periods[1].generation_mwh: Field required"),
        ('pack = "japan"', 'pack = "nippon"',
         "registries[2].pack: there is no such pack; of bangladesh, cambodia, china, ghana,"
         " indonesia, japan, kazakhstan, korea, maldives, mongolia, myanmar, switzerland,"
         " thailand"),
    ],
)  # fmt: skip
def test_a_wrong_allocation_or_period_is_told_once(old: str, new: str, said: str) -> None:
    found = mistakes(RECORD, (old, new))

    assert [said] == [one for one in found if one == said], found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([('partner = "CN"\nhost = "TH"\n', 'partner = "CN"\nhost = "TH"\ntradable = false\n')],
         "instruments[1].unit: nothing of TH is traded: CN-TH, JP-TH is virtual or not tradable"),
        ([('partner = "CN"\nhost = "TH"\n', 'partner = "CN"\nhost = "TH"\nvirtual = true\n')],
         "instruments[1].unit: nothing of TH is traded: CN-TH, JP-TH is virtual or not tradable"),
    ],
)  # fmt: skip
def test_what_nobody_can_trade_is_not_listed(changes: list[tuple[str, str]], said: str) -> None:
    assert [said] == mistakes(TERMS, *changes)


@pytest.mark.parametrize(
    ("term", "why"), [("tradable = false", "not tradable"), ("virtual = true", "virtual")]
)
def test_market_makers_begin_with_credits_that_can_be_sold(term: str, why: str) -> None:
    plain = (fixtures() / "lessons/belt-road-1.toml").read_text("utf-8")
    found = mistakes(plain, ('odd_to = "partner"', f'odd_to = "partner"\n{term}'))

    assert f"projects[3].agreement: a market maker begins with its credits: CN-TH is {why}" in found


def test_a_domestic_project_has_no_recipients_and_no_two_years() -> None:
    plain = (fixtures() / "scenarios/plans/classroom.toml").read_text("utf-8")
    shared = '[[projects.allocation]]\nseat = "project_owner:3"\npercent = "100"\n\n'
    weights = 'w_bm = "0.25"\nstatus = "seed"\n\n'
    days = 'first_day = "2027-01-01"\nlast_day = "2027-12-31"'
    found = mistakes(
        plain, (weights, weights + shared), (days, days.replace("2027-01-01", "2026-12-01"))
    )

    assert [
        "projects[2].allocation: a domestic project's credits are its owner's: it has no"
        " allocation",
        "projects[2].periods[1].last_day: a domestic project's period lies in one year",
    ] == sorted(found)


def test_a_pack_is_the_same_as_its_keys_and_a_plans_own_word_stays() -> None:
    written = RECORD.replace('pack = "japan"', 'pack = "japan"\nname_en = "Nippon"', 1)
    short = parse_plan(written, name="a pack")
    long = parse_plan(
        RECORD.replace(
            'pack = "japan"', 'code = "JP"\nparty = "JPN"\nname_en = "Nippon"\nname_zh = "日本"', 1
        ),
        name="without",
    )

    assert long == short
    assert "pack" not in short.registries[1].model_dump()


def test_a_smaller_room_gives_each_share_to_a_seat_that_there_is() -> None:
    plan = parse_plan(RECORD, name="a plan")
    small = plan.with_seats_per_role(1)

    def total(of: Plan) -> list[int]:
        return [len(one.allocation) for one in of.projects]

    assert [4, 2, 3, 2, 2, 2, 2, 2, 3] == total(plan)
    assert {
        "government_partner:2", "project_owner:1", "government_host:2", "project_owner:2",
    } == {one.seat for one in small.projects[0].allocation}  # fmt: skip
    assert all(
        100 == sum(float(one.percent) for one in project.allocation) for project in small.projects
    )


@pytest.mark.planted
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE project_share SET percent = '50' WHERE id = 1", "project_share 1"),
        ("UPDATE monitored_year SET generation_mwh = '9' WHERE id = 1", "monitored_year 1"),
    ],
)
def test_a_share_or_a_year_that_was_changed_by_hand_is_found(sql: str, told: str) -> None:
    lesson = Lesson.create(None, parse_plan(RECORD, name="a plan"), seed=1)
    try:
        with lesson.reading() as session:
            before = list(the_lesson_begins_as_its_log_says(session))
        drop_guards(lesson.store.driver)
        lesson.store.driver.execute(sql)
        with lesson.reading() as session:
            after = list(the_lesson_begins_as_its_log_says(session))
    finally:
        lesson.close()

    assert [] == before
    assert [told] == [" ".join(one.split()[:2]).rstrip(":,") for one in after]


def test_the_dumped_plan_of_a_lesson_says_nothing_new_where_the_plan_does_not() -> None:
    plain = (fixtures() / "scenarios/plans/classroom.toml").read_text("utf-8")
    dumped = parse_plan(plain, name="classroom").model_dump(mode="json", exclude_none=True)

    assert {"allocation", "generation_mwh_by_year"}.isdisjoint(
        {key for one in dumped["projects"] for key in (*one, *one["periods"][0])}
    )
