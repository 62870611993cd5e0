"""Goal: a project comes from its idea into the register step by step, and only so is it issued.

Method: the whole path of a shared and of a domestic project; what each step refuses; the state read
back from the tables.
"""

from __future__ import annotations

from datetime import date

import pytest

from ledger.books import Books
from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.issuance import ccer
from registry.programme.issuance import commands as issuance
from registry.programme.methodologies.calculator import single_margin
from registry.programme.projects import (
    allocating,
    clock,
    designing,
    registering,
    validating,
)
from registry.programme.projects import queries as projects
from registry.programme.projects.commands import outside_crediting, register
from registry.roles import Actor
from tests.support.cycle import (
    CLOCK,
    DOMESTIC,
    ENTITY,
    HALVES,
    OTHER_ENTITY,
    PLANT,
    SHARED,
    Ideas,
    paper,
)
from tests.support.programme import (
    BUYER,
    CHINA,
    HOST,
    KAZAKH,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    WIND,
)


def test_a_shared_project_comes_into_the_register_and_is_issued(ideas: Ideas) -> None:
    ideas.refuses(
        "procedure.project_not_registered", issuance.request, project=SHARED, period=2, by=OWNER
    )
    ideas.registered()

    with ideas.reading() as session:
        steps = [one.trigger for one in projects.steps(session, SHARED)]
        (period,) = projects.crediting_periods(session, SHARED)
        assert ENTITY.seat == projects.validator_of(session, SHARED)
        assert SHARED not in projects.not_registered(session)
    assert [
        "submit_note", "accept_note", "submit_design", "publish_design", "end_input",
        "report_positive", "assess_reference", "allocate", "request_registration", "register",
    ] == steps  # fmt: skip
    assert ("2028-01-01", "2032-12-31") == (period.first_day, period.last_day)
    ideas.at(date(2029, 2, 1))
    batch = ideas.issued(SHARED, 2)
    assert (177, 178) == (ideas.free(PARTNER, "TH", batch), ideas.free(OWNER, "TH", batch))


def test_jiuquan_goes_through_the_domestic_cycle_and_its_reductions_are_registered(
    ideas: Ideas,
) -> None:
    given = {"project": DOMESTIC, "period": 2, "by": MANAGER}
    ideas.refuses("procedure.project_not_registered", ccer.register, **given)
    ideas.registered(DOMESTIC)

    ideas.at(date(2029, 2, 1))
    assert 71_697 == ideas.do(ccer.register, **given)["issued"]
    with ideas.reading() as session:
        steps = [one.trigger for one in projects.steps(session, DOMESTIC)]
        (period,) = projects.crediting_periods(session, DOMESTIC)
    assert [
        "submit_design", "publish_design", "end_input", "report_positive", "request_registration",
        "register",
    ] == steps  # fmt: skip
    assert "2037-12-31" == period.last_day


def test_what_lies_outside_the_crediting_period_is_not_issued(ideas: Ideas) -> None:
    ideas.registered()

    refused = ideas.refuses(
        "procedure.outside_crediting", issuance.request, project=SHARED, period=1, by=OWNER
    )
    assert (5051,) == tuple(one.number for one in refused.checks)
    with ideas.reading() as session:
        assert not outside_crediting(session, SHARED, first_day="2028-01-01", last_day="2032-12-31")
        assert outside_crediting(session, SHARED, first_day="2032-12-31", last_day="2033-01-01")


def test_an_objection_to_the_note_ends_the_project(ideas: Ideas) -> None:
    item = ideas.note()
    ideas.do(voting.vote, item=item, vote="object", reason="no need", about="terms", by=CHINA)
    ideas.do(committee.drop, item=item, reason="no need", by=SECRETARY)

    assert "note_objected" == ideas.state_of()
    ideas.refuses("machine.move_not_allowed", designing.submit_design, by=OWNER, **paper())


@pytest.mark.parametrize(
    ("figures", "code", "number"),
    [
        ({"methodology": "CN_WIND"}, "methodology_other", 5010),
        ({"participants": [OWNER.seat]}, "participant_missing", 5011),
        ({"participants": [OWNER.seat, PARTNER.seat, KAZAKH.seat]}, "participant_missing", 5011),
        ({"start_date": "2012-12-31"}, "start_not_eligible", 5012),
        ({"legally_required": True}, "legally_required", 5014),
        ({"validator": TRADER.seat}, "no_entity", 5020),
        ({"crediting_years": 6}, "crediting_wrong", 5051),
        ({"crediting_first_day": "2027-10-31"}, "crediting_wrong", 5051),
        ({"start_date": "November"}, "document_incomplete", 5040),
        ({"benchmark_percent": "eight"}, "document_incomplete", 5040),
        ({"yearly_t": 0}, "document_incomplete", 5040),
        ({"similar_without_credits": 41}, "document_incomplete", 5040),
    ],
)
def test_a_design_document_is_refused_with_its_check(
    ideas: Ideas, figures: dict[str, object], code: str, number: int
) -> None:
    ideas.decide(ideas.note())

    refused = ideas.refuses(
        f"procedure.{code}", designing.submit_design, by=OWNER, **paper(**figures)
    )
    assert number in {one.number for one in refused.checks}


