"""What the visitor can do on an item now, as forms: asked of the committee and of the issuance."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.committee import queries as committee
from registry.programme.committee.kinds import PROPOSAL
from registry.programme.committee.motions import may_restate
from registry.programme.committee.queries import ItemView
from registry.programme.issuance import queries as issuances
from registry.roles import Actor, Role
from registry.web.committee.contexts import InName
from registry.web.frame import figures
from registry.web.frame.acts import Told, act, actor_of, choice, line, ticks
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.docket import Matter
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor

VOTES = ("affirm", "abstain", "object")
FIRST = (*VOTES, "withdraw", "publish", "circulate")
"""Steps that an item asks of somebody; all others are further ones."""

Acts = tuple[tuple[Act, ...], tuple[Act, ...], tuple[InName, ...]]


def acts_of(visitor: Visitor, session: Session, matter: Matter, told: Told) -> Acts:
    """The acts that the item asks for, further ones, and votes in the name of other members."""
    by, item, names = actor_of(visitor), matter.item, matter.names
    if by is None:
        return (), (), ()
    steps = committee.possible(session, item.item, by)
    issuing = _issuing(session, names, item, by, told)
    asked = [_act(session, matter, step, told, by) for step in FIRST if step in steps]
    if may_restate(session, item.item, by):
        asked.append(_restating(names, item, told))
    further = [_act(session, matter, step, told, by) for step in steps if step not in FIRST]
    in_name_of = [
        InName(
            name=names.seat(seat),
            acts=tuple(_vote(matter, step, told, behalf=seat) for step in VOTES),
        )
        for seat in committee.delegated_to(session, item.item, by.seat)
    ]
    return (*asked, *issuing), tuple(further), tuple(in_name_of)


def office_of(visitor: Visitor, session: Session, item: ItemView) -> str:
    """As what the visitor sits before an item: a code of the table committee_offices."""
    by = actor_of(visitor)
    if by is None:
        return ""
    own = next((one for one in item.members if one.seat == by.seat), None)
    if own is not None:
        return "recused" if own.recused else "chair" if own.chairs else "member"
    if Role.SECRETARIAT in by.offices:
        return "secretariat"
    country = Names(session, visitor.language).country(by.seat)
    ready = issuances.ready_to_issue(session, country) if _manages(by) else []
    return "manager" if any(asked.item == item.item for asked, _ in ready) else ""


def _manages(by: Actor) -> bool:
    return Role.REGISTRY_MANAGER in by.offices


def _issuing(session: Session, names: Names, item: ItemView, by: Actor, told: Told) -> list[Act]:
    """The share that the visitor's registry has still to issue under this decision."""
    ready = issuances.ready_to_issue(session, names.country(by.seat)) if _manages(by) else []
    found = []
    for asked, registry in ready:
        if asked.item != item.item:
            continue
        parts = issuances.parts_of(session, asked.request)
        tonnes = sum(part.quantity for part in parts if part.registry == registry)
        label = word("issue", "item_acts", names.language)
        found.append(
            act(
                names, "issuance.issue", told=told, about=registry, tone="primary",
                label=f"{label}: {registry} {figures.tonnes(tonnes)}",
                arguments={"request": asked.request, "registry": registry},
            )
        )  # fmt: skip
    return found


def _act(session: Session, matter: Matter, step: str, told: Told, by: Actor) -> Act:
    """The form of one step of the item's machine."""
    if step in VOTES:
        return _vote(matter, step, told)
    names, item = matter.names, matter.item
    fields: tuple[ActField, ...] = ()
    arguments: dict[str, object] = {"item": item.item}
    command, label, tone = f"committee.{step}", "", ""
    if step in ("comment", "recuse", "drop"):
        fields, tone = (line("reason"),), "refusing" if step != "comment" else ""
    elif step == "withdraw":
        fields, tone = (line("reason", "reason_withdrawn"),), "primary"
    elif step == "delegate":
        fields = (choice("to", _others(names, item, by.seat)),)
    elif step in ("conclude", "defer"):
        command, label = "committee.conclude", word(step, "item_acts", names.language)
        arguments |= {"consensus": "true" if step == "conclude" else "false"}
        tone = "primary" if step == "conclude" else "refusing"
        own = _own_side(names, item, by.seat)
        fields = (ticks("present", own, ticked=tuple(o.value for o in own)), line("minutes"))
    elif step in ("publish", "circulate"):
        tone = "primary"
    return act(
        names, command, told=told, about=step if command == "committee.conclude" else "",
        label=label, tone=tone, note=_note(step, names), arguments=arguments, fields=fields,
    )  # fmt: skip


def _restating(names: Names, item: ItemView, told: Told) -> Act:
    """The form in which the seat that brought a motion states another reason for it."""
    return act(
        names, "committee.restate", told=told, note=_note("restate", names),
        arguments={"item": item.item}, fields=(line("reason"),),
    )  # fmt: skip


def _vote(matter: Matter, vote: str, told: Told, *, behalf: str = "") -> Act:
    names, item = matter.names, matter.item
    papers = [
        Choice(value=one.name, label=f"{word(one.name, 'papers', names.language)}: {one.text}")
        for one in item.papers
    ] or [Choice(value=PROPOSAL, label=word(PROPOSAL, "papers", names.language))]
    label = word(vote, "item_acts", names.language)
    return act(
        names,
        "committee.vote",
        told=told,
        about=f"{vote}-{behalf}" if behalf else vote,
        label=matter.says(matter.kind.consent) if vote == "affirm" else label,
        tone={"affirm": "primary", "object": "refusing"}.get(vote, ""),
        note=_note(vote, names) if vote == "object" else "",
        arguments={"item": item.item, "vote": vote} | ({"behalf": behalf} if behalf else {}),
        fields=(choice("about", papers), line("reason")) if vote == "object" else (),
    )


def _note(step: str, names: Names) -> str:
    noted = word(step, "act_notes", names.language)
    return "" if noted == step else noted


def _side(item: ItemView, seat: str) -> list[str]:
    side = next(one.side for one in item.members if one.seat == seat)
    return [one.seat for one in item.members if one.side == side and not one.recused]


def _own_side(names: Names, item: ItemView, seat: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=s, label=f"{s} {names.seat(s)}") for s in _side(item, seat))


def _others(names: Names, item: ItemView, seat: str) -> tuple[Choice, ...]:
    return tuple(one for one in _own_side(names, item, seat) if one.value != seat)
