"""Contexts of the first page, of joining, and of the trainer's sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import (
    Page,
    RefusalCard,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomePage(Page):
    """The first page: join, or sign in as trainer."""

    template: ClassVar[str] = "door/welcome.html"
    code: str
    lesson_open: bool
    seat_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChoice:
    """One role to choose when joining.

    `taken` counts the seats held by people.
    """

    role: str
    taken: int
    seats: int
    free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSeat:
    """The seat of this lesson that the visitor holds already."""

    person: str
    seat: str
    role: str
    href: str
    other_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPage(Page):
    """Join a lesson: code, name, preferred role.

    `role` is '' for any. `lesson_title` is '' and `roles` () while no code is known. `own` is None
    for somebody without a seat here, and for `other`: somebody else at the device of a person who
    has one. `cancel_orders`: the open orders of the seat's bot are to be cancelled; it is asked
    unless the lesson is known not to have `begun`. `ended` says that the visitor's seat in this
    lesson is no longer theirs, '' for others. `away_after_s` is 0 where no lesson is known or no
    bot minds a seat. `return_key` is for the form that leads back to a seat; `return_first`: that
    form is shown open, since the name is taken.
    """

    template: ClassVar[str] = "door/join.html"
    key: str
    code: str
    lesson_title: str
    name: str
    role: str
    roles: tuple[RoleChoice, ...]
    cancel_orders: bool
    begun: bool
    own: OwnSeat | None
    other: bool
    ended: str
    away_after_s: int
    return_key: str
    return_first: bool
    refusal: RefusalCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPage(Page):
    """Come back to one's own seat by a personal code, '' or as it was typed when it was refused.

    `code` is the lesson's join code or ''.
    """

    template: ClassVar[str] = "door/return.html"
    key: str
    code: str
    personal_code: str
    refusal: RefusalCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(Page):
    """The trainer's sign-in."""

    template: ClassVar[str] = "door/sign_in.html"
    key: str
    next_href: str
    refusal: RefusalCard | None


PAGES: tuple[type[Page], ...] = (WelcomePage, JoinPage, ReturnPage, SignInPage)
"""The pages of this area."""
