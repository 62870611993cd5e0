"""Goal: what is issued of a monitored project is what a verifier found in its report.

Method: owner, verifier and governments act on the small programme; the state is read back; each
refusal proves that nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from registry.programme.committee import commands as committee
from registry.programme.documents.queries import versions
from registry.programme.issuance import ccer
from registry.programme.issuance import commands as issuance
from registry.programme.issuance.queries import open_periods, vintages_of
from registry.programme.monitoring import commands as monitoring
from registry.programme.monitoring import concluding, meters, queries, sampling
from registry.programme.projects import motions
from tests.support.monitoring import (
    FIRST,
    MONTHS,
    OTHER,
    VERIFIER,
    conclude,
    monitored,
    opened,
    report,
    sample,
    verified,
)
from tests.support.programme import CHINA, HOST, MANAGER, OWNER, PARTNER, SECRETARY, WIND, Programme

pytestmark = pytest.mark.slow


@pytest.fixture
def programme() -> Iterator[Programme]:
    world = monitored()
    yield world
    assert [] == world.audit()
    world.close()


def state(world: Programme, *, project: str = "TH001", period: int = 1) -> str:
    with world.reading() as session:
        found = queries.monitoring_of(session, project=project, period=period)
    return "" if found is None else found.state


def newest(world: Programme) -> queries.ReportView:
    with world.reading() as session:
        found = queries.report_of(session, **FIRST)
    assert found is not None
    return found


def overstated(shown: dict[str, str], month: str, percent: int) -> dict[str, str]:
    """The readings with one month reported higher."""
    return shown | {month: f"{float(shown[month]) * (100 + percent) / 100:.1f}5"}


def test_the_verified_amount_is_issued(programme: Programme) -> None:
    shown = opened(programme)
    told = report(programme, shown)
    assert ("submitted", 1) == (told["state"], told["version"])
    fixed = conclude(programme, positive=True)
    total = sum(Fraction(mwh) for mwh in shown.values())
    assert [int(total * Fraction("0.355"))] == [one["quantity"] for one in fixed["vintages"]]
    assert total != 1000, "the meters do not show what the plan expects"

    request = programme.decided()
    programme.issue(request)
    with programme.reading() as session:
        assert fixed["quantity"] == sum(one.quantity for one in vintages_of(session, request))
    assert "requested" == state(programme)


def test_nothing_is_requested_before_the_verification(programme: Programme) -> None:
    programme.refuses("procedure.monitoring_unknown", issuance.request, **FIRST, by=OWNER)
    for step in (
        lambda: opened(programme),
        lambda: report(programme, dict.fromkeys(MONTHS, "100")),
    ):
        step()
        refusal = programme.refuses("procedure.not_verified", issuance.request, **FIRST, by=OWNER)
        assert [5054] == [one.number for one in refusal.checks]
        with programme.reading() as session:
            asked = [(one.project, one.number) for one in open_periods(session, at=programme._now)]
        assert ("TH001", 1) not in asked


def test_what_is_requested_is_what_was_verified(programme: Programme) -> None:
    verified(programme)
    refusal = programme.refuses(
        "procedure.amount_not_verified", issuance.request, **FIRST, deducted_mwh="1", by=OWNER
    )
    assert [5054] == [one.number for one in refusal.checks]
    asked = programme.do(issuance.request, **FIRST, by=OWNER)
    assert asked["quantity"] > 0
    programme.refuses("procedure.asked_before", issuance.request, **FIRST, by=OWNER)


def test_an_overstated_month_is_found_and_reported_anew(programme: Programme) -> None:
    shown = opened(programme)
    wrong = overstated(shown, "2027-03", 30)
    report(programme, wrong)
    measured = sample(programme, "2027-03")
    assert abs(Fraction(measured["measured_mwh"]) - Fraction(shown["2027-03"])) <= Fraction(
        measured["uncertainty_mwh"]
    )
    refusal = programme.refuses(
        "procedure.finding_open", concluding.conclude, **FIRST, positive=True, by=VERIFIER
    )
    assert [5053] == [one.number for one in refusal.checks]
    told = conclude(programme, positive=False, note="March was reported too high")
    assert [("2027-03", True)] == [(one["part"], one["material"]) for one in told["findings"]]
    assert "monitoring" == state(programme)

    report(programme, shown)
    assert 2 == newest(programme).version
    conclude(programme, positive=True)
    with programme.reading() as session:
        first, second = versions(session, "TH001/1")
        kept = queries.reports(session, **FIRST)
    assert f"{wrong['2027-03']} MWh" == first.fields["2027-03"]
    assert f"{shown['2027-03']} MWh" == second.fields["2027-03"]
    assert [False, True] == [one.conclusion.positive for one in kept if one.conclusion]


def test_a_finding_can_be_deducted_instead(programme: Programme) -> None:
    report(programme, overstated(opened(programme), "2027-03", 30))
    measured = sample(programme, "2027-03")
    reported = Fraction(next(
        one.reported_mwh for one in newest(programme).figures if one.part == "2027-03"
    ))  # fmt: skip
    due = reported - Fraction(measured["measured_mwh"])
    tight = [{"year": 2027, "mwh": f"{float(due) - 0.1:.2f}"}]
    programme.refuses(
        "procedure.finding_open", concluding.conclude, **FIRST, positive=True, deductions=tight,
        by=VERIFIER,
    )  # fmt: skip
    enough = [{"year": 2027, "mwh": f"{float(due):.2f}"}]
    told = conclude(programme, positive=True, deductions=enough)
    (vintage,) = told["vintages"]
    left = Fraction(vintage["reported_mwh"]) - due
    assert int(left * Fraction("0.355")) == vintage["quantity"]
    assert vintage["quantity"] == programme.do(issuance.request, **FIRST, by=OWNER)["quantity"]


def test_a_negative_conclusion_names_a_material_finding(programme: Programme) -> None:
    report(programme, opened(programme))
    sample(programme, "2027-01")
    programme.refuses(
        "procedure.no_finding", concluding.conclude, **FIRST, positive=False, by=VERIFIER
    )


def test_samples_are_few_and_each_is_taken_once(programme: Programme) -> None:
    report(programme, opened(programme))
    one = sample(programme, "2027-01")
    assert 2 == one["left"]
    programme.refuses(
        "procedure.sampled_before", sampling.sample, **FIRST, part="2027-01", by=VERIFIER
    )
    programme.refuses(
        "procedure.part_unknown", sampling.sample, **FIRST, part="2027-09", by=VERIFIER
    )
    sample(programme, "2027-02")
    sample(programme, "2027-03")
    programme.refuses(
        "procedure.samples_used", sampling.sample, **FIRST, part="2027-04", by=VERIFIER
    )


def test_a_year_can_be_reported_and_sampled_as_a_whole(programme: Programme) -> None:
    shown = opened(programme)
    total = sum(Fraction(mwh) for mwh in shown.values())
    report(programme, {"2027": f"{float(total) * 1.2:.1f}"})
    told = sample(programme, "2027")
    assert 1 == told["left"]
    assert abs(Fraction(told["measured_mwh"]) - total) <= Fraction(told["uncertainty_mwh"])
    assert "monitoring" == conclude(programme, positive=False)["state"]


def test_only_the_named_verifier_acts(programme: Programme) -> None:
    report(programme, opened(programme))
    programme.refuses("procedure.not_yours", sampling.sample, **FIRST, part="2027-01", by=OTHER)
    programme.refuses("procedure.not_yours", concluding.conclude, **FIRST, positive=True, by=OTHER)


@pytest.mark.parametrize(
    ("verifier", "code"),
    [
        ("TRA", "procedure.verifier_not_designated"),
        ("OWN", "procedure.verifier_not_designated"),
        ("XXX", "procedure.participant_unknown"),
    ],
)
def test_who_is_no_entity_verifies_nothing(programme: Programme, verifier: str, code: str) -> None:
    shown = opened(programme)
    figures = [{"part": part, "mwh": mwh} for part, mwh in shown.items()]
    programme.refuses(
        code, monitoring.report, **FIRST, verifier=verifier, figures=figures, by=OWNER
    )


def test_periods_leave_no_undeclared_gap(programme: Programme) -> None:
    second = {"project": "TH001", "period": 2}
    refusal = programme.refuses(
        "procedure.gap_undeclared", monitoring.open_period, **second, by=OWNER
    )
    assert [5050] == [one.number for one in refusal.checks]
    assert 181 == refusal.facts["gap"]
    programme.do(monitoring.open_period, **second, gap="Meters were out of order", by=OWNER)
    programme.refuses("procedure.monitoring_open", monitoring.open_period, **second, by=OWNER)
    programme.do(monitoring.open_period, **FIRST, by=OWNER)
    # The third follows the second without a gap.
    programme.do(monitoring.open_period, project="TH001", period=3, by=OWNER)


def test_periods_do_not_overlap() -> None:
    programme = monitored()
    programme.execute(
        "INSERT INTO monitoring_period VALUES (99, 'TH001', 9, '2027-06-30', '2027-07-31', 2027,"
        " '10', 0)"
    )
    programme.do(monitoring.open_period, **FIRST, by=OWNER)
    refusal = programme.refuses(
        "procedure.monitoring_overlaps", monitoring.open_period, project="TH001", period=9,
        by=OWNER,
    )  # fmt: skip
    assert [5050] == [one.number for one in refusal.checks]
    assert {"monitoring_periods_share_no_day"} == {one.invariant for one in programme.audit()}
    programme.close()


def test_meters_are_read_when_their_months_are_over(programme: Programme) -> None:
    third = {"project": "TH001", "period": 3}
    programme.do(monitoring.open_period, **third, gap="left out", by=OWNER)
    assert ["2028-01", "2028-02"] == programme.do(meters.read, **third, by=OWNER)["months"]
    refusal = programme.refuses("procedure.nothing_to_read", meters.read, **third, by=OWNER)
    assert "2028-04-01 00:00:00" == refusal.facts["available"]
    programme.refuses(
        "procedure.monitoring_runs", monitoring.report, **third, verifier="VE1",
        figures=[{"part": "2028", "mwh": "10"}], by=OWNER,
    )  # fmt: skip
    programme.at(date(2028, 4, 1))
    assert ["2028-03"] == programme.do(meters.read, **third, by=OWNER)["months"]


def test_only_the_owner_sees_its_readings(programme: Programme) -> None:
    shown = opened(programme)
    assert MONTHS == list(shown)
    with programme.reading() as session:
        for seat in (VERIFIER.seat, PARTNER.seat, CHINA.seat):
            assert {} == queries.own_readings(session, seat=seat, **FIRST)


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"2027-01": "1"}, "procedure.figures_incomplete"),
        (dict.fromkeys([*MONTHS, "2027"], "1"), "procedure.figures_incomplete"),
        (dict.fromkeys([*MONTHS, "2027-07"], "1"), "procedure.figures_incomplete"),
        ({"2027": "-1"}, "procedure.figure_malformed"),
        ({"2027": "ten"}, "procedure.figure_malformed"),
        ({"2027": "0.0000000001"}, "procedure.figure_malformed"),
        ({"2027": "9999999999999"}, "procedure.figure_malformed"),
    ],
)
def test_a_report_has_each_month_once(
    programme: Programme, figures: dict[str, str], code: str
) -> None:
    opened(programme)
    given = [{"part": part, "mwh": mwh} for part, mwh in figures.items()]
    programme.refuses(code, monitoring.report, **FIRST, verifier="VE1", figures=given, by=OWNER)


def test_a_project_that_is_not_monitored_goes_its_old_way(programme: Programme) -> None:
    programme.refuses(
        "procedure.not_monitored", monitoring.open_period, project="TH002", period=1, by=OWNER
    )
    assert 35 == programme.do(issuance.request, project="TH002", period=1, by=OWNER)["quantity"]


def test_a_deregistered_project_reports_nothing(programme: Programme) -> None:
    report(programme, opened(programme))
    asked = programme.do(motions.ask_deregistration, project="TH001", reason="fraud", by=CHINA)
    programme.adopted(asked["item"])
    programme.do(committee.publish, item=asked["item"], by=SECRETARY)
    assert "ended" == state(programme)
    programme.refuses(
        "procedure.project_deregistered", monitoring.open_period, project="TH001", period=2,
        by=OWNER,
    )  # fmt: skip


def test_both_governments_state_where_the_lesson_asks() -> None:
    programme = monitored(statements=True)
    verified(programme)
    programme.refuses("procedure.not_verified", issuance.request, **FIRST, by=OWNER)
    programme.refuses(
        "procedure.figure_malformed", concluding.state, **FIRST, positive=False, by=HOST
    )
    programme.do(concluding.state, **FIRST, positive=False, reason="March is odd", by=HOST)
    assert "stated_negative" == state(programme)
    report(programme, dict.fromkeys(MONTHS, "150"))
    conclude(programme, positive=True)
    programme.do(concluding.state, **FIRST, positive=True, by=HOST)
    programme.refuses("procedure.stated_before", concluding.state, **FIRST, positive=True, by=HOST)
    assert "verified" == state(programme)
    programme.do(concluding.state, **FIRST, positive=True, by=CHINA)
    assert "stated_positive" == state(programme)
    programme.do(issuance.request, **FIRST, by=OWNER)
    assert [] == programme.audit()
    programme.close()


def test_no_statement_is_made_where_none_is_asked(programme: Programme) -> None:
    verified(programme)
    programme.refuses(
        "procedure.statements_not_asked", concluding.state, **FIRST, positive=True, by=HOST
    )


def test_a_domestic_report_is_published_before_the_application() -> None:
    programme = monitored(publication_days=20)
    one = {"project": "CN001", "period": 1}
    verified(programme, by=WIND, **one)
    refusal = programme.refuses("procedure.report_is_public", ccer.register, **one, by=MANAGER)
    # Twenty working days after Monday, 13 March 2028.
    assert "2028-04-11 00:00:00" == refusal.facts["available"]
    programme.at(date(2028, 4, 11))
    programme.do(ccer.register, **one, by=MANAGER)
    assert "requested" == state(programme, **one)
    assert ["issued_is_what_was_decided"] != [one.invariant for one in programme.audit()]
    programme.close()


def test_domestic_reductions_are_registered_within_five_years(programme: Programme) -> None:
    one = {"project": "CN001", "period": 1}
    verified(programme, by=WIND, **one)
    programme.at(date(2032, 12, 31))
    before = programme.copy()
    assert programme.do(ccer.register, **one, by=MANAGER)["issued"] > 0
    before.at(date(2033, 1, 1))
    refusal = before.refuses("procedure.look_back_over", ccer.register, **one, by=MANAGER)
    assert [5059] == [one.number for one in refusal.checks]
    before.close()


STAGE = "INSERT INTO project_stage VALUES ('CN001', 'ccer', 'registered', 'VE1', 1, 0, NULL)"
STEP = (
    "INSERT INTO project_step VALUES (1, 'CN001', 'report_positive', 'validation_positive', 'VE1',"
    " '', NULL, NULL, 0)"
)


def credited(first_day: str, last_day: str) -> Programme:
    """A programme whose domestic project VE1 validated, and that is credited for some days."""
    world = monitored()
    world.execute(STAGE)
    world.execute(STEP)
    world.execute(
        "INSERT INTO crediting_period (id, project, number, first_day, last_day, since) VALUES"
        f" (1, 'CN001', 1, '{first_day}', '{last_day}', 0)"
    )
    return world


def test_who_validated_a_domestic_project_does_not_verify_it() -> None:
    world = credited("2027-01-01", "2036-12-31")
    one = {"project": "CN001", "period": 1}
    shown = opened(world, by=WIND, **one)
    figures = [{"part": part, "mwh": mwh} for part, mwh in shown.items()]
    refusal = world.refuses(
        "procedure.verifier_validated", monitoring.report, **one, verifier="VE1", figures=figures,
        by=WIND,
    )  # fmt: skip
    assert [5022] == [one.number for one in refusal.checks]
    report(world, shown, by=WIND, verifier="VE2", **one)
    assert "submitted" == state(world, **one)
    world.close()


def test_a_period_lies_inside_the_crediting_period() -> None:
    world = credited("2027-07-01", "2036-12-31")
    refusal = world.refuses(
        "procedure.outside_crediting", monitoring.open_period, project="CN001", period=1, by=WIND
    )
    assert [5051] == [one.number for one in refusal.checks]
    world.close()
