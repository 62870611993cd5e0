"""Measurements against raw limits taken in the same run, as ratios: machines differ.

Each part answers with rows of `name, unit, ours, reference, ratio, bar, met`; a row without a bar
is printed for information. Knows no lesson and no market.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from registry.bench.callers import writer
from registry.bench.transfers import books

__all__ = ["PARTS", "books", "writer"]

PARTS: dict[str, Callable[[], list[dict[str, Any]]]] = {"books": books, "writer": writer}
"""Every part by the name under which the command line runs it."""
