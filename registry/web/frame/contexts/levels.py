"""Contexts of the levels of a lesson: what is still locked, and what opens it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLock:
    """The level that opens something, and the one that the room has reached."""

    level: int
    title: str
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """One level: `state` is done, now or later; `opens` in words what it adds."""

    level: int
    title: str
    state: str
    instruments: tuple[str, ...]
    commands: tuple[str, ...]
    special_orders: bool
