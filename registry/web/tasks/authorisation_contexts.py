"""Contexts of authorisations among a seat's tasks: the form of their terms, and a card for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.web.frame.contexts.shared import Choice, Form, NotTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """A term that an amendment changes: `term` a key of authorised_terms, both values in words."""

    term: str
    now: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPreview:
    """What the terms come to: either `key` and `arguments` (JSON) are given, or `refused`.

    `quantity` is None for explicitly no maximum. `ahead_t` of it are more than the `verified_t` of
    the periods that are over; 0 if it is not. `oversold_t` of it are more than the `spared_t` that
    the host's own target leaves room for; 0 if it is not, or nobody knows. `changed` are the lines
    of an amendment.
    """

    key: str
    arguments: str
    refused: NotTaken | None
    project_name: str
    quantity: int | None
    ahead_t: int
    verified_t: int
    oversold_t: int
    spared_t: int
    changed: tuple[TermLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsTask:
    """The form of the terms of an authorisation; `name` is authorise, apply or amend.

    It has the fields project, quantity, no_maximum, vintage_first, vintage_last, definition,
    last_day, and purposes, parties, entities and circumstances (comma-joined); `authorise` has
    application, which it answers, `amend` authorisation and reason. `preview` is None in the first
    step, and where a field has an error.
    """

    name: str
    command: str
    projects: tuple[Choice, ...]
    purposes: tuple[str, ...]
    parties: tuple[Choice, ...]
    entities: tuple[Choice, ...]
    definitions: tuple[str, ...]
    circumstances: tuple[str, ...]
    form: Form
    preview: TermsPreview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version of an authorisation: when, its maximum (None: none), the terms that changed."""

    version: int
    at: int
    quantity: int | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationCard:
    """An authorisation or application, with the steps that the seat can take on it.

    `quantity` is the maximum (None: none), `transferred` what was first transferred, `kept` what is
    kept for transfers and decided shares, `left` the rest (None: no maximum). `steps`: authorise
    and reject, or amend, suspend, resume, revoke, revoke_transferred, each with its key. `terms`
    are the fields of the form that grants an application or amends what is in force. `reason` is
    that of the last act, "" without one.
    """

    code: str
    version: int
    state: str
    project_name: str
    purposes: tuple[str, ...]
    parties: tuple[str, ...]
    entities: tuple[str, ...]
    vintage_first: int
    vintage_last: int
    definition: str
    circumstances: tuple[str, ...]
    last_day: str
    quantity: int | None
    transferred: int
    kept: int
    left: int | None
    asked_by: str
    reason: str
    versions: tuple[VersionLine, ...]
    steps: Mapping[str, str]
    terms: Mapping[str, str]
