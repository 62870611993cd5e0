"""The forms of the kinds of motions: what they can be about, their fields, their arguments.

Whether a seat may bring a kind is asked of its procedure; what is refused its command says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from registry.edge.seat_holdings import account_holders
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.queries import AgreementView
from registry.programme.committee import motions
from registry.programme.committee.amendment import AMENDMENT, PURPOSES, amendable
from registry.programme.committee.kinds import Kind
from registry.programme.issuance.correction import CORRECTING, IssuedView, to_correct_of
from registry.programme.permanence import queries as permanence
from registry.programme.permanence.commands import RELEASING, REVERSING
from registry.programme.projects import queries as projects
from registry.programme.projects.motions import (
    ALLOCATING,
    DEREGISTERING,
    TYPE_ANSWER,
    to_allocate,
    to_answer,
    to_deregister,
)
from registry.programme.projects.queries import Answer
from registry.roles import Actor, Role, SplitRule
from registry.web.committee.changes import PERCENTAGES, SHARES, present_shares, term_text
from registry.web.committee.motion_contexts import MotionField
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Choice, FieldError
from registry.web.frame.fields import parse_tonnes
from registry.web.frame.naming import Names
from registry.web.frame.render import word

RECIPIENTS_LEAST, RECIPIENTS_MOST = 4, 20


@dataclass(frozen=True, slots=True)
class Setting:
    """Who fills a form in, and what was typed; `about` is what the motion is about, "" before."""

    session: Session
    names: Names
    by: Actor
    about: str
    typed: Mapping[str, str]

    @property
    def reason(self) -> str:
        """The reason as typed."""
        return self.typed.get("reason", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """A form as its command reads it: arguments, the terms that change, and its agreement."""

    arguments: dict[str, Any]
    terms: dict[str, str]
    about: str
    agreement: str
    errors: Mapping[str, FieldError]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a kind of motion; its command is the kind's `circulated_by`."""

    kind: Kind
    abouts: Callable[[Setting], tuple[Choice, ...]]
    fields: Callable[[Setting], tuple[MotionField, ...]]
    reads: Callable[[Setting], Asked]


def field(name: str, kind: str, label: str = "", **more: Any) -> MotionField:
    """A field of a form; what is not given is empty."""
    given: dict[str, Any] = {
        "number": 0, "value": "", "now": "", "unit": "", "choices": (), "ticked": (), "offered": (),
    } | more  # fmt: skip
    return MotionField(name=name, kind=kind, label=label or name, **given)


def _amendable(of: Setting) -> tuple[Choice, ...]:
    return _agreements(of, amendable(of.session, of.by))


def _agreements(of: Setting, found: list[AgreementView]) -> tuple[Choice, ...]:
    titles = {one.code: of.names.both(zh=one.title_zh, en=one.title_en) for one in found}
    return tuple(Choice(value=code, label=f"{code} {title}") for code, title in titles.items())


def _amendment_fields(of: Setting) -> tuple[MotionField, ...]:
    agreed = agreements.known(of.session, of.about)
    weights = agreed.split_rule is SplitRule.WEIGHTS
    figures_of = [
        field(
            term, "figure", term, value=of.typed.get(term, getattr(agreed, term)),
            now=term_text(of.names, agreed, term),
            unit="" if weights and term in SHARES else "%",
        )
        for term in (*SHARES, *PERCENTAGES)
    ]  # fmt: skip
    present = "" if "step" in of.typed else ",".join(agreed.purposes)
    purposes = of.typed.get("purposes", present).split(",")
    choices = tuple(
        Choice(value=one, label=word(one, "purposes", of.names.language)) for one in PURPOSES
    )
    ticks = field(
        "purposes", "ticks", choices=choices, ticked=tuple(purposes),
        now=term_text(of.names, agreed, "purposes"),
    )  # fmt: skip
    return (*figures_of, ticks)


