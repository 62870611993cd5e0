"""Bots of third-party entities, and of the offices that handle entities and methodologies."""

from __future__ import annotations

from collections.abc import Iterator

from registry.bots.view import View, Wish
from registry.programme.agreements import queries as agreements
from registry.programme.entities import queries as entities
from registry.programme.entities.models import DesignationState
from registry.programme.methodologies import queries as methodologies
from registry.programme.methodologies.models import MethodologyState
from registry.programme.methodologies.queries import MethodologyVersionView
from registry.roles import CHINA

_REASON = "材料齐备 the documents are complete"


def applications(view: View) -> Iterator[Wish]:
    """Apply for the other function in a scope in which the entity is designated for one."""
    for agreement, function, scope in view.ask(entities.applicable, view.seat)[:1]:
        asked = {"function": function.value, "scope": scope, "reason": "同一团队 the same auditors"}
        if agreement:
            yield "entity.apply", {"agreement": agreement, **asked}
        else:
            yield "entity.apply_domestic", asked


def desk(view: View) -> Iterator[Wish]:
    """Find the proposals complete that this secretariat handles, and publish them."""
    proposals = _open(view)
    served = {
        one.code
        for one in (view.ask(agreements.agreements) if proposals else ())
        if view.country in ("", one.partner, one.host)
    }
    yield from _handled(view, [one for one in proposals if one.agreement in served])


def domestic(view: View) -> Iterator[Wish]:
    """As China's government: designate entities for domestic projects, handle proposals for their
    list, and approve what nobody has raised an input against.
    """
    if view.country != CHINA:
        return
    waiting = [
        one.designation
        for one in view.ask(entities.designations)
        if not one.agreement and one.state == DesignationState.APPLIED
    ]
    proposals = [one for one in _open(view) if not one.agreement]
    for number in waiting:
        reason = "符合资质条件 meets the conditions"
        yield "entity.decide", {"designation": number, "step": "designate", "reason": reason}
    yield from _handled(view, proposals)
    for one in proposals:
        heard = any(step.trigger == "comment" for step in one.steps)
        if one.state == MethodologyState.CONSIDERED and not heard:
            asked = {"methodology": one.methodology, "step": "approve", "reason": _REASON}
            yield "methodology.decide", asked


def _open(view: View) -> list[MethodologyVersionView]:
    """The proposals that wait for somebody."""
    if not view.ask(methodologies.played):
        return []
    states = {
        MethodologyState.SUBMITTED, MethodologyState.COMPLETE, MethodologyState.CONSIDERED,
    }  # fmt: skip
    return [one for one in view.ask(methodologies.versions) if one.state in states]


def _handled(view: View, proposals: list[MethodologyVersionView]) -> Iterator[Wish]:
    """The next step of the desk on each of these proposals."""
    for one in proposals:
        number = {"methodology": one.methodology}
        if one.state == MethodologyState.SUBMITTED:
            yield (
                "methodology.check_completeness",
                number | {"complete": True, "reason": _REASON},
            )
        elif one.state == MethodologyState.COMPLETE:
            yield "methodology.publish", number
