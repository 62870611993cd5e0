"""The declaration of a lesson's command, made once beside its handler: `Command`.

The catalogue collects the declarations; API, pages, live feed, confirmation, documentation and
refusals read them there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from registry.roles import Actor, Role

EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exact."""

Whole = Annotated[int, Field(ge=-EXACT, le=EXACT)]
Tonnes = Annotated[int, Field(ge=-EXACT, le=EXACT, description="Whole tonnes.")]
Text = Annotated[str, Field(max_length=200)]
Number = Annotated[int, Field(ge=0, le=EXACT)]


class Arguments(BaseModel):
    """Arguments of a command; unknown fields and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Confirmable(Arguments):
    """Arguments of a command that may need confirmation.

    `confirmed` false: the command is refused if it causes an order warning; true: it passes
    despite warnings; null: no warnings are computed.
    """

    confirmed: bool | None = None


class Nothing(Arguments):
    """No arguments."""


Words = tuple[str, str]
"""English and Chinese."""

Handler = Callable[..., dict[str, Any]]
"""Takes the object it works on, the arguments by name, `by` and `at` (ms of lesson time); returns
the command's answer."""

Run = Callable[[Any, dict[str, Any], Actor, int], dict[str, Any]]
"""Takes the lesson's world (`registry/classroom/world.py`), arguments, actor and lesson time."""

Aim = Callable[[Any, dict[str, Any], str], tuple[str, int]]
"""Takes the exchange as it was before the command, its arguments and the seat; returns the
instrument and the tonnes that the command wants open or traded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: its name, its words in both languages, the roles that may give it, its handler.

    `en` and `zh` are its name in all texts; `done` and `not_done` are the page's message after it
    was accepted or refused, None if no person gives it. `hot`: the handler uses working state and
    buffered rows only. `paused`: allowed while lesson time stands; `over`: allowed after the last
    trading day. `by_people`: people and scripts give it over HTTP, not only the lesson itself.
    `touches_all`: it can change figures of seats other than its giver and the parties of its
    trades. `uncrosses`: it can end a call auction. `aim`: for a command about one order, the
    function that returns its instrument and tonnes. `ends_tokens`: the person who held the seat in
    its argument `seat` is signed out. `minding`: a bot may give it for a person who is away.
    `veiled`: keys of its answer that a preview leaves out, which it is given to find out.
    """

    name: str
    en: str
    zh: str
    done: Words | None = None
    not_done: Words | None = None
    arguments: type[Arguments]
    roles: frozenset[Role]
    run: Run
    hot: bool = False
    paused: bool = False
    over: bool = False
    by_people: bool = True
    touches_all: bool = False
    uncrosses: bool = False
    aim: Aim | None = None
    ends_tokens: bool = False
    minding: bool = False
    veiled: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        name = self.name
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name), name
        assert self.roles, f"{name} belongs to nobody"
        assert self.arguments.__doc__, f"{name}: its arguments are not described"
        assert self.en, name
        assert re.search("[\u4e00-\u9fff]", self.zh), name
        for words in (self.done, self.not_done):
            assert (words is not None) == self.by_people, f"{name}: words for who gives it"
        assert not self.ends_tokens or "seat" in self.arguments.model_fields, name

    @property
    def asks(self) -> bool:
        """Whether it may need confirmation: its handler then takes `ask` (`matching/orders.py`)."""
        return issubclass(self.arguments, Confirmable)


def on_books(handler: Handler) -> Run:
    """Run a handler that works on the lesson's books."""
    return lambda world, arguments, by, at: handler(world.books, **arguments, by=by, at=at)


def on_exchange(handler: Handler) -> Run:
    """Run a handler that works on the order books."""
    return lambda world, arguments, by, at: handler(world.exchange, **arguments, by=by, at=at)


def on_deals(handler: Handler) -> Run:
    """Run a handler that works on the trades outside the book."""
    return lambda world, arguments, by, at: handler(world.deals, **arguments, by=by, at=at)


def on_world(handler: Handler) -> Run:
    """Run a handler that works on the class itself."""
    return lambda world, arguments, by, at: handler(world, **arguments, by=by, at=at)