def _amendment(of: Setting) -> Asked:
    agreed = agreements.known(of.session, of.about)
    terms = {
        term: of.typed[term].strip()
        for term in (*SHARES, *PERCENTAGES)
        if term in of.typed and of.typed[term].strip() != getattr(agreed, term)
    }
    arguments: dict[str, Any] = {"agreement": of.about, "reason": of.reason, **terms}
    purposes = [one for one in of.typed.get("purposes", "").split(",") if one]
    if sorted(purposes) != sorted(agreed.purposes):
        arguments["purposes"] = purposes
        terms["purposes"] = "+".join(sorted(purposes))
    return Asked(arguments, terms, of.about, of.about, {})


def _to_deregister(of: Setting) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=one.code, label=f"{one.code} {of.names.project(one.code)}")
        for one in to_deregister(of.session, of.by)
    )


def _no_fields(of: Setting) -> tuple[MotionField, ...]:
    return ()


def _deregistration(of: Setting) -> Asked:
    arguments = {"project": of.about, "reason": of.reason}
    return Asked(arguments, {}, of.about, of.names.project_view(of.about).agreement, {})


def _to_answer(of: Setting) -> tuple[Choice, ...]:
    return _agreements(of, to_answer(of.session, of.by))


def _type_fields(of: Setting) -> tuple[MotionField, ...]:
    language = of.names.language
    types = sorted({p.kind for p in projects.projects(of.session) if p.agreement == of.about})
    now = (
        f"{one}: {word(answer or 'open', 'motion_values', language)}"
        for one in types
        for answer in [projects.answer_on(of.session, agreement=of.about, type=one)]
    )
    answers = tuple(Choice(value=a, label=word(a, "motion_values", language)) for a in Answer)
    return (
        field("type", "line", value=of.typed.get("type", ""), now="; ".join(now),
              offered=tuple(types)),
        field("answer", "choice", value=of.typed.get("answer", ""), choices=answers),
    )  # fmt: skip


def _type(of: Setting) -> Asked:
    kind, answer = of.typed.get("type", "").strip(), of.typed.get("answer", "")
    arguments = {"agreement": of.about, "type": kind, "answer": answer, "reason": of.reason}
    errors = {} if answer in set(Answer) else {"answer": FieldError(code="not_offered", limit="")}
    return Asked(arguments, {"answer": answer}, kind, of.about, errors)


def _to_allocate(of: Setting) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=one.code, label=f"{one.code} {of.names.project(one.code)}")
        for one in to_allocate(of.session, of.by)
    )


def _rows(of: Setting) -> list[tuple[str, str]]:
    """(seat, percentage) of each recipient as typed, or as it is now."""
    if "seat-1" not in of.typed:
        return list(present_shares(of.session, of.about).items())
    return [
        (of.typed.get(f"seat-{row}", ""), of.typed.get(f"percent-{row}", "").strip())
        for row in range(1, RECIPIENTS_MOST + 1)
        if of.typed.get(f"seat-{row}")
    ]


def _allocation_fields(of: Setting) -> tuple[MotionField, ...]:
    agreed = agreements.known(of.session, of.names.project_view(of.about).agreement)
    holders, now = account_holders(of.session), present_shares(of.session, of.about)
    able = [
        seat
        for seat in (one.value for one in of.names.seats())
        if of.names.country(seat) in (agreed.partner, agreed.host)
        and seat in holders.get(of.names.country(seat), ())
        and seat in holders.get(agreed.host, ())
    ]
    choices = tuple(
        Choice(value=seat, label=f"{seat} {of.names.seat(seat)}")
        for seat in dict.fromkeys((*now, *able))
    )
    rows = _rows(of)
    shown = max(RECIPIENTS_LEAST, min(len(rows) + 1, RECIPIENTS_MOST))
    found = []
    for row, (seat, percent) in enumerate([*rows, *[("", "")] * (shown - len(rows))], start=1):
        present = f"{now[seat]} %" if seat in now else ""
        found += [
            field(f"seat-{row}", "choice", "recipient", number=row, value=seat, choices=choices),
            field(f"percent-{row}", "figure", "percent", number=row, value=percent, unit="%",
                  now=present),
        ]  # fmt: skip
    return tuple(found)


