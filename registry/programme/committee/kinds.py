"""Kinds of items: what an item is about, what follows its decision, who may use it and when.

A procedure declares a kind of its own. The committee, its pages and its audits ask the kind for all
that they need to know about a subject. Knows no procedure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.errors import name_codes
from registry.programme.committee.models import CommitteeItem
from registry.roles import Actor, Role, Side


class Said(NamedTuple):
    """A text in both languages; a kind's sentences have places for figures, such as {quantity}."""

    en: str
    zh: str


class Portion(NamedTuple):
    """Tonnes of what an item decides that one side will receive, in its own country."""

    side: Side
    country: str
    seat: str
    quantity: int


class Split(NamedTuple):
    """How what an item decides is shared: the rule of the agreement, each side's share by it.

    `portions` have China first.
    """

    rule: str
    cn: str
    host: str
    portions: tuple[Portion, ...]


@dataclass(frozen=True)
class Subject:
    """What an item is about, as every page shows it; no code, no year: nothing is shown there.

    `host` is the country whose agreement's committee decides it.
    """

    name: Said
    host: str
    code: str = ""
    year: int | None = None


def no_split(session: Session, subject: int) -> Split | None:
    """For kinds whose decisions share nothing out."""
    return None


def at_once(session: Session, item: CommitteeItem, at: int) -> None:
    """For kinds whose decisions can be used as soon as they stand."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of item. Its sentences may name {quantity}, {name}, {year} and {subject}.

    `matter` and `headline` follow the item's number, in short and in full; `consent` stands on the
    button; `record` names the subject's own record. `subject` reads it by its number.

    `circulated_by` is the command that brings an item (its answer has `item` and, as `key`, the
    subject), `used_by` the one that uses a decision (its argument `key` is the subject).

    `follow` is called when an item is adopted or objected to. Only `users` use the decision, and
    `ready` refuses while it is too early. `uses` is SQL: the item and the subject of every use that
    the procedure's own tables tell of.
    """

    code: str
    title: Said
    matter: Said
    headline: Said
    consent: Said
    record: Said
    subject: Callable[[Session, int], Subject | None]
    split: Callable[[Session, int], Split | None] = no_split
    key: str
    circulated_by: str
    used_by: str
    follow: Callable[[Books, CommitteeItem, Actor], None]
    users: frozenset[Role]
    ready: Callable[[Session, CommitteeItem, int], None] = at_once
    uses: str

    def because(self, subject: int) -> str:
        """What a decision of this kind is used for, as items and transactions name it."""
        return f"{self.code} {subject}"


_KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Make a kind known; once for each code."""
    assert kind.code not in _KINDS, f"items of kind {kind.code} are declared twice"
    _KINDS[kind.code] = kind
    name_codes("record", {kind.code: (kind.title.en, kind.title.zh)})
    return kind


def declared() -> tuple[Kind, ...]:
    """Every kind that a procedure declared."""
    return tuple(_KINDS.values())


def is_declared(code: str) -> bool:
    """Whether some procedure knows items of this kind."""
    return code in _KINDS


def kind_of(code: str) -> Kind:
    """The kind of this code; one that nobody declared is shown by its code and used by nobody."""
    found = _KINDS.get(code)
    return found if found is not None else _undeclared(code)


def subject_of(session: Session, kind: str, number: int) -> Subject:
    """What an item of this kind is about; a record that is missing is shown by its number."""
    of = kind_of(kind)
    found = of.subject(session, number)
    if found is not None:
        return found
    return Subject(Said(f"{of.title.en} {number}", f"{of.title.zh} {number}"), host="")


def _undeclared(code: str) -> Kind:
    # Its code stands in sentences, where braces would be places for figures.
    shown = code.replace("{", "{{").replace("}", "}}")
    return Kind(
        code=code,
        title=Said(code, code),
        matter=Said(shown, shown),
        headline=Said("{name}", "{name}"),
        consent=Said("Consent", "同意"),
        record=Said(f"{shown} {{subject}}", f"{shown} {{subject}}"),
        subject=lambda session, number: None,
        key="",
        circulated_by="",
        used_by="",
        follow=lambda books, item, by: None,
        users=frozenset(),
        uses="",
    )
