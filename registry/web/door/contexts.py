"""Contexts of the way in: the first page, joining, and the trainer's sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import (
    Page,
    RefusalCard,
)
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomePage(Page):
    """The first page: join, or sign in as trainer."""

    template: ClassVar[str] = "door/welcome.html"
    code: str = told("join code that is prefilled; '' when there is none")
    lesson_open: bool = told("whether a lesson is open on this server")
    seat_href: str = told("where the person's own seat is; '' when none is held")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChoice:
    """One role that can be asked for when joining."""

    role: str = told("role code; the templates have the words")
    taken: int = told("seats held by people")
    seats: int = told("seats there are")
    free: bool = told("whether a person can still take one")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPage(Page):
    """Join a lesson: code, name, wished role."""

    template: ClassVar[str] = "door/join.html"
    key: str = told("idempotency key of the form")
    code: str = told("join code from the URL or as typed; '' = to be typed")
    lesson_title: str = told("title of the lesson of this code; '' while unknown")
    name: str = told("name as typed")
    role: str = told("role as chosen; '' = any")
    roles: tuple[RoleChoice, ...] = told("roles that can be asked for; () while no code is known")
    refusal: RefusalCard | None = told("why joining was refused; None at first")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(Page):
    """The trainer's sign-in."""

    template: ClassVar[str] = "door/sign_in.html"
    key: str = told("idempotency key of the form")
    next_href: str = told("where to go after signing in")
    refusal: RefusalCard | None = told("why it was refused; None at first")


PAGES: tuple[type[Page], ...] = (WelcomePage, JoinPage, SignInPage)
"""The pages of this area."""
