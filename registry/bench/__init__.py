"""Measurements against raw limits taken in the same run, as ratios: machines differ.

Each part answers with rows of `name, unit, ours, reference, ratio, bar, met`; a row without a bar
is printed for information. The bar is on the ratio, which must reach it; for `offsets` it is checks
a second, and for `hostile`, `audit` and `start` the ratio is of waiting times and must not
exceed it. Knows no lesson.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from registry.bench.aside import audit
from registry.bench.callers import writer
from registry.bench.hostile import hostile
from registry.bench.offsets import offsets
from registry.bench.order_book import book
from registry.bench.start import start
from registry.bench.transfers import books

__all__ = ["PARTS", "audit", "book", "books", "hostile", "offsets", "start", "writer"]

PARTS: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "book": book,
    "books": books,
    "writer": writer,
    "offsets": offsets,
    "hostile": hostile,
    "audit": audit,
    "start": start,
}
"""Every part by the name under which the command line runs it; `book` may take peers along."""