def test_each_cycle_has_its_own_steps(ideas: Ideas) -> None:
    step = "procedure.step_not_in_cycle"
    ideas.refuses(step, designing.submit_design, by=OWNER, **paper())
    ideas.refuses(
        step, designing.submit_note, project=DOMESTIC, yearly_t=1, summary="wind", by=WIND
    )
    ideas.design(DOMESTIC, by=WIND)
    ideas.refuses("procedure.not_yours",
                  designing.publish, project=DOMESTIC, by=OWNER)  # fmt: skip
    ideas.decide(ideas.note())
    ideas.design()
    ideas.refuses(step, designing.publish, project=SHARED, by=OWNER)
    ideas.do(designing.publish, project=SHARED, by=SECRETARY)
    ideas.refuses(step, designing.recall, project=SHARED, reason="a mistake", by=OWNER)
    ideas.refuses("procedure.registered_before", designing.publish, project="TH001", by=SECRETARY)


def test_a_domestic_owner_recalls_its_publication_before_it_ends(ideas: Ideas) -> None:
    ideas.design(DOMESTIC, by=WIND)
    ideas.do(designing.publish, project=DOMESTIC, by=WIND)
    ideas.do(designing.recall, project=DOMESTIC, reason="a wrong figure", by=WIND)

    assert "idea" == ideas.state_of(DOMESTIC)
    ideas.over()
    assert "idea" == ideas.state_of(DOMESTIC)
    ideas.published(DOMESTIC)
    ideas.refuses(
        "machine.move_not_allowed", designing.recall, project=DOMESTIC, reason="late", by=WIND
    )


def test_the_validator_answers_every_comment(ideas: Ideas) -> None:
    ideas.decide(ideas.note())
    ideas.design()
    said = {"project": SHARED, "text": "Who meters it?"}
    ideas.refuses("machine.move_not_allowed", designing.comment, by=BUYER, **said)
    ideas.do(designing.publish, project=SHARED, by=SECRETARY)
    number = ideas.do(designing.comment, by=BUYER, **said)["comment"]
    ideas.refuses("procedure.comment_unreadable", designing.comment, project=SHARED, text=" ",
                  by=BUYER)  # fmt: skip
    ideas.over()

    report = {"project": SHARED, "positive": True, "wrong": []}
    refused = ideas.refuses("procedure.comments_open", validating.validate, by=ENTITY, **report)
    assert 5021 == refused.checks[0].number
    given = {"comment": number, "answer": "The grid company"}
    ideas.refuses("procedure.validator_other", validating.answer, by=OTHER_ENTITY, **given)
    ideas.do(validating.answer, by=ENTITY, **given)
    ideas.refuses("procedure.comment_answered", validating.answer, by=ENTITY, **given)
    ideas.refuses("procedure.comment_unknown", validating.answer, by=ENTITY, comment=9, answer="-")
    ideas.do(validating.validate, by=ENTITY, **report)
    assert "validation_positive" == ideas.state_of()


def test_a_report_follows_from_stated_figures(ideas: Ideas) -> None:
    ideas.decide(ideas.note())
    ideas.design(yearly_revenue_yuan=7_000_000)
    ideas.do(designing.publish, project=SHARED, by=SECRETARY)
    ideas.over()

    refused = ideas.refuses(
        "procedure.not_additional", validating.validate, project=SHARED, positive=True, wrong=[],
        by=ENTITY,
    )  # fmt: skip
    assert ("8.66", "15") == (refused.facts["return_percent"], refused.facts["share_percent"])
    ideas.do(validating.validate, project=SHARED, positive=False, wrong=[], by=ENTITY)
    ideas.design()
    ideas.do(designing.publish, project=SHARED, by=SECRETARY)
    ideas.over()
    contradicts = "procedure.findings_contradict"
    given = {"project": SHARED, "by": ENTITY}
    ideas.refuses(contradicts, validating.validate, positive=False, wrong=[], **given)
    ideas.refuses(contradicts, validating.validate, positive=True, wrong=["yearly_t"], **given)
    ideas.refuses(
        "procedure.choice_unknown", validating.validate, positive=False, wrong=["colour"], **given
    )
    ideas.refuses(
        "procedure.validator_other", validating.validate, project=SHARED, positive=True, wrong=[],
        by=OTHER_ENTITY,
    )  # fmt: skip
    ideas.do(validating.validate, positive=False, wrong=["yearly_t"], **given)
    assert "validation_negative" == ideas.state_of()


