"""Acts of a page, and what the last of them answered: a receipt, or a refusal and what was typed.

Which acts there are is asked of the procedures; here they become forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlmodel import Session

from registry.roles import Actor
from registry.web.frame import outcomes
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice, Receipt, RefusalCard
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor, mint

REASON_MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """The outcome of the command that this page gave last; `given` are its refused arguments."""

    receipt: Receipt | None = None
    refusal: RefusalCard | None = None
    command: str = ""
    given: Mapping[str, Any] | None = None


def told_of(visitor: Visitor, session: Session, names: Names, *, back: str) -> Told:
    """Read the outcome that the address names from the log; it is shown to its own seat only."""
    seat = visitor.seated.seat
    done = outcomes.asked(visitor.query, "done", session, seat=seat)
    if done is not None:
        receipt = outcomes.receipt_of(done, language=visitor.language, back=back, names=names)
        return Told(receipt=receipt)
    row = outcomes.asked(visitor.query, "refused", session, seat=seat)
    if row is None:
        return Told()
    card = outcomes.card_of(row, language=visitor.language, back=back)
    if card is None:
        return Told()
    return Told(refusal=card, command=row.name, given=orjson.loads(row.arguments))


def actor_of(visitor: Visitor) -> Actor | None:
    """The visitor's seat as an actor; None for somebody without a seat."""
    state = visitor.seated.state
    if state is None:
        return None
    return Actor(visitor.seated.seat, state.role, "person", frozenset(state.offices - {state.role}))


def act(
    names: Names,
    command: str,
    *,
    told: Told,
    about: object = "",
    label: str = "",
    tone: str = "",
    note: str = "",
    arguments: Mapping[str, object] | None = None,
    fields: Iterable[ActField] = (),
) -> Act:
    """A form for a command; the one that was refused just now has what was typed in it.

    `about` tells several of one command apart. `label` is its text, by default the command's name.
    """
    fixed = {name: str(value) for name, value in (arguments or {}).items()}
    asked = tuple(fields)
    given = told.given if told.command == command else None
    again = given is not None and all(str(given.get(n)) == v for n, v in fixed.items())
    if again and given is not None:
        asked = tuple(_filled(one, given) for one in asked)
    name = command.replace(".", "-").replace("_", "-")
    return Act(
        id=f"{name}-{about}" if about != "" else name,
        command=command,
        label=label or word(command, "actions", names.language),
        tone=tone,
        note=note,
        key=mint(),
        arguments=fixed,
        fields=asked,
        open=again and bool(asked),
    )


def _filled(field: ActField, given: Mapping[str, Any]) -> ActField:
    value = given.get(field.name)
    listed = tuple(map(str, value)) if isinstance(value, list) else ()
    said = {True: "true", False: "false", None: ""}.get(value, value) if not listed else ""
    return ActField(
        name=field.name, kind=field.kind, label=field.label, value=str(said),
        choices=field.choices, ticked=listed, required=field.required, most=field.most,
    )  # fmt: skip


def line(name: str, label: str = "", *, required: bool = True, value: str = "") -> ActField:
    """A field for one line of text, such as a reason."""
    return _field(name, "line", label, required=required, value=value)


def number(name: str, label: str = "", *, required: bool = True, value: str = "") -> ActField:
    """A field for a whole number."""
    return _field(name, "number", label, required=required, value=value)


def choice(
    name: str, choices: Iterable[Choice], label: str = "", *, required: bool = True
) -> ActField:
    """A field that offers some values; one that is not required offers none of them first."""
    return _field(name, "choice", label, required=required, choices=tuple(choices))


def ticks(
    name: str, choices: Iterable[Choice], label: str = "", *, ticked: tuple[str, ...] = ()
) -> ActField:
    """Boxes to tick, each with a value."""
    return _field(name, "ticks", label, required=False, choices=tuple(choices), ticked=ticked)


def _field(
    name: str,
    kind: str,
    label: str,
    *,
    required: bool,
    value: str = "",
    choices: tuple[Choice, ...] = (),
    ticked: tuple[str, ...] = (),
) -> ActField:
    return ActField(
        name=name, kind=kind, label=label or name, value=value, choices=choices, ticked=ticked,
        required=required, most=REASON_MOST,
    )  # fmt: skip
