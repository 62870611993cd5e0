"""Older and newest rows of a list that is read by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ledger.kernel.numerals import whole_number
from registry.web.frame.addresses import to
from registry.web.frame.visitor import Visitor

R = TypeVar("R")
NUMBER_DIGITS_MOST = 15


def before_of(visitor: Visitor) -> int:
    """The key before which the page begins; 0: with the newest row."""
    text = visitor.query.get("before", "")
    return (whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None) or 0


def pages(
    name: str, found: Sequence[R], shown: int, before: int, *, key: Callable[[R], int], **kept: str
) -> tuple[str, str]:
    """The addresses of older rows and of the newest; of `found` one more than `shown` was read."""
    older = to(name, **kept, before=key(found[shown - 1])) if len(found) > shown else ""
    return older, to(name, **kept) if before else ""
