"""Routes, pages and words of all areas, and the parts that one area supplies to another."""

from __future__ import annotations

from starlette.routing import BaseRoute

from registry.debrief.words import Words
from registry.roles import Role
from registry.web.admin import account_contexts, log_contexts, programme_contexts
from registry.web.admin import contexts as admin_contexts
from registry.web.admin import routes as admin
from registry.web.admin import words as admin_words
from registry.web.calculators import contexts as calculators_contexts
from registry.web.calculators import routes as calculators
from registry.web.calculators import words as calculators_words
from registry.web.cashflow import contexts as cashflow_contexts
from registry.web.cashflow import routes as cashflow
from registry.web.cashflow import words as cashflow_words
from registry.web.committee import agreement_contexts as committee_agreement_contexts
from registry.web.committee import body_contexts as committee_body_contexts
from registry.web.committee import contexts as committee_contexts
from registry.web.committee import motion_contexts as committee_motion_contexts
from registry.web.committee import routes as committee
from registry.web.committee import words as committee_words
from registry.web.debrief import classes as debrief_classes
from registry.web.debrief import classes_contexts as debrief_classes_contexts
from registry.web.debrief import contexts as debrief_contexts
from registry.web.debrief import quiz_contexts as debrief_quiz_contexts
from registry.web.debrief import quiz_routes as debrief_quiz
from registry.web.debrief import reveal_contexts as debrief_reveal_contexts
from registry.web.debrief import room_contexts as debrief_room_contexts
from registry.web.debrief import routes as debrief
from registry.web.debrief import words as debrief_words
from registry.web.door import actions, join, public
from registry.web.door import contexts as door_contexts
from registry.web.exercises import contexts as exercises_contexts
from registry.web.exercises import routes as exercises
from registry.web.exercises import words as exercises_words
from registry.web.frame import words
from registry.web.frame.beside import mounts
from registry.web.frame.contexts import shared
from registry.web.frame.contexts.shared import Page, SeatPart
from registry.web.frame.visitor import remembering
from registry.web.home import contexts as home_contexts
from registry.web.home import routes as home
from registry.web.home.briefs import BRIEFS
from registry.web.market import contexts as market_contexts
from registry.web.market import page as market
from registry.web.market import words as market_words
from registry.web.ndc import contexts as ndc_contexts
from registry.web.ndc import routes as ndc
from registry.web.ndc import words as ndc_words
from registry.web.offbook import contexts as offbook_contexts
from registry.web.offbook import routes as offbook
from registry.web.offbook import words as offbook_words
from registry.web.offsets import contexts as offsets_contexts
from registry.web.offsets import routes as offsets
from registry.web.offsets import words as offsets_words
from registry.web.projector import contexts as projector_contexts
from registry.web.projector import routes as projector
from registry.web.projector import words as projector_words
from registry.web.projects import contexts as projects_contexts
from registry.web.projects import routes as projects
from registry.web.projects import words as projects_words
from registry.web.reading import contexts as reading_contexts
from registry.web.reading import routes as reading
from registry.web.registries import account_contexts as registry_account_contexts
from registry.web.registries import contexts as registries_contexts
from registry.web.registries import import_contexts
from registry.web.registries import routes as registries
from registry.web.registries import words as registries_words
from registry.web.reports import contexts as reports_contexts
from registry.web.reports import routes as reports
from registry.web.reports import words as reports_words
from registry.web.risks import contexts as risks_contexts
from registry.web.risks import routes as risks
from registry.web.risks import words as risks_words
from registry.web.serials import contexts as serials_contexts
from registry.web.serials import routes as serials
from registry.web.tasks import contexts as tasks_contexts
from registry.web.tasks import paper_contexts as tasks_paper_contexts
from registry.web.tasks import routes as tasks
from registry.web.tasks import words as tasks_words
from registry.web.tasks.tasks import tasks_of
from registry.web.trade import contexts as trade_contexts
from registry.web.trade import page as trade
from registry.web.trade import words as trade_words
from registry.web.trainer import (
    advancing,
    console,
    demonstrations,
    helping,
    keeping,
    lesson_contexts,
    lessons,
)
from registry.web.trainer import contexts as trainer_contexts
from registry.web.trainer import words as trainer_words
from registry.web.verification import contexts as verification_contexts
from registry.web.verification import routes as verification
from registry.web.verification import words as verification_words

