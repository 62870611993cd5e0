"""Goal: a plan whose buffers or costs contradict the rest is refused, each mistake at its place.

Method: the plan of the scenarios about storage and costs with one mistake written into it.
"""

from __future__ import annotations

import pytest

from registry.classroom.plan import PlanUnreadable, parse_plan
from registry.classroom.plan_sentences import in_chinese
from registry.pace import REPLACEMENT
from registry.paths import fixtures

PLAN = (fixtures() / "scenarios" / "undertakings" / "forest-and-costs.toml").read_text("utf-8")
SINK = 'project = "TH001"\nstorage'
MONITORING = 'days = ["2028-03-14"]\nperiod = 2'


def mistakes(old: str, new: str) -> list[str]:
    """What is told of the plan with one text changed."""
    assert 1 == PLAN.count(old), old
    with pytest.raises(PlanUnreadable) as told:
        parse_plan(PLAN.replace(old, new), name="undertakings")
    return told.value.mistakes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SINK, 'project = "TH009"\nstorage', "sinks[1].project: there is no project TH009"),
        ('buffer_percent = "20"', 'buffer_percent = "100"',
         "sinks[1].buffer_percent: a buffer lies above 0 and below 100 percent"),
        ('buffer_until = "2028-03-15"', 'buffer_until = "2027-12-30"',
         "sinks[1].buffer_until: the last monitoring period ends on 2027-12-31"),
        (MONITORING, 'days = ["2028-03-18"]\nperiod = 2',
         "finance[1].costs[2].days[1]: 2028-03-18 is no trading day of the lesson"),
        (MONITORING, 'days = ["2028-03-14"]',
         "finance[1].costs[2]: monitoring is of a period: write its number"),
        (MONITORING, 'days = ["2028-03-14"]\nperiod = 3',
         "finance[1].costs[2].period: the project has no period 3"),
        ('days = ["2028-03-13"]', 'days = ["2028-03-13"]\nperiod = 1',
         "finance[1].costs[1].period: capex is of the whole project: leave the period out"),
        ("repay_fen = 110_000\n", "",
         "finance[1].funding[2]: a repayment has both repay_fen and repay_day"),
        ('repay_day = "2028-03-15"', 'repay_day = "2028-03-13"',
         "finance[1].funding[2].repay_day: is repaid before it is paid"),
        ('seat = "trader:1"', 'seat = "trader:3"',
         "finance[1].funding[1].seat: trader:3 is no seat: there are 2 of trader"),
        ('seat = "trader:1"', 'seat = "emitter:1"',
         "finance[1].funding[1].seat: emitter:1 has no account in TH"),
        ('seat = "trader:1"', 'seat = "secretariat:1"',
         "finance[1].funding[1].seat: secretariat:1 funds nothing; write role:number"),
        ('seat = "trader:1"', 'seat = "project_owner:2"',
         "finance[1].funding[1].seat: project_owner:2 owns the project"),
        ('seat = "trader:1"\n', "",
         "finance[1].funding[1].credits_first_t: only a funder with a seat receives credits"),
        ('mode = "third_party_market"', 'mode = "gift"', "finance[1].mode: "),
    ],
)  # fmt: skip
def test_one_mistake_is_told_once_at_its_place_in_both_languages(
    old: str, new: str, said: str
) -> None:
    (told,) = mistakes(old, new)

    assert said in told
    assert in_chinese(told) != told


def test_costs_of_a_domestic_project_are_refused() -> None:
    wind = PLAN[PLAN.index('[[projects]]\nid = "TH002"') : PLAN.index("[[sinks]]")]
    domestic = wind.replace('"TH002"', '"CN001"').replace('host = "TH"', 'host = "CN"')
    domestic = domestic.replace('partner = "project_owner:3"\n', "")
    domestic = domestic.replace('agreement = "CN-TH"\n', "").replace("Rayong", "Jiuquan")
    domestic = domestic.replace("罗勇", "酒泉").replace('"project_owner:2"', '"project_owner:3"')
    sink = '[[sinks]]\nproject = "CN001"\nstorage'
    (told,) = mistakes("[[sinks]]\n" + SINK, domestic + sink)

    assert "CN001 is domestic: only a shared project has costs or a buffer" in told


def test_the_period_of_replacements_is_played_where_something_is_stored() -> None:
    plan = parse_plan(PLAN, name="undertakings")
    without = plan.model_copy(update={"sinks": []})

    assert REPLACEMENT in plan.periods_played
    assert REPLACEMENT not in without.periods_played


def test_funders_keep_a_seat_in_a_small_room() -> None:
    plan = parse_plan(PLAN.replace('seat = "trader:1"', 'seat = "trader:2"'), name="undertakings")
    small = plan.with_seats_per_role(1)

    assert ["trader:1", None] == [one.seat for one in small.finance[0].funding]
