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
class JoinPage(Page):
    """Join a lesson: code, name, preferred role.

    `role` is '' for any. `lesson_title` is '' and `roles` () while no code is known.
    """

    template: ClassVar[str] = "door/join.html"
    key: str
    code: str
    lesson_title: str
    name: str
    role: str
    roles: tuple[RoleChoice, ...]
    refusal: RefusalCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(Page):
    """The trainer's sign-in."""

    template: ClassVar[str] = "door/sign_in.html"
    key: str
    next_href: str
    refusal: RefusalCard | None


PAGES: tuple[type[Page], ...] = (WelcomePage, JoinPage, SignInPage)
"""The pages of this area."""