PAGES: tuple[type[Page], ...] = (
    *shared.PAGES,
    *door_contexts.PAGES,
    *home_contexts.PAGES,
    *trade_contexts.PAGES,
    *tasks_contexts.PAGES,
    *tasks_paper_contexts.PAGES,
    *committee_contexts.PAGES,
    *committee_agreement_contexts.PAGES,
    *committee_body_contexts.PAGES,
    *committee_motion_contexts.PAGES,
    *registries_contexts.PAGES,
    *projects_contexts.PAGES,
    *reading_contexts.PAGES,
    *registry_account_contexts.PAGES,
    *import_contexts.PAGES,
    *cashflow_contexts.PAGES,
    *risks_contexts.PAGES,
    *reports_contexts.PAGES,
    *verification_contexts.PAGES,
    *serials_contexts.PAGES,
    *ndc_contexts.PAGES,
    *trainer_contexts.PAGES,
    *lesson_contexts.PAGES,
    *admin_contexts.PAGES,
    *account_contexts.PAGES,
    *log_contexts.PAGES,
    *programme_contexts.PAGES,
    *market_contexts.PAGES,
    *offbook_contexts.PAGES,
    *offsets_contexts.PAGES,
    *calculators_contexts.PAGES,
    *exercises_contexts.PAGES,
    *projector_contexts.PAGES,
    *debrief_contexts.PAGES,
    *debrief_room_contexts.PAGES,
    *debrief_reveal_contexts.PAGES,
    *debrief_quiz_contexts.PAGES,
    *debrief_classes_contexts.PAGES,
)
"""Every page context; a test renders each."""

PARTS: tuple[type[SeatPart], ...] = (tasks_contexts.Tasks,)
"""Parts of a seat's page, each made by its own area."""

for _tables in (
    admin_words.TABLES,
    calculators_words.TABLES,
    cashflow_words.TABLES,
    committee_words.TABLES,
    debrief_words.TABLES,
    exercises_words.TABLES,
    market_words.TABLES,
    ndc_words.TABLES,
    offbook_words.TABLES,
    offsets_words.TABLES,
    projector_words.TABLES,
    projects_words.TABLES,
    registries_words.TABLES,
    risks_words.TABLES,
    reports_words.TABLES,
    tasks_words.TABLES,
    trade_words.TABLES,
    trainer_words.TABLES,
    verification_words.TABLES,
):
    words.add(_tables)


def _first_steps(role: Role) -> list[tuple[Words, Words]]:
    """The first things to do of a role, as its first page names them."""
    return [(step.what, step.why) for step in BRIEFS[role].steps]


def routes() -> list[BaseRoute]:
    """Routes of every page and form."""
    found = [
        *public.routes(),
        *reading.routes(),
        *offsets.routes(),
        *calculators.routes(),
        *exercises.routes(),
        *join.routes(),
        *home.routes(tasks_of),
        *trade.routes(tasks_of),
        *market.routes(),
        *offbook.routes(),
        *tasks.routes(),
        *committee.routes(),
        *projects.routes(),
        *registries.routes(),
        *cashflow.routes(),
        *risks.routes(),
        *reports.routes(),
        *verification.routes(),
        *serials.routes(),
        *ndc.routes(),
        *actions.routes(),
        *console.routes(),
        *advancing.routes(),
        *demonstrations.routes(),
        *keeping.routes(),
        *helping.routes(_first_steps),
        *lessons.routes(),
        *projector.routes(),
        *admin.routes(),
        *debrief.routes(),
        *debrief_quiz.routes(),
        *debrief_classes.routes(),
    ]
    kept = [remembering(route) for route in found]
    return [*kept, *mounts(kept)]
