"""Reconciliations with their stages, and the accounts that differ from the log's copy."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.accounts.queries import number_of
from registry.programme.participants.queries import registries
from registry.programme.transfers import compared
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.compared import FindingView, ReconciliationView
from registry.roles import Role
from registry.web.frame.acts import Told, act, actor_of, choice, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.registries.contexts import (
    FindingLine,
    ReconciliationLine,
    ReconciliationPage,
    ReconciliationStage,
)
from registry.web.registries.paging import before_of, pages

ROWS = 20
CLEARED_MOST = 30
TONES = {"manual": "refuse", "completed": "done", "completed_with_intervention": "done"}


def reconciliation_page(visitor: Visitor, session: Session) -> ReconciliationPage:
    """The comparisons, newest first, and what they have found."""
    names, before = Names(session, visitor.language), before_of(visitor)
    told = told_of(visitor, session, names, back=to("reconciliation"))
    found = compared.reconciliations(session, before=before, limit=ROWS + 1)
    findings = compared.findings(session)
    older, newest = pages("reconciliation", found, ROWS, before, key=lambda one: one.reconciliation)
    return ReconciliationPage(
        act=_act(visitor, session, names, told),
        blocked=tuple(_finding(session, names, f) for f in findings if f.cleared_by is None),
        cleared=tuple(_finding(session, names, f) for f in findings if f.cleared_by is not None)[
            :CLEARED_MOST
        ],
        rows=tuple(line_of(names, one) for one in found[:ROWS]),
        older_href=older,
        newest_href=newest,
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _act(visitor: Visitor, session: Session, names: Names, told: Told) -> Act | None:
    """The form to compare two registries; one of them is the visitor's, for the trainer any two."""
    by = actor_of(visitor)
    manages = by is not None and by.holds({Role.REGISTRY_MANAGER})
    if not (manages or (by is None and visitor.seated.is_trainer)):
        return None
    codes = [one.code for one in registries(session)]
    own = names.country(by.seat) if by is not None else ""
    first = [own] if own else codes
    others = [code for code in codes if code != own] if own else [*codes[1:], codes[0]]
    return act(
        names,
        "reconciliation.run",
        told=told,
        tone="primary",
        note=word("reconciliation.run", "registry_notes", names.language),
        fields=(choice("one", _named(names, first)), choice("other", _named(names, others))),
    )


def _named(names: Names, codes: list[str]) -> list[Choice]:
    return [Choice(value=code, label=names.registry(code)) for code in codes]


def line_of(names: Names, one: ReconciliationView) -> ReconciliationLine:
    """A comparison as a line of a list."""
    return ReconciliationLine(
        reconciliation=one.reconciliation,
        one=one.one,
        other=one.other,
        state=one.state,
        tone=TONES.get(one.state, "wait"),
        name=names.seat(one.by),
        daily=one.by == Role.CLOCK,
        at=one.at,
        stages=tuple(
            ReconciliationStage(state=s.state, compared=s.compared, differ=s.differ)
            for s in one.stages
        ),
    )


def _finding(session: Session, names: Names, one: FindingView) -> FindingLine:
    moved = transfers.transfer_of(session, one.transfer_id)
    return FindingLine(
        finding=one.finding,
        reconciliation=one.reconciliation,
        transfer=moved.transfer if moved is not None else None,
        transfer_id=one.transfer_id,
        registry=one.registry,
        name=names.seat(one.owner),
        account=number_of(session, owner=one.owner, registry=one.registry),
        batch=names.batch(one.asset),
        mismatch=one.mismatch,
        registry_t=one.registry_t,
        log_t=one.log_t,
        registry_ranges=one.registry_ranges,
        log_ranges=one.log_ranges,
        found_at=one.found_at,
        cleared_at=one.cleared_at,
    )
