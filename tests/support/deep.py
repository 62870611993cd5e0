"""Everything that can be reached from an object, as one text: to see that nothing of it changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session

from ledger.db import Reader, Store
from ledger.kernel.lazy_copy import _is_value, _slots
from ledger.writer import Writer
from registry.classroom.calendar import Calendar
from registry.classroom.plan import Plan

_OUTSIDE = (Store, Reader, Writer, Plan, Calendar, Table, Session)
"""What is no state of the books, the market or the class."""


def snapshot(root: object) -> str:
    """All attributes and entries, in order; an object met again is told by its number."""
    numbers: dict[int, int] = {}
    lines: list[str] = []

    def name(value: Any) -> str:
        if isinstance(value, _OUTSIDE) or callable(value):
            return type(value).__name__
        if not isinstance(value, (tuple, list, deque, dict, set)) and _is_value(type(value)):
            return repr(value)
        if id(value) not in numbers:
            numbers[id(value)] = len(numbers)
            waiting.append(value)
        return f"#{numbers[id(value)]}"

    waiting: deque[Any] = deque()
    name(root)
    while waiting:
        value = waiting.popleft()
        parts: Iterable[str]
        if isinstance(value, Mapping):
            parts = [f"{key!r}: {name(one)}" for key, one in value.items()]
        elif isinstance(value, set):
            parts = sorted(repr(one) for one in value)
        elif isinstance(value, (tuple, list, deque)):
            parts = [name(one) for one in value]
        else:
            held = {one: getattr(value, one) for one in _slots(type(value)) if hasattr(value, one)}
            held |= getattr(value, "__dict__", {})
            parts = [f"{key}={name(one)}" for key, one in held.items()]
        lines.append(f"#{numbers[id(value)]} {type(value).__name__} {', '.join(parts)}")
    return "\n".join(lines)