def test_participants_and_both_governments_sign_the_allocation(ideas: Ideas) -> None:
    ideas.validated()
    given = {"project": SHARED, "shares": HALVES}
    step = "procedure.step_not_in_cycle"
    ideas.refuses(step, allocating.file_allocation, by=OWNER, **given)
    asked = ideas.do(validating.ask_assessment, project=SHARED, reason="validated", by=SECRETARY)
    ideas.decide(asked["item"])
    ideas.refuses("procedure.not_a_signatory", allocating.sign, project=SHARED, by=PARTNER)
    wrong = [f"{PARTNER.seat} 50", f"{OWNER.seat} 49"]
    ideas.refuses(
        "procedure.allocation_wrong", allocating.file_allocation, project=SHARED, shares=wrong,
        by=OWNER,
    )  # fmt: skip
    first = ideas.do(allocating.file_allocation, by=OWNER, **given)
    assert [PARTNER.seat, "CN", "TH"] == first["missing"]
    ideas.do(allocating.sign, project=SHARED, by=CHINA)
    ideas.refuses("procedure.not_a_signatory", allocating.sign, project=SHARED, by=CHINA)
    ideas.refuses("procedure.not_a_signatory", allocating.sign, project=SHARED, by=KAZAKH)
    ideas.do(allocating.file_allocation, by=OWNER, **given)
    for one in (PARTNER, CHINA):
        ideas.do(allocating.sign, project=SHARED, by=one)
    assert "reference_assessed" == ideas.state_of()
    ideas.do(allocating.sign, project=SHARED, by=HOST)

    assert "allocation_agreed" == ideas.state_of()
    with ideas.reading() as session:
        shares = {one.seat: one.percent for one in projects.allocation(session, SHARED)}
    assert {PARTNER.seat: "50", OWNER.seat: "50"} == shares


def test_the_secretariat_returns_and_the_owner_withdraws_a_request(ideas: Ideas) -> None:
    ideas.requested()
    ideas.refuses(
        "machine.role_not_allowed",
        registering.circulate, project=SHARED, reason="complete", by=MANAGER_TH,
    )  # fmt: skip
    ideas.do(registering.give_back, project=SHARED, reason="a page is missing", by=SECRETARY)
    assert "allocation_agreed" == ideas.state_of()
    ideas.do(registering.request, project=SHARED, by=OWNER)
    asked = ideas.do(registering.circulate, project=SHARED, reason="complete", by=SECRETARY)
    ideas.refuses(
        "procedure.motion_open", registering.give_back, project=SHARED, reason="late", by=SECRETARY
    )
    ideas.do(registering.take_back, project=SHARED, reason="a new figure", by=OWNER)

    assert "allocation_agreed" == ideas.state_of()
    with ideas.reading() as session:
        assert "dropped" == committee.find(session, asked["item"]).state


def test_a_decided_request_cannot_be_withdrawn(ideas: Ideas) -> None:
    ideas.requested()
    asked = ideas.do(registering.circulate, project=SHARED, reason="complete", by=SECRETARY)
    ideas.adopted(asked["item"])

    ideas.refuses(
        "procedure.motion_open", registering.take_back, project=SHARED, reason="late", by=OWNER
    )


def test_a_dropped_registration_rejects_the_project(ideas: Ideas) -> None:
    ideas.requested()
    item = ideas.do(registering.circulate, project=SHARED, reason="complete", by=SECRETARY)["item"]
    ideas.do(voting.vote, item=item, vote="object", reason="no need", about="terms", by=HOST)
    ideas.do(committee.drop, item=item, reason="no need", by=SECRETARY)

    assert "rejected" == ideas.state_of()
    ideas.refuses("machine.move_not_allowed", registering.request, project=SHARED, by=OWNER)


def _twin(books: Books, *, by: Actor, at: int) -> dict[str, str]:
    """Register a project of the same installation under the same agreement, as a plan does."""
    register(
        books, code="TH006", agreement="CN-TH", host="TH", unit="BRC", name_en="TH006",
        name_zh="TH006", owner=OWNER.seat, partner=PARTNER.seat, kind="solar",
        methodology="TH_AM001", margin=single_margin("0.355"), margin_status="assumption",
        from_covered_entity=False, installation=PLANT,
    )  # fmt: skip
    return {}


def test_an_installation_is_registered_once(ideas: Ideas) -> None:
    ideas.do(_twin, by=SECRETARY)
    ideas.allocated()

    refused = ideas.refuses(
        "procedure.registered_elsewhere", registering.request, project=SHARED, by=OWNER
    )
    assert (5041, "TH006") == (refused.checks[0].number, refused.facts["other"])


def test_the_registry_registers_or_refuses_a_domestic_project(ideas: Ideas) -> None:
    ideas.requested(DOMESTIC)
    ideas.refuses("procedure.other_country", registering.register, project=DOMESTIC, by=MANAGER_TH)
    ideas.refuses(
        "procedure.step_not_in_cycle", registering.circulate, project=DOMESTIC, reason="-",
        by=SECRETARY,
    )  # fmt: skip
    ideas.do(registering.decline, project=DOMESTIC, reason="not eligible", by=MANAGER)

    assert "rejected" == ideas.state_of(DOMESTIC)


def test_the_clock_has_a_due_time_only_while_one_runs(ideas: Ideas) -> None:
    source = clock.projects_due(ideas.books)
    assert source() is None
    ideas.design(DOMESTIC, by=WIND)
    ends = ideas.do(designing.publish, project=DOMESTIC, by=WIND)["ends_at"]
    due = source()
    assert due is not None and (ends, "project.due") == (due.at, due.name)
    assert {"ended": [], "completed": []} == ideas.do(clock.due, by=CLOCK)
