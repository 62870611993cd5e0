"""Forms of the steps that a visitor can take on methodologies, and of proposals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlmodel import Session

from registry.programme.committee import motions
from registry.programme.entities.queries import decides
from registry.programme.entities.scopes import scopes
from registry.programme.methodologies import queries as methodologies
from registry.programme.methodologies.desk import STEPS as DECIDED
from registry.programme.methodologies.machine import METHODOLOGY, PROPOSERS
from registry.programme.methodologies.models import MethodologyState, Storage
from registry.programme.methodologies.motions import STEPS as RECONSIDERED
from registry.programme.methodologies.motions import proposable, to_tighten
from registry.programme.methodologies.queries import MethodologyVersionView
from registry.roles import SIDE_OF, Actor
from registry.web.frame.acts import Told, act, choice, line, number
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word

_S = MethodologyState


def asks(session: Session, names: Names, by: Actor, told: Told, at: int) -> Iterator[Act]:
    """The forms of a visitor to propose a methodology and to tighten a baseline."""
    if not methodologies.played(session):
        return
    under = proposable(session, by)
    domestic = decides(session, by) or (by.holds(PROPOSERS) and not by.holds(SIDE_OF))
    where = [Choice(value=one.code, label=one.code) for one in under]
    if domestic:
        where.append(Choice(value="", label=word("domestic", "body_lists", names.language)))
    if where and by.holds(PROPOSERS):
        yield act(names, "methodology.propose", told=told, fields=_proposal(names, where))
    tightened = sorted({(one.agreement, one.code) for one in to_tighten(session, by, at)})
    share = (line("percent", "tightened_percent"), line("first_day", "tightened_from"))
    for agreement, code in tightened:
        yield act(
            names, "methodology.ask_tightening", told=told, about=f"{agreement}-{code}",
            label=f"{word('methodology.ask_tightening', 'actions', names.language)}: {code},"
            f" {agreement}",
            arguments={"agreement": agreement, "code": code}, fields=(*share, line("reason")),
        )  # fmt: skip
    if decides(session, by):
        codes = {
            one.code
            for one in methodologies.versions(session)
            if not one.agreement and one.valid(at)
        }
        if codes:
            named = [Choice(value=code, label=code) for code in sorted(codes)]
            yield act(
                names, "methodology.tighten", told=told,
                fields=(choice("code", named, "methodology_code"), *share, line("reason")),
            )  # fmt: skip


def on_version(
    session: Session, names: Names, one: MethodologyVersionView, by: Actor, told: Told
) -> Iterator[Act]:
    """The steps of a visitor on a version."""
    if not one.methodology:
        return
    fixed, about = {"methodology": one.methodology}, one.methodology
    reason = (line("reason"),)
    if methodologies.handles(session, by, one.agreement):
        yield from _of_desk(names, one, told)
    if one.proposed_by == by.seat:
        for state, step in ((_S.INCOMPLETE, "resubmit"), (None, "withdraw")):
            early = one.state in (_S.SUBMITTED, _S.INCOMPLETE, _S.COMPLETE, _S.PUBLIC_INPUT)
            if one.state == state or (state is None and early):
                yield act(
                    names, f"methodology.{step}", told=told, about=about, arguments=fixed,
                    tone="primary" if step == "resubmit" else "refusing",
                    fields=reason if step == "resubmit" else (),
                )  # fmt: skip
        if one.state == _S.CONSIDERED and one.motion is not None:
            fields = [line("revisions"), number("crediting_years", required=False)]
            if one.storage != Storage.NONE:
                fields.append(line("buffer_percent", required=False))
            yield act(
                names, "methodology.state_revisions", told=told, about=about, arguments=fixed,
                fields=fields,
            )  # fmt: skip
    if one.state == _S.PUBLIC_INPUT:
        yield act(
            names, "methodology.comment", told=told, about=about, arguments=fixed,
            fields=(line("reason", "public_input"),),
        )  # fmt: skip
    yield from _decided(session, names, one, by, told)


def _of_desk(names: Names, one: MethodologyVersionView, told: Told) -> Iterator[Act]:
    fixed, about = {"methodology": str(one.methodology)}, one.methodology
    if one.state == _S.SUBMITTED:
        for complete, tone in (("true", "primary"), ("false", "refusing")):
            yield act(
                names, "methodology.check_completeness", told=told, about=f"{about}-{complete}",
                label=word(f"complete_{complete}", "body_lists", names.language), tone=tone,
                arguments=fixed | {"complete": complete}, fields=(line("reason"),),
            )  # fmt: skip
    elif one.state == _S.COMPLETE:
        yield act(
            names, "methodology.publish", told=told, about=about, tone="primary", arguments=fixed
        )
    elif one.state == _S.CONSIDERED and not any(s.trigger == "extend" for s in one.steps):
        yield act(
            names, "methodology.extend", told=told, about=about, arguments=fixed,
            fields=(line("reason"),),
        )  # fmt: skip


def _decided(
    session: Session, names: Names, one: MethodologyVersionView, by: Actor, told: Told
) -> Iterator[Act]:
    steps = RECONSIDERED if one.agreement else DECIDED
    possible = [m.trigger for m in METHODOLOGY.moves if m.source == one.state]
    offered = [step for step in dict.fromkeys(possible) if step in steps]
    if not offered:
        return
    fields = (choice("step", _choices(names, offered), "body_step"), line("reason"))
    fixed, about = {"methodology": one.methodology}, one.methodology
    if one.agreement:
        if one.agreement in {agreed.code for agreed in motions.before_whom(session, by)}:
            yield act(
                names, "methodology.ask_change", told=told, about=about, arguments=fixed,
                fields=fields,
            )  # fmt: skip
    elif decides(session, by):
        yield act(
            names, "methodology.decide", told=told, about=about, tone="primary",
            arguments=fixed, fields=fields,
        )  # fmt: skip


def _choices(names: Names, steps: Iterable[str]) -> list[Choice]:
    return [Choice(value=step, label=word(step, "body_steps", names.language)) for step in steps]


def _proposal(names: Names, where: list[Choice]) -> list[ActField]:
    stored = [
        Choice(value=one.value, label=word(one.value, "methodology_storages", names.language))
        for one in Storage
    ]
    numbered = [
        Choice(
            value=str(one.number),
            label=f"{one.number} {one.zh if names.language == 'zh' else one.en}",
        )
        for one in scopes()
    ]
    return [
        choice("agreement", where),
        line("code", "methodology_code"),
        line("name_en"),
        line("name_zh"),
        line("source", "methodology_source"),
        choice("scope", numbered),
        number("crediting_years"),
        choice("storage", stored),
        line("buffer_percent", required=False, value="0"),
        line("types", required=False),
        line("hosts", required=False),
        line("least_mw", required=False),
        line("most_mw", required=False),
        line("not_before", required=False),
        line("not_after", required=False),
        line("reason"),
    ]