def _allocation(of: Setting) -> Asked:
    rows = _rows(of)
    shares = [{"seat": seat, "percent": percent} for seat, percent in rows]
    arguments = {"project": of.about, "shares": shares, "reason": of.reason}
    return Asked(arguments, dict(rows), of.about, of.names.project_view(of.about).agreement, {})


def _issued(of: Setting) -> list[IssuedView]:
    if not of.by.holds({Role.REGISTRY_MANAGER}):
        return []
    return to_correct_of(of.session, of.names.country(of.by.seat))


def _to_correct(of: Setting) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            value=f"{one.transaction}-{one.seat}",
            label=f"{one.transaction}: {of.names.batch(one.asset)}, {figures.tonnes(one.quantity)}"
            f" → {one.seat} {of.names.seat(one.seat)}",
        )
        for one in _issued(of)
    )


def _cited(of: Setting) -> IssuedView:
    return next(one for one in _issued(of) if f"{one.transaction}-{one.seat}" == of.about)


def _correction_fields(of: Setting) -> tuple[MotionField, ...]:
    left = figures.tonnes(_cited(of).left_t)
    return (
        field("quantity", "figure", value=of.typed.get("quantity", ""), now=left, unit="t"),
    )  # fmt: skip


def _correction(of: Setting) -> Asked:
    one, quantity = _cited(of), parse_tonnes(of.typed.get("quantity", ""))
    wrong = isinstance(quantity, FieldError)
    arguments = {
        "transaction": one.transaction, "seat": one.seat, "quantity": quantity, "reason": of.reason
    }  # fmt: skip
    terms = {"seat": one.seat, "tonnes": str(quantity), "transaction": str(one.transaction)}
    of_batch = of.names.batches[one.asset].project
    errors = {"quantity": quantity} if isinstance(quantity, FieldError) else {}
    return Asked(
        arguments, {} if wrong else terms, of.about, of.names.project_view(of_batch).agreement,
        errors,
    )  # fmt: skip


def _buffers(of: Setting) -> tuple[Choice, ...]:
    """The projects that store carbon: a seat's own, and those of the agreements that it governs."""
    governed = {one.code for one in motions.before_whom(of.session, of.by)}
    return tuple(
        Choice(value=one.project, label=f"{one.project} {of.names.project(one.project)}")
        for one in permanence.buffers(of.session)
        if one.owner == of.by.seat or one.agreement in governed
    )


def _lost_fields(of: Setting) -> tuple[MotionField, ...]:
    return (field("quantity", "figure", "lost", value=of.typed.get("quantity", ""), unit="t"),)


def _release_fields(of: Setting) -> tuple[MotionField, ...]:
    held = sum(tonnes for _, tonnes in permanence.in_buffer(of.session, of.about))
    return (
        field("quantity", "figure", "released", value=of.typed.get("quantity", ""),
              now=figures.tonnes(held), unit="t"),
    )  # fmt: skip


def _of_a_buffer(of: Setting) -> Asked:
    """Tonnes of a project that stores carbon: lost, or released."""
    quantity = parse_tonnes(of.typed.get("quantity", ""))
    arguments: dict[str, Any] = {
        "project": of.about, "quantity": quantity, "reason": of.reason
    }  # fmt: skip
    view = of.names.project_view(of.about)
    if isinstance(quantity, FieldError):
        return Asked(arguments, {}, of.about, view.agreement, {"quantity": quantity})
    terms = {"owner": view.owner, "tonnes": str(quantity)}
    return Asked(arguments, terms, of.about, view.agreement, {})


FORMS: Mapping[str, Form] = {
    form.kind.code: form
    for form in (
        Form(AMENDMENT, _amendable, _amendment_fields, _amendment),
        Form(DEREGISTERING, _to_deregister, _no_fields, _deregistration),
        Form(TYPE_ANSWER, _to_answer, _type_fields, _type),
        Form(ALLOCATING, _to_allocate, _allocation_fields, _allocation),
        Form(CORRECTING, _to_correct, _correction_fields, _correction),
        Form(REVERSING, _buffers, _lost_fields, _of_a_buffer),
        Form(RELEASING, _buffers, _release_fields, _of_a_buffer),
    )
}
"""Kind of motion -> its form."""
