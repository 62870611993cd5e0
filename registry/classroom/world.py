"""What the commands of a lesson work on: books, markets, room, plan and calendar.

Working state only. Knows no file, no writer and no command.
"""

from __future__ import annotations

from typing import Any

from ledger.books import open_books
from ledger.db import Store
from registry.classroom.calendar import Calendar
from registry.classroom.plan import Plan
from registry.classroom.room import Room
from registry.market.commands import open_desk
from registry.market.deals import open_deals


class World:
    """The working state of one lesson; `plan` and `calendar` are there once it has a plan."""

    plan: Plan
    calendar: Calendar

    def __init__(self, store: Store) -> None:
        self.books = open_books(store)
        self.desk = open_desk(self.books)
        self.deals = open_deals(self.desk)
        self.room = Room(self.books)
        self.seed = 0

    def take_plan(self, plan: dict[str, Any], seed: int) -> None:
        """Follow a plan, as lesson.create names it, with its seed for the bots."""
        self.plan = Plan.model_validate(plan)
        self.seed = seed
        self.take_hours()

    def take_hours(self) -> None:
        """The calendar, with the hours of the instruments that have their own."""
        listings = self.desk.market.listings.values()
        own = {one.instrument.code: one.instrument.sessions for one in listings}
        self.calendar = Calendar(self.plan, {code: hours for code, hours in own.items() if hours})

    @property
    def over(self) -> bool:
        """Whether the last trading day has ended; never before the first command."""
        return self.books.number > 1 and self.room.clock.next_event >= len(self.calendar.events)
