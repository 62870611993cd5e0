"""Goal: a step is taken in a state, and by a seat, that the machine allows, and nowhere else.

Method: in every state of a shared and a domestic project each command is tried by every office;
what is accepted is what `possible` told the seat, and every refusal changes no row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.programme.projects import allocating, designing, registering, revising, validating
from registry.programme.projects.possible import possible
from tests.support.cycle import (
    DOMESTIC,
    ENTITY,
    HALVES,
    OTHER_ENTITY,
    SHARED,
    SITE,
    WIND_SITE,
    Ideas,
    paper,
)
from tests.support.programme import (
    BUYER,
    CHINA,
    HOST,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    WIND,
    Programme,
)

EVERYBODY = (
    OWNER, PARTNER, WIND, CHINA, HOST, SECRETARY, MANAGER, MANAGER_TH, ENTITY, OTHER_ENTITY, BUYER,
)  # fmt: skip
STATES: dict[str, tuple[str, Callable[[Ideas], Any]]] = {
    "idea": (SHARED, lambda ideas: None),
    "note_submitted": (SHARED, lambda ideas: ideas.note()),
    "validation": (SHARED, lambda ideas: ideas.published()),
    "validation_positive": (SHARED, lambda ideas: ideas.validated()),
    "reference_assessed": (SHARED, lambda ideas: ideas.assessed()),
    "allocation_agreed": (SHARED, lambda ideas: ideas.allocated()),
    "registration_requested": (SHARED, lambda ideas: ideas.requested()),
    "registered": (SHARED, lambda ideas: ideas.registered()),
    "domestic idea": (DOMESTIC, lambda ideas: None),
    "domestic design_submitted": (DOMESTIC, lambda ideas: ideas.design(DOMESTIC, by=WIND)),
    "domestic validation": (DOMESTIC, lambda ideas: ideas.published(DOMESTIC)),
    "domestic validation_positive": (DOMESTIC, lambda ideas: ideas.validated(DOMESTIC)),
    "domestic registration_requested": (DOMESTIC, lambda ideas: ideas.requested(DOMESTIC)),
    "domestic registered": (DOMESTIC, lambda ideas: ideas.registered(DOMESTIC)),
}


def commands(project: str) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """Each command of the cycle with arguments that suit the project."""
    one, why = {"project": project}, {"project": project, "reason": "so it is"}
    site = SITE if project == SHARED else WIND_SITE
    return {
        "project.submit_note": (designing.submit_note, one | {"yearly_t": 9, "summary": "Roofs"}),
        "project.submit_design": (designing.submit_design, paper(project)),
        "project.publish_design": (designing.publish, one),
        "project.recall": (designing.recall, why),
        "project.comment": (designing.comment, one | {"text": "Who meters it?"}),
        "project.validate": (validating.validate, one | {"positive": True}),
        "project.ask_assessment": (validating.ask_assessment, why),
        "project.file_allocation": (allocating.file_allocation, one | {"shares": HALVES}),
        "project.sign_allocation": (allocating.sign, one),
        "project.request_registration": (registering.request, one),
        "project.circulate_registration": (registering.circulate, why),
        "project.return_request": (registering.give_back, why),
        "project.withdraw_request": (registering.take_back, why),
        "project.register": (registering.register, one),
        "project.refuse": (registering.decline, why),
        "project.ask_change": (revising.ask_change, why | asdict(site)),
        "project.ask_renewal": (revising.ask_renewal, why | {"years": 5}),
        "project.ask_withdrawal": (revising.ask_withdrawal, why),
        "project.deregister": (revising.deregister, why),
    }


def accepted(there: Programme, command: Callable[..., Any], given: dict[str, Any], by: Any) -> bool:
    """Whether a copy of the programme accepts the command; a refusal changes no row."""
    tried = there.copy()
    before = tried.state()
    try:
        tried.do(command, by=by, **given)
    except Refusal:
        assert before == tried.state()
        return False
    finally:
        tried.close()
    return True


def check(name: str, seats: tuple[Any, ...], ideas: Ideas) -> None:
    project, reach = STATES[name]
    reach(ideas)
    for seat in seats:
        with ideas.reading() as session:
            told = set(possible(session, project, seat))
        taken = {
            command
            for command, (run, given) in commands(project).items()
            if accepted(ideas, run, given, seat)
        }
        assert told == taken, (name, seat.seat)


@pytest.mark.parametrize("name", list(STATES)[1::2])
def test_the_offices_of_a_project_can_do_what_they_are_told(name: str, ideas: Ideas) -> None:
    owner = OWNER if STATES[name][0] == SHARED else WIND
    office = SECRETARY if owner is OWNER else MANAGER

    check(name, (owner, office), ideas)


@pytest.mark.long
@pytest.mark.parametrize("name", list(STATES))
def test_everybody_can_do_what_it_is_told_and_nothing_else(name: str, ideas: Ideas) -> None:
    check(name, EVERYBODY, ideas)
