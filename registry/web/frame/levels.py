"""What the room's level leaves locked, for pages that show the lock and what opens it."""

from __future__ import annotations

from collections.abc import Iterable

from registry.classroom.lesson_view import LessonView
from registry.classroom.levels import locks_of
from registry.web.frame.contexts.levels import LevelLine, LevelLock
from registry.web.frame.contexts.shared import Language


class Unlocked:
    """What is open and locked in a lesson now; a lesson without levels locks nothing."""

    def __init__(self, current: LessonView, language: Language) -> None:
        self.levels, self.reached, self.language = current.plan.levels, current.level, language
        self.locks = locks_of(self.levels)

    def instrument(self, code: str) -> LevelLock | None:
        """The lock on an instrument."""
        return self._lock(self.locks.instruments.get(code, 0))

    def command(self, name: str) -> LevelLock | None:
        """The lock on a command."""
        return self._lock(self.locks.commands.get(name, 0))

    @property
    def special_orders(self) -> LevelLock | None:
        """The lock on all but limit orders that are good for the day."""
        return self._lock(self.locks.special_orders)

    def instruments(self, codes: Iterable[str]) -> list[str]:
        """Those of these instruments that are open; all of them if none is."""
        every = list(codes)
        return [code for code in every if self.instrument(code) is None] or every

    def lines(self) -> tuple[LevelLine, ...]:
        """Every level of the lesson, in order."""
        return tuple(
            LevelLine(
                level=number,
                title=self._title(number),
                state="now" if number == self.reached else "done" if number < self.reached
                else "later",
                instruments=tuple(one.instruments),
                commands=tuple(one.commands),
                special_orders=one.special_orders,
            )
            for number, one in enumerate(self.levels, 1)
        )  # fmt: skip

    def _lock(self, level: int) -> LevelLock | None:
        if level <= self.reached:
            return None
        return LevelLock(level=level, title=self._title(level), reached=self.reached)

    def _title(self, level: int) -> str:
        one = self.levels[level - 1]
        return one.title_zh if self.language == "zh" else one.title_en
