"""The forms of the steps that a seat can take with a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlmodel import Session

from registry.programme.participants.queries import participants
from registry.programme.projects.design import COMPARED, FIGURES, Design, design_of, site_of
from registry.programme.projects.queries import ProjectView, StageView
from registry.roles import Role
from registry.web.frame.acts import Told, act, choice, line, number, ticks
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word

PRIMARY = frozenset(
    {
        "project.submit_note", "project.submit_design", "project.publish_design",
        "project.validate", "project.ask_assessment", "project.file_allocation",
        "project.sign_allocation", "project.request_registration",
        "project.circulate_registration", "project.register",
    }
)  # fmt: skip
REFUSING = frozenset({"project.refuse", "project.deregister"})
REASONED = frozenset(
    {
        "project.recall", "project.ask_assessment", "project.circulate_registration",
        "project.return_request", "project.withdraw_request", "project.refuse",
        "project.ask_withdrawal", "project.deregister",
    }
)  # fmt: skip
ELSEWHERE = frozenset({"project.answer_comment", "project.endorse"})
"""Acts that stand beside what they are about."""


def acts_for(
    session: Session,
    names: Names,
    of: ProjectView,
    stage: StageView,
    commands: Iterable[str],
    told: Told,
) -> tuple[Act, ...]:
    """A form for each step that the seat can take now."""
    return tuple(
        act(
            names, command, told=told, arguments={"project": of.code},
            tone="primary" if command in PRIMARY else "refusing" if command in REFUSING else "",
            fields=_fields(session, names, of, stage, command),
        )
        for command in commands
        if command not in ELSEWHERE
    )  # fmt: skip


def _fields(
    session: Session, names: Names, of: ProjectView, stage: StageView, command: str
) -> Iterator[ActField]:
    stated = design_of(session, of.code, stage.design) if stage.design else None
    known = stated or site_of(session, of.code)
    if command == "project.submit_note":
        yield number("yearly_t", value=str(known.yearly_t) if known else "")
        yield line("summary")
    elif command == "project.submit_design":
        yield from _design(names, of, site_of(session, of.code))
        seats = (of.owner, of.partner) if of.partner else (of.owner,)
        offered = [Choice(value=seat, label=names.seat(seat)) for seat in seats]
        yield ticks("participants", offered, ticked=seats)
        yield choice("validator", _entities(session, names))
    elif command == "project.ask_change":
        yield from _design(names, of, stated)
        yield line("reason")
    elif command == "project.ask_renewal":
        yield number("years")
        yield line("reason")
    elif command == "project.validate":
        yield choice("positive", yes_no(names))
        figures = [Choice(value=n, label=_label(names, n)) for n in COMPARED]
        yield ticks("wrong", figures)
        yield line("remark", required=False)
    elif command == "project.file_allocation":
        yield line("shares", value=f"{of.partner} 50,{of.owner} 50")
    elif command == "project.comment":
        yield line("text")
    elif command in REASONED:
        yield line("reason")


def _design(names: Names, of: ProjectView, known: Design | None) -> Iterator[ActField]:
    for name in FIGURES:
        value = getattr(known, name) if known is not None else ""
        if name == "legally_required":
            yield choice(name, yes_no(names, first=value is True))
        elif isinstance(value, int):
            yield number(name, value=str(value))
        else:
            yield line(name, value=str(value) or (of.methodology if name == "methodology" else ""))


def yes_no(names: Names, *, first: bool = False) -> list[Choice]:
    """Yes and no; `first`: yes comes first, and is what the form says at first."""
    pairs = [("true", names.both(zh="是", en="yes")), ("false", names.both(zh="否", en="no"))]
    return [Choice(value=value, label=label) for value, label in (pairs if first else pairs[::-1])]


def _entities(session: Session, names: Names) -> list[Choice]:
    return [
        Choice(value=one.seat, label=names.seat(one.seat))
        for one in participants(session)
        if Role.THIRD_PARTY_ENTITY in one.offices
    ]


def _label(names: Names, figure: str) -> str:
    return word(figure, "project_figures", names.language)
